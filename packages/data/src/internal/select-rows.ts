import { InputError } from "../input-error.js";
import type { Omitted, WeightType } from "../types.js";
import { isMissing, toNumber } from "./convert.js";
import { readChannel } from "./read-channel.js";
import type { Source } from "./source.js";

/** A column of a call: its name in messages, its key and its values, one per input row. */
export interface RawColumn {
  readonly key: string;
  readonly name: string;
  readonly raw: ArrayLike<unknown>;
  /** Whether these are doubles of which each is finite. */
  readonly finite: boolean;
}

/** Whether these are doubles of which each is finite. */
export function areFinite(raw: ArrayLike<unknown>): boolean {
  if (!(raw instanceof Float64Array)) return false;
  // Nothing but a finite number less itself is 0.
  let rest = 0;
  for (let i = 0; i < raw.length; i++) rest += raw[i]! - raw[i]!;
  return rest === 0;
}

/** Rows in which `where` is true. */
export function whereRows(source: Source, where: unknown): Int32Array {
  if (where === undefined) {
    const all = new Int32Array(source.size);
    for (let row = 0; row < all.length; row++) all[row] = row;
    return all;
  }
  const values = readChannel(source, where, "where");
  const kept: number[] = [];
  for (let row = 0; row < source.size; row++) {
    if (whereValue(values[row], row)) kept.push(row);
  }
  return Int32Array.from(kept);
}

/** Whether a value of `where` keeps its row. */
export function whereValue(value: unknown, row: number): boolean {
  if (value === true || value === 1) return true;
  if (value === false || value === 0 || isMissing(value)) return false;
  throw new InputError("option", `where is ${String(value)} at row ${row}: give true or false`, {
    column: "where",
    row,
  });
}

function missingRows(raw: ArrayLike<unknown>, kept: Int32Array): number[] {
  const rows: number[] = [];
  if (raw instanceof Float64Array) {
    for (let i = 0; i < kept.length; i++) if (Number.isNaN(raw[kept[i]!])) rows.push(kept[i]!);
  } else {
    for (let i = 0; i < kept.length; i++) if (isMissing(raw[kept[i]!])) rows.push(kept[i]!);
  }
  return rows;
}

/** Rows without a missing value; with "error" such a row is an error that lists all columns with holes. */
export function completeRows(
  kept: Int32Array,
  wanted: readonly RawColumn[],
  missing: "error" | "omit" | "refuse",
): { complete: Int32Array; omitted: Omitted } {
  const holes = new Set<number>();
  const found: string[] = [];
  let place: { column: string; row: number } | undefined;
  for (const { name: column, raw, finite } of wanted) {
    if (finite) continue;
    if (ArrayBuffer.isView(raw) && !(raw instanceof Float64Array || raw instanceof Float32Array)) continue;
    const rows = missingRows(raw, kept);
    if (rows.length === 0) continue;
    place ??= { column, row: rows[0]! };
    const first = rows.slice(0, 5).join(", ") + (rows.length > 5 ? ", ..." : "");
    found.push(`column "${column}" is missing in ${rows.length} ${rows.length === 1 ? "row" : "rows"} (${first})`);
    for (const row of rows) holes.add(row);
  }
  if (holes.size > 0 && missing !== "omit") {
    const remedy = missing === "error" ? ', or leave such rows out with missing: "omit"' : "";
    throw new InputError("missing-value", `${found.join("; ")}: complete the data${remedy}`, place);
  }
  const complete = holes.size === 0 ? kept : kept.filter((row) => !holes.has(row));
  if (complete.length === 0) {
    throw new InputError(
      "empty-data",
      `no row is complete: ${found.join("; ")}: complete the data, or leave a column out`,
      place,
    );
  }
  return { complete, omitted: { count: holes.size, rows: [...holes].sort((a, b) => a - b) } };
}

/** Rows of positive weight. */
export function weightedRows(
  complete: Int32Array,
  raw: ArrayLike<unknown>,
  weightType: WeightType,
): { rows: Int32Array; zeroWeight: number } {
  const fail = (message: string, row: number): never => {
    throw new InputError("weight", message, { column: "weights", row });
  };
  for (const row of complete) {
    const weight = toNumber(raw[row], "weights", row);
    if (weight < 0) fail(`the weight is ${weight} at row ${row}: weights are 0 or more`, row);
    if (weightType === "frequency" && !Number.isInteger(weight)) {
      fail(
        `the frequency weight is ${weight} at row ${row}: frequency weights are whole numbers; inverse probabilities are weightType "sampling"`,
        row,
      );
    }
  }
  const rows = complete.filter((row) => Number(raw[row]) > 0);
  if (rows.length === 0)
    throw new InputError("weight", "every weight is 0 and no row is left: check the weights", { column: "weights" });
  return { rows, zeroWeight: complete.length - rows.length };
}
