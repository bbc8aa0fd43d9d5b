import { checkLevel, checkOptions, InputError, type Interval } from "@hcc/data";
import { chiSquareUpperTail, exp, normalQuantile } from "@hcc/numerics";
import { conditionalOdds } from "./internal/conditional-odds.js";
import { fittedTable } from "./internal/fitted-table.js";
import { readCounts } from "./internal/read-counts.js";
import type { TwoCounts } from "./internal/score-limits.js";

/** Options of `mantelHaenszel`. */
export interface MantelHaenszelOptions {
  /** Continuity correction of chi-square. Default true. */
  readonly continuity?: boolean;
  /** Exact P, conditional maximum-likelihood odds ratio and exact limits. Default false. */
  readonly exact?: boolean;
  /** Confidence level of the odds ratio. Default 0.95. */
  readonly level?: number;
}

/** A test whether the odds ratio is the same in all strata. */
export interface Homogeneity {
  readonly statistic: number | null;
  /** Strata without an empty margin, minus 1. */
  readonly df: number;
  readonly pValue: number | null;
}

/** Cochran-Mantel-Haenszel test and common odds ratio of stratified 2 x 2 tables. */
export interface MantelHaenszel {
  readonly kind: "mantel-haenszel";
  readonly version: 1;
  /** Chi-square; null when exact, and when no stratum can tell. */
  readonly statistic: number | null;
  readonly df: 1 | null;
  /** Two-sided. */
  readonly pValue: number | null;
  readonly method: "chi-square" | "continuity-corrected" | "exact";
  readonly reason: string;
  /** Common odds ratio with the standard error of its logarithm, which is null when exact and where it is 0 or Infinity. */
  readonly oddsRatio: Interval & { readonly standardError: number | null };
  /** Breslow and Day's test that all strata have this odds ratio. */
  readonly breslowDay: Homogeneity;
  /** The same with Tarone's correction, which makes it chi-square with this odds ratio. */
  readonly tarone: Homogeneity;
  /** Strata in all, and those without an empty margin. */
  readonly strata: { readonly n: number; readonly informative: number };
  readonly n: number;
}

/**
 * Cochran-Mantel-Haenszel test of 2 x 2 tables in strata, their common odds ratio, and whether they have a common one.
 *
 * With a, b, c, d the cells, n their sum and r, s row and column totals of a stratum: chi-square
 * (|sum (a - r1 s1 / n)| - 1/2)^2 / sum (r1 r2 s1 s2 / (n^2 (n - 1))), 0 where the difference is below 1/2. The odds ratio is
 * R / S, R = sum ad/n, S = sum bc/n, with the interval of Robins, Breslow and Greenland: with p = (a + d)/n and q = (b + c)/n,
 * var log = sum p ad/n / (2 R^2) + sum (p bc/n + q ad/n) / (2 R S) + sum q bc/n / (2 S^2). Equals R's `mantelhaen.test`.
 *
 * Exact: the sum of all a given all margins. P is the probability of all sums at most as likely as the observed one; estimate
 * and limits as in `oddsRatio`. Equals R's `mantelhaen.test(exact = TRUE)`, whose root search stops at 4 to 5 digits.
 *
 * Breslow-Day: sum (a - A)^2 / V, A the first cell that has the Mantel-Haenszel odds ratio and the margins, V = 1 / (sum of
 * 1 / cell) there; Tarone subtracts (sum (a - A))^2 / sum V. In R: `DescTools::BreslowDayTest`, `epiR::epi.2by2`. Null where the
 * odds ratio is 0, Infinity or unknown. Larger tables: `cochranMantelHaenszel`.
 *
 * @param strata 2 x 2 tables, rows the groups and columns event and none; one of a single observation carries no information.
 * @throws InputError for no table, what is no 2 x 2 table of counts, a level out of range, and an exact test of too many tables.
 *
 * @example
 * ```ts
 * import { mantelHaenszel } from "@hcc/stats";
 * // Cervical cancer among smokers and others, by number of partners.
 * const test = mantelHaenszel([[[12, 21], [25, 118]], [[96, 148], [92, 150]]]);
 * [test.oddsRatio.estimate, test.oddsRatio.lower, test.oddsRatio.upper]; // => [1.2153, 0.8697, 1.6985]
 * [test.breslowDay.statistic, test.breslowDay.pValue]; // => [4.2069, 0.04026]
 * ```
 *
 * @see Mantel N, Haenszel W. J Natl Cancer Inst 1959;22:719-748. https://doi.org/10.1093/jnci/22.4.719
 * @see Robins J, Breslow N, Greenland S. Biometrics 1986;42:311-323. https://doi.org/10.2307/2531052
 * @see Tarone RE. Biometrika 1985;72:91-95. https://doi.org/10.1093/biomet/72.1.91
 */
