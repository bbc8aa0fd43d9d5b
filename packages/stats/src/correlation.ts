import { checkLevel, checkOptions, InputError, type Interval, type Omitted, oneOf } from "@hcc/data";
import { expm1, log, midRanks, normalQuantile, tUpperTail } from "@hcc/numerics";
import { alternativeOf } from "./internal/alternative.js";
import { discretePValue } from "./internal/discrete-p-value.js";
import { kendallCounts, kendallDistribution, kendallTiedDistribution } from "./internal/kendall.js";
import { normalPValue } from "./internal/normal-p-value.js";
import { pearson } from "./internal/pearson.js";
import { rankProductDistribution } from "./internal/rank-product-distribution.js";
import { readPairs } from "./internal/read-pairs.js";
import type { Values } from "./internal/read-values.js";
import type { Alternative } from "./internal/t-answer.js";

/** Options of `correlation`. */
export interface CorrelationOptions {
  /** One of "pearson" (default), "spearman" and "kendall" (tau-b). */
  readonly method?: "pearson" | "spearman" | "kendall";
  /**
   * Exact permutation distribution of a rank correlation. Default, without ties: "spearman" up to 12 pairs, "kendall" below
   * 50. true takes ties too: "spearman" up to 12 pairs; "kendall" up to 170 without ties, with ties as long as 1e8 additions
   * do: any 12 pairs, more the more are tied.
   */
  readonly exact?: boolean;
  /** One of "two-sided" (default), "less" and "greater": whether the association is negative or positive. */
  readonly alternative?: Alternative;
  /** Confidence level of the interval. Default 0.95. */
  readonly level?: number;
  /** What a missing value does. One of "error" (default) and "omit" (the pair is left out and counted). */
  readonly missing?: "error" | "omit";
}

/** Correlation of pairs of values, with a test of independence. */
export interface Correlation {
  readonly kind: "correlation";
  readonly version: 1;
  readonly method: "pearson" | "spearman" | "kendall";
  /**
   * The coefficient; null where x or y does not vary. Limits are null for fewer than 4 pairs ("kendall": 5); one limit is
   * -1 or 1 for a one-sided alternative.
   */
  readonly coefficient: Interval;
  /** Distribution that the P value is from. */
  readonly test: "t" | "normal" | "exact";
  /** t or z; null for "exact", and where there is no P value. */
  readonly statistic: number | null;
  /** n - 2 for "t". */
  readonly df: number | null;
  /** Null where x or y does not vary, and for fewer than 3 pairs unless "exact". */
  readonly pValue: number | null;
  readonly alternative: Alternative;
  readonly n: number;
  /** Whether values of x, or of y, are tied; null for "pearson", which does not compare them. */
  readonly ties: boolean | null;
  /** Why this test. */
  readonly reason: string;
  /** Pairs left out because a value is missing. */
  readonly omitted: Omitted;
}

/**
 * Correlation of two columns by Pearson, Spearman or Kendall, with its interval and test.
 *
 * Pearson: r, t = r sqrt((n - 2) / (1 - r^2)); interval tanh(artanh r +/- z / sqrt(n - 3)). Spearman: r of the mid-ranks; P
 * from the permutations of the ranks, or t; interval by sqrt((1 + r^2 / 2) / (n - 3)) as standard error (Bonett-Wright).
 * Kendall's tau-b: (concordant - discordant) / sqrt of (pairs untied in x times pairs untied in y), in O(n log n); P from all
 * orders (with ties when `exact` is true), or normal with the variance given the ties; interval by sqrt(0.437 / (n - 4)) (Fieller).
 *
 * Equals R's `cor.test(x, y, method)`, for "spearman" with `exact = FALSE` or up to 9 pairs: beyond, R's default is a series
 * for values without ties, here it is exact up to 12 pairs and t from there on. R has no interval for rank correlations.
 *
 * @throws InputError for samples of different length, no values, a value that is no finite number, a missing value (by
 * default), an exact test of Pearson's coefficient, and ("too-costly") an exact one of too many pairs.
 *
 * @example
 * ```ts
 * import { correlation } from "@hcc/stats";
 * const x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
 * const y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
 * const { coefficient, pValue } = correlation(x, y);
 * [coefficient.estimate, coefficient.lower, coefficient.upper, pValue]; // => [0.5711816, -0.1497426, 0.8955795, 0.1081731]
 * correlation(x, y, { method: "kendall" }).pValue; // => 0.1194389
 * correlation(x, y, { method: "spearman" }).coefficient.estimate; // => 0.6
 * ```
 *
 * @see Kendall MG. Rank Correlation Methods. Griffin, 1970. Knight WR. J Am Stat Assoc 1966;61:436-439.
 * https://doi.org/10.1080/01621459.1966.10480879
 * @see Bonett DG, Wright TA. Psychometrika 2000;65:23-28. https://doi.org/10.1007/BF02294183
 */
