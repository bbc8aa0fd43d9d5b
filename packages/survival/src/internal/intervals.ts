import { type Group, InputError } from "@hcc/data";

/** Intervals (entry, time] of the rows in use, with their ranks. */
interface Intervals {
  readonly entry: Float64Array;
  readonly time: Float64Array;
  readonly entryRank: Int32Array;
  readonly timeRank: Int32Array;
  readonly id: Group | null;
}

/** Entry of every row, 0 where there is no such column. */
export function entriesOf(entry: Float64Array | null, n: number): Float64Array {
  return entry ?? new Float64Array(n);
}

/** One array after the other. */
export function joined(...parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Refuses intervals without length, and overlapping intervals of one patient. */
export function checkIntervals(rows: Int32Array, { entry, time, entryRank, timeRank, id }: Intervals): void {
  for (let i = 0; i < rows.length; i++) {
    if (entryRank[i]! < timeRank[i]!) continue;
    const row = rows[i]!;
    throw new InputError(
      "option",
      `the interval (${entry[i]}, ${time[i]}] at row ${row} has no length: a patient who is followed has a time above entry; leave the row out with where, or correct it`,
      { column: "time", row },
    );
  }
  if (id === null) return;
  const order = Int32Array.from(rows.keys()).sort(
    (a, b) => id.codes[a]! - id.codes[b]! || entryRank[a]! - entryRank[b]! || a - b,
  );
  for (let k = 1; k < order.length; k++) {
    const [before, after] = [order[k - 1]!, order[k]!];
    if (id.codes[before] !== id.codes[after] || timeRank[before]! <= entryRank[after]!) continue;
    throw new InputError(
      "duplicate",
      `patient "${id.levels[id.codes[after]!]}" has overlapping intervals at rows ${rows[before]} and ${rows[after]}: (${entry[before]}, ${time[before]}] and (${entry[after]}, ${time[after]}]`,
      { column: "id", row: rows[after]! },
    );
  }
}
