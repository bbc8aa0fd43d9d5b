import { checkCurve, checkTimes } from "./internal/check-curve.js";
import { checkTime } from "./internal/check-time.js";
import { countBefore, slackOf } from "./internal/find-time.js";
import type { SurvivalCurve } from "./types.js";

/**
 * Numbers at risk just before given times: the subjects whose observed time is t or later.
 *
 * Equals `n.risk` of R's `summary(survfit, times, extend = TRUE)`.
 *
 * @param curve one of `kaplanMeier(...).curves`.
 * @param times 0 or more, in the unit of the curve, in any order.
 * @returns one number per time; 0 beyond the last observed time.
 * @throws InputError when a time is negative or not finite.
 *
 * @example
 * ```ts
 * import { kaplanMeier, numberAtRisk } from "@hcc/survival";
 * const data = { time: [2, 4, 4, 8], event: [1, 1, 0, 0] };
 * const [curve] = kaplanMeier(data, { time: "time", event: "event" }).curves;
 * Array.from(numberAtRisk(curve!, [0, 4, 5, 9])); // => [4, 3, 1, 0]
 * ```
 */
export function numberAtRisk(curve: Pick<SurvivalCurve, "time" | "nRisk">, times: Iterable<number>): Float64Array {
  checkCurve(curve, "kaplanMeier", "nRisk");
  checkTimes(times);
  const slack = slackOf(curve.time);
  return Float64Array.from(times, (t) => curve.nRisk[countBefore(curve.time, checkTime(t), slack)] ?? 0);
}
