import gammainc from "@stdlib/math-base-special-gammainc";
import { upperGammaLarge } from "./internal/upper-gamma-large.js";

/**
 * Upper tail of the chi-square distribution: P(X > x) = Q(df / 2, x / 2), the regularised upper incomplete gamma function.
 *
 * Keeps its digits down to about 1e-307. 1 for x <= 0; NaN in, NaN out; `df` > 0.
 * Equals R's `pchisq(x, df, lower.tail = FALSE)` to 2e-12 relative.
 *
 * @example
 * ```ts
 * import { chiSquareUpperTail } from "@hcc/numerics";
 * chiSquareUpperTail(3.841458820694124, 1); // => 0.05
 * chiSquareUpperTail(1400, 1); // => 2.1e-306
 * ```
 */
export function chiSquareUpperTail(x: number, df: number): number {
  if (!(df > 0)) return Number.NaN;
  if (x <= 0) return 1;
  // Beyond a = 200 the function of @stdlib is wrong by up to 1 %.
  if (df > 300 && x < Number.MAX_VALUE) return upperGammaLarge(df / 2, x / 2);
  return x === Number.POSITIVE_INFINITY ? 0 : gammainc(x / 2, df / 2, true, true);
}
