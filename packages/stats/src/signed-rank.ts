import { checkOptions, InputError, type Omitted, oneOf } from "@hcc/data";
import { signSumDistribution } from "@hcc/numerics";
import { alternativeOf } from "./internal/alternative.js";
import { discretePValue, WORK } from "./internal/discrete-p-value.js";
import { normalPValue, standardized } from "./internal/normal-p-value.js";
import { readPairs } from "./internal/read-pairs.js";
import { readValues, type Values } from "./internal/read-values.js";
import { type SignedRanks, signedRanks } from "./internal/signed-ranks.js";
import type { Alternative } from "./internal/t-answer.js";

/** Options of `signedRank`. */
export interface SignedRankOptions {
  /**
   * What a difference of 0 does. One of "wilcoxon" (default: left out before ranking) and "pratt" (takes part in the
   * ranking, and its rank is left out).
   */
  readonly zeros?: "wilcoxon" | "pratt";
  /** Exact permutation distribution. Default: for fewer than 50 differences without ties and zeros. */
  readonly exact?: boolean;
  /** Continuity correction of the normal approximation. Default true; false under `conventions: "spss"`. */
  readonly continuity?: boolean;
  /** One of "two-sided" (default), "less" and "greater": whether x tends to be smaller or larger than y. */
  readonly alternative?: Alternative;
  /** Mid-P of the exact test: a rank sum just as extreme counts one half. Default false. */
  readonly midP?: boolean;
  /** One of "r" (default) and "spss": normal approximation, corrected for ties, without continuity correction. */
  readonly conventions?: "r" | "spss";
  /** What a missing value does. One of "error" (default) and "omit" (the pair is left out and counted). */
  readonly missing?: "error" | "omit";
}

/** Wilcoxon signed-rank test of paired values or of one sample. */
export interface SignedRank {
  readonly kind: "signed-rank";
  readonly version: 1;
  /** V, the sum of the ranks of positive differences. SPSS prints Z of the smaller of the two sums. */
  readonly statistic: number;
  readonly rankSums: { readonly positive: number; readonly negative: number };
  /** Pairs, and how many have a positive, a negative difference and none. */
  readonly n: { readonly pairs: number; readonly positive: number; readonly negative: number; readonly zero: number };
  /** (V - mean) / standard deviation, with the correction used; null for "exact" and without differences. */
  readonly z: number | null;
  /** Null when all differences are 0. */
  readonly pValue: number | null;
  readonly alternative: Alternative;
  readonly method: "exact" | "normal";
  /** Whether P is a mid-P. */
  readonly midP: boolean;
  /** Whether the continuity correction was used. */
  readonly continuity: boolean;
  /** Whether absolute differences other than 0 are tied. */
  readonly ties: boolean;
  readonly zeros: "wilcoxon" | "pratt";
  /** Why this method. */
  readonly reason: string;
  readonly conventions: "r" | "spss";
  /** Pairs left out because a value is missing. */
  readonly omitted: Omitted;
}

/**
 * Wilcoxon signed-rank test whether the differences x - y of pairs, or the values of one sample, lie symmetrically about 0.
 *
 * V = sum of the mid-ranks r of |d| over d > 0. Normal approximation: mean sum(r) / 2, variance sum(r^2) / 4 over d other
 * than 0, which is n (n + 1) (2n + 1) / 24 - sum(t^3 - t) / 48 with t tied absolute differences; the continuity correction is
 * one half. Exact: all 2^n signs of the ranks are equally likely, ties included; two-sided P counts sums at least as far from
 * the mean. Differences that rounding alone sets apart are tied, and 0 when they are rounding alone (2^-52 of |x| + |y|).
 *
 * Default equals R's `wilcox.test(x, y, paired = TRUE)` and `wilcox.test(x)`, but that R takes rounded differences for
 * different ones. `exact: true` with ties or zeros equals `coin::wilcoxsign_test(distribution = "exact", zero.method)`;
 * `conventions: "spss"` the asymptotic significance of SPSS.
 *
 * @param y the other value of each pair; null for one sample.
 * @throws InputError for samples of different length, no values, a value that is no finite number, a missing value (by
 * default), mid-P of a normal approximation, and ("too-costly") an exact test beyond the bound of its work.
 *
 * @example
 * ```ts
 * import { signedRank } from "@hcc/stats";
 * const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
 * const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
 * const test = signedRank(before, after, { alternative: "greater" });
 * [test.statistic, test.pValue]; // => [40, 0.01953125]
 * signedRank([1.3, 0.2, 0.4], [1.2, 0.1, 0.7]).ties; // => true
 * ```
 *
 * @see Wilcoxon F. Biometrics Bull 1945;1:80-83. https://doi.org/10.2307/3001968
 * @see Pratt JW. J Am Stat Assoc 1959;54:655-667. https://doi.org/10.1080/01621459.1959.10501526
 */
