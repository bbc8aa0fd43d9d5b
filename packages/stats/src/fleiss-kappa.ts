import { checkLevel, checkOptions, InputError, type Interval } from "@hcc/data";
import { normalQuantile, normalUpperTail } from "@hcc/numerics";
import { readSome } from "./internal/read-counts.js";

/** Options of `fleissKappa`. */
export interface FleissKappaOptions {
  /** Confidence level. Default 0.95. */
  readonly level?: number;
}

/** Fleiss' kappa with its interval. */
export interface FleissKappa extends Interval {
  readonly kind: "fleiss-kappa";
  readonly version: 1;
  /** Of the interval, for subjects as a sample; null for a single subject. */
  readonly standardError: number | null;
  /** Under agreement by chance, that of the test. */
  readonly nullStandardError: number | null;
  /** z: estimate by `nullStandardError`. */
  readonly statistic: number | null;
  /** Two-sided P of agreement by chance. */
  readonly pValue: number | null;
  /** Agreement on each category against the others; null for one that nobody or everybody gives. */
  readonly categories: readonly {
    readonly share: number;
    readonly estimate: number | null;
    readonly statistic: number | null;
    readonly pValue: number | null;
  }[];
  readonly reason: string;
  readonly subjects: number;
  /** Ratings of each subject. */
  readonly raters: number;
}

/**
 * Fleiss' kappa, the agreement of several raters beyond chance, overall and on each category.
 *
 * With N subjects, m ratings of each, n_ij of subject i in category j, p_j the share of category j and q_j = 1 - p_j: the
 * agreement on a subject is P_i = (sum_j n_ij^2 - m) / (m (m - 1)), kappa = (mean P_i - sum p_j^2) / sum p_j q_j, and on a category
 * 1 - sum_i n_ij (m - n_ij) / (N m (m - 1) p_j q_j). Under chance
 * SE0^2 = 2 ((sum p_j q_j)^2 - sum p_j q_j (q_j - p_j)) / (N m (m - 1) (sum p_j q_j)^2), and 2 / (N m (m - 1)) on a category. The
 * interval has Gwet's standard error: that of the mean over subjects of k_i - 2 (1 - kappa)(e_i - e) / (1 - e), k_i their
 * kappa, e_i = sum_j p_j n_ij / m and e = sum p_j^2. In R: `irr::kappam.fleiss(detail = TRUE)`, `irrCAC::fleiss.kappa.raw`.
 *
 * @param counts one row for each subject: how many raters gave each category, the same number in all rows.
 * @throws InputError for what is no table of counts, rows of different sums, fewer than two raters and a level out of range.
 *
 * @example
 * ```ts
 * import { fleissKappa } from "@hcc/stats";
 * const agreement = fleissKappa([[3, 0, 0], [0, 2, 1], [0, 3, 0], [1, 0, 2], [0, 0, 3]]);
 * [agreement.estimate, agreement.statistic]; // => [0.5946, 3.2344]
 * ```
 *
 * @see Fleiss JL. Psychol Bull 1971;76:378-382. https://doi.org/10.1037/h0031619
 * @see Fleiss JL, Nee JCM, Landis JR. Psychol Bull 1979;86:974-977. https://doi.org/10.1037/0033-2909.86.5.974
 * @see Gwet KL. Educ Psychol Meas 2021;81:781-790. https://doi.org/10.1177/0013164420973080
 */
export function fleissKappa(counts: readonly (readonly number[])[], options: FleissKappaOptions = {}): FleissKappa {
  checkOptions("fleissKappa", options, ["level"]);
  const { level = 0.95 } = options;
  checkLevel(level);
  const total = readSome(counts, "table of ratings");
  const subjects = counts.length;
  const raters = counts[0]!.reduce((sum, count) => sum + count, 0);
  const width = counts[0]!.length;
  let shares = new Float64Array(width);
  /** Pairs of raters that differ with one of them in category j. */
  const apart = new Float64Array(width);
  counts.forEach((row, i) => {
    let sum = 0;
    for (let j = 0; j < width; j++) {
      sum += row[j]!;
      shares[j]! += row[j]!;
      apart[j]! += row[j]! * (raters - row[j]!);
    }
    if (sum !== raters) {
      throw new InputError(
        "length-mismatch",
        `subject ${i} has ${sum} ratings but subject 0 has ${raters}: give subjects with one number of ratings`,
        { column: "counts", row: i },
      );
    }
  });
  if (raters < 2) {
    throw new InputError("too-few-groups", "each subject has 1 rating: agreement needs two or more", {
      column: "counts",
    });
  }
  shares = shares.map((count) => count / total);
  const pairs = subjects * raters * (raters - 1);
  const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  const spread = shares.map((p) => p * (1 - p));
  const chance = sumOf(spread);
  const test = (estimate: number, error: number) => {
    const statistic = estimate / error;
    return { statistic, pValue: 2 * normalUpperTail(Math.abs(statistic)) };
  };
  const none = { estimate: null, statistic: null, pValue: null };
  const categories = Array.from(shares, (share, j) => {
    if (apart[j] === 0 && counts.every((row) => row[j] === counts[0]![j])) return { share, ...none };
    const estimate = 1 - apart[j]! / pairs / spread[j]!;
    return { share, estimate, ...test(estimate, Math.sqrt(2 / pairs)) };
  });
  const common = { kind: "fleiss-kappa", version: 1, level, method: "gwet", categories, subjects, raters } as const;
  if (shares.filter((p) => p > 0).length < 2) {
    return {
      ...common,
      ...none,
      ...{ lower: null, upper: null, standardError: null, nullStandardError: null },
      reason: "all ratings are of one category: agreement by chance is complete",
    };
  }
  const estimate = 1 - sumOf(apart) / pairs / chance;
  const skew = shares.reduce((sum, p) => sum + p * (1 - p) * (1 - 2 * p), 0);
  const nullStandardError = Math.sqrt((2 / pairs) * (1 - skew / chance / chance));
  const squares = 1 - chance;
  let deviations = 0;
  for (const row of counts) {
    let differ = 0;
    let expected = 0;
    for (let j = 0; j < width; j++) {
      differ += row[j]! * (raters - row[j]!);
      expected += shares[j]! * (row[j]! / raters);
    }
    const own = 1 - differ / (raters * (raters - 1)) / chance;
    const deviation = own - estimate - (2 * (1 - estimate) * (expected - squares)) / chance;
    deviations += deviation * deviation;
  }
  const standardError = subjects < 2 ? null : Math.sqrt(deviations / subjects / (subjects - 1));
  const half = standardError === null ? null : -normalQuantile((1 - level) / 2) * standardError;
  return {
    ...common,
    estimate,
    lower: half === null ? null : estimate - half,
    upper: half === null ? null : estimate + half,
    standardError,
    nullStandardError,
    ...test(estimate, nullStandardError),
    reason: "normal approximation; interval for subjects as a sample, test of agreement by chance",
  };
}
