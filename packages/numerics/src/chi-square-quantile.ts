import gammaincinv from "@stdlib/math-base-special-gammaincinv";
import { chiSquareUpperTail } from "./chi-square-upper-tail.js";
import { exp } from "./exp.js";
import { log } from "./log.js";
import { logGamma } from "./log-gamma.js";
import { normalQuantile } from "./normal-quantile.js";

/**
 * Upper quantile of the chi-square distribution: the x with P(X > x) = `p`.
 *
 * Equals R's `qchisq(p, df, lower.tail = FALSE)` to 2e-9 relative; in the tail (p < 0.1)
 * it meets the definition more closely than R's does. `Infinity` at 0, 0 at 1, NaN outside [0, 1]; `df` > 0.
 *
 * @example
 * ```ts
 * import { chiSquareQuantile } from "@hcc/numerics";
 * chiSquareQuantile(0.05, 1); // => 3.84145882
 * ```
 */
export function chiSquareQuantile(p: number, df: number): number {
  let x = 2 * gammaincinv(p, df / 2, true);
  const large = df > 300;
  if (!(p > 0 && p < 1 && df > 0) || !(p < 0.1 || large)) return x;
  if (large) {
    // Wilson EB, Hilferty MM. Proc Natl Acad Sci 1931;17:684-688. https://doi.org/10.1073/pnas.17.12.684
    const root = 1 - 2 / (9 * df) - normalQuantile(p) * Math.sqrt(2 / (9 * df));
    x = df * root * root * root;
  }
  // The inverse of @stdlib is 1 % off in the far tail and for many degrees of freedom. Newton's steps mend it, in the tail
  // on the logarithm, which is nearly straight there.
  const constant = log(2) * (df / 2) + logGamma(df / 2);
  for (let i = 0; i < 10; i++) {
    const tail = chiSquareUpperTail(x, df);
    const density = exp((df / 2 - 1) * log(x) - x / 2 - constant);
    const change = p < 0.1 ? log(tail / p) * tail : tail - p;
    const next = tail > 0 && density > 0 ? x + change / density : 0.97 * x;
    if (Math.abs(next - x) <= 1e-15 * x) break;
    x = next;
  }
  return x;
}
