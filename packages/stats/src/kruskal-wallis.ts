import { checkOptions, type Omitted } from "@hcc/data";
import { chiSquareUpperTail } from "@hcc/numerics";
import { rankGroups } from "./internal/rank-groups.js";
import type { Values } from "./internal/read-values.js";

/** Options of `kruskalWallis`. */
export interface KruskalWallisOptions {
  /** What a missing value does. One of "error" (default) and "omit" (counted). */
  readonly missing?: "error" | "omit";
}

/** Kruskal-Wallis test of k independent samples. */
export interface KruskalWallis {
  readonly kind: "kruskal-wallis";
  readonly version: 1;
  /** H, corrected for ties; null when all values are equal. */
  readonly statistic: number | null;
  /** Number of groups - 1. */
  readonly df: number;
  readonly pValue: number | null;
  readonly method: "chi-square";
  readonly reason: string;
  /** Size, mean of the mid-ranks and missing values of each group, in the order given. */
  readonly groups: readonly { readonly n: number; readonly meanRank: number; readonly omitted: Omitted }[];
}

/**
 * Kruskal-Wallis test whether k independent samples come from one distribution.
 *
 * H = 12 / (N (N + 1)) sum R_g^2 / n_g - 3 (N + 1), divided by 1 - sum(t^3 - t) / (N^3 - N) over groups of t tied
 * values; R_g is the sum of the mid-ranks of group g. P from chi-square with k - 1 degrees of freedom. Equals R's
 * `kruskal.test` and SPSS; for two groups it is `mannWhitney` without continuity correction.
 *
 * @param groups one array of values for each group.
 * @throws InputError for fewer than two groups, an empty group, a value that is no finite number, and a missing value
 * (by default).
 *
 * @example
 * ```ts
 * import { kruskalWallis } from "@hcc/stats";
 * const test = kruskalWallis([[1, 2, 3, 5], [2, 4, 6], [7, 8, 9]]);
 * [test.statistic, test.df]; // => [6.1623476, 2]
 * ```
 *
 * @see Kruskal WH, Wallis WA. J Am Stat Assoc 1952;47:583-621. https://doi.org/10.1080/01621459.1952.10483441
 */
export function kruskalWallis(groups: readonly Values[], options: KruskalWallisOptions = {}): KruskalWallis {
  checkOptions("kruskalWallis", options, ["missing"]);
  const { groups: rows, doubledSums, size, tieSum, equal } = rankGroups(groups, options.missing);
  // Deviations of the mean ranks from (N + 1)/2, which does not cancel as the textbook form of H does.
  const deviations = rows.reduce((sum, { n }, g) => {
    const deviation = (doubledSums[g]! - n * (size + 1)) / 2;
    return sum + (deviation * deviation) / n;
  }, 0);
  const df = rows.length - 1;
  const statistic = equal
    ? null
    : ((12 / (size * (size + 1))) * deviations) / (1 - tieSum / (size * (size * size - 1)));
  return {
    kind: "kruskal-wallis",
    version: 1,
    statistic,
    df,
    pValue: statistic === null ? null : chiSquareUpperTail(statistic, df),
    method: "chi-square",
    reason: equal
      ? "all values are equal: the statistic has no variance"
      : "chi-square approximation, corrected for ties",
    groups: rows,
  };
}
