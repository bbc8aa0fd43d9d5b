import { checkOptions, type Interval, oneOf } from "@hcc/data";
import { normalQuantile } from "@hcc/numerics";
import { checkProportion } from "./internal/check-proportion.js";
import { logInterval } from "./internal/log-interval.js";
import { scoreRatio, scoreTest } from "./internal/score-limits.js";

/** Options of `riskRatio`. */
export interface RiskRatioOptions {
  /** One of "wald" (default; on the log scale) and "miettinen-nurminen" (score). */
  readonly method?: "wald" | "miettinen-nurminen";
  /** Confidence level. Default 0.95. */
  readonly level?: number;
}

/** Ratio of two independent proportions. */
export interface RiskRatio extends Interval {
  readonly kind: "risk-ratio";
  readonly version: 1;
  readonly method: "wald" | "miettinen-nurminen";
  /** Of the logarithm of the ratio; null with "miettinen-nurminen" and where a count is 0. */
  readonly standardError: number | null;
  /** Two-sided P of the test that the interval belongs to; null where it has no variance. */
  readonly pValue: number | null;
  readonly reason: string;
}

/**
 * Ratio of two independent proportions, p1 = `x1` / `n1` by p2 = `x2` / `n2` (relative risk), with its interval.
 *
 * - Wald: exp(log ratio -+ z SE), SE^2 = 1/x1 - 1/n1 + 1/x2 - 1/n2 (Katz). Limits and P are null when a count is 0.
 * - Miettinen-Nurminen: the ratios R with (p1 - R p2)^2 <= z^2 V, V = (P1 (1 - P1)/n1 + R^2 P2 (1 - P2)/n2) N/(N - 1), P the
 *   most likely proportions with P1 = R P2. Has limits at 0 counts, 0 or Infinity among them. Its P is Pearson's
 *   chi-square times (N - 1)/N.
 *
 * The estimate is 0, Infinity, or null when both counts are 0. In R: `epitools::riskratio`, `DescTools::RelRisk`.
 *
 * @throws InputError for counts or a level out of range and for an unknown method.
 *
 * @example
 * ```ts
 * import { riskRatio } from "@hcc/stats";
 * const ratio = riskRatio(33, 48, 16, 48);
 * [ratio.estimate, ratio.lower, ratio.upper]; // => [2.0625, 1.3241, 3.2128]
 * riskRatio(0, 48, 5, 48, { method: "miettinen-nurminen" }).upper; // => 0.742
 * ```
 *
 * @see Katz D, Baptista J, Azen SP, Pike MC. Biometrics 1978;34:469-474. https://doi.org/10.2307/2530610
 * @see Miettinen O, Nurminen M. Stat Med 1985;4:213-226. https://doi.org/10.1002/sim.4780040211
 */
export function riskRatio(x1: number, n1: number, x2: number, n2: number, options: RiskRatioOptions = {}): RiskRatio {
  checkOptions("riskRatio", options, ["method", "level"]);
  const { level = 0.95 } = options;
  const method = oneOf("method", options.method, ["wald", "miettinen-nurminen"], "wald");
  checkProportion(x1, n1, level, ["x1", "n1"]);
  checkProportion(x2, n2, level, ["x2", "n2"]);
  const z = -normalQuantile((1 - level) / 2);
  const unknown = x1 === 0 && x2 === 0;
  const estimate = unknown ? null : x1 / n1 / (x2 / n2);
  const common = { kind: "risk-ratio", version: 1, estimate, level, method } as const;
  if (method === "wald") {
    const variance = (n1 - x1) / x1 / n1 + (n2 - x2) / x2 / n2;
    return { ...common, ...logInterval(estimate, variance, z) };
  }
  const counts = [x1, n1, x2, n2] as const;
  const [lower, upper] = unknown ? [0, Number.POSITIVE_INFINITY] : scoreRatio(counts, z);
  const reason = unknown
    ? "both counts are 0: every ratio is as likely"
    : "score interval with the variance at the limit, times N / (N - 1) (Miettinen and Nurminen)";
  return { ...common, lower, upper, standardError: null, pValue: scoreTest(counts), reason };
}
