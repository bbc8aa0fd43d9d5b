import { checkLevel, checkOptions, InputError, type Interval, oneOf } from "@hcc/data";
import { chiSquareUpperTail } from "@hcc/numerics";
import { binomialAtMost } from "./internal/binomial-tails.js";
import { readSome } from "./internal/read-counts.js";
import { proportionInterval } from "./proportion-interval.js";

/** Options of `mcNemar`. */
export interface McNemarOptions {
  /** Binomial P instead of chi-square. Default false; true under `conventions: "spss"`. */
  readonly exact?: boolean;
  /** Binomial P with half the probability of the observed table, and such an interval. Default false. */
  readonly midP?: boolean;
  /** Continuity correction of chi-square. Default true. */
  readonly continuity?: boolean;
  /** One of "r" (default; corrected chi-square) and "spss" (exact). */
  readonly conventions?: "r" | "spss";
  /** Confidence level of the odds ratio. Default 0.95. */
  readonly level?: number;
}

/** McNemar's test of paired yes-or-no answers. */
export interface McNemar {
  readonly kind: "mcnemar";
  readonly version: 1;
  /** Chi-square; null with "exact" and "mid-p", and when no pair differs. */
  readonly statistic: number | null;
  readonly df: 1 | null;
  /** Two-sided; null for a chi-square when no pair differs. */
  readonly pValue: number | null;
  readonly method: "chi-square" | "continuity-corrected" | "exact" | "mid-p";
  readonly reason: string;
  /** Pairs that differ: row 0 in column 1, and row 1 in column 0. */
  readonly discordant: readonly [number, number];
  /** Ratio of the two; its interval is Clopper-Pearson's of the share of the first, mid-P with "mid-p". */
  readonly oddsRatio: Interval;
  /** Pairs. */
  readonly n: number;
}

/**
 * McNemar's test whether paired proportions are equal, from the 2 x 2 table of the pairs.
 *
 * With b and c the pairs that differ: chi-square (|b - c| - 1)^2 / (b + c) with 1 degree of freedom, without correction
 * (b - c)^2 / (b + c). Exact: twice the binomial P(X <= min(b, c)), X of b + c with probability 1/2, at most 1. Mid-P: the
 * exact P minus half the probability of all counts as far from (b + c)/2 as the observed one. Equals R's
 * `mcnemar.test(table)`, `mcnemar.test(table, correct = FALSE)` and `binom.test(b, b + c)`; SPSS prints the exact P.
 *
 * The odds ratio of pairs is b / c, with limits p / (1 - p) of those of p = b / (b + c). After matching one to one, the pairs
 * are the matched patients. A larger table: `bowker`.
 *
 * @param table counts of pairs: row, the answer of the first of a pair; column, that of the second; [[yes yes, yes no],
 * [no yes, no no]].
 * @throws InputError for what is no 2 x 2 table of counts, a table without pairs, and both `exact` and `midP`.
 *
 * @example
 * ```ts
 * import { mcNemar } from "@hcc/stats";
 * const test = mcNemar([[794, 86], [150, 570]]);
 * [test.statistic, test.pValue]; // => [16.81780, 4.115e-5]
 * const { estimate, lower, upper } = test.oddsRatio;
 * [estimate, lower, upper]; // => [0.5733, 0.4346, 0.7523]
 * mcNemar([[1, 1], [7, 12]], { midP: true }).pValue; // => 0.0390625
 * ```
 *
 * @see McNemar Q. Psychometrika 1947;12:153-157. https://doi.org/10.1007/BF02295996
 * @see Fagerland MW, Lydersen S, Laake P. BMC Med Res Methodol 2013;13:91. https://doi.org/10.1186/1471-2288-13-91
 */
export function mcNemar(table: readonly (readonly number[])[], options: McNemarOptions = {}): McNemar {
  checkOptions("mcNemar", options, ["exact", "midP", "continuity", "conventions", "level"]);
  const conventions = oneOf("conventions", options.conventions, ["r", "spss"], "r");
  const { midP = false, continuity = true, level = 0.95 } = options;
  const { exact = conventions === "spss" && !midP } = options;
  checkLevel(level);
  if (exact && midP) {
    throw new InputError("option", "exact and midP are both true: give one of them", { column: "midP" });
  }
  if (Array.isArray(table) && table.length > 2) {
    throw new InputError("option", `the table has ${table.length} rows: use bowker for more than two categories`, {
      column: "table",
    });
  }
  const n = readSome(table, "table", { size: 2 });
  const b = table[0]![1]!;
  const c = table[1]![0]!;
  const common = {
    kind: "mcnemar",
    version: 1,
    discordant: [b, c],
    oddsRatio: pairedOdds(b, c, level, midP),
    n,
  } as const;
  if (exact || midP) {
    const method = exact ? "exact" : "mid-p";
    const pValue = exact ? exactP(b, c) : middleP(b, c);
    return { ...common, statistic: null, df: null, pValue, method, reason: REASONS[method] };
  }
  const method = continuity ? "continuity-corrected" : "chi-square";
  if (b + c === 0) {
    const reason = "no pair differs: chi-square has no variance";
    return { ...common, statistic: null, df: 1, pValue: null, method, reason };
  }
  const excess = Math.max(0, Math.abs(b - c) - (continuity ? 1 : 0));
  const statistic = (excess / (b + c)) * excess;
  return { ...common, statistic, df: 1, pValue: chiSquareUpperTail(statistic, 1), method, reason: REASONS[method] };
}

const REASONS = {
  exact: "binomial distribution of the pairs that differ",
  "mid-p": "binomial distribution of the pairs that differ, with half the probability of the observed count",
  "chi-square": "chi-square approximation without continuity correction",
  "continuity-corrected": "chi-square approximation with continuity correction",
} as const;

function exactP(b: number, c: number): number {
  return Math.min(1, 2 * binomialAtMost(Math.min(b, c), b + c, 0.5));
}

function middleP(b: number, c: number): number {
  const fewer = binomialAtMost(Math.min(b, c) - 1, b + c, 0.5);
  return b === c ? 0.5 + fewer : Math.min(1, fewer + binomialAtMost(Math.min(b, c), b + c, 0.5));
}

function pairedOdds(b: number, c: number, level: number, midP: boolean): Interval {
  const method = midP ? "mid-p" : "exact";
  if (b + c === 0) return { estimate: null, lower: 0, upper: Number.POSITIVE_INFINITY, level, method };
  const limits = (x: number): Interval =>
    proportionInterval(x, b + c, { method: midP ? "mid-p" : "clopper-pearson", level });
  // The limits of c / (b + c) are one minus those of b / (b + c), without the subtraction.
  const first = limits(b);
  const second = limits(c);
  return { estimate: b / c, lower: first.lower! / second.upper!, upper: first.upper! / second.lower!, level, method };
}
