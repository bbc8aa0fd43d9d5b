import { checkOptions, InputError, type Omitted, oneOf } from "@hcc/data";
import { log2, midRanks, normalUpperTail, subsetSumDistribution } from "@hcc/numerics";
import { readValues, type Values } from "./internal/read-values.js";

/** Options of `mannWhitney`. */
export interface MannWhitneyOptions {
  /** Exact permutation distribution. Default: when both samples have fewer than 50 values and there are no ties. */
  readonly exact?: boolean;
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
  /** Two-sided; null when all values are equal and the normal approximation was used. */
  readonly pValue: number | null;
  readonly method: "exact" | "normal";
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

/** Bound on values x smaller sample x range of the doubled rank sum: one to two seconds. */
const WORK = 3e9;

/**
 * Mann-Whitney test whether values of one sample tend to be larger than those of another.
 *
 * U = R_x - n_x (n_x + 1) / 2 with R_x the sum of mid-ranks of x. Normal approximation: mean n_x n_y / 2, variance
 * n_x n_y / 12 x (N + 1 - sum(t^3 - t) / (N (N - 1))) over groups of t tied values; the continuity correction brings U by
 * one half closer to its mean. Exact: the share of all choices of n_x of the N mid-ranks whose sum is at least as far from
 * its mean as the observed one, ties included.
 *
 * Default equals R's `wilcox.test(x, y)`: exact if both samples have fewer than 50 values and there are no ties, else normal
 * with continuity correction. `conventions: "spss"` equals `wilcox.test(exact = FALSE, correct = FALSE)` and the asymptotic
 * significance of SPSS. `exact: true` with ties equals `coin::wilcox_test(distribution = "exact")`.
 *
 * @throws InputError for an empty sample, a value that is no finite number, a missing value (by default), and an exact
 * test beyond the bound of its work.
 *
 * @example
 * ```ts
 * import { mannWhitney } from "@hcc/stats";
 * const x = [12, 15, 15, 18, 21, 30, 44];
 * const y = [10, 11, 15, 16, 19, 20, 22, 25];
 * mannWhitney(x, y).pValue; // => 0.6012222
 * mannWhitney(x, y, { conventions: "spss" }).pValue; // => 0.5614324
 * mannWhitney(x, y, { exact: true }).pValue; // => 0.6116550
 * ```
 *
 * @see Mann HB, Whitney DR. Ann Math Stat 1947;18:50-60. https://doi.org/10.1214/aoms/1177730491
 */
export function mannWhitney(x: Values, y: Values, options: MannWhitneyOptions = {}): MannWhitney {
  checkOptions("mannWhitney", options, ["exact", "continuity", "conventions", "missing"]);
  const { missing = "error" } = options;
  const conventions = oneOf("conventions", options.conventions, ["r", "spss"], "r");
  const first = readValues(x, "x", missing);
  const second = readValues(y, "y", missing);
  const nx = first.values.length;
  const ny = second.values.length;
  const size = nx + ny;
  const pooled = new Float64Array(size);
  pooled.set(first.values);
  pooled.set(second.values, nx);
  const { doubled, tieSum } = midRanks(pooled);
  let doubledSum = 0;
  for (let i = 0; i < nx; i++) doubledSum += doubled[i]!;
  const ties = tieSum > 0;
  const u = doubledSum / 2 - (nx * (nx + 1)) / 2;

  const small = nx < 50 && ny < 50;
  const exact = options.exact ?? (conventions === "r" && small && !ties);
  let continuity = false;
  let z: number | null = null;
  let pValue: number | null;
  if (exact) {
    pValue = exactPValue(doubled, nx, doubledSum);
  } else {
    continuity = options.continuity ?? conventions === "r";
    const variance = ((nx * ny) / 12) * (size + 1 - tieSum / (size * (size - 1)));
    if (tieSum === size * (size * size - 1)) {
      pValue = null;
    } else {
      const distance = u - (nx * ny) / 2;
      z = (distance - (continuity ? Math.sign(distance) * 0.5 : 0)) / Math.sqrt(variance);
      pValue = Math.min(1, 2 * normalUpperTail(Math.abs(z)));
    }
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
    method: exact ? "exact" : "normal",
    continuity,
    ties,
    reason: reasonOf(options, conventions, exact, pValue, ties, nx, ny),
    conventions,
    omitted: { x: first.omitted, y: second.omitted },
  };
}

function exactPValue(doubled: Float64Array, nx: number, observed: number): number {
  const size = doubled.length;
  const drawn = Math.min(nx, size - nx);
  // Subsets are counted in doubles, so their number has a bound too.
  let logSubsets = 0;
  for (let i = 1; i <= drawn; i++) logSubsets += log2((size - drawn + i) / i);
  if (size * drawn * 2 * nx * (size - nx) > WORK || logSubsets > 1000) {
    throw new InputError("option", `an exact test of ${nx} and ${size - nx} values takes too long: use exact: false`, {
      column: "exact",
    });
  }
  const { first, step, probability } = subsetSumDistribution(doubled, nx);
  const mean = nx * (size + 1);
  const distance = Math.abs(observed - mean);
  let lower = 0;
  let upper = 0;
  for (let i = 0; i < probability.length; i++) {
    if (first + i * step - mean <= -distance) lower += probability[i]!;
    else break;
  }
  for (let i = probability.length - 1; i >= 0; i--) {
    if (first + i * step - mean >= distance) upper += probability[i]!;
    else break;
  }
  return distance === 0 ? 1 : Math.min(1, lower + upper);
}

function reasonOf(
  options: MannWhitneyOptions,
  conventions: "r" | "spss",
  exact: boolean,
  pValue: number | null,
  ties: boolean,
  nx: number,
  ny: number,
): string {
  if (pValue === null) return "all values are equal: the normal approximation has no variance";
  const name = exact ? "exact permutation distribution" : "normal approximation";
  if (options.exact !== undefined) return `${name} as asked`;
  if (conventions === "spss") return `${name}, corrected for ties, as SPSS`;
  if (exact) return `both samples (${nx} and ${ny}) are below 50 and no values are tied: ${name}`;
  return ties ? `values are tied: ${name}` : `a sample (${nx} and ${ny}) has 50 values or more: ${name}`;
}
