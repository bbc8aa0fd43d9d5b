import { exp } from "@hcc/numerics";

/**
 * Scale on which limits of a predicted survival probability are symmetric. One of:
 * - "log" (default, as R): on log S, the upper limit at most 1;
 * - "log-log": on log(-log S);
 * - "plain": on S, cut to [0, 1].
 */
export type SurvivalLimits = "log" | "log-log" | "plain";

/** Limits of exp(-hazard), `half` z times the standard error of the cumulative hazard. */
export function survivalLimits(type: SurvivalLimits, hazard: number, half: number): [lower: number, upper: number] {
  const survival = exp(-hazard);
  if (half === 0 || hazard === 0) return [survival, survival];
  switch (type) {
    case "log":
      return [exp(-hazard - half), Math.min(exp(half - hazard), 1)];
    case "plain":
      return [Math.max(survival - survival * half, 0), Math.min(survival + survival * half, 1)];
    case "log-log": {
      const factor = exp(half / hazard);
      return [exp(-hazard * factor), exp(-hazard / factor)];
    }
  }
}
