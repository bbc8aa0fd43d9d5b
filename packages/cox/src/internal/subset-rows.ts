import type { CoxRows } from "./read-rows.js";

/** The rows at the given positions, as if only they had been read. */
export function subsetRows(rows: CoxRows, kept: Int32Array): CoxRows {
  const { frame } = rows;
  return {
    ...rows,
    frame: {
      ...frame,
      n: kept.length,
      rows: kept.map((row) => frame.rows[row]!),
      weights: frame.weights === null ? null : Float64Array.from(kept, (row) => frame.weights![row]!),
    },
    time: Float64Array.from(kept, (row) => rows.time[row]!),
    event: Uint8Array.from(kept, (row) => rows.event[row]!),
    rank: kept.map((row) => rows.rank[row]!),
    stratum: rows.stratum === null ? null : kept.map((row) => rows.stratum![row]!),
  };
}
