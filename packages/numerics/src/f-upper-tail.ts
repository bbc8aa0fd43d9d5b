import betainc from "@stdlib/math-base-special-betainc";

/**
 * Upper tail of the F distribution with `df1` and `df2` degrees of freedom: P(F > f).
 *
 * Equals R's `pf(f, df1, df2, lower.tail = FALSE)` to 5e-10 relative. 1 for f <= 0; NaN in, NaN out.
 *
 * @example
 * ```ts
 * import { fUpperTail } from "@hcc/numerics";
 * fUpperTail(4.964602743730711, 1, 10); // => 0.05
 * ```
 */
export function fUpperTail(f: number, df1: number, df2: number): number {
  if (!(df1 > 0) || !(df2 > 0) || Number.isNaN(f)) return Number.NaN;
  if (f <= 0) return 1;
  const y = df1 * f;
  return y > df2
    ? betainc(df2 / (df2 + y), df2 / 2, df1 / 2, true, false)
    : betainc(y / (df2 + y), df1 / 2, df2 / 2, true, true);
}
