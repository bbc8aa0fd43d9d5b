import kernelBetaincinv from "@stdlib/math-base-special-kernel-betaincinv";

/**
 * Quantile of Student's t distribution with `df` > 0 degrees of freedom (not necessarily whole): the t with P(T <= t) = `p`.
 *
 * `-Infinity` at 0, `Infinity` at 1, NaN outside [0, 1]. Equals R's `qt(p, df)` to 1e-12 relative.
 *
 * @example
 * ```ts
 * import { tQuantile } from "@hcc/numerics";
 * tQuantile(0.975, 10); // => 2.228138852
 * ```
 */
export function tQuantile(p: number, df: number): number {
  if (!(df > 0) || !(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0.5) return 0;
  const tails = 2 * Math.min(p, 1 - p);
  if (tails === 0) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  // The kernel returns x and 1 - x, so neither end loses digits.
  const [x, y] = kernelBetaincinv(df / 2, 0.5, tails, 1 - tails) as [number, number];
  const t = Math.sqrt((df * y) / x);
  return p < 0.5 ? -t : t;
}
