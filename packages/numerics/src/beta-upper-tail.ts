import betainc from "@stdlib/math-base-special-betainc";

/**
 * Upper tail of the beta distribution with shapes `a`, `b` > 0: P(X > x).
 *
 * Equals R's `pbeta(x, a, b, lower.tail = FALSE)` to 5e-10 relative; the lower tail is `betaUpperTail(1 - x, b, a)`, and
 * P(Y >= k) of a binomial count Y of n is `betaUpperTail(1 - p, n - k + 1, k)`. 1 for x <= 0, 0 for x >= 1; NaN in, NaN out.
 *
 * @example
 * ```ts
 * import { betaUpperTail } from "@hcc/numerics";
 * betaUpperTail(0.25, 2, 3); // => 0.73828125
 * ```
 */
export function betaUpperTail(x: number, a: number, b: number): number {
  if (!(a > 0) || !(b > 0) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x >= 1) return 0;
  return betainc(x, a, b, true, true);
}
