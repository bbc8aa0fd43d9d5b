import { checkOptions, InputError, type Omitted, oneOf } from "@hcc/data";
import { oneWay, readShifted } from "./internal/one-way.js";
import type { Values } from "./internal/read-values.js";

/** Options of `analysisOfVariance`. */
export interface AnalysisOfVarianceOptions {
  /** One of "pooled" (default; one variance for all groups) and "welch" (a variance for each). */
  readonly variance?: "pooled" | "welch";
  /** What a missing value does. One of "error" (default) and "omit" (counted). */
  readonly missing?: "error" | "omit";
}

/** One-way analysis of variance: F test of equal means of k independent samples. */
export interface AnalysisOfVariance {
  readonly kind: "analysis-of-variance";
  readonly version: 1;
  /** F; null when the values do not vary within the groups (Welch: within one of them). */
  readonly statistic: number | null;
  /** Number of groups - 1. */
  readonly df: number;
  /** Degrees of freedom of the denominator; not whole for Welch. */
  readonly dfWithin: number | null;
  readonly pValue: number | null;
  readonly method: "pooled" | "welch";
  readonly reason: string;
  /** Sums of squared deviations: of the group means from the grand mean, and of the values from their group's mean. */
  readonly squares: { readonly between: number; readonly within: number };
  /** Share of the variation that is between the groups: between / (between + within); null when no value varies. */
  readonly etaSquared: number | null;
  /** In the order given. */
  readonly groups: readonly {
    readonly n: number;
    readonly mean: number;
    /** With divisor n - 1; null for one value. */
    readonly standardDeviation: number | null;
    readonly omitted: Omitted;
  }[];
}

/**
 * One-way analysis of variance of k independent samples, with one variance or with Welch's weights.
 *
 * Pooled: F = (between / (k - 1)) / (within / (N - k)). Welch: with w = n / s^2, W their sum and m the mean weighted by
 * w, F = [sum w (mean - m)^2 / (k - 1)] / [1 + 2 (k - 2) L / (k^2 - 1)], L = sum (1 - w / W)^2 / (n - 1), and
 * (k^2 - 1) / (3 L) degrees of freedom below. Equal R's `oneway.test(var.equal = TRUE)` (and `aov`) and `oneway.test`,
 * whose default is Welch; SPSS's ONEWAY prints the pooled row, Welch on request. For two groups F is the square of the t
 * of `tTest`.
 *
 * @param groups one array of values for each group.
 * @throws InputError for fewer than two groups, an empty group (Welch: a group of one value; pooled: none of two), a value
 * that is no finite number, and a missing value (by default).
 *
 * @example
 * ```ts
 * import { analysisOfVariance } from "@hcc/stats";
 * const groups = [[4.2, 5.6, 5.2], [4.8, 4.2, 4.4, 3.6], [6.3, 5.1, 5.5]];
 * const test = analysisOfVariance(groups);
 * [test.statistic, test.df, test.dfWithin, test.pValue]; // => [4.5978, 2, 7, 0.05308]
 * analysisOfVariance(groups, { variance: "welch" }).pValue; // => 0.09265
 * ```
 *
 * @see Welch BL. Biometrika 1951;38:330-336. https://doi.org/10.1093/biomet/38.3-4.330
 */
export function analysisOfVariance(
  groups: readonly Values[],
  options: AnalysisOfVarianceOptions = {},
): AnalysisOfVariance {
  checkOptions("analysisOfVariance", options, ["variance", "missing"]);
  const variance = oneOf("variance", options.variance, ["pooled", "welch"], "pooled");
  const { unit, origin, shifts, omitted } = readShifted(groups, options.missing);
  const single = shifts.findIndex(({ length }) => length < 2);
  if (variance === "welch" ? single >= 0 : shifts.every(({ length }) => length < 2)) {
    throw new InputError("empty-data", `group ${single} has 1 value: a variance needs two or more`, {
      column: `group ${single}`,
    });
  }
  const { parts, between, within, df, dfWithin, statistic, pValue } = oneWay(shifts, variance);
  const asked = options.variance === undefined ? "the default" : "as asked";
  return {
    kind: "analysis-of-variance",
    version: 1,
    statistic,
    df,
    dfWithin,
    pValue,
    method: variance,
    reason:
      statistic === null
        ? `the values of ${variance === "welch" ? "a" : "each"} group are all equal: there is no variance to compare with`
        : variance === "welch"
          ? `unequal variances allowed (Welch), ${asked}`
          : `one variance for all groups (pooled), ${asked}`,
    squares: { between: between * unit * unit, within: within * unit * unit },
    etaSquared: between + within > 0 ? between / (between + within) : null,
    groups: parts.map(({ mean, squares }, g) => {
      const n = shifts[g]!.length;
      return {
        n,
        mean: origin + mean * unit,
        standardDeviation: n > 1 ? Math.sqrt(squares / (n - 1)) * unit : null,
        omitted: omitted[g]!,
      };
    }),
  };
}