export function signedRank(x: Values, y: Values | null = null, options: SignedRankOptions = {}): SignedRank {
  const known = ["zeros", "exact", "continuity", "alternative", "midP", "conventions", "missing"];
  checkOptions("signedRank", options, known);
  const { missing = "error", midP = false } = options;
  const alternative = alternativeOf(options.alternative);
  const zeros = oneOf("zeros", options.zeros, ["wilcoxon", "pratt"], "wilcoxon");
  const conventions = oneOf("conventions", options.conventions, ["r", "spss"], "r");
  const { pairs, omitted, ranks } = ranksOf(x, y, missing, zeros === "pratt");
  const { doubled, positive, zero, ties, sums } = ranks;
  const n = doubled.length;

  const plain = n < 50 && !ties && zero === 0;
  const exact = n > 0 && (options.exact ?? (conventions === "r" && plain));
  let continuity = false;
  let z: number | null = null;
  let pValue: number | null = null;
  if (exact) {
    if (n * sums.all > WORK || n > 1000) {
      throw new InputError("too-costly", `an exact test of ${n} differences takes too long: use exact: false`, {
        column: "exact",
      });
    }
    // Doubled once more, so that the mean is a whole number.
    pValue = discretePValue(
      signSumDistribution(doubled.map((rank) => 2 * rank)),
      2 * sums.positive,
      sums.all,
      alternative,
      midP,
    );
  } else if (midP && n > 0) {
    throw new InputError("option", "midP is true, but the normal approximation is used: add exact: true", {
      column: "midP",
    });
  } else {
    continuity = options.continuity ?? conventions === "r";
    if (n > 0) {
      z = standardized((2 * sums.positive - sums.all) / 4, Math.sqrt(sums.squares) / 4, alternative, continuity);
      pValue = normalPValue(z, alternative);
    }
  }
  return {
    kind: "signed-rank",
    version: 1,
    statistic: sums.positive / 2,
    rankSums: { positive: sums.positive / 2, negative: (sums.all - sums.positive) / 2 },
    n: { pairs, positive, negative: n - positive, zero },
    z,
    pValue,
    alternative,
    method: exact ? "exact" : "normal",
    midP,
    continuity,
    ties,
    zeros,
    reason: reasonOf(options, conventions, exact, n, zero, ties),
    conventions,
    omitted,
  };
}

function ranksOf(
  x: Values,
  y: Values | null,
  missing: "error" | "omit",
  pratt: boolean,
): { pairs: number; omitted: Omitted; ranks: SignedRanks } {
  if (y === null) {
    const { values, omitted } = readValues(x, "x", missing);
    return { pairs: values.length, omitted, ranks: signedRanks(values, null, pratt) };
  }
  const { omitted, ...pairs } = readPairs(x, y, missing);
  return { pairs: pairs.x.length, omitted, ranks: signedRanks(pairs.x, pairs.y, pratt) };
}

function reasonOf(
  options: SignedRankOptions,
  conventions: "r" | "spss",
  exact: boolean,
  n: number,
  zero: number,
  ties: boolean,
): string {
  if (n === 0) return "all differences are 0: there is nothing to rank";
  const name = exact ? "exact permutation distribution" : "normal approximation";
  if (options.exact !== undefined) return `${name} as asked`;
  if (conventions === "spss") return `${name}, corrected for ties, as SPSS`;
  if (exact) return `${n} differences are below 50, none is 0 and none are tied: ${name}`;
  if (zero > 0) return `${zero} ${zero === 1 ? "difference is" : "differences are"} 0: ${name}`;
  return ties ? `differences are tied: ${name}` : `there are 50 differences or more (${n}): ${name}`;
}
