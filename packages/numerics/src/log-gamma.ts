import gammaln from "@stdlib/math-base-special-gammaln";

/**
 * Natural logarithm of the absolute value of the gamma function.
 *
 * Equals R's `lgamma(x)`. NaN in, NaN out.
 *
 * @example
 * ```ts
 * import { logGamma } from "@hcc/numerics";
 * logGamma(11); // => 15.1044125730755
 * ```
 */
export function logGamma(x: number): number {
  return gammaln(x);
}
