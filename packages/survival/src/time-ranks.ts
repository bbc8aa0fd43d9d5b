import { InputError } from "@hcc/data";

/** Distinct times of a data set and the rank of each row among them. */
export interface TimeRanks {
  /** Index into `time` of each input time. */
  readonly ranks: Int32Array;
  /** Distinct times, ascending; the smallest of those that count as one. */
  readonly time: Float64Array;
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
 * @returns ranks in input order; O(n log n), and O(n) when the input is ascending.
 * @throws InputError when a time is not finite.
 *
 * @example
 * ```ts
 * import { timeRanks } from "@hcc/survival";
 * const { ranks, time, merged } = timeRanks(Float64Array.of(2, 0.1 + 0.2, 0.3, 2));
 * Array.from(ranks); // => [1, 0, 0, 1]
 * Array.from(time); // => [0.3, 2]
 * merged; // => 1
 * ```
 *
 * @see Therneau T. Round off error and tied times. Vignette of the R package survival, 2024.
 */
export function timeRanks(times: Float64Array): TimeRanks {
  const n = times.length;
  let ascending = true;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(times[i]!)) {
      throw new InputError("not-finite", `the time is ${times[i]} at row ${i}: give finite times`, { row: i });
    }
    if (i > 0 && times[i]! < times[i - 1]!) ascending = false;
  }
  const sorted = ascending ? times : times.slice().sort();

  const values = new Float64Array(n);
  let count = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    values[count++] = sorted[i]!;
    sum += Math.abs(sorted[i]!);
  }
  const gap = (TOLERANCE * sum) / Math.max(count, 1);

  // `rankOf[j]` is the rank of distinct value j; `time` keeps the first value of every chain.
  const rankOf = new Int32Array(count);
  const time = new Float64Array(count);
  let last = -1;
  for (let j = 0; j < count; j++) {
    if (j === 0 || values[j]! - values[j - 1]! > gap) time[++last] = values[j]!;
    rankOf[j] = last;
  }

  const ranks = new Int32Array(n);
  let at = 0;
  for (let i = 0; i < n; i++) {
    const value = times[i]!;
    if (ascending) {
      if (values[at]! < value) at++;
    } else {
      let high = count - 1;
      at = 0;
      while (at < high) {
        const middle = (at + high) >>> 1;
        if (values[middle]! < value) at = middle + 1;
        else high = middle;
      }
    }
    ranks[i] = rankOf[at]!;
  }
  return { ranks, time: time.slice(0, last + 1), merged: count - last - 1 };
}
