import implementation from "@stdlib/math-base-special-pow";

/**
 * `base` raised to `exponent`.
 *
 * Gives the same bits in every JavaScript engine, which `Math.pow` and the power operator do not. NaN in, NaN out.
 * Equals R's `^`.
 *
 * @example
 * ```ts
 * import { pow } from "@hcc/numerics";
 * pow(2, 0.5); // => 1.4142135623730951
 * ```
 */
export function pow(base: number, exponent: number): number {
  return implementation(base, exponent);
}
