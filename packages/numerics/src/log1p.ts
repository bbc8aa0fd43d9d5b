import implementation from "@stdlib/math-base-special-log1p";

/**
 * `log(1 + x)` without cancellation near zero.
 *
 * Gives the same bits in every JavaScript engine, which `Math.log1p` does not. NaN in, NaN out. Equals R's `log1p`.
 *
 * @example
 * ```ts
 * import { log1p } from "@hcc/numerics";
 * log1p(1e-10); // => 9.9999999995e-11
 * ```
 */
export function log1p(x: number): number {
  return implementation(x);
}
