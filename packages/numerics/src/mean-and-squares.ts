/** Mean of values, and the sum of their squared deviations from it. */
export interface MeanAndSquares {
  readonly mean: number;
  /** The variance is this divided by n - 1. */
  readonly squares: number;
}

/**
 * Mean and sum of squared deviations from it, in two passes, each corrected for its own rounding.
 *
 * Equal values have exactly their value as mean and 0 as sum, which a plain sum divided by n does not give. The root of
 * `squares` / (n - 1) equals R's `sd`. NaN for no values.
 *
 * @example
 * ```ts
 * import { meanAndSquares } from "@hcc/numerics";
 * meanAndSquares(Float64Array.of(1, 2, 6)); // => { mean: 3, squares: 14 }
 * ```
 */
export function meanAndSquares(values: Float64Array): MeanAndSquares {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const rough = sum / n;
  let correction = 0;
  for (let i = 0; i < n; i++) correction += values[i]! - rough;
  const mean = rough + correction / n;
  let squares = 0;
  let rest = 0;
  for (let i = 0; i < n; i++) {
    const deviation = values[i]! - mean;
    squares += deviation * deviation;
    rest += deviation;
  }
  return { mean, squares: Math.max(0, squares - (rest * rest) / n) };
}
