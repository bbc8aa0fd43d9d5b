import { checkOptions, type Interval, oneOf } from "@hcc/data";
import { normalQuantile } from "@hcc/numerics";
import { checkProportion } from "./internal/check-proportion.js";
import { conditionalOdds } from "./internal/conditional-odds.js";
import { logInterval } from "./internal/log-interval.js";
import { scoreOdds, scoreTest } from "./internal/score-limits.js";

/** How an odds ratio gets its interval. */
export type OddsRatioMethod = "wald" | "miettinen-nurminen" | "exact" | "mid-p";

/** Options of `oddsRatio`. */
export interface OddsRatioOptions {
  /** One of "wald" (default; Woolf's), "miettinen-nurminen" (score), "exact" and "mid-p" (given all margins). */
  readonly method?: OddsRatioMethod;
  /** Confidence level. Default 0.95. */
  readonly level?: number;
}

/** Odds ratio of two independent proportions. */
export interface OddsRatio extends Interval {
  readonly kind: "odds-ratio";
  readonly version: 1;
  readonly method: OddsRatioMethod;
  /** Of the logarithm of the odds ratio; null but with "wald". */
  readonly standardError: number | null;
  /** Two-sided P of the test that the interval belongs to; null where it has no variance. */
  readonly pValue: number | null;
  readonly reason: string;
}

/**
 * Ratio of the odds of two independent proportions, `x1` of `n1` by `x2` of `n2`, with its interval.
 *
 * With a = x1, b = n1 - x1, c = x2, d = n2 - x2:
 *
 * - Wald: ad/bc, exp(log -+ z SE), SE^2 = 1/a + 1/b + 1/c + 1/d (Woolf). Limits and P are null when a count is 0.
 * - Miettinen-Nurminen: ad/bc, and the odds ratios that the score test does not reject, with the factor N/(N - 1). Has limits
 *   at 0 counts, 0 or Infinity among them. Its P is Pearson's chi-square times (N - 1)/N.
 * - Exact: the conditional maximum-likelihood estimate, at which the mean of the noncentral hypergeometric distribution is a,
 *   and the limits at which P(X >= a) or P(X <= a) is (1 - level)/2. Equals estimate and interval of R's `fisher.test`,
 *   whose root search stops at 4 to 5 digits. P is twice the smaller tail, which agrees with this interval always; the
 *   two-sided P that R prints beside it is that of `contingencyTest` with rule "fisher".
 * - Mid-P: as exact, with half of P(X = a) in either tail.
 *
 * The estimate is 0 or Infinity where a margin is not, and null (limits 0 and Infinity, without Wald) where all or none
 * have the event.
 *
 * @throws InputError for counts or a level out of range, an unknown method, and an exact interval of counts
 * beyond some 1e11.
 *
 * @example
 * ```ts
 * import { oddsRatio } from "@hcc/stats";
 * const woolf = oddsRatio(33, 48, 16, 48);
 * [woolf.estimate, woolf.lower, woolf.upper]; // => [4.4, 1.8695, 10.3558]
 * const exact = oddsRatio(33, 48, 16, 48, { method: "exact" });
 * [exact.estimate, exact.lower, exact.upper]; // => [4.3263, 1.7266, 11.3415]
 * ```
 *
 * @see Woolf B. Ann Hum Genet 1955;19:251-253. https://doi.org/10.1111/j.1469-1809.1955.tb01348.x
 * @see Miettinen O, Nurminen M. Stat Med 1985;4:213-226. https://doi.org/10.1002/sim.4780040211
 * @see Gart JJ. Biometrika 1970;57:471-475. https://doi.org/10.1093/biomet/57.3.471
 * @see Lancaster HO. J Am Stat Assoc 1961;56:223-234. https://doi.org/10.1080/01621459.1961.10482105
 */
export function oddsRatio(x1: number, n1: number, x2: number, n2: number, options: OddsRatioOptions = {}): OddsRatio {
  checkOptions("oddsRatio", options, ["method", "level"]);
  const { level = 0.95 } = options;
  const method = oneOf("method", options.method, ["wald", "miettinen-nurminen", "exact", "mid-p"], "wald");
  checkProportion(x1, n1, level, ["x1", "n1"]);
  checkProportion(x2, n2, level, ["x2", "n2"]);
  const tail = (1 - level) / 2;
  const z = -normalQuantile(tail);
  const counts = [x1, n1, x2, n2] as const;
  const unknown = x1 + x2 === 0 || x1 + x2 === n1 + n2;
  const odds = unknown ? null : (x1 / (n1 - x1)) * ((n2 - x2) / x2);
  const common = { kind: "odds-ratio", version: 1, level, method } as const;
  if (method === "wald") {
    const variance = 1 / x1 + 1 / (n1 - x1) + 1 / x2 + 1 / (n2 - x2);
    return { ...common, estimate: odds, ...logInterval(odds, variance, z) };
  }
  const reason = unknown ? "all or none have the event: every odds ratio is as likely" : REASONS[method];
  if (method === "miettinen-nurminen") {
    const [lower, upper] = unknown ? [0, Number.POSITIVE_INFINITY] : scoreOdds(counts, z);
    return { ...common, estimate: odds, lower, upper, standardError: null, pValue: scoreTest(counts), reason };
  }
  const { estimate, limits, centralP } = conditionalOdds([counts], tail, method === "exact" ? 1 : 0.5);
  return { ...common, estimate, lower: limits[0], upper: limits[1], standardError: null, pValue: centralP, reason };
}

const REASONS = {
  "miettinen-nurminen": "score interval with the variance at the limit, times N / (N - 1) (Miettinen and Nurminen)",
  exact: "exact interval given all margins, P twice the smaller tail",
  "mid-p": "interval given all margins with half the probability of the observed table, P twice the smaller tail",
} as const;
