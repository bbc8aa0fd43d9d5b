/** The rows to be matched, by their place among the rows in use. */
export interface MatchProblem {
  /** Score on the scale of the distance. */
  readonly value: Float64Array;
  /** 1 treated, 0 control. */
  readonly treated: Uint8Array;
  /** Exact stratum of each row, from 0. */
  readonly stratum: Int32Array;
  readonly strata: number;
  /** Largest distance allowed, inclusive; Infinity without a caliper. */
  readonly width: number;
  /** All rows ascending by score, equal scores in row order. */
  readonly order: Int32Array;
}

/** A treated row and its control, by place among the rows in use. */
export type Pair = readonly [treated: number, control: number];

/** Rows ascending by value, equal values in row order. */
export function ascending(value: Float64Array): Int32Array {
  return Int32Array.from(value, (_, i) => i).sort((a, b) => value[a]! - value[b]! || a - b);
}
