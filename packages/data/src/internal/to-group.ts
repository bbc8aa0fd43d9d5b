import type { Group } from "../frame.js";
import { InputError } from "../input-error.js";
import { isMissing } from "./convert.js";
import { smallNumbers } from "./small-numbers.js";

/** Codes and sorted levels of a categorical column: numbers by value, text by UTF-16 code units, false before true. */
export function toGroup(
  values: ArrayLike<unknown>,
  rows: ArrayLike<number>,
  column: string,
  fixedLevels?: readonly string[],
): Group {
  const small = fixedLevels === undefined ? smallNumbers(values, rows) : null;
  if (small !== null) return small;
  let kind: string | undefined;
  const seen = new Map<unknown, number>();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const value = typeof values[row] === "bigint" ? Number(values[row]) : values[row];
    if (isMissing(value)) continue;
    const type = typeof value;
    if (type !== "string" && type !== "number" && type !== "boolean") {
      throw new InputError(
        "mixed-types",
        `column "${column}" holds a ${type} at row ${row}: give text, numbers or booleans`,
        {
          column,
          row,
        },
      );
    }
    if (kind !== undefined && kind !== type) {
      throw new InputError(
        "mixed-types",
        `column "${column}" mixes ${kind} and ${type} (row ${row}): convert the column to one type`,
        { column, row },
      );
    }
    kind = type;
    if (value === "") {
      throw new InputError(
        "empty-text",
        `column "${column}" holds empty text at row ${row}: make it null or give it a name`,
        {
          column,
          row,
        },
      );
    }
    if (value === "NA" && !fixedLevels?.includes("NA")) {
      throw new InputError(
        "empty-text",
        `column "${column}" holds the text "NA" at row ${row}: make it null when reading the file, or list "NA" among the levels if it is a category`,
        { column, row },
      );
    }
    if (!seen.has(value)) seen.set(value, row);
  }
  const found = [...seen.keys()];
  if (kind === "number") found.sort((a, b) => (a as number) - (b as number));
  else found.sort((a, b) => (a === b ? 0 : (a as string) < (b as string) ? -1 : 1));
  const levels = fixedLevels ?? found.map(String);
  const code = new Map(levels.map((level, index) => [level, index]));
  if (code.size < levels.length) {
    throw new InputError("duplicate", `the levels ${levels.join(", ")} of column "${column}" repeat: list each once`, {
      column,
    });
  }
  for (const value of found) {
    if (!code.has(String(value))) {
      const row = seen.get(value)!;
      throw new InputError(
        "unknown-level",
        `column "${column}" holds "${value}" at row ${row}, which is none of its levels ${levels.join(", ")}: add the level or recode the value`,
        { column, row },
      );
    }
  }
  const codeOf = new Map(found.map((value) => [value, code.get(String(value))!]));
  const codes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!];
    codes[i] = isMissing(value) ? -1 : (codeOf.get(value) ?? code.get(String(value))!);
  }
  return { codes, levels };
}
