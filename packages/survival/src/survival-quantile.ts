import { checkOptions, InputError, type Interval, oneOf } from "@hcc/data";
import { normalQuantile, randomGenerator } from "@hcc/numerics";
import {
  type BootstrapSettings,
  bootstrapQuantiles,
  bootstrapSettings,
  percentileLimits,
  refuseBootstrapSettings,
} from "./internal/bootstrap-quantile.js";
import { checkCurve } from "./internal/check-curve.js";
import { confidenceLimits } from "./internal/confidence-limits.js";
import { crossing, TOLERANCE } from "./internal/crossing.js";
import type { QuantileInterval, QuantileRule, SurvivalCurve } from "./types.js";

/** Options of `survivalQuantile`. */
export interface SurvivalQuantileOptions {
  /** Default "midpoint". */
  readonly rule?: QuantileRule;
  /** Default "inversion". */
  readonly interval?: QuantileInterval;
  /** Of interval "bootstrap": whole number from 0 to 4294967295 that decides the samples. Default 1. */
  readonly seed?: number;
  /** Of interval "bootstrap": number of samples. Default 1999. */
  readonly replicates?: number;
}

/** A quantile with its limits. */
export interface SurvivalQuantile extends Interval {
  /** Of interval "bootstrap": how the samples were drawn, and in how many of them the quantile was not reached. */
  readonly bootstrap?: { readonly seed: number; readonly replicates: number; readonly notReached: number };
}

/** Distance in probability over which SPSS measures the slope of the curve. */
const SPSS_STEP = 0.05;

/**
 * Quantile of a survival curve: the time by which a share `p` of the subjects had the event, with confidence limits.
 *
 * t_p = min { t: S(t) <= 1 - p }; when S equals 1 - p on a plateau, rule "midpoint" takes the middle of the plateau (a
 * plateau that lasts to the end of the curve ends at the last time, censored or not) and "infimum" its left end. Null
 * when the curve does not fall to 1 - p.
 *
 * Interval "inversion" (Brookmeyer and Crowley) applies the same rule to the pointwise limits of the curve, so it depends
 * on their type; a limit that is not reached is null, the other one still given. Equals R's `quantile(survfit, p)`.
 * R's `print(survfit)` and `summary()$table` find another median where the curve ends flat at exactly 1/2. Upper limits of
 * type "log" may rise again at late times; the first crossing counts, as R prints it, while R's `quantile()` may jump to a
 * later time there.
 *
 * Interval "spss" is t_p +- z SE with SE = se(S(t_p)) (l - u) / (S(u) - S(l)), u = max { event time t: S(t) >= 1.05 - p }
 * (the start of the curve when there is none), l = min { t: S(t) <= 0.95 - p }; z is 1.96 at level 0.95 as SPSS has it; the
 * lower limit is at least 0; both limits are null when there is no l, or when S(t_p) = 0.
 *
 * Interval "sas" inverts the limits of type "log-log" whatever the type of the curve, as PROC LIFETEST does: all t with
 * |g(S(t)) - g(1 - p)| <= z se(g(S(t))), g(S) = log(-log S); the upper limit is the first time after them.
 *
 * Interval "bootstrap" draws n subjects with replacement, `replicates` times, from the counts of the curve, and takes the
 * percentiles of their quantiles, at the places (R + 1) (1 -+ level) / 2; samples that do not reach the quantile count as
 * infinitely late. The curve must be of whole subjects from a common start. Time O(replicates n).
 *
 * @param curve one of `kaplanMeier(...).curves`.
 * @param p share with the event, in (0, 1): 0.5 for the median, 0.25 for the time at which S is 0.75.
 * @returns times in the unit of the curve; `method` is "spss", "sas", "bootstrap-percentile", or "inversion-" and the type of the
 * limits.
 * @throws InputError when p is not in (0, 1), and for a bootstrap of weighted rows or late entries.
 *
 * @example
 * ```ts
 * import { kaplanMeier, survivalQuantile } from "@hcc/survival";
 * const time = [1, 2, 3, 4];
 * const [curve] = kaplanMeier({ time, event: [1, 1, 0, 0] }, { time: "time", event: "event" }).curves;
 * survivalQuantile(curve!, 0.5).estimate; // => 3
 * survivalQuantile(curve!, 0.5, { rule: "infimum" }).estimate; // => 2
 * survivalQuantile(curve!, 0.75).estimate; // => null
 * const bootstrap = survivalQuantile(curve!, 0.25, { interval: "bootstrap", seed: 7 });
 * [bootstrap.lower, bootstrap.upper]; // => [1, null]
 * ```
 *
 * @see Brookmeyer R, Crowley J. A confidence interval for the median survival time. Biometrics 1982;38:29-41. https://doi.org/10.2307/2530286
 * @see Efron B. Censored data and the bootstrap. J Am Stat Assoc 1981;76:312-9. https://doi.org/10.1080/01621459.1981.10477650
 * @see Collett D. Modelling Survival Data in Medical Research. 3rd ed. 2015, section 2.4. https://doi.org/10.1201/b18041
 */
