import type { Interval } from "@hcc/data";
import { checkCurve, checkTimes } from "./internal/check-curve.js";
import { checkTime } from "./internal/check-time.js";
import { isBeyond, known } from "./internal/curve-values.js";
import { countUntil, slackOf } from "./internal/find-time.js";
import type { SurvivalCurve } from "./types.js";

/**
 * Survival probabilities at given times, with the pointwise limits of the curve.
 *
 * S is right-continuous: an event at t counts in S(t). Before the first time S = lower = upper = 1. Beyond the last time
 * S stays 0 when it is 0 and is null otherwise, because nobody was observed there (R's `summary(survfit, times)` leaves
 * such times out). Limits that are not defined (S = 0) are null.
 *
 * @param curve one of `kaplanMeier(...).curves`.
 * @param times 0 or more, in the unit of the curve, in any order.
 * @returns one interval per time; `method` is the type of the limits.
 * @throws InputError when a time is negative or not finite.
 *
 * @example
 * ```ts
 * import { kaplanMeier, survivalAt } from "@hcc/survival";
 * const data = { time: [2, 4, 6, 8], event: [1, 1, 0, 0] };
 * const [curve] = kaplanMeier(data, { time: "time", event: "event" }).curves;
 * survivalAt(curve!, [1, 4, 9]).map((at) => at.estimate); // => [1, 0.5, null]
 * ```
 */
export function survivalAt(curve: SurvivalCurve, times: Iterable<number>): Interval[] {
  checkCurve(curve);
  checkTimes(times);
  const { time, survival, lower, upper } = curve;
  const { level, type: method } = curve.confidence;
  const slack = slackOf(time);
  return Array.from(times, (t) => {
    const i = countUntil(time, checkTime(t), slack) - 1;
    if (i < 0) return { estimate: 1, lower: 1, upper: 1, level, method };
    if (isBeyond(curve, t, slack)) return { estimate: null, lower: null, upper: null, level, method };
    return { estimate: survival[i]!, lower: known(lower[i]!), upper: known(upper[i]!), level, method };
  });
}
