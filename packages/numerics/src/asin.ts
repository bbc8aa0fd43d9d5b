import implementation from "@stdlib/math-base-special-asin";

/**
 * Arcsine of `x` (radians).
 *
 * Gives the same bits in every JavaScript engine, which `Math.asin` does not. NaN in, NaN out. Equals R's `asin`.
 *
 * @example
 * ```ts
 * import { asin } from "@hcc/numerics";
 * asin(0.5); // => 0.5235987755982989
 * ```
 */
export function asin(x: number): number {
  return implementation(x);
}
