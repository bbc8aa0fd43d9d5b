import implementation from "@stdlib/math-base-special-ln";

/**
 * Natural logarithm of `x`; `NaN` below zero, `-Infinity` at zero.
 *
 * Gives the same bits in every JavaScript engine, which `Math.log` does not. NaN in, NaN out. Equals R's `log`.
 *
 * @example
 * ```ts
 * import { log } from "@hcc/numerics";
 * log(10); // => 2.302585092994046
 * ```
 */
export function log(x: number): number {
  return implementation(x);
}
