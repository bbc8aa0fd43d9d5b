import { checkOptions, InputError, type Omitted, oneOf } from "@hcc/data";
import { midRanks } from "@hcc/numerics";
import { alternativeOf } from "./internal/alternative.js";
import { normalPValue, standardized } from "./internal/normal-p-value.js";
import { rankSum } from "./internal/rank-sum.js";
import { rankSumExact } from "./internal/rank-sum-exact.js";
import { readValues, type Values } from "./internal/read-values.js";
import type { Alternative } from "./internal/t-answer.js";

/** Options of `mannWhitney`. */
export interface MannWhitneyOptions {
  /**
   * Exact permutation distribution. Default: when both samples have fewer than 50 values and there are no ties.
   * "ignoring-ties" compares U with its distribution for values without ties, as SPSS prints it for few values.
   */
  readonly exact?: boolean | "ignoring-ties";
  /** One of "two-sided" (default), "less" and "greater": whether x tends to be smaller or larger. */
  readonly alternative?: Alternative;
  /** Mid-P of the exact test: a rank sum just as extreme counts one half. Default false. */
  readonly midP?: boolean;
  /** Continuity correction of the normal approximation. Default true; false under `conventions: "spss"`. */
  readonly continuity?: boolean;
  /** One of "r" (default) and "spss": normal approximation, corrected for ties, without continuity correction. */
  readonly conventions?: "r" | "spss";
  /** What a missing value does. One of "error" (default) and "omit" (counted). */
  readonly missing?: "error" | "omit";
}

/** Mann-Whitney (Wilcoxon rank-sum) test of two independent samples. */
export interface MannWhitney {
  readonly kind: "mann-whitney";
  readonly version: 1;
  /** U of x: pairs in which x is larger, a tie counting one half. R calls it W; SPSS prints the smaller of the two U. */
  readonly statistic: number;
  readonly u: { readonly x: number; readonly y: number };
  /** Sums of the mid-ranks in the pooled sample. SPSS's W is that of the smaller group. */
  readonly rankSums: { readonly x: number; readonly y: number };
  readonly n: { readonly x: number; readonly y: number };
  /** (U - n_x n_y / 2) / standard deviation, with the correction used; null for "exact" and when all values are equal. */
  readonly z: number | null;
  /** Null when all values are equal and the normal approximation was used. */
  readonly pValue: number | null;
  readonly alternative: Alternative;
  readonly method: "exact" | "exact-ignoring-ties" | "normal";
  /** Whether P is a mid-P. */
  readonly midP: boolean;
  /** Whether the continuity correction was used. */
  readonly continuity: boolean;
  /** Whether any values are tied, within a sample or between them. */
  readonly ties: boolean;
  /** Why this method. */
  readonly reason: string;
  readonly conventions: "r" | "spss";
  /** Missing values left out of each sample. */
  readonly omitted: { readonly x: Omitted; readonly y: Omitted };
}

/**
 * Mann-Whitney test whether values of one sample tend to be larger than those of another.
 *
 * U = R_x - n_x (n_x + 1) / 2 with R_x the sum of mid-ranks of x. Normal approximation: mean n_x n_y / 2, variance
 * n_x n_y / 12 x (N + 1 - sum(t^3 - t) / (N (N - 1))) over groups of t tied values; the continuity correction brings U by
 * one half closer to its mean (one-sided: away from the alternative). Exact: the share of all choices of n_x of the N
 * mid-ranks whose sum is at least as far from its mean as the observed one (one-sided: at least as large, or small), ties
 * included; mid-P counts those just as far one half.
 *
 * Default equals R's `wilcox.test(x, y, alternative)`: exact if both samples have fewer than 50 values and there are no ties,
 * else normal with continuity correction. `conventions: "spss"` equals `wilcox.test(exact = FALSE, correct = FALSE)` and the
 * asymptotic significance of SPSS; `exact: "ignoring-ties"` its exact significance "not corrected for ties", twice the
 * probability of a U up to the smaller one. `exact: true` with ties equals `coin::wilcox_test(distribution = "exact")`.
 *
 * @throws InputError for an empty sample, a value that is no finite number, a missing value (by default), mid-P of a normal
 * approximation, and ("too-costly") an exact test beyond the bound of its work.
 *
 * @example
 * ```ts
 * import { mannWhitney } from "@hcc/stats";
 * const x = [12, 15, 15, 18, 21, 30, 44];
 * const y = [10, 11, 15, 16, 19, 20, 22, 25];
 * mannWhitney(x, y).pValue; // => 0.6012222
 * mannWhitney(x, y, { conventions: "spss" }).pValue; // => 0.5614324
 * mannWhitney(x, y, { exact: true }).pValue; // => 0.6116550
 * mannWhitney(x, y, { exact: "ignoring-ties" }).pValue; // => 0.6125874
 * mannWhitney(x, y, { exact: true, alternative: "greater", midP: true }).pValue; // => 0.2864802
 * ```
 *
 * @see Mann HB, Whitney DR. Ann Math Stat 1947;18:50-60. https://doi.org/10.1214/aoms/1177730491
 */
