import { checkOptions, type Interval, oneOf } from "@hcc/data";
import { normalQuantile, normalUpperTail } from "@hcc/numerics";
import { checkProportion } from "./internal/check-proportion.js";
import { scoreDifference, scoreTest } from "./internal/score-limits.js";
import { proportionInterval } from "./proportion-interval.js";

/** Options of `riskDifference`. */
export interface RiskDifferenceOptions {
  /** One of "newcombe" (default; hybrid score), "miettinen-nurminen" (score) and "wald". */
  readonly method?: "newcombe" | "miettinen-nurminen" | "wald";
  /** Confidence level. Default 0.95. */
  readonly level?: number;
}

/** Difference of two independent proportions. */
export interface RiskDifference extends Interval {
  readonly kind: "risk-difference";
  readonly version: 1;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly method: "newcombe" | "miettinen-nurminen" | "wald";
  /** Of Wald's interval; null with the other methods, whose intervals are not made of one. */
  readonly standardError: number | null;
  /** Two-sided P of the test that the interval belongs to; null with "newcombe", and where the test has no variance. */
  readonly pValue: number | null;
  readonly reason: string;
}

const REASONS = {
  newcombe: "hybrid score interval (Newcombe's method 10)",
  "miettinen-nurminen": "score interval with the variance at the limit, times N / (N - 1) (Miettinen and Nurminen)",
  wald: "estimate -+ normal quantile x standard error (Wald)",
} as const;

/**
 * Difference of two independent proportions, p1 = `x1` / `n1` minus p2 = `x2` / `n2`, with its interval.
 *
 * - Newcombe: with l and u the Wilson limits of each, d - sqrt((p1 - l1)^2 + (u2 - p2)^2) to
 *   d + sqrt((u1 - p1)^2 + (p2 - l2)^2).
 * - Miettinen-Nurminen: the differences D with (d - D)^2 <= z^2 V, V = (P1 (1 - P1)/n1 + P2 (1 - P2)/n2) N/(N - 1), P the most
 *   likely proportions with P1 - P2 = D. Its P is Pearson's chi-square times (N - 1)/N.
 * - Wald: d -+ z SE, SE^2 = p1 (1 - p1)/n1 + p2 (1 - p2)/n2; may leave [-1, 1]. Equals the interval of R's
 *   `prop.test(c(x1, x2), c(n1, n2), correct = FALSE)`; its P is that of d / SE.
 *
 * @throws InputError for counts or a level out of range and for an unknown method.
 *
 * @example
 * ```ts
 * import { riskDifference } from "@hcc/stats";
 * const score = riskDifference(56, 70, 48, 80, { method: "miettinen-nurminen" });
 * [score.estimate, score.lower, score.upper]; // => [0.2000, 0.0528, 0.3382]
 * riskDifference(56, 70, 48, 80).lower; // => 0.0524
 * ```
 *
 * @see Newcombe RG. Stat Med 1998;17:873-890.
 * https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
 * @see Miettinen O, Nurminen M. Stat Med 1985;4:213-226. https://doi.org/10.1002/sim.4780040211
 */
export function riskDifference(
  x1: number,
  n1: number,
  x2: number,
  n2: number,
  options: RiskDifferenceOptions = {},
): RiskDifference {
  checkOptions("riskDifference", options, ["method", "level"]);
  const { level = 0.95 } = options;
  const method = oneOf("method", options.method, ["newcombe", "miettinen-nurminen", "wald"], "newcombe");
  checkProportion(x1, n1, level, ["x1", "n1"]);
  checkProportion(x2, n2, level, ["x2", "n2"]);
  const z = -normalQuantile((1 - level) / 2);
  const estimate = x1 / n1 - x2 / n2;
  const common = { kind: "risk-difference", version: 1, estimate, level, method, reason: REASONS[method] } as const;
  if (method === "newcombe") {
    const first = proportionInterval(x1, n1, { method: "wilson", level });
    const second = proportionInterval(x2, n2, { method: "wilson", level });
    const lower = estimate - hypotenuse(first.estimate! - first.lower!, second.upper! - second.estimate!);
    const upper = estimate + hypotenuse(first.upper! - first.estimate!, second.estimate! - second.lower!);
    return { ...common, lower, upper, standardError: null, pValue: null };
  }
  if (method === "miettinen-nurminen") {
    const counts = [x1, n1, x2, n2] as const;
    const [lower, upper] = scoreDifference(counts, z);
    return { ...common, lower, upper, standardError: null, pValue: scoreTest(counts) };
  }
  const standardError = Math.sqrt(((x1 / n1) * (n1 - x1)) / n1 / n1 + ((x2 / n2) * (n2 - x2)) / n2 / n2);
  return {
    ...common,
    lower: estimate - z * standardError,
    upper: estimate + z * standardError,
    standardError,
    pValue: standardError > 0 ? 2 * normalUpperTail(Math.abs(estimate) / standardError) : null,
  };
}

function hypotenuse(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}
