import { chiSquareUpperTail } from "@hcc/numerics";
import { readSome } from "./internal/read-counts.js";

/** Bowker's test of symmetry. */
export interface Bowker {
  readonly kind: "bowker";
  readonly version: 1;
  /** Chi-square; null when no pair differs. */
  readonly statistic: number | null;
  /** Number of pairs of categories between which a pair of answers differs. */
  readonly df: number;
  readonly pValue: number | null;
  readonly method: "chi-square";
  readonly reason: string;
  /** Pairs of answers. */
  readonly n: number;
}

/**
 * Bowker's test whether the k x k table of paired answers is symmetric (McNemar-Bowker test).
 *
 * Sum over i < j of (n_ij - n_ji)^2 / (n_ij + n_ji), chi-square with as many degrees of freedom as there are terms. Equals R's
 * `mcnemar.test` for more than two categories where no n_ij + n_ji is 0; such a pair of categories carries no information, and
 * is left out of the sum and of the degrees of freedom. With two categories it is `mcNemar` without continuity correction.
 *
 * @param table counts of pairs, rows and columns in the same order of categories.
 * @throws InputError for what is no square table of counts of at least 2 x 2, and for a table without pairs.
 *
 * @example
 * ```ts
 * import { bowker } from "@hcc/stats";
 * const test = bowker([[20, 10, 5], [3, 30, 15], [0, 5, 40]]);
 * [test.statistic, test.df, test.pValue]; // => [13.769, 3, 0.003237]
 * ```
 *
 * @see Bowker AH. J Am Stat Assoc 1948;43:572-574. https://doi.org/10.1080/01621459.1948.10483284
 */
export function bowker(table: readonly (readonly number[])[]): Bowker {
  const n = readSome(table, "table", { square: true });
  let statistic = 0;
  let df = 0;
  for (let i = 0; i < table.length; i++) {
    for (let j = 0; j < i; j++) {
      const sum = table[i]![j]! + table[j]![i]!;
      if (sum === 0) continue;
      const difference = table[i]![j]! - table[j]![i]!;
      statistic += (difference / sum) * difference;
      df++;
    }
  }
  const empty = (table.length * (table.length - 1)) / 2 - df;
  return {
    kind: "bowker",
    version: 1,
    statistic: df === 0 ? null : statistic,
    df,
    pValue: df === 0 ? null : chiSquareUpperTail(statistic, df),
    method: "chi-square",
    reason:
      df === 0
        ? "no pair differs: chi-square has no variance"
        : empty === 0
          ? "chi-square approximation"
          : `chi-square approximation; pairs of categories that no pair differs between: ${empty}`,
    n,
  };
}