export function correlation(x: Values, y: Values, options: CorrelationOptions = {}): Correlation {
  checkOptions("correlation", options, ["method", "exact", "alternative", "level", "missing"]);
  const { level = 0.95 } = options;
  const method = oneOf("method", options.method, ["pearson", "spearman", "kendall"], "pearson");
  const alternative = alternativeOf(options.alternative);
  checkLevel(level);
  const pairs = readPairs(x, y, options.missing);
  const n = pairs.x.length;
  const question: Question = { ...options, alternative, n };
  const { ties, found } = { pearson: product, spearman, kendall }[method](pairs.x, pairs.y, question);
  const { r, rest, reason, ...test } = found ?? {
    r: null,
    rest: 1,
    test: options.exact ? "exact" : method === "kendall" ? "normal" : "t",
    statistic: null,
    df: null,
    pValue: null,
    reason: "one of the columns does not vary",
  };
  return {
    kind: "correlation",
    version: 1,
    method,
    coefficient: interval(r, rest, n, method, level, alternative),
    ...test,
    alternative,
    n,
    ties,
    reason,
    omitted: pairs.omitted,
  };
}

interface Question {
  readonly exact?: boolean;
  readonly alternative: Alternative;
  readonly n: number;
}

/** `found` is null where a column does not vary. */
interface Answer {
  readonly ties: boolean | null;
  readonly found: Found | null;
}

interface Found extends Pick<Correlation, "test" | "statistic" | "df" | "pValue" | "reason"> {
  readonly r: number;
  /** 1 - r^2. */
  readonly rest: number;
}

function product(x: Float64Array, y: Float64Array, { exact, alternative }: Question): Answer {
  if (exact) {
    throw new InputError("option", 'exact is true for Pearson\'s coefficient: take method "spearman" or "kendall"', {
      column: "exact",
    });
  }
  const found = pearson(x, y);
  const ties = null;
  return { ties, found: found && { ...found, ...byT(found, x.length, alternative), reason: "t distribution" } };
}

function byT(
  { r, rest }: { r: number; rest: number },
  n: number,
  alternative: Alternative,
): Pick<Found, "test" | "statistic" | "df" | "pValue"> {
  const df = n - 2;
  if (df < 1) return { test: "t", statistic: null, df: null, pValue: null };
  const t = r * Math.sqrt(df / rest);
  const pValue =
    alternative === "two-sided"
      ? Math.min(1, 2 * tUpperTail(Math.abs(t), df))
      : tUpperTail(alternative === "greater" ? t : -t, df);
  return { test: "t", statistic: t, df, pValue };
}

const asked = (exact: boolean | undefined, otherwise: string): string => (exact === undefined ? otherwise : "as asked");

function spearman(x: Float64Array, y: Float64Array, { exact, alternative, n }: Question): Answer {
  const most = 12;
  const ranks = { x: midRanks(x), y: midRanks(y) };
  const ties = ranks.x.tieSum > 0 || ranks.y.tieSum > 0;
  const found = pearson(ranks.x.doubled, ranks.y.doubled);
  if (found === null) return { ties, found };
  if (exact ?? (!ties && n <= most)) {
    if (n > most) throw tooCostly(n);
    // Without ties the ranks are whole already, and products of them a quarter as large.
    const [a, b] = [ranks.x.doubled, ranks.y.doubled].map((rank) => (ties ? rank : rank.map((one) => one / 2)));
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
    const observed = sum(a!.map((value, i) => value * b![i]!));
    const mean = (sum(a!) * sum(b!)) / n;
    const pValue = discretePValue(rankProductDistribution(a!, b!), observed, mean, alternative, false);
    return { ties, found: exactly(found, pValue, exact, `${n} pairs are not above ${most} and no values are tied`) };
  }
  const why = asked(exact, ties ? "values are tied" : `there are more than ${most} pairs (${n})`);
  return { ties, found: { ...found, ...byT(found, n, alternative), reason: `t distribution, ${why}` } };
}

