import kernelBetaincinv from "@stdlib/math-base-special-kernel-betaincinv";

/**
 * Quantile of the beta distribution: the x in [0, 1] with P(X <= x) = `p`, shapes `a`, `b` > 0.
 *
 * Equals R's `qbeta(p, a, b)`. 0 at p = 0, 1 at p = 1; NaN outside [0, 1] or for a shape that is not positive.
 *
 * @example
 * ```ts
 * import { betaQuantile } from "@hcc/numerics";
 * betaQuantile(0.5, 2, 3); // => 0.3857275681
 * ```
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1) || !(a > 0) || !(b > 0)) return Number.NaN;
  if (p === 0 || p === 1) return p;
  return kernelBetaincinv(a, b, p, 1 - p)[0]!;
}
