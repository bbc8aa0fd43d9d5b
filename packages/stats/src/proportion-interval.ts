import { checkOptions, type Interval, oneOf } from "@hcc/data";
import { betaQuantile, normalQuantile } from "@hcc/numerics";
import { binomialAtLeast, binomialAtMost } from "./internal/binomial-tails.js";
import { checkProportion } from "./internal/check-proportion.js";
import { crossing } from "./internal/crossing.js";

/** How a proportion gets its interval. */
export type ProportionMethod = "clopper-pearson" | "wilson" | "jeffreys" | "agresti-coull" | "wald" | "mid-p";

/** Options of `proportionInterval`. */
export interface ProportionOptions {
  /** One of "clopper-pearson" (default; exact), "wilson" (score), "jeffreys", "agresti-coull", "wald" and "mid-p". */
  readonly method?: ProportionMethod;
  /** Confidence level. Default 0.95. */
  readonly level?: number;
}

const METHODS = ["clopper-pearson", "wilson", "jeffreys", "agresti-coull", "wald", "mid-p"] as const;

/**
 * Confidence interval for a proportion of `x` out of `n`.
 *
 * With a = 1 - level, z the normal quantile of 1 - a/2, p = x/n, and B the beta quantile:
 *
 * - Clopper-Pearson: B(a/2; x, n - x + 1) and B(1 - a/2; x + 1, n - x); 0 at x = 0 and 1 at x = n. Equals R's
 *   `binom.test(x, n)$conf.int`. Covers at least the level.
 * - Mid-P: the p at which P(X > x) + P(X = x)/2, or P(X < x) + P(X = x)/2, is a/2. Covers the level on average.
 * - Wilson: (x + z^2/2 -+ z sqrt(x (n - x)/n + z^2/4)) / (n + z^2). Equals R's `prop.test(x, n, correct = FALSE)$conf.int`.
 * - Jeffreys: B(a/2; x + 1/2, n - x + 1/2) and B(1 - a/2; ...), R's `qbeta`; 0 at x = 0 and 1 at x = n.
 * - Agresti-Coull: Wald's formula after adding z^2/2 to x and z^2 to n; not cut at 0 and 1.
 * - Wald: p -+ z sqrt(p (1 - p)/n); not cut at 0 and 1, and without a width at x = 0 and x = n. For comparison with others'
 *   tables: of all six it covers worst.
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
 * proportionInterval(33, 48, { method: "mid-p" }).lower; // => 0.54682
 * ```
 *
 * @see Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. https://doi.org/10.1093/biomet/26.4.404
 * @see Wilson EB. J Am Stat Assoc 1927;22:209-212. https://doi.org/10.1080/01621459.1927.10502953
 * @see Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101-133. https://doi.org/10.1214/ss/1009213286
 * @see Vollset SE. Stat Med 1993;12:809-824. https://doi.org/10.1002/sim.4780120902
 */
export function proportionInterval(x: number, n: number, options: ProportionOptions = {}): Interval {
  checkOptions("proportionInterval", options, ["method", "level"]);
  const { level = 0.95 } = options;
  const method = oneOf("method", options.method, METHODS, "clopper-pearson");
  checkProportion(x, n, level, ["x", "n"]);
  const [lower, upper] = limits(method, x, n, (1 - level) / 2);
  return { estimate: x / n, lower, upper, level, method };
}

function limits(method: ProportionMethod, x: number, n: number, tail: number): readonly [number, number] {
  const z = -normalQuantile(tail);
  const square = z * z;
  switch (method) {
    case "clopper-pearson":
      return [x === 0 ? 0 : betaQuantile(tail, x, n - x + 1), x === n ? 1 : betaQuantile(1 - tail, x + 1, n - x)];
    case "jeffreys": {
      const quantile = (p: number): number => betaQuantile(p, x + 0.5, n - x + 0.5);
      return [x === 0 ? 0 : quantile(tail), x === n ? 1 : quantile(1 - tail)];
    }
    case "mid-p":
      return [x === 0 ? 0 : midLower(x, n, tail), x === n ? 1 : midUpper(x, n, tail)];
    case "wilson": {
      const centre = x + square / 2;
      const half = z * Math.sqrt((x / n) * (n - x) + square / 4);
      return [x === 0 ? 0 : (centre - half) / (n + square), x === n ? 1 : (centre + half) / (n + square)];
    }
    case "agresti-coull":
      return around(x + square / 2, n + square, z);
    case "wald":
      return around(x, n, z);
  }
}

function around(x: number, n: number, z: number): readonly [number, number] {
  const half = z * Math.sqrt((x / n) * ((n - x) / n / n));
  return [x / n - half, x / n + half];
}

// The limit lies between those of Clopper and Pearson for x and for its neighbor.
function midLower(x: number, n: number, tail: number): number {
  const low = betaQuantile(tail, x, n - x + 1);
  const high = x === n ? 1 : betaQuantile(tail, x + 1, n - x);
  return crossing((p) => binomialAtLeast(x, n, p) + binomialAtLeast(x + 1, n, p) < 2 * tail, low, high);
}

function midUpper(x: number, n: number, tail: number): number {
  const low = x === 0 ? 0 : betaQuantile(1 - tail, x, n - x + 1);
  const high = betaQuantile(1 - tail, x + 1, n - x);
  return crossing((p) => binomialAtMost(x, n, p) + binomialAtMost(x - 1, n, p) > 2 * tail, low, high);
}
