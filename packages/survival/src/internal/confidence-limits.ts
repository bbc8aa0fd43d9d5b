import { asin, exp, log, sin } from "@hcc/numerics";
import type { ConfidenceType } from "../types.js";

/**
 * Limits of a survival probability on the scale of `type`.
 *
 * @param survival S, in (0, 1]; S = 1 has the limits 1 and 1.
 * @param relative standard error of log S, that is se(S) / S.
 * @param z normal quantile of the level.
 */
export function confidenceLimits(
  type: ConfidenceType,
  survival: number,
  relative: number,
  z: number,
): readonly [lower: number, upper: number] {
  if (survival === 0) return [Number.NaN, Number.NaN];
  if (relative === 0) return [survival, survival];
  const half = z * relative;
  switch (type) {
    case "log":
      return [survival * exp(-half), Math.min(survival * exp(half), 1)];
    case "plain":
      return [Math.max(survival - survival * half, 0), Math.min(survival + survival * half, 1)];
    case "log-log": {
      const hazard = -log(survival);
      const factor = exp(half / hazard);
      return [exp(-hazard * factor), exp(-hazard / factor)];
    }
    case "logit": {
      const odds = survival / (1 - survival);
      const factor = exp(half / (1 - survival));
      return [odds / (odds + factor), odds / (odds + 1 / factor)];
    }
    case "arcsin": {
      const angle = asin(Math.sqrt(survival));
      const width = 0.5 * half * Math.sqrt(survival / (1 - survival));
      const lower = sin(Math.max(angle - width, 0));
      const upper = sin(Math.min(angle + width, Math.PI / 2));
      return [lower * lower, upper * upper];
    }
  }
}
