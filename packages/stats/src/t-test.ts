import { checkLevel, checkOptions, InputError, type Interval, type Omitted, oneOf } from "@hcc/data";
import { meanAndSquares, tQuantile, tUpperTail } from "@hcc/numerics";
import { readValues, type Values } from "./internal/read-values.js";
import { unitOf } from "./internal/unit-of.js";

/** Options of `tTest`. */
export interface TTestOptions {
  /** One of "welch" (default; unequal variances) and "pooled" (one variance). */
  readonly variance?: "welch" | "pooled";
  /** Confidence level of the interval. Default 0.95. */
  readonly level?: number;
  /** What a missing value does. One of "error" (default) and "omit" (counted). */
  readonly missing?: "error" | "omit";
}

/** t test of two independent samples. */
export interface TTest {
  readonly kind: "t-test";
  readonly version: 1;
  /** t; null when the values do not vary. */
  readonly statistic: number | null;
  readonly df: number | null;
  /** Two-sided. */
  readonly pValue: number | null;
  readonly method: "welch" | "pooled";
  readonly reason: string;
  /** Mean of x minus mean of y. */
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
 * t = (mean x - mean y) / SE. Welch: SE^2 = v_x + v_y with v = s^2 / n, and
 * df = (v_x + v_y)^2 / (v_x^2 / (n_x - 1) + v_y^2 / (n_y - 1)). Pooled: SE^2 = s^2 (1/n_x + 1/n_y) with s^2 the variance
 * within groups, df = n_x + n_y - 2. Equals R's `t.test(x, y)` and `t.test(x, y, var.equal = TRUE)`; SPSS prints both.
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
  checkOptions("tTest", options, ["variance", "level", "missing"]);
  const { level = 0.95, missing = "error" } = options;
  const variance = oneOf("variance", options.variance, ["welch", "pooled"], "welch");
  checkLevel(level);
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
  const unit = unitOf(first.values, second.values);
  const a = meanAndSquares(first.values.map((value) => value / unit));
  const b = meanAndSquares(second.values.map((value) => value / unit));
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
  // In units until the end, where nothing overflows.
  const error = Math.sqrt(squared);
  const shift = a.mean - b.mean;
  const estimate = shift * unit;
  const common = {
    kind: "t-test",
    version: 1,
    method: variance,
    standardError: error * unit,
    means: { x: a.mean * unit, y: b.mean * unit },
    n: { x: nx, y: ny },
    omitted: { x: first.omitted, y: second.omitted },
  } as const;
  if (!(error > 0)) {
    return {
      ...common,
      statistic: null,
      df: null,
      pValue: null,
      reason: "the values of each sample are all equal: there is no variance to compare with",
      difference: { estimate, lower: null, upper: null, level, method: variance },
    };
  }
  const statistic = shift / error;
  const half = -tQuantile((1 - level) / 2, df) * error;
  return {
    ...common,
    statistic,
    df,
    pValue: 2 * tUpperTail(Math.abs(statistic), df),
    reason: variance === "welch" ? "unequal variances allowed (Welch)" : "one variance for both samples (pooled)",
    difference: { estimate, lower: (shift - half) * unit, upper: (shift + half) * unit, level, method: variance },
  };
}
