import { asin, exp, log, sin } from "@hcc/numerics";
import type { ConfidenceType } from "../types.js";

/**
 * Limits of a survival probability on the scale of `type`.
 *
 * @param survival S, in (0, 1]; S = 1 has the limits 1 and 1.
 * @param relative standard error of log S, that is se(S) / S.
 * @param z normal quantile of the level.
 * @param below standard error of log S for the lower limit.
 */
export function confidenceLimits(
  type: ConfidenceType,
  survival: number,
  relative: number,
  z: number,
  below: number = relative,
): readonly [lower: number, upper: number] {
  if (survival === 0) return [Number.NaN, Number.NaN];
  if (relative === 0) return [survival, survival];
  const half = z * relative;
  const down = below === relative ? half : z * below;
  switch (type) {
    case "log":
      return [survival * exp(-down), Math.min(survival * exp(half), 1)];
    case "plain":
      return [Math.max(survival - survival * down, 0), Math.min(survival + survival * half, 1)];
    case "log-log": {
      const hazard = -log(survival);
      return [exp(-hazard * exp(down / hazard)), exp(-hazard / exp(half / hazard))];
    }
    case "logit": {
      const odds = survival / (1 - survival);
      return [odds / (odds + exp(down / (1 - survival))), odds / (odds + 1 / exp(half / (1 - survival)))];
    }
    case "arcsin": {
      const angle = asin(Math.sqrt(survival));
      const scale = 0.5 * Math.sqrt(survival / (1 - survival));
      const lower = sin(Math.max(angle - down * scale, 0));
      const upper = sin(Math.min(angle + half * scale, Math.PI / 2));
      return [lower * lower, upper * upper];
    }
  }
}
