import { countingOrder } from "@hcc/numerics";
import { codeCount } from "./code-count.js";

/**
 * Rows by stratum and ascending rank of their time.
 *
 * @param ascending rows in ascending order of rank, where that is known.
 */
export function stratifiedOrder(
  rank: Int32Array,
  stratum: Int32Array | null,
  ascending: Int32Array | null = null,
): Int32Array {
  const byTime = ascending ?? countingOrder(rank, codeCount(rank));
  return stratum === null ? byTime : countingOrder(stratum, codeCount(stratum), byTime);
}

/** End (exclusive) of every stratum that has rows. */
export function strataEnds(order: Int32Array, stratum: Int32Array | null): Int32Array {
  const ends: number[] = [];
  for (let i = 1; stratum !== null && i < order.length; i++) {
    if (stratum[order[i]!] !== stratum[order[i - 1]!]) ends.push(i);
  }
  return Int32Array.from([...ends, order.length]);
}