function kendall(x: Float64Array, y: Float64Array, { exact, alternative, n }: Question): Answer {
  const { score, untied, variance, ties } = kendallCounts(x, y);
  if (untied.x === 0 || untied.y === 0) return { ties, found: null };
  const r = score / Math.sqrt(untied.x) / Math.sqrt(untied.y);
  const tau = { r: Math.max(-1, Math.min(1, r)), rest: Math.max(0, (1 - r) * (1 + r)) };
  if (exact ?? (!ties && n < 50)) {
    if (ties) {
      const distribution = kendallTiedDistribution(x, y);
      if (distribution === null) throw tooCostly(n);
      return { ties, found: exactly(tau, discretePValue(distribution, score, 0, alternative, false), exact, "") };
    }
    if (n > 170) throw tooCostly(n);
    const all = (n * (n - 1)) / 2;
    const pValue = discretePValue(kendallDistribution(n), (score + all) / 2, all / 2, alternative, false);
    return { ties, found: exactly(tau, pValue, exact, `${n} pairs are below 50 and no values are tied`) };
  }
  const statistic = score / Math.sqrt(variance);
  const pValue = normalPValue(statistic, alternative);
  const why = asked(exact, ties ? "values are tied" : `there are 50 pairs or more (${n})`);
  const reason = `normal approximation, ${why}`;
  return { ties, found: { ...tau, test: "normal", statistic, df: null, pValue, reason } };
}

function exactly(
  coefficient: { r: number; rest: number },
  pValue: number,
  exact: boolean | undefined,
  why: string,
): Found {
  const reason = `exact permutation distribution, ${asked(exact, why)}`;
  return { ...coefficient, test: "exact", statistic: null, df: null, pValue, reason };
}

function tooCostly(n: number): InputError {
  const message = `an exact test of ${n} pairs takes too long: use exact: false`;
  return new InputError("too-costly", message, { column: "exact" });
}

/** Symmetric on the scale of artanh. */
function interval(
  r: number | null,
  rest: number,
  n: number,
  method: Correlation["method"],
  level: number,
  alternative: Alternative,
): Interval {
  const name = { pearson: "fisher-z", spearman: "bonett-wright", kendall: "fieller" }[method];
  const least = method === "kendall" ? 5 : 4;
  if (r === null || n < least) return { estimate: r, lower: null, upper: null, level, method: name };
  if (rest === 0) {
    return {
      estimate: r,
      lower: alternative === "less" ? -1 : r,
      upper: alternative === "greater" ? 1 : r,
      level,
      method: name,
    };
  }
  const variance = { pearson: 1, spearman: 1 + (r * r) / 2, kendall: 0.437 }[method] / (n - least + 1);
  const twoSided = alternative === "two-sided";
  const half = -normalQuantile(twoSided ? (1 - level) / 2 : 1 - level) * Math.sqrt(variance);
  // artanh r = log((1 + r)^2 / (1 - r^2)) / 2, on the side where nothing cancels.
  const center = (Math.sign(r) * log(((1 + Math.abs(r)) * (1 + Math.abs(r))) / rest)) / 2;
  return {
    estimate: r,
    lower: alternative === "less" ? -1 : tanh(center - half),
    upper: alternative === "greater" ? 1 : tanh(center + half),
    level,
    method: name,
  };
}

function tanh(z: number): number {
  const e = expm1(2 * Math.abs(z));
  return Math.sign(z) * (e === Number.POSITIVE_INFINITY ? 1 : e / (e + 2));
}
