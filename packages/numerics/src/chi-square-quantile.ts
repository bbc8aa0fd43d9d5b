import gammaincinv from "@stdlib/math-base-special-gammaincinv";

/**
 * Upper quantile of the chi-square distribution: the x with P(X > x) = `p`.
 *
 * Equals R's `qchisq(p, df, lower.tail = FALSE)` to 2e-9 relative. NaN in, NaN out.
 *
 * @example
 * ```ts
 * import { chiSquareQuantile } from "@hcc/numerics";
 * chiSquareQuantile(0.05, 1); // => 3.84145882
 * ```
 */
export function chiSquareQuantile(p: number, df: number): number {
  return 2 * gammaincinv(p, df / 2, true);
}
