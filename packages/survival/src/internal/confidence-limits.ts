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
  const lower = new Float64Array(1);
  const upper = new Float64Array(1);
  writeLimits(lower, upper, 0, type, survival, z * relative, z * relative);
  return [lower[0]!, upper[0]!];
}

/**
 * Writes the limits of a survival probability into place `at` of two arrays.
 *
 * @param half normal quantile times the standard error of log S.
 * @param down the same for the lower limit.
 */
export function writeLimits(
  lower: Float64Array,
  upper: Float64Array,
  at: number,
  type: ConfidenceType,
  survival: number,
  half: number,
  down: number,
): void {
  if (survival === 0 || survival === 1 || half === 0) {
    lower[at] = survival === 0 ? Number.NaN : survival;
    upper[at] = lower[at]!;
    return;
  }
  switch (type) {
    case "log": {
      const factor = exp(-half);
      lower[at] = survival * (down === half ? factor : exp(-down));
      upper[at] = Math.min(survival / factor, 1);
      return;
    }
    case "plain":
      lower[at] = Math.max(survival - survival * down, 0);
      upper[at] = Math.min(survival + survival * half, 1);
      return;
    case "log-log": {
      const hazard = -log(survival);
      lower[at] = exp(-hazard * exp(down / hazard));
      upper[at] = exp(-hazard / exp(half / hazard));
      return;
    }
    case "logit": {
      const odds = survival / (1 - survival);
      lower[at] = odds / (odds + exp(down / (1 - survival)));
      upper[at] = odds / (odds + 1 / exp(half / (1 - survival)));
      return;
    }
    case "arcsin": {
      const angle = asin(Math.sqrt(survival));
      const scale = 0.5 * Math.sqrt(survival / (1 - survival));
      const low = sin(Math.max(angle - down * scale, 0));
      const high = sin(Math.min(angle + half * scale, Math.PI / 2));
      lower[at] = low * low;
      upper[at] = high * high;
    }
  }
}