export function survivalQuantile(
  curve: Omit<SurvivalCurve, "median">,
  p: number,
  options: SurvivalQuantileOptions = {},
): SurvivalQuantile {
  checkOptions("survivalQuantile", options, ["rule", "interval", "seed", "replicates"]);
  checkCurve(curve);
  const rule = oneOf("rule", options.rule, ["midpoint", "infimum"], "midpoint");
  const interval = oneOf("interval", options.interval, ["inversion", "spss", "sas", "bootstrap"], "inversion");
  if (interval !== "bootstrap") refuseBootstrapSettings(options, interval);
  if (!(typeof p === "number" && p > 0 && p < 1)) {
    throw new InputError("option", `p is ${String(p)}: give a number between 0 and 1, such as 0.5 for the median`, {
      column: "p",
    });
  }
  const { level, type } = curve.confidence;
  const target = 1 - p;
  const estimate = crossing(curve.time, curve.survival, target, rule);
  if (interval === "spss") return { ...spssLimits(curve, target, estimate, level), level, method: "spss" };
  if (interval === "sas") return { estimate, ...sasLimits(curve, target, level), level, method: "sas" };
  if (interval === "bootstrap") return bootstrapped(curve, target, estimate, rule, bootstrapSettings(options));
  return {
    estimate,
    lower: crossing(curve.time, curve.lower, target, rule),
    upper: crossing(curve.time, curve.upper, target, rule),
    level,
    method: `inversion-${type}`,
  };
}

function bootstrapped(
  curve: Omit<SurvivalCurve, "median">,
  target: number,
  estimate: number | null,
  rule: QuantileRule,
  settings: BootstrapSettings,
): SurvivalQuantile {
  if (curve.nEnter !== null || curve.variance === "robust") {
    throw new InputError(
      "option",
      'the curve has late entries, sampling weights or clusters, whose rows it does not hold: give interval "inversion"',
      { column: "interval" },
    );
  }
  const { level } = curve.confidence;
  const found = bootstrapQuantiles(curve, target, rule, settings.replicates, randomGenerator(settings.seed));
  const notReached = found.reduce((count, value) => (value === Number.POSITIVE_INFINITY ? count + 1 : count), 0);
  const limits = percentileLimits(found, found, level);
  return { estimate, ...limits, level, method: "bootstrap-percentile", bootstrap: { ...settings, notReached } };
}

/** Limits where the band of type "log-log" crosses the target: it reaches it below, and falls under it above. */
function sasLimits(
  { time, survival, standardError }: Omit<SurvivalCurve, "median">,
  target: number,
  level: number,
): { lower: number | null; upper: number | null } {
  const z = normalQuantile(0.5 + level / 2);
  let lower: number | null = null;
  for (let i = 0; i < time.length; i++) {
    if (survival[i] === 0 || survival[i] === 1) continue;
    const [low, high] = confidenceLimits("log-log", survival[i]!, standardError[i]! / survival[i]!, z);
    if (lower === null && low <= target + TOLERANCE) lower = time[i]!;
    if (high < target - TOLERANCE) return { lower, upper: time[i]! };
  }
  return { lower, upper: null };
}

function spssLimits(
  curve: Omit<SurvivalCurve, "median">,
  target: number,
  estimate: number | null,
  level: number,
): { estimate: number | null; lower: number | null; upper: number | null } {
  const { time, survival, nEvent, standardError } = curve;
  let before = -1;
  let after = -1;
  let at = -1;
  for (let i = 0; i < time.length && after < 0; i++) {
    if (nEvent[i] === 0) continue;
    if (survival[i]! >= target + SPSS_STEP - TOLERANCE) before = i;
    if (at < 0 && survival[i]! <= target + TOLERANCE) at = i;
    if (survival[i]! <= target - SPSS_STEP + TOLERANCE) after = i;
  }
  if (after < 0 || estimate === null || Number.isNaN(standardError[at]!)) return { estimate, lower: null, upper: null };
  const start = before < 0 ? curve.start : time[before]!;
  const drop = (before < 0 ? 1 : survival[before]!) - survival[after]!;
  const error = (standardError[at]! * (time[after]! - start)) / drop;
  const half = (level === 0.95 ? 1.96 : normalQuantile(0.5 + level / 2)) * error;
  return { estimate, lower: Math.max(estimate - half, 0), upper: estimate + half };
}
