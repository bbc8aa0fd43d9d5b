import implementation from "@stdlib/math-base-special-log2";

/**
 * Base-2 logarithm of `x`.
 *
 * Gives the same bits in every JavaScript engine, which `Math.log2` does not. NaN in, NaN out. Equals R's `log2`.
 *
 * @example
 * ```ts
 * import { log2 } from "@hcc/numerics";
 * log2(8); // => 3
 * ```
 */
export function log2(x: number): number {
  return implementation(x);
}
