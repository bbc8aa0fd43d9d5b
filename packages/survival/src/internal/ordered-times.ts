import { InputError } from "@hcc/data";
import { ascendingOrder } from "@hcc/numerics";
import { LATEST } from "./check-time.js";

/** Times in ascending order. */
export interface OrderedTimes {
  /** Input positions in ascending order of time; those of equal times in their order. */
  readonly order: Int32Array;
  /** Rank of each of them. */
  readonly rank: Int32Array;
  /** Distinct times, ascending; the smallest of those that count as one. */
  readonly time: Float64Array;
  /** Number of distinct input values that were merged into a smaller one. */
  readonly merged: number;
}

/** Spacing, relative to the mean absolute distinct time, at or below which two neighbouring times are one. */
const TOLERANCE = 1.5e-8;

/** Orders times and merges those that differ by rounding only; see `timeRanks`. */
export function orderedTimes(times: Float64Array): OrderedTimes {
  const n = times.length;
  let ascending = true;
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const value = times[i]!;
    if (!(Math.abs(value) <= LATEST)) {
      throw new InputError("not-finite", `the time is ${value} at row ${i}: give finite times, up to ${LATEST}`, {
        row: i,
      });
    }
    if (value < before) ascending = false;
    before = value;
  }
  const { order, sorted } = ascending ? { order: identity(n), sorted: times } : ascendingOrder(times);

  let distinct = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const value = sorted[i]!;
    if (i > 0 && value === sorted[i - 1]) continue;
    distinct++;
    sum += Math.abs(value);
  }
  const gap = (TOLERANCE * sum) / Math.max(distinct, 1);

  const ranks = new Int32Array(n);
  const time = new Float64Array(distinct);
  let rank = -1;
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const value = sorted[i]!;
    if (value - previous > gap) time[++rank] = value + 0;
    ranks[i] = rank;
    previous = value;
  }
  const kept = rank + 1 === distinct ? time : time.slice(0, rank + 1);
  return { order, rank: ranks, time: kept, merged: distinct - rank - 1 };
}

/** The rank of each input position. */
export function ranksOf({ order, rank }: Pick<OrderedTimes, "order" | "rank">): Int32Array {
  const ranks = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) ranks[order[i]!] = rank[i]!;
  return ranks;
}

function identity(n: number): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  return order;
}
