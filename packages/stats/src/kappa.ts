import { checkLevel, checkOptions, type Interval, oneOf } from "@hcc/data";
import { normalQuantile, normalUpperTail } from "@hcc/numerics";
import { readSome } from "./internal/read-counts.js";

/** Options of `kappa`. */
export interface KappaOptions {
  /** How much a disagreement counts. One of "none" (default; all the same), "linear" and "quadratic" in its distance. */
  readonly weights?: "none" | "linear" | "quadratic";
  /** Confidence level. Default 0.95. */
  readonly level?: number;
}

/** Cohen's kappa with its interval. */
export interface Kappa extends Interval {
  readonly kind: "kappa";
  readonly version: 1;
  readonly weights: "none" | "linear" | "quadratic";
  /** Of the interval. */
  readonly standardError: number | null;
  /** Under agreement by chance, that of the test. */
  readonly nullStandardError: number | null;
  /** z: estimate by `nullStandardError`. */
  readonly statistic: number | null;
  /** Two-sided P of agreement by chance. */
  readonly pValue: number | null;
  /** Weighted share of agreement, observed and expected by chance. */
  readonly agreement: { readonly observed: number; readonly expected: number };
  readonly reason: string;
  /** Subjects. */
  readonly n: number;
}

/**
 * Cohen's kappa, the agreement of two raters beyond chance, unweighted or weighted.
 *
 * kappa = (o - e) / (1 - e), o = sum w_ij p_ij and e = sum w_ij p_i. p_.j, p the shares of the table; w_ij is 1 on the diagonal
 * and else 0, 1 - |i - j| / (k - 1) (linear) or 1 - (i - j)^2 / (k - 1)^2 (quadratic). With w_i. = sum_j w_ij p_.j and
 * w_.j = sum_i w_ij p_i.: SE^2 = (sum p_ij (w_ij (1 - e) - (w_i. + w_.j)(1 - o))^2 - (o e - 2 e + o)^2) / (n (1 - e)^4), and under
 * chance SE0^2 = (sum p_i. p_.j (w_ij - w_i. - w_.j)^2 - e^2) / (n (1 - e)^2). The test is estimate / SE0, as in SPSS and SAS. In R:
 * `vcd::Kappa`, which divides by SE, and `psych::cohen.kappa`. Null where both raters give all subjects one category.
 *
 * @param table counts of subjects, rows the categories of one rater, columns those of the other, in the same order.
 * @throws InputError for what is no square table of counts of at least 2 x 2, a table without subjects, an unknown weighting and
 * a level out of range.
 *
 * @example
 * ```ts
 * import { kappa } from "@hcc/stats";
 * const response = [[14, 3, 0, 0], [2, 21, 4, 0], [0, 5, 18, 2], [0, 0, 1, 12]];
 * const plain = kappa(response);
 * [plain.estimate, plain.lower, plain.upper]; // => [0.7162, 0.5942, 0.8382]
 * kappa(response, { weights: "quadratic" }).estimate; // => 0.8937
 * ```
 *
 * @see Cohen J. Educ Psychol Meas 1960;20:37-46. https://doi.org/10.1177/001316446002000104
 * @see Fleiss JL, Cohen J, Everitt BS. Psychol Bull 1969;72:323-327. https://doi.org/10.1037/h0028106
 */
export function kappa(table: readonly (readonly number[])[], options: KappaOptions = {}): Kappa {
  checkOptions("kappa", options, ["weights", "level"]);
  const weights = oneOf("weights", options.weights, ["none", "linear", "quadratic"], "none");
  const { level = 0.95 } = options;
  checkLevel(level);
  const n = readSome(table, "table", { square: true });
  const size = table.length;
  const columnTotals = new Float64Array(size);
  const rowTotals = Float64Array.from(table, (row) => {
    let total = 0;
    for (let j = 0; j < size; j++) {
      total += row[j]!;
      columnTotals[j]! += row[j]!;
    }
    return total;
  });
  const rows = rowTotals.map((total) => total / n);
  const columns = columnTotals.map((total) => total / n);
  // Weights of disagreement, 1 - w, of which kappa is 1 - observed / expected: nothing cancels.
  const distance = (i: number, j: number): number => {
    if (weights === "none") return i === j ? 0 : 1;
    const share = Math.abs(i - j) / (size - 1);
    return weights === "linear" ? share : share * share;
  };
  const ofRow = rows.map((_, i) => columns.reduce((sum, share, j) => sum + distance(i, j) * share, 0));
  const ofColumn = columns.map((_, j) => rows.reduce((sum, share, i) => sum + distance(i, j) * share, 0));
  const over = (term: (i: number, j: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sum += term(i, j);
    return sum;
  };
  const share = (i: number, j: number): number => table[i]![j]! / n;
  const observed = over((i, j) => distance(i, j) * share(i, j));
  const expected = over((i, j) => distance(i, j) * rows[i]! * columns[j]!);
  const common = {
    kind: "kappa",
    version: 1,
    weights,
    level,
    method: "fleiss-cohen-everitt",
    agreement: { observed: 1 - observed, expected: 1 - expected },
    n,
  } as const;
  if (expected === 0) {
    return {
      ...common,
      ...{ estimate: null, lower: null, upper: null, standardError: null, nullStandardError: null },
      ...{ statistic: null, pValue: null },
      reason: "both raters give all subjects one category: agreement by chance is complete",
    };
  }
  const ratio = observed / expected;
  const estimate = 1 - ratio;
  // Derivative of kappa in a share, around its mean.
  const variance = over((i, j) => {
    const deviation = (distance(i, j) - ratio * (ofRow[i]! + ofColumn[j]!)) / expected + ratio;
    return share(i, j) * deviation * deviation;
  });
  const nullVariance = over((i, j) => {
    const deviation = (distance(i, j) - ofRow[i]! - ofColumn[j]!) / expected + 1;
    return rows[i]! * columns[j]! * deviation * deviation;
  });
  const standardError = Math.sqrt(variance / n);
  const nullStandardError = Math.sqrt(nullVariance / n);
  const half = -normalQuantile((1 - level) / 2) * standardError;
  const one = [rows, columns].some((shares) => shares.some((value) => value === 1));
  const statistic = one ? null : estimate / nullStandardError;
  return {
    ...common,
    estimate,
    lower: estimate - half,
    upper: estimate + half,
    standardError,
    nullStandardError,
    statistic,
    pValue: statistic === null ? null : 2 * normalUpperTail(Math.abs(statistic)),
    reason: one
      ? "one rater gives all subjects one category: kappa is 0 whatever the other does"
      : "normal approximation with large-sample standard errors",
  };
}
