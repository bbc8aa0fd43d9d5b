import erfcinv from "@stdlib/math-base-special-erfcinv";

/**
 * Quantile of the standard normal distribution: the z with P(Z <= z) = `p`.
 *
 * `-Infinity` at 0, `Infinity` at 1, NaN outside [0, 1]. Equals R's `qnorm(p)` to 1e-13 relative.
 *
 * @example
 * ```ts
 * import { normalQuantile } from "@hcc/numerics";
 * normalQuantile(0.975); // => 1.95996398454005
 * normalQuantile(1e-16); // => -8.22208221613044
 * ```
 */
export function normalQuantile(p: number): number {
  const z = -Math.SQRT2 * erfcinv(2 * p);
  return z === 0 ? 0 : z;
}
