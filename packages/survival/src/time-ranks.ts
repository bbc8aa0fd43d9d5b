import { orderedTimes, ranksOf } from "./internal/ordered-times.js";

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
 * @throws InputError when a time is not finite, or above 1e150.
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
  const { order, rank, time, merged } = orderedTimes(times);
  return { ranks: ranksOf({ order, rank }), time, order, merged };
}