export function mantelHaenszel(
  strata: readonly (readonly (readonly number[])[])[],
  options: MantelHaenszelOptions = {},
): MantelHaenszel {
  checkOptions("mantelHaenszel", options, ["continuity", "exact", "level"]);
  const { continuity = true, exact = false, level = 0.95 } = options;
  checkLevel(level);
  if (!Array.isArray(strata) || strata.length === 0) {
    throw new InputError("empty-data", "there are no strata: give a list of 2 x 2 tables", { column: "strata" });
  }
  const n = strata.reduce((sum, table, k) => sum + readCounts(table, `table of stratum ${k}`, { size: 2 }), 0);
  const tables = strata.map(([[a, b], [c, d]]: (typeof strata)[number]): TwoCounts => [a!, a! + b!, c!, c! + d!]);
  const informative = tables.filter(([a, r1, c, r2]) => r1 > 0 && r2 > 0 && a + c > 0 && a + c < r1 + r2);
  const common = {
    kind: "mantel-haenszel",
    version: 1,
    ...homogeneity(informative),
    strata: { n: strata.length, informative: informative.length },
    n,
  } as const;
  if (exact) {
    const { estimate, limits, likelihoodP } =
      informative.length === 0
        ? { estimate: null, limits: [0, Number.POSITIVE_INFINITY] as const, likelihoodP: 1 }
        : conditionalOdds(informative, (1 - level) / 2, 1);
    const [lower, upper] = limits;
    return {
      ...common,
      statistic: null,
      df: null,
      pValue: likelihoodP,
      method: "exact",
      reason: "exact distribution of the events in the first groups, given all margins",
      oddsRatio: { estimate, lower, upper, standardError: null, level, method: "exact" },
    };
  }
  return { ...common, ...chiSquare(informative, continuity), oddsRatio: commonOdds(informative, level) };
}

function chiSquare(
  tables: readonly TwoCounts[],
  continuity: boolean,
): Pick<MantelHaenszel, "statistic" | "df" | "pValue" | "method" | "reason"> {
  let excess = 0;
  let variance = 0;
  for (const [a, r1, c, r2] of tables) {
    const n = r1 + r2;
    excess += (a * r2 - c * r1) / n;
    variance += ((r1 / n) * (r2 / n) * (a + c) * (n - a - c)) / (n - 1);
  }
  const method = continuity ? "continuity-corrected" : "chi-square";
  if (variance === 0) {
    const reason = "every stratum has an empty margin: none tells of the odds ratio";
    return { statistic: null, df: 1, pValue: null, method, reason };
  }
  const distance = Math.max(0, Math.abs(excess) - (continuity ? 0.5 : 0));
  const statistic = (distance * distance) / variance;
  const reason = `chi-square approximation ${continuity ? "with" : "without"} continuity correction`;
  return { statistic, df: 1, pValue: chiSquareUpperTail(statistic, 1), method, reason };
}

/** R and S of the Mantel-Haenszel odds ratio R / S. */
function sums(tables: readonly TwoCounts[]): { readonly r: number; readonly s: number } {
  let r = 0;
  let s = 0;
  for (const [a, r1, c, r2] of tables) {
    r += (a / (r1 + r2)) * (r2 - c);
    s += (c / (r1 + r2)) * (r1 - a);
  }
  return { r, s };
}

function commonOdds(tables: readonly TwoCounts[], level: number): MantelHaenszel["oddsRatio"] {
  const { r, s } = sums(tables);
  const method = "robins-breslow-greenland";
  const estimate = r === 0 && s === 0 ? null : r / s;
  if (r === 0 || s === 0) return { estimate, lower: null, upper: null, standardError: null, level, method };
  let variance = 0;
  for (const [a, r1, c, r2] of tables) {
    const n = r1 + r2;
    const p = (a + r2 - c) / n;
    const q = (c + r1 - a) / n;
    const own = ((a / n) * (r2 - c)) / r;
    const other = ((c / n) * (r1 - a)) / s;
    variance += (p * own) / r + (p * other) / r + (q * own) / s + (q * other) / s;
  }
  const standardError = Math.sqrt(variance / 2);
  const factor = exp(-normalQuantile((1 - level) / 2) * standardError);
  const odds = r / s;
  return { estimate, lower: odds / factor, upper: odds * factor, standardError, level, method };
}

function homogeneity(tables: readonly TwoCounts[]): Pick<MantelHaenszel, "breslowDay" | "tarone"> {
  const { r, s } = sums(tables);
  const df = Math.max(0, tables.length - 1);
  if (r === 0 || s === 0 || df === 0) {
    const none = { statistic: null, df, pValue: null };
    return { breslowDay: none, tarone: none };
  }
  let statistic = 0;
  let difference = 0;
  let variances = 0;
  for (const [a, r1, c, r2] of tables) {
    const { cell, variance } = fittedTable(r1, r2, a + c, r / s);
    statistic += ((a - cell) / variance) * (a - cell);
    difference += a - cell;
    variances += variance;
  }
  const corrected = Math.max(0, statistic - (difference / variances) * difference);
  return {
    breslowDay: { statistic, df, pValue: chiSquareUpperTail(statistic, df) },
    tarone: { statistic: corrected, df, pValue: chiSquareUpperTail(corrected, df) },
  };
}
