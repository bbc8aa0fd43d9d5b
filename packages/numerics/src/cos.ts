import implementation from "@stdlib/math-base-special-cos";

/**
 * Cosine of `x` (radians).
 *
 * Gives the same bits in every JavaScript engine, which `Math.cos` does not. NaN in, NaN out. Equals R's `cos`.
 *
 * @example
 * ```ts
 * import { cos } from "@hcc/numerics";
 * cos(1); // => 0.5403023058681398
 * ```
 */
export function cos(x: number): number {
  return implementation(x);
}
