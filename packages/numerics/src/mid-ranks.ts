import { ascendingOrder } from "./ascending-order.js";

/** Ranks of values, doubled so that mid-ranks are whole numbers. */
export interface MidRanks {
  /** Twice the mid-rank of each value, in the order given. */
  readonly doubled: Float64Array;
  /** Sum over groups of tied values of t^3 - t; 0 without ties. */
  readonly tieSum: number;
}

/**
 * Ranks of values, a group of tied values sharing the mean of its places; doubled, so that all are whole numbers.
 *
 * `doubled` / 2 equals R's `rank(x, ties.method = "average")`.
 *
 * @param values finite or infinite numbers, no NaN.
 *
 * @example
 * ```ts
 * import { midRanks } from "@hcc/numerics";
 * midRanks(Float64Array.of(10, 30, 10, 20)); // => { doubled: Float64Array.of(3, 8, 3, 6), tieSum: 6 }
 * ```
 */
export function midRanks(values: Float64Array): MidRanks {
  const n = values.length;
  const { order, sorted } = ascendingOrder(values);
  const doubled = new Float64Array(n);
  let tieSum = 0;
  for (let start = 0, end = 0; start < n; start = end) {
    const value = sorted[start]!;
    while (end < n && sorted[end] === value) end++;
    const tied = end - start;
    tieSum += tied * (tied * tied - 1);
    for (let i = start; i < end; i++) doubled[order[i]!] = start + end + 1;
  }
  return { doubled, tieSum };
}
