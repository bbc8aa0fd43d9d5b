import { ascendingOrder } from "@hcc/numerics";

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
  /** Rows that may be matched ascending by score, equal scores in row order. */
  readonly order: Int32Array;
  /** Place of each row in the ascending order of all rows, those that may not be matched included. */
  readonly place: Int32Array;
  /** Whether a treated row and a control may be a pair as far as covariates say; null without such a rule. */
  readonly allowed: ((t: number, c: number) => boolean) | null;
  /** What decides between controls within the caliper; null: the difference of the scores. */
  readonly metric: ((t: number, c: number) => number) | null;
}

/** A treated row and its control, by place among the rows in use. */
export type Pair = readonly [treated: number, control: number];

/** Pairs as two lists of one length. */
export interface PairList {
  readonly treated: Int32Array;
  readonly control: Int32Array;
}

/** Rows ascending by value, equal values in row order. */
export function ascending(value: Float64Array): Int32Array {
  return ascendingOrder(value).order;
}
