import { checkLevel, checkOptions, InputError, type Interval, type Omitted } from "@hcc/data";
import { meanAndSquares } from "@hcc/numerics";
import { alternativeOf } from "./internal/alternative.js";
import { readPairs } from "./internal/read-pairs.js";
import type { Values } from "./internal/read-values.js";
import { type Alternative, checkMu, roundingOf, tAnswer } from "./internal/t-answer.js";
import { unitOf } from "./internal/unit-of.js";

/** Options of `pairedTTest`. */
export interface PairedTTestOptions {
  /** One of "two-sided" (default), "less" (mean of x - y below `mu`) and "greater". */
  readonly alternative?: Alternative;
  /** Mean difference x - y under the hypothesis. Default 0. */
  readonly mu?: number;
  /** Confidence level of the interval. Default 0.95. */
  readonly level?: number;
  /** What a missing value does. One of "error" (default) and "omit" (the pair is left out, counted). */
  readonly missing?: "error" | "omit";
}

/** t test of the differences within pairs. */
export interface PairedTTest {
  readonly kind: "paired-t-test";
  readonly version: 1;
  /** t; null when the differences do not vary by more than rounding: 1.3 - 1.2 is 0.2 - 0.1. */
  readonly statistic: number | null;
  /** Number of pairs - 1. */
  readonly df: number | null;
  readonly pValue: number | null;
  readonly alternative: Alternative;
  readonly mu: number;
  readonly method: "paired";
  readonly reason: string;
  /** Mean of x - y; one limit is infinite for a one-sided alternative. */
  readonly difference: Interval;
  readonly standardError: number;
  /** Standard deviation of the differences. */
  readonly standardDeviation: number;
  readonly means: { readonly x: number; readonly y: number };
  /** Number of pairs. */
  readonly n: number;
  /** Pairs left out because a value of them was missing. */
  readonly omitted: Omitted;
}

/**
 * t test of the mean difference of paired values, as before and after, or of matched pairs.
 *
 * With d = x - y: t = (mean d - mu) / (s_d / sqrt n), n - 1 degrees of freedom. Equals R's `t.test(x, y, paired = TRUE)` and
 * SPSS's paired-samples test. After 1:1 matching it is the test that keeps the pairs; `tTest` takes the groups as
 * independent, as most papers do.
 *
 * @param x values of one member of each pair.
 * @param y values of the other members, in the same order.
 * @throws InputError for samples of different length, fewer than two pairs, a value that is no finite number, a missing
 * value (by default) and a level out of range.
 *
 * @example
 * ```ts
 * import { pairedTTest } from "@hcc/stats";
 * const drug1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
 * const drug2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
 * const test = pairedTTest(drug1, drug2);
 * [test.statistic, test.df, test.pValue]; // => [-4.0621, 9, 0.002833]
 * ```
 *
 * @see Student. Biometrika 1908;6:1-25. https://doi.org/10.1093/biomet/6.1.1
 */
export function pairedTTest(x: Values, y: Values, options: PairedTTestOptions = {}): PairedTTest {
  checkOptions("pairedTTest", options, ["alternative", "mu", "level", "missing"]);
  const { level = 0.95, missing = "error", mu = 0 } = options;
  const alternative = alternativeOf(options.alternative);
  checkLevel(level);
  checkMu(mu);
  const { omitted, ...pairs } = readPairs(x, y, missing);
  const n = pairs.x.length;
  if (n < 2) {
    throw new InputError("empty-data", "there is 1 pair: a variance needs two or more", { column: "x" });
  }
  const unit = unitOf(pairs.x, pairs.y, Float64Array.of(mu));
  const first = pairs.x.map((value) => value / unit);
  const second = pairs.y.map((value) => value / unit);
  const { mean, squares } = meanAndSquares(first.map((value, i) => value - second[i]!));
  const deviation = Math.sqrt(squares / (n - 1));
  const error = deviation / Math.sqrt(n);
  const df = n - 1;
  const answer = tAnswer({
    shift: mean,
    error,
    rounding: roundingOf(first) + roundingOf(second),
    mu: mu / unit,
    unit,
    df,
    level,
    alternative,
    method: "paired",
  });
  return {
    kind: "paired-t-test",
    version: 1,
    statistic: answer.statistic,
    df: answer.df,
    pValue: answer.pValue,
    alternative,
    mu,
    method: "paired",
    reason:
      answer.statistic === null
        ? "the differences are all equal: there is no variance to compare with"
        : `differences within ${n} pairs`,
    difference: answer.difference,
    standardError: error * unit,
    standardDeviation: deviation * unit,
    means: { x: meanAndSquares(first).mean * unit, y: meanAndSquares(second).mean * unit },
    n,
    omitted,
  };
}
