import implementation from "@stdlib/math-base-special-sin";

/**
 * Sine of `x` (radians).
 *
 * Gives the same bits in every JavaScript engine, which `Math.sin` does not. NaN in, NaN out. Equals R's `sin`.
 *
 * @example
 * ```ts
 * import { sin } from "@hcc/numerics";
 * sin(1); // => 0.8414709848078965
 * ```
 */
export function sin(x: number): number {
  return implementation(x);
}
