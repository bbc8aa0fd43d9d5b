import implementation from "@stdlib/math-base-special-expm1";

/**
 * `exp(x) - 1` without cancellation near zero.
 *
 * Gives the same bits in every JavaScript engine, which `Math.expm1` does not. NaN in, NaN out. Equals R's `expm1`.
 *
 * @example
 * ```ts
 * import { expm1 } from "@hcc/numerics";
 * expm1(1e-10); // => 1.00000000005e-10
 * ```
 */
export function expm1(x: number): number {
  return implementation(x);
}
