import implementation from "@stdlib/math-base-special-log10";

/**
 * Base-10 logarithm of `x`.
 *
 * Gives the same bits in every JavaScript engine, which `Math.log10` does not. NaN in, NaN out. Equals R's `log10`.
 *
 * @example
 * ```ts
 * import { log10 } from "@hcc/numerics";
 * log10(1000); // => 3
 * ```
 */
export function log10(x: number): number {
  return implementation(x);
}
