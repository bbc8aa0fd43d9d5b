import { checkCurve, checkTimes } from "./internal/check-curve.js";
import { checkTime } from "./internal/check-time.js";
import type { IntervalSurvivalCurve } from "./interval-survival.js";

/** What is known of a survival probability. */
export interface SurvivalBounds {
  readonly time: number;
  /** S if all of the mass of the interval around the time came before it. */
  readonly lower: number;
  /** S if none of it did; equal to `lower` outside of the intervals. */
  readonly upper: number;
}

/**
 * Survival probabilities from interval-censored times at given times, as bounds.
 *
 * The bounds are no confidence limits: they say what the estimate leaves open, because the data do not tell where within
 * (left, right] an event was. At right and until the next left both are the same. Beyond the last right of a curve that ends in
 * censored rows S is between 0 and its last value.
 *
 * @param curve one of `intervalSurvival(...).curves`.
 * @param times 0 or more, in the unit of the curve, in any order.
 * @returns one pair of bounds per time, in the order of `times`.
 * @throws InputError when a time is negative or not finite.
 *
 * @example
 * ```ts
 * import { intervalSurvival, intervalSurvivalAt } from "@hcc/survival";
 * const data = { free: [0, 2, 3, 5], progressed: [3, 4, 6, null] };
 * const [curve] = intervalSurvival(data, { left: "free", right: "progressed" }).curves;
 * intervalSurvivalAt(curve!, [1, 2.5, 3]).map((at) => [at.lower, at.upper]); // => [[1, 1], [0.5, 1], [0.5, 0.5]]
 * ```
 */
export function intervalSurvivalAt(
  curve: Pick<IntervalSurvivalCurve, "left" | "right" | "survival">,
  times: Iterable<number>,
): SurvivalBounds[] {
  checkCurve(curve, "intervalSurvival", "left");
  checkTimes(times);
  const { left, right, survival } = curve;
  return Array.from(times, (time) => {
    checkTime(time);
    let begun = 0;
    while (begun < left.length && (left[begun]! < time || (left[begun] === time && right[begun] === time))) begun++;
    const lower = begun === 0 ? 1 : survival[begun - 1]!;
    if (begun === 0 || right[begun - 1]! <= time) return { time, lower, upper: lower };
    return { time, lower, upper: begun === 1 ? 1 : survival[begun - 2]! };
  });
}
