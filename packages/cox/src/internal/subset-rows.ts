import type { CoxRows } from "./read-rows.js";

/** The rows at the given positions, as if only they had been read. */
export function subsetRows(rows: CoxRows, kept: Int32Array): CoxRows {
  const { frame } = rows;
  const doubles = (values: Float64Array | null): Float64Array | null =>
    values && Float64Array.from(kept, (row) => values[row]!);
  const codes = (values: Int32Array | null): Int32Array | null => values && kept.map((row) => values[row]!);
  return {
    ...rows,
    frame: {
      ...frame,
      n: kept.length,
      rows: kept.map((row) => frame.rows[row]!),
      weights: doubles(frame.weights),
    },
    time: Float64Array.from(kept, (row) => rows.time[row]!),
    event: Uint8Array.from(kept, (row) => rows.event[row]!),
    rank: kept.map((row) => rows.rank[row]!),
    order: null,
    entry: doubles(rows.entry),
    entryRank: codes(rows.entryRank),
    stratum: codes(rows.stratum),
    offset: doubles(rows.offset),
    subject: codes(rows.subject),
    cluster: codes(rows.cluster),
  };
}
