import { column, InputError, type NumericArray, type Omitted, readFrame } from "@hcc/data";

/** The numbers of one sample; null, undefined and NaN are missing. */
export type Values = readonly (number | null | undefined)[] | NumericArray;

/** Throws for what is no array of at least one element. */
export function checkValues(values: Values, name: string): void {
  if (!Array.isArray(values) && (!ArrayBuffer.isView(values) || (values as object) instanceof DataView)) {
    throw new InputError("option", `${name} is ${values === null ? "null" : typeof values}: give an array of numbers`, {
      column: name,
    });
  }
  if (values.length === 0) {
    throw new InputError("empty-data", `${name} has no values: check the filter before`, { column: name });
  }
}

/** Reads two or more groups of values. */
export function readSamples(
  groups: readonly Values[],
  missing: "error" | "omit" | undefined,
): { values: Float64Array; omitted: Omitted }[] {
  if (!Array.isArray(groups) || groups.length < 2) {
    const found = Array.isArray(groups) ? `there are ${groups.length} groups` : "the groups are no array";
    throw new InputError("too-few-groups", `${found}: give at least two arrays of values`, { column: "groups" });
  }
  return groups.map((values, i) => readValues(values, `group ${i}`, missing));
}

/** Finite numbers of a sample and what was left out of it. */
export function readValues(
  values: Values,
  name: string,
  missing: "error" | "omit" = "error",
): { values: Float64Array; omitted: Omitted } {
  checkValues(values, name);
  const frame = readFrame({ [name]: values }, { values: column("number", name) }, { missing });
  return { values: frame.columns.values, omitted: frame.omitted };
}
