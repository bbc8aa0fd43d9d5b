import { chiSquareUpperTail, exp, ldl, ldlSolve, log, normalQuantile, normalUpperTail } from "@hcc/numerics";
import type { ComparisonTest, ErrorInterval, GroupContrast } from "../compare-survival.js";
import type { ConfidenceType } from "../types.js";
import { confidenceLimits } from "./confidence-limits.js";
import type { Valued } from "./curve-values.js";
import type { Combination, JointValues } from "./joint-values.js";

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

/** The value of a group minus that of control, which is the first. */
export function difference({ values, covariance }: JointValues, g: number, level: number): GroupContrast {
  const estimate = values[g]!.estimate - values[0]!.estimate;
  const contrast = plain({ estimate, variance: varianceOf(covariance, g, 1, 1) }, level);
  const { standardError } = contrast;
  if (standardError === null || Number.isNaN(standardError))
    return { ...unknown(estimate, level, "plain"), pValue: null };
  return { ...contrast, pValue: waldP(estimate, standardError) };
}

/** A difference of probabilities with the limits and the test of the log(-log) scale. */
export function logLogDifference({ values, covariance }: JointValues, g: number, level: number): GroupContrast {
  const [own, control] = [values[g]!, values[0]!];
  const estimate = own.estimate - control.estimate;
  const [a, b] = [probability(own, "log-log", level), probability(control, "log-log", level)];
  if (a.standardError === null || b.standardError === null) {
    return { ...unknown(estimate, level, "log-log"), pValue: null };
  }
  const [x, y] = [logLog(own), logLog(control)];
  const standardError = Math.sqrt(varianceOf(covariance, g, 1, 1));
  if (!Number.isFinite(x.estimate + y.estimate)) {
    return { ...unknown(estimate, level, "log-log"), standardError, pValue: null };
  }
  const correlation = covariance([[g, 1]], [[0, 1]]) / (a.standardError * b.standardError);
  const root = (s: number, t: number): number => Math.sqrt(Math.max(s * s + t * t - 2 * correlation * s * t, 0));
  return {
    estimate,
    lower: estimate - root(own.estimate - a.lower!, b.upper! - control.estimate),
    upper: estimate + root(a.upper! - own.estimate, control.estimate - b.lower!),
    standardError,
    level,
    method: "log-log",
    pValue: waldP(x.estimate - y.estimate, Math.sqrt(varianceOf(covariance, g, x.slope, y.slope))),
  };
}

/** The value of a group divided by that of control; standard error, limits and test are of the logarithm. */
export function ratio({ values, covariance }: JointValues, g: number, level: number): GroupContrast {
  const [own, control] = [values[g]!.estimate, values[0]!.estimate];
  const estimate = own / control;
  if (!(control > 0) || !(own >= 0)) return { ...NOTHING, pValue: null, level, method: "log" };
  const standardError = Math.sqrt(varianceOf(covariance, g, 1 / own, 1 / control));
  if (!Number.isFinite(standardError)) return { ...unknown(estimate, level, "log"), pValue: null };
  const factor = exp(normalQuantile(0.5 + level / 2) * standardError);
  const pValue = waldP(log(estimate), standardError);
  return { estimate, lower: estimate / factor, upper: estimate * factor, standardError, level, method: "log", pValue };
}

/** All values, or what a scale makes of them, compared at once: the quadratic form of their differences from control. */
export function homogeneity(
  { values, covariance }: JointValues,
  scale: (value: Valued) => Scaled = asIs,
): ComparisonTest {
  const size = values.length - 1;
  const none = { statistic: null, df: size, pValue: null };
  const scaled = values.map(scale);
  if (!values.every(({ variance }) => variance >= 0) || !scaled.every(({ slope }) => Number.isFinite(slope)))
    return none;
  const contrasts = Array.from({ length: size }, (_, i) => contrast(i + 1, scaled[i + 1]!.slope, scaled[0]!.slope));
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) matrix[i * size + j] = covariance(contrasts[i]!, contrasts[j]!);
  }
  const factor = ldl(matrix, size);
  if (factor.rank < size) return none;
  const right = Float64Array.from(contrasts, (_, i) => scaled[i + 1]!.estimate - scaled[0]!.estimate);
  const solution = ldlSolve(factor, right);
  const statistic = right.reduce((sum, value, i) => sum + value * solution[i]!, 0);
  return { statistic, df: size, pValue: chiSquareUpperTail(statistic, size) };
}

/** A value on another scale, with the derivative of the scale there. */
interface Scaled {
  readonly estimate: number;
  readonly slope: number;
}

function asIs({ estimate }: Valued): Scaled {
  return { estimate, slope: 1 };
}

/** log(-log S); not finite where S is 0 or 1. */
export function logLog({ estimate }: Valued): Scaled {
  const logarithm = log(estimate);
  return { estimate: log(-logarithm), slope: 1 / (estimate * logarithm) };
}

function contrast(g: number, own: number, control: number): Combination {
  return [
    [g, own],
    [0, -control],
  ];
}

function varianceOf(covariance: JointValues["covariance"], g: number, own: number, control: number): number {
  const combination = contrast(g, own, control);
  return covariance(combination, combination);
}

function unknown(estimate: number, level: number, method: string): ErrorInterval {
  return { ...NOTHING, estimate: Number.isNaN(estimate) ? null : estimate, level, method };
}

function waldP(value: number, standardError: number): number | null {
  return standardError > 0 ? 2 * normalUpperTail(Math.abs(value) / standardError) : null;
}
