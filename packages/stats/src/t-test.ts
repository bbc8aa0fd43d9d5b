import { checkLevel, checkOptions, InputError, type Interval, type Omitted, oneOf } from "@hcc/data";
import { meanAndSquares } from "@hcc/numerics";
import { alternativeOf } from "./internal/alternative.js";
import { readValues, type Values } from "./internal/read-values.js";
import { type Alternative, checkMu, roundingOf, tAnswer } from "./internal/t-answer.js";
import { unitOf } from "./internal/unit-of.js";

/** Options of `tTest`. */
export interface TTestOptions {
  /** One of "welch" (default; unequal variances) and "pooled" (one variance). */
  readonly variance?: "welch" | "pooled";
  /** One of "two-sided" (default), "less" (mean x - mean y below `mu`) and "greater". */
  readonly alternative?: Alternative;
  /** Difference mean x - mean y under the hypothesis. Default 0. */
  readonly mu?: number;
  /** Confidence level of the interval. Default 0.95. */
  readonly level?: number;
  /** What a missing value does. One of "error" (default) and "omit" (counted). */
  readonly missing?: "error" | "omit";
}

/** t test of two independent samples. */
export interface TTest {
  readonly kind: "t-test";
  readonly version: 1;
  /** t; null when the values of each sample do not vary by more than rounding. */
  readonly statistic: number | null;
  readonly df: number | null;
  readonly pValue: number | null;
  readonly alternative: Alternative;
  readonly mu: number;
  readonly method: "welch" | "pooled";
  readonly reason: string;
  /** Mean of x minus mean of y; one limit is infinite for a one-sided alternative. */
  readonly difference: Interval;
  readonly standardError: number;
  readonly means: { readonly x: number; readonly y: number };
  readonly n: { readonly x: number; readonly y: number };
  /** Missing values left out of each sample. */
  readonly omitted: { readonly x: Omitted; readonly y: Omitted };
}

/**
 * t test of the difference of the means of two independent samples.
 *
 * t = (mean x - mean y - mu) / SE. Welch: SE^2 = v_x + v_y with v = s^2 / n, and
 * df = (v_x + v_y)^2 / (v_x^2 / (n_x - 1) + v_y^2 / (n_y - 1)). Pooled: SE^2 = s^2 (1/n_x + 1/n_y) with s^2 the variance
 * within groups, df = n_x + n_y - 2. Equals R's `t.test(x, y)` and `t.test(x, y, var.equal = TRUE)`, with its
 * `alternative` and `mu`; SPSS prints both, two-sided.
 *
 * @throws InputError for fewer than two values in a sample (pooled: fewer than three in all), a value that is no finite
 * number, a missing value (by default) and a level out of range.
 *
 * @example
 * ```ts
 * import { tTest } from "@hcc/stats";
 * const test = tTest([12, 15, 15, 18, 21, 30, 44], [10, 11, 15, 16, 19, 20, 22, 25]);
 * [test.statistic, test.df, test.pValue]; // => [1.0532, 8.2221, 0.3222]
 * ```
 *
 * @see Welch BL. Biometrika 1947;34:28-35. https://doi.org/10.1093/biomet/34.1-2.28
 */
export function tTest(x: Values, y: Values, options: TTestOptions = {}): TTest {
  checkOptions("tTest", options, ["variance", "alternative", "mu", "level", "missing"]);
  const { level = 0.95, missing = "error", mu = 0 } = options;
  const variance = oneOf("variance", options.variance, ["welch", "pooled"], "welch");
  const alternative = alternativeOf(options.alternative);
  checkLevel(level);
  checkMu(mu);
  const first = readValues(x, "x", missing);
  const second = readValues(y, "y", missing);
  const nx = first.values.length;
  const ny = second.values.length;
  const least = variance === "pooled" && nx + ny > 2 ? 1 : 2;
  for (const [name, n] of [["x", nx] as const, ["y", ny] as const]) {
    if (n < least) {
      throw new InputError("empty-data", `${name} has ${n} value: a variance needs two or more`, { column: name });
    }
  }
  const unit = unitOf(first.values, second.values, Float64Array.of(mu));
  const scaled = { x: first.values.map((value) => value / unit), y: second.values.map((value) => value / unit) };
  const a = meanAndSquares(scaled.x);
  const b = meanAndSquares(scaled.y);
  let squared: number;
  let df: number;
  if (variance === "pooled") {
    df = nx + ny - 2;
    squared = ((a.squares + b.squares) / df) * (1 / nx + 1 / ny);
  } else {
    const vx = a.squares / (nx - 1) / nx;
    const vy = b.squares / (ny - 1) / ny;
    squared = vx + vy;
    // Shares, so that small variances do not underflow when squared.
    const sx = vx / squared;
    const sy = vy / squared;
    df = 1 / ((sx * sx) / (nx - 1) + (sy * sy) / (ny - 1));
  }
  const error = Math.sqrt(squared);
  const answer = tAnswer({
    shift: a.mean - b.mean,
    error,
    rounding: Math.max(roundingOf(scaled.x), roundingOf(scaled.y)),
    mu: mu / unit,
    unit,
    df,
    level,
    alternative,
    method: variance,
  });
  const asked = options.variance === undefined ? "the default" : "as asked";
  return {
    kind: "t-test",
    version: 1,
    statistic: answer.statistic,
    df: answer.df,
    pValue: answer.pValue,
    alternative,
    mu,
    method: variance,
    reason:
      answer.statistic === null
        ? "the values of each sample are all equal: there is no variance to compare with"
        : variance === "welch"
          ? `unequal variances allowed (Welch), ${asked}`
          : `one variance for both samples (pooled), ${asked}`,
    difference: answer.difference,
    standardError: error * unit,
    means: { x: a.mean * unit, y: b.mean * unit },
    n: { x: nx, y: ny },
    omitted: { x: first.omitted, y: second.omitted },
  };
}
