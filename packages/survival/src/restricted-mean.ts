import { checkOptions, InputError, type Interval } from "@hcc/data";
import { normalQuantile } from "@hcc/numerics";
import { checkCurve } from "./internal/check-curve.js";
import { checkTime } from "./internal/check-time.js";
import { meanValue } from "./internal/curve-values.js";
import type { SurvivalCurve } from "./types.js";

/** Options of `restrictedMean`. */
export interface RestrictedMeanOptions {
  /** Time to which the curve is integrated, in its unit. */
  readonly tau: number;
  /** Take the curve as flat beyond its last time, as R does. Default false: the answer is null there. */
  readonly extend?: boolean;
}

/** Restricted mean survival time with limits. */
export interface RestrictedMean extends Interval {
  readonly standardError: number | null;
  readonly tau: number;
  /** "beyond-follow-up" when tau lies after the last observed time and the curve has not reached 0. */
  readonly status: "ok" | "beyond-follow-up";
}

/**
 * Restricted mean survival time: the mean time free of the event during the first `tau` units.
 *
 * mean = integral of S from 0 to tau; variance = sum over the event times t_i <= tau of A_i^2 d_i / (n_i (n_i - d_i)) with
 * A_i the integral of S from t_i to tau (0 where n_i = d_i); limits mean +- z se. Equals `rmean` of R's
 * `summary(survfit, rmean = tau)`, which extends the curve beyond its last time without a word. A curve with a `start` is
 * integrated from there. Of a curve exp(-H) the terms of the variance are A_i^2 times what H gains in variance at t_i. Of a curve
 * with robust variance it is the infinitesimal jackknife's, the sum over clusters (else subjects, else rows) of
 * (sum of w d mean / dw)^2.
 *
 * @param curve one of `kaplanMeier(...).curves`.
 * @returns times in the unit of the curve; null when tau lies beyond the follow-up, unless `extend` is true.
 * @throws InputError when tau is negative, not finite, or before the start of the curve.
 *
 * @example
 * ```ts
 * import { kaplanMeier, restrictedMean } from "@hcc/survival";
 * const data = { time: [2, 4, 6, 8], event: [1, 1, 0, 0] };
 * const [curve] = kaplanMeier(data, { time: "time", event: "event" }).curves;
 * restrictedMean(curve!, { tau: 8 }).estimate; // => 5.5
 * restrictedMean(curve!, { tau: 9 }).status; // => "beyond-follow-up"
 * ```
 *
 * @see Royston P, Parmar MK. Restricted mean survival time. BMC Med Res Methodol 2013;13:152. https://doi.org/10.1186/1471-2288-13-152
 */
export function restrictedMean(curve: SurvivalCurve, options: RestrictedMeanOptions): RestrictedMean {
  checkOptions("restrictedMean", options, ["tau", "extend"]);
  checkCurve(curve);
  const tau = checkTime(options.tau, "tau");
  if (tau < curve.start) {
    throw new InputError("option", `tau is ${tau}, before the start of the curve at ${curve.start}: give a later one`, {
      column: "tau",
    });
  }
  const { level } = curve.confidence;
  const base = { level, method: "plain", tau } as const;
  const { estimate, variance } = meanValue(curve, tau, options.extend === true);
  if (Number.isNaN(estimate)) {
    return { estimate: null, lower: null, upper: null, standardError: null, status: "beyond-follow-up", ...base };
  }
  const standardError = Math.sqrt(variance);
  const half = normalQuantile(0.5 + level / 2) * standardError;
  return { estimate, lower: estimate - half, upper: estimate + half, standardError, status: "ok", ...base };
}
