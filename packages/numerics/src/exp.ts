import implementation from "@stdlib/math-base-special-exp";

/**
 * e raised to `x`.
 *
 * Gives the same bits in every JavaScript engine, which `Math.exp` does not. NaN in, NaN out. Equals R's `exp`.
 *
 * @example
 * ```ts
 * import { exp } from "@hcc/numerics";
 * exp(1); // => 2.71828182845905
 * ```
 */
export function exp(x: number): number {
  return implementation(x);
}
