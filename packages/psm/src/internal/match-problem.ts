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
  /** What stands at each place: a walk along the scores then stays within the cache. */
  readonly sorted: SortedRows;
  /** Whether a treated row and a control may be a pair as far as covariates say; null without such a rule. */
  readonly allowed: ((t: number, c: number) => boolean) | null;
  /** What decides between controls within the caliper; null: the difference of the scores. */
  readonly metric: ((t: number, c: number) => number) | null;
  /** Called as often as a treated row has looked for a control. */
  readonly onVisit?: () => void;
}

/** All rows ascending by score, equal scores in row order. */
export interface SortedRows {
  readonly row: Int32Array;
  readonly value: Float64Array;
  /** 1 treated, 0 control, `DISCARDED` where the row may not be matched. */
  readonly arm: Uint8Array;
  readonly stratum: Int32Array;
}

export const DISCARDED = 2;

/** A treated row and its control, by place among the rows in use. */
export type Pair = readonly [treated: number, control: number];

/** Pairs as two lists of one length, by place in the ascending order of all rows. */
export interface PairList {
  readonly treated: Int32Array;
  readonly control: Int32Array;
}

/** Pairs as two lists of one length, by row among the rows in use. */
export interface RowPairs {
  readonly treated: Int32Array;
  readonly control: Int32Array;
}

/** Pairs as two lists. */
export const pairLists = (pairs: readonly Pair[]): RowPairs => ({
  treated: Int32Array.from(pairs, ([t]) => t),
  control: Int32Array.from(pairs, ([, c]) => c),
});

/** Pairs of rows by their places. */
export const atPlaces = ({ place }: MatchProblem, { treated, control }: RowPairs): PairList => ({
  treated: treated.map((row) => place[row]!),
  control: control.map((row) => place[row]!),
});

/** Sorts the rows by value, equal values in row order. */
export function sortRows(
  { value, treated, stratum }: Pick<MatchProblem, "value" | "treated" | "stratum">,
  strata: number,
  discarded: Uint8Array | null,
): Pick<MatchProblem, "order" | "place" | "sorted"> {
  const { order: row, sorted } = ascendingOrder(value);
  const n = row.length;
  const place = new Int32Array(n);
  const arm = new Uint8Array(n);
  const stratumAt = new Int32Array(n);
  for (let p = 0; p < n; p++) {
    place[row[p]!] = p;
    arm[p] = treated[row[p]!]!;
  }
  if (strata > 1) for (let p = 0; p < n; p++) stratumAt[p] = stratum[row[p]!]!;
  if (discarded !== null) for (let p = 0; p < n; p++) if (discarded[row[p]!] === 1) arm[p] = DISCARDED;
  return {
    order: discarded === null ? row : row.filter((i) => discarded[i] === 0),
    place,
    sorted: { row, value: sorted, arm, stratum: stratumAt },
  };
}
