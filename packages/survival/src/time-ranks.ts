import { InputError } from "@hcc/data";
import { ascendingOrder } from "@hcc/numerics";

/** Distinct times of a data set and the rank of each row among them. */
export interface TimeRanks {
  /** Index into `time` of each input time. */
  readonly ranks: Int32Array;
  /** Distinct times, ascending; the smallest of those that count as one. */
  readonly time: Float64Array;
  /** Input positions in ascending order of time; those of equal times in their order. */
  readonly order: Int32Array;
  /** Number of distinct input values that were merged into a smaller one. */
  readonly merged: number;
}

/** Spacing, relative to the mean absolute distinct time, at or below which two neighbouring times are one. */
const TOLERANCE = 1.5e-8;

/**
 * Ranks times, taking values that differ by rounding only as one time.
 *
 * Neighbours t_(j) < t_(j+1) of the sorted distinct values are one time when t_(j+1) - t_(j) <= 1.5e-8 mean |t|, the mean
 * over the distinct values; the rule chains (a, b and b, c one time: a, b, c one time). Every function of the family
 * decides ties by these integer ranks and never adds anything to a time. R's `aeqSurv` has the same relative rule and an
 * absolute one (1.5e-8) beside it, which would make the answer depend on the unit of time; we leave that one out.
 *
 * @param times finite times in any order and unit. With delayed entry pass entry and exit times in one array.
 * @returns ranks in input order; O(n) by radix sort.
 * @throws InputError when a time is not finite.
 *
 * @example
 * ```ts
 * import { timeRanks } from "@hcc/survival";
 * const { ranks, time, order, merged } = timeRanks(Float64Array.of(2, 0.1 + 0.2, 0.3, 2));
 * Array.from(ranks); // => [1, 0, 0, 1]
 * Array.from(time); // => [0.3, 2]
 * Array.from(order); // => [2, 1, 0, 3]
 * merged; // => 1
 * ```
 *
 * @see Therneau T. Round off error and tied times. Vignette of the R package survival, 2024.
 */
export function timeRanks(times: Float64Array): TimeRanks {
  const n = times.length;
  let ascending = true;
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const value = times[i]!;
    if (value - value !== 0) {
      throw new InputError("not-finite", `the time is ${value} at row ${i}: give finite times`, { row: i });
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
    ranks[order[i]!] = rank;
    previous = value;
  }
  return { ranks, time: rank + 1 === distinct ? time : time.slice(0, rank + 1), order, merged: distinct - rank - 1 };
}

function identity(n: number): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  return order;
}
