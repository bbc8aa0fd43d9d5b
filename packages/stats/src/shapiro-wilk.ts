import { checkOptions, InputError, type Omitted } from "@hcc/data";
import { asin, exp, log, meanAndSquares, normalQuantile, normalUpperTail } from "@hcc/numerics";
import { readValues, type Values } from "./internal/read-values.js";
import { unitOf } from "./internal/unit-of.js";

/** Options of `shapiroWilk`. */
export interface ShapiroWilkOptions {
  /** What a missing value does. One of "error" (default) and "omit" (counted). */
  readonly missing?: "error" | "omit";
}

/** Shapiro-Wilk test of normality. */
export interface ShapiroWilk {
  readonly kind: "shapiro-wilk";
  readonly version: 1;
  /** W, at most 1; null when all values are equal. */
  readonly statistic: number | null;
  /** Small where the values are not normal. */
  readonly pValue: number | null;
  /** "exact" for three values, else Royston's approximation. */
  readonly method: "royston" | "exact";
  readonly reason: string;
  readonly n: number;
  readonly omitted: Omitted;
}

// Polynomials of Royston 1995, ascending powers: corrections of the two largest weights in n^-1/2, and mean and log of the
// standard deviation of the transformed 1 - W, in n for n <= 11 and in log n above.
const LARGEST = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const SECOND = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];
const GAMMA = [-2.273, 0.459];
const SMALL_MEAN = [0.544, -0.39978, 0.025054, -6.714e-4];
const SMALL_LOG_SD = [1.3822, -0.77857, 0.062767, -0.0020322];
const LARGE_MEAN = [-1.5861, -0.31082, -0.083751, 0.0038915];
const LARGE_LOG_SD = [-0.4803, -0.082676, 0.0030302];

/**
 * Shapiro-Wilk test whether values come from a normal distribution, by Royston's algorithm AS R94.
 *
 * W = (sum a_i v_(i))^2 / sum (v - mean)^2: the squared correlation of the sorted values with weights a, which Royston
 * approximates from the normal scores m_i, the quantiles of (i - 3/8) / (n + 1/4). P is the upper normal tail of
 * log(1 - W) (n >= 12) or -log(g - log(1 - W)) (n <= 11), standardized by polynomials in log n and n; for n = 3 it is exact.
 * Equals R's `shapiro.test` and the Shapiro-Wilk row of SPSS's EXAMINE.
 *
 * @throws InputError for fewer than 3 or more than 5000 values, for which the approximation was not made, a value that is
 * no finite number, and a missing value (by default).
 *
 * @example
 * ```ts
 * import { shapiroWilk } from "@hcc/stats";
 * const test = shapiroWilk([148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236]);
 * [test.statistic, test.pValue]; // => [0.788815, 0.006704]
 * ```
 *
 * @see Royston P. Appl Stat 1995;44:547-551. https://doi.org/10.2307/2986146
 */
export function shapiroWilk(values: Values, options: ShapiroWilkOptions = {}): ShapiroWilk {
  checkOptions("shapiroWilk", options, ["missing"]);
  const { values: numbers, omitted } = readValues(values, "values", options.missing);
  const n = numbers.length;
  if (n < 3) {
    throw new InputError("empty-data", `values has ${n}: Shapiro-Wilk needs 3 to 5000`, { column: "values" });
  }
  if (n > 5000) {
    throw new InputError(
      "option",
      `values has ${n}: Shapiro-Wilk is defined for 3 to 5000, so look at a quantile plot`,
      {
        column: "values",
      },
    );
  }
  const unit = unitOf(numbers);
  const sorted = numbers.map((value) => value / unit).sort();
  const least = sorted[0]!;
  for (let i = 0; i < n; i++) sorted[i] = sorted[i]! - least;
  const method = n === 3 ? "exact" : "royston";
  const common = { kind: "shapiro-wilk", version: 1, method, n, omitted } as const;
  if (sorted[n - 1] === 0) {
    const reason = "all values are equal: there is no variance to compare with";
    return { ...common, statistic: null, pValue: null, reason };
  }
  return n === 3
    ? { ...common, ...ofThree(sorted[1]!, sorted[2]!), reason: "three values: exact distribution" }
    : { ...common, ...royston(sorted), reason: "Royston's approximation (AS R94)" };
}

/** With gaps c and d between three values: W = 3/4 (c + d)^2 / (c^2 + c d + d^2), distributed as sin^2 of a uniform angle. */
function ofThree(middle: number, range: number): { statistic: number; pValue: number } {
  const c = middle / range;
  const d = (range - middle) / range;
  const q = c * c + c * d + d * d;
  return {
    statistic: 0.75 / q,
    pValue: (6 / Math.PI) * asin((Math.sqrt(0.75) * Math.min(c, d)) / Math.sqrt(q)),
  };
}

function royston(sorted: Float64Array): { statistic: number; pValue: number } {
  const n = sorted.length;
  const weights = weightsOf(n);
  const { mean, squares } = meanAndSquares(sorted);
  const { squares: norm } = meanAndSquares(weights);
  const size = Math.sqrt(squares);
  const length = Math.sqrt(norm);
  // 1 - r = half the squared distance of the two unit vectors, which keeps the digits of 1 - W.
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const gap = (sorted[i]! - mean) / size - weights[i]! / length;
    distance += gap * gap;
  }
  const rest = (distance / 2) * (2 - distance / 2);
  const small = n <= 11;
  const logarithm = log(rest);
  const x = small ? n : log(n);
  const y = small ? -log(polynomial(GAMMA, n) - logarithm) : logarithm;
  const center = polynomial(small ? SMALL_MEAN : LARGE_MEAN, x);
  const deviation = exp(polynomial(small ? SMALL_LOG_SD : LARGE_LOG_SD, x));
  return { statistic: 1 - rest, pValue: normalUpperTail((y - center) / deviation) };
}

/** Weights of the sorted values, antisymmetric, the sum of their squares 1. */
function weightsOf(n: number): Float64Array {
  const weights = new Float64Array(n);
  const half = Math.floor(n / 2);
  let sum = 0;
  for (let i = 0; i < half; i++) {
    const score = -normalQuantile((i + 1 - 0.375) / (n + 0.25));
    weights[i] = score;
    sum += 2 * score * score;
  }
  const root = 1 / Math.sqrt(n);
  const corrected = [polynomial(LARGEST, root), polynomial(SECOND, root)].slice(0, n > 5 ? 2 : 1);
  let left = sum;
  let share = 1;
  const largest = corrected.map((correction, i) => {
    const score = weights[i]!;
    const weight = score / Math.sqrt(sum) + correction;
    left -= 2 * score * score;
    share -= 2 * weight * weight;
    return weight;
  });
  const scale = Math.sqrt(share / left);
  for (let i = 0; i < half; i++) {
    const weight = largest[i] ?? weights[i]! * scale;
    weights[i] = -weight;
    weights[n - 1 - i] = weight;
  }
  return weights;
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