export function mannWhitney(x: Values, y: Values, options: MannWhitneyOptions = {}): MannWhitney {
  checkOptions("mannWhitney", options, ["exact", "continuity", "alternative", "midP", "conventions", "missing"]);
  const { missing = "error", midP = false } = options;
  const alternative = alternativeOf(options.alternative);
  if (typeof options.exact === "string") oneOf("exact", options.exact, ["ignoring-ties"]);
  const conventions = oneOf("conventions", options.conventions, ["r", "spss"], "r");
  const first = readValues(x, "x", missing);
  const second = readValues(y, "y", missing);
  const nx = first.values.length;
  const ny = second.values.length;
  const size = nx + ny;
  const { doubled: doubledSum, tieSum } = rankSum(first.values, second.values);
  const ties = tieSum > 0;
  const u = doubledSum / 2 - (nx * (nx + 1)) / 2;

  const small = nx < 50 && ny < 50;
  const exact = options.exact ?? (conventions === "r" && small && !ties);
  let continuity = false;
  let z: number | null = null;
  let pValue: number | null;
  if (exact !== false) {
    const pooled = new Float64Array(size);
    pooled.set(first.values);
    pooled.set(second.values, nx);
    const scores = exact === true ? midRanks(pooled).doubled : pooled.map((_, i) => 2 * (i + 1));
    pValue = rankSumExact(scores, nx, doubledSum, alternative, midP);
  } else if (midP) {
    throw new InputError("option", "midP is true, but the normal approximation is used: add exact: true", {
      column: "midP",
    });
  } else {
    continuity = options.continuity ?? conventions === "r";
    const variance = ((nx * ny) / 12) * (size + 1 - tieSum / (size * (size - 1)));
    const equal = tieSum === size * (size * size - 1);
    if (!equal) z = standardized(u - (nx * ny) / 2, Math.sqrt(variance), alternative, continuity);
    pValue = z === null ? null : normalPValue(z, alternative);
  }
  return {
    kind: "mann-whitney",
    version: 1,
    statistic: u,
    u: { x: u, y: nx * ny - u },
    rankSums: { x: doubledSum / 2, y: (size * (size + 1)) / 2 - doubledSum / 2 },
    n: { x: nx, y: ny },
    z,
    pValue,
    alternative,
    method: exact === false ? "normal" : exact === true ? "exact" : "exact-ignoring-ties",
    midP,
    continuity,
    ties,
    reason: reasonOf(options, conventions, exact, pValue, ties, nx, ny),
    conventions,
    omitted: { x: first.omitted, y: second.omitted },
  };
}

function reasonOf(
  options: MannWhitneyOptions,
  conventions: "r" | "spss",
  exact: boolean | "ignoring-ties",
  pValue: number | null,
  ties: boolean,
  nx: number,
  ny: number,
): string {
  if (pValue === null) return "all values are equal: the normal approximation has no variance";
  if (exact === "ignoring-ties") return "exact distribution for values without ties as asked";
  const name = exact ? "exact permutation distribution" : "normal approximation";
  if (options.exact !== undefined) return `${name} as asked`;
  if (conventions === "spss") return `${name}, corrected for ties, as SPSS`;
  if (exact) return `both samples (${nx} and ${ny}) are below 50 and no values are tied: ${name}`;
  return ties ? `values are tied: ${name}` : `a sample (${nx} and ${ny}) has 50 values or more: ${name}`;
}
