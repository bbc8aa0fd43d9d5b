import { checkOptions, type Interval, oneOf } from "@hcc/data";
import { betaQuantile, normalQuantile } from "@hcc/numerics";
import { checkProportion } from "./internal/check-proportion.js";

/** Options of `proportionInterval`. */
export interface ProportionOptions {
  /** One of "clopper-pearson" (default; exact) and "wilson" (score). */
  readonly method?: "clopper-pearson" | "wilson";
  /** Confidence level. Default 0.95. */
  readonly level?: number;
}

/**
 * Confidence interval for a proportion of `x` out of `n`.
 *
 * Clopper-Pearson: the beta quantiles B(a/2; x, n - x + 1) and B(1 - a/2; x + 1, n - x), a = 1 - level; 0 at x = 0 and 1
 * at x = n. Equals R's `binom.test(x, n)$conf.int`. Wilson: (x + z^2/2 -+ z sqrt(x (n - x)/n + z^2/4)) / (n + z^2), z the
 * normal quantile. Equals R's `prop.test(x, n, correct = FALSE)$conf.int`.
 *
 * @param x whole number from 0 to n.
 * @throws InputError for counts or a level out of range and for an unknown method.
 *
 * @example
 * ```ts
 * import { proportionInterval } from "@hcc/stats";
 * const response = proportionInterval(33, 48);
 * [response.estimate, response.lower, response.upper]; // => [0.6875, 0.53749, 0.81340]
 * proportionInterval(33, 48, { method: "wilson" }).lower; // => 0.54667
 * ```
 *
 * @see Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. https://doi.org/10.1093/biomet/26.4.404
 * @see Wilson EB. J Am Stat Assoc 1927;22:209-212. https://doi.org/10.1080/01621459.1927.10502953
 */
export function proportionInterval(x: number, n: number, options: ProportionOptions = {}): Interval {
  checkOptions("proportionInterval", options, ["method", "level"]);
  const { level = 0.95 } = options;
  const method = oneOf("method", options.method, ["clopper-pearson", "wilson"], "clopper-pearson");
  checkProportion(x, n, level, ["x", "n"]);
  const tail = (1 - level) / 2;
  const estimate = x / n;
  if (method === "clopper-pearson") {
    const lower = x === 0 ? 0 : betaQuantile(tail, x, n - x + 1);
    const upper = x === n ? 1 : betaQuantile(1 - tail, x + 1, n - x);
    return { estimate, lower, upper, level, method };
  }
  const z = -normalQuantile(tail);
  const centre = x + (z * z) / 2;
  const half = z * Math.sqrt((x / n) * (n - x) + (z * z) / 4);
  const lower = x === 0 ? 0 : (centre - half) / (n + z * z);
  const upper = x === n ? 1 : (centre + half) / (n + z * z);
  return { estimate, lower, upper, level, method };
}
