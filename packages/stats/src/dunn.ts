import { checkOptions, type Omitted } from "@hcc/data";
import { type AdjustmentMethod, adjustPValues } from "./adjust-p-values.js";
import { normalPValue } from "./internal/normal-p-value.js";
import { rankGroups } from "./internal/rank-groups.js";
import type { Values } from "./internal/read-values.js";

/** Options of `dunn`. */
export interface DunnOptions {
  /** How the P values are adjusted for the number of pairs, as in `adjustPValues`. Default "holm". */
  readonly adjust?: AdjustmentMethod;
  /** What a missing value does. One of "error" (default) and "omit" (counted). */
  readonly missing?: "error" | "omit";
}

/** Two groups compared by `dunn`. */
export interface DunnPair {
  /** Numbers of the two groups, from 0. */
  readonly a: number;
  readonly b: number;
  /** Mean rank of a minus mean rank of b. */
  readonly difference: number;
  readonly standardError: number;
  /** Null when all values are equal. */
  readonly z: number | null;
  /** Two-sided, of this pair alone. */
  readonly pValue: number | null;
  /** Adjusted for the number of pairs. */
  readonly adjusted: number | null;
}

/** Dunn's comparisons of all pairs of groups. */
export interface Dunn {
  readonly kind: "dunn";
  readonly version: 1;
  readonly method: "normal";
  readonly adjust: AdjustmentMethod;
  readonly reason: string;
  /** All pairs, in the order of the groups. */
  readonly pairs: readonly DunnPair[];
  /** Size, mean of the mid-ranks and missing values of each group, in the order given. */
  readonly groups: readonly { readonly n: number; readonly meanRank: number; readonly omitted: Omitted }[];
}

/**
 * Dunn's test of all pairs of k independent samples, after a Kruskal-Wallis test.
 *
 * With mid-ranks in the pooled sample of N values, z = (mean rank of a - mean rank of b) / SE, with SE^2 =
 * (N (N + 1) / 12 - sum(t^3 - t) / (12 (N - 1))) (1/n_a + 1/n_b) over groups of t tied values; two-sided P from the normal
 * distribution, then adjusted. SPSS prints these as the pairwise comparisons of its Kruskal-Wallis test, adjusted by
 * Bonferroni. For two groups z^2 is the statistic of `kruskalWallis`.
 *
 * @param groups one array of values for each group.
 * @throws InputError for fewer than two groups, an empty group, a value that is no finite number, and a missing value
 * (by default).
 *
 * @example
 * ```ts
 * import { dunn } from "@hcc/stats";
 * const { pairs } = dunn([[1, 2, 3, 5], [2, 4, 6], [7, 8, 9]]);
 * pairs.map(({ a, b }) => `${a}-${b}`); // => ["0-1", "0-2", "1-2"]
 * pairs.map(({ adjusted }) => adjusted); // => [0.5270105, 0.0440696, 0.1818148]
 * ```
 *
 * @see Dunn OJ. Technometrics 1964;6:241-252. https://doi.org/10.1080/00401706.1964.10490181
 */
export function dunn(groups: readonly Values[], options: DunnOptions = {}): Dunn {
  checkOptions("dunn", options, ["adjust", "missing"]);
  const adjust = options.adjust ?? "holm";
  const { groups: rows, doubledSums, size, tieSum, equal } = rankGroups(groups, options.missing);
  const variance = equal ? 0 : (size * (size + 1) - tieSum / (size - 1)) / 12;
  const compared = rows.flatMap((one, a) =>
    rows.slice(a + 1).map((other, k) => {
      // Over one denominator, so that equal mean ranks differ by 0.
      const difference = (doubledSums[a]! * other.n - doubledSums[a + 1 + k]! * one.n) / (2 * one.n * other.n);
      const standardError = Math.sqrt(variance * (1 / one.n + 1 / other.n));
      const z = equal ? null : difference / standardError;
      const pValue = z === null ? null : normalPValue(z, "two-sided");
      return { a, b: a + 1 + k, difference, standardError, z, pValue };
    }),
  );
  const adjusted = adjustPValues(
    compared.map(({ pValue }) => pValue),
    { method: adjust },
  );
  return {
    kind: "dunn",
    version: 1,
    method: "normal",
    adjust,
    reason: equal
      ? "all values are equal: the ranks have no variance"
      : `normal approximation, corrected for ties; P values of ${compared.length} pairs, adjusted: ${adjust}`,
    pairs: compared.map((pair, i) => ({ ...pair, adjusted: adjusted[i]! })),
    groups: rows,
  };
}
