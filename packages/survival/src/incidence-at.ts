import type { Interval } from "@hcc/data";
import type { IncidenceCurve } from "./cumulative-incidence.js";
import { checkCurve, checkTimes } from "./internal/check-curve.js";
import { checkTime } from "./internal/check-time.js";
import { isBeyond, known } from "./internal/curve-values.js";
import { countUntil, slackOf } from "./internal/find-time.js";

/**
 * Cumulative incidences at given times, with the pointwise limits of the curve.
 *
 * F is right-continuous: an event at t counts in F(t). Before the first time F = lower = upper = 0. Beyond the last time F
 * stays when nobody was left without an event, and is null otherwise, because nobody was observed there (R's `timepoints`
 * of cmprsk has NA). Limits that are not defined (F = 1) are null. Equals `summary(survfit, times)` of a multi-state curve.
 *
 * @param curve one of `cumulativeIncidence(...).curves`.
 * @param times 0 or more, in the unit of the curve, in any order.
 * @returns one interval per time, with the standard error; `method` is the type of the limits.
 * @throws InputError when a time is negative or not finite.
 *
 * @example
 * ```ts
 * import { cumulativeIncidence, incidenceAt } from "@hcc/survival";
 * const data = { time: [2, 3, 4, 6], end: [1, 2, 0, 0] };
 * const cause = { channel: "end", event: [1], competing: [2], censored: [0] } as const;
 * const [curve] = cumulativeIncidence(data, { time: "time", cause }).curves;
 * incidenceAt(curve!, [1, 3, 9]).map((at) => at.estimate); // => [0, 0.25, null]
 * ```
 */
export function incidenceAt(
  curve: IncidenceCurve,
  times: Iterable<number>,
): (Interval & { readonly standardError: number | null })[] {
  checkCurve(curve, "cumulativeIncidence", "incidence");
  checkTimes(times);
  const { time, incidence, lower, upper, standardError } = curve;
  const { level, type: method } = curve.confidence;
  const slack = slackOf(time);
  return Array.from(times, (t) => {
    const i = countUntil(time, checkTime(t), slack) - 1;
    if (i < 0) return { estimate: 0, lower: 0, upper: 0, standardError: 0, level, method };
    if (isBeyond(curve, t, slack)) {
      return { estimate: null, lower: null, upper: null, standardError: null, level, method };
    }
    return {
      estimate: incidence[i]!,
      lower: known(lower[i]!),
      upper: known(upper[i]!),
      standardError: known(standardError[i]!),
      level,
      method,
    };
  });
}
