import { chiSquareUpperTail, exp, log, normalQuantile, normalUpperTail } from "@hcc/numerics";
import type { ComparisonTest, ErrorInterval, GroupContrast } from "../compare-survival.js";
import type { ConfidenceType } from "../types.js";
import { confidenceLimits } from "./confidence-limits.js";
import type { Valued } from "./curve-values.js";

const NOTHING = { estimate: null, lower: null, upper: null, standardError: null } as const;

/** S(t) with limits on the scale of `type`. */
export function probability({ estimate, variance }: Valued, type: ConfidenceType, level: number): ErrorInterval {
  if (Number.isNaN(estimate)) return { ...NOTHING, level, method: type };
  if (Number.isNaN(variance)) return { ...NOTHING, estimate, level, method: type };
  const standardError = Math.sqrt(variance);
  const [lower, upper] = confidenceLimits(type, estimate, standardError / estimate, normalQuantile(0.5 + level / 2));
  return { estimate, lower, upper, standardError, level, method: type };
}

/** Normal limits. */
export function plain({ estimate, variance }: Valued, level: number): ErrorInterval {
  if (Number.isNaN(estimate)) return { ...NOTHING, level, method: "plain" };
  const standardError = Math.sqrt(variance);
  const half = normalQuantile(0.5 + level / 2) * standardError;
  return { estimate, lower: estimate - half, upper: estimate + half, standardError, level, method: "plain" };
}

/** Own minus control. */
export function difference(own: Valued, control: Valued, level: number): GroupContrast {
  const estimate = own.estimate - control.estimate;
  const contrast = plain({ estimate, variance: own.variance + control.variance }, level);
  const { standardError } = contrast;
  if (standardError === null || Number.isNaN(standardError))
    return { ...unknown(estimate, level, "plain"), pValue: null };
  return { ...contrast, pValue: waldP(estimate, standardError) };
}

/** Own minus control for probabilities, with the limits and the test of the log(-log) scale. */
export function logLogDifference(own: Valued, control: Valued, level: number): GroupContrast {
  const estimate = own.estimate - control.estimate;
  const [a, b] = [probability(own, "log-log", level), probability(control, "log-log", level)];
  if (a.standardError === null || b.standardError === null) {
    return { ...unknown(estimate, level, "log-log"), pValue: null };
  }
  const [x, y] = [logLog(own), logLog(control)];
  const standardError = Math.sqrt(own.variance + control.variance);
  if (!Number.isFinite(x.estimate + y.estimate)) {
    return { ...unknown(estimate, level, "log-log"), standardError, pValue: null };
  }
  const root = (s: number, t: number): number => Math.sqrt(s * s + t * t);
  return {
    estimate,
    lower: estimate - root(own.estimate - a.lower!, b.upper! - control.estimate),
    upper: estimate + root(a.upper! - own.estimate, control.estimate - b.lower!),
    standardError,
    level,
    method: "log-log",
    pValue: waldP(x.estimate - y.estimate, Math.sqrt(x.variance + y.variance)),
  };
}

/** Own divided by control; standard error, limits and test are of the logarithm. */
export function ratio(own: Valued, control: Valued, level: number): GroupContrast {
  const estimate = own.estimate / control.estimate;
  if (!(control.estimate > 0) || !(own.estimate >= 0)) return { ...NOTHING, pValue: null, level, method: "log" };
  const standardError = Math.sqrt(relative(own) + relative(control));
  if (!Number.isFinite(standardError)) return { ...unknown(estimate, level, "log"), pValue: null };
  const factor = exp(normalQuantile(0.5 + level / 2) * standardError);
  const pValue = waldP(log(estimate), standardError);
  return { estimate, lower: estimate / factor, upper: estimate * factor, standardError, level, method: "log", pValue };
}

/** Values of independent groups compared at once: weighted squares around their mean of least variance. */
export function homogeneity(values: readonly Valued[]): ComparisonTest {
  const df = values.length - 1;
  let weights = 0;
  let sum = 0;
  for (const { estimate, variance } of values) {
    weights += 1 / variance;
    sum += estimate / variance;
  }
  let statistic = 0;
  for (const { estimate, variance } of values) {
    const deviation = estimate - sum / weights;
    statistic += (deviation * deviation) / variance;
  }
  if (!Number.isFinite(statistic)) return { statistic: null, df, pValue: null };
  return { statistic, df, pValue: chiSquareUpperTail(statistic, df) };
}

/** log(-log S) with its variance; not finite where S is 0 or 1. */
export function logLog({ estimate, variance }: Valued): Valued {
  const hazard = -log(estimate);
  const slope = estimate * hazard;
  return { estimate: log(hazard), variance: variance / (slope * slope) };
}

function relative({ estimate, variance }: Valued): number {
  return variance / (estimate * estimate);
}

function unknown(estimate: number, level: number, method: string): ErrorInterval {
  return { ...NOTHING, estimate: Number.isNaN(estimate) ? null : estimate, level, method };
}

function waldP(value: number, standardError: number): number | null {
  return standardError > 0 ? 2 * normalUpperTail(Math.abs(value) / standardError) : null;
}
