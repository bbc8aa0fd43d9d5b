import { checkOptions, type Interval } from "@hcc/data";
import { proportionInterval } from "./proportion-interval.js";
import { riskDifference } from "./risk-difference.js";

/** Options of `twoProportions`. */
export interface TwoProportionsOptions {
  /** Confidence level. Default 0.95. */
  readonly level?: number;
}

/** Two independent proportions and their difference. */
export interface TwoProportions {
  readonly kind: "two-proportions";
  readonly version: 1;
  /** Each proportion with its Wilson interval. */
  readonly proportions: readonly [Interval, Interval];
  /** First minus second, with Newcombe's interval. */
  readonly difference: Interval;
}

/**
 * Difference of two independent proportions, `x1` of `n1` minus `x2` of `n2`, with Newcombe's hybrid score interval.
 *
 * With p the proportions, l and u their Wilson limits and d = p1 - p2: from d - sqrt((p1 - l1)^2 + (u2 - p2)^2) to
 * d + sqrt((u1 - p1)^2 + (p2 - l2)^2), without continuity correction (Newcombe's method 10). Never leaves [-1, 1] and has a
 * width at 0 and 100 %. In R: from the Wilson limits of `prop.test(correct = FALSE)`; `PropCIs` and `DescTools` call it
 * the score or Newcombe interval. Ratios are not repeated here: `riskRatio` and `oddsRatio` take the same
 * four counts; other intervals of the difference are `riskDifference`, a test is `contingencyTest`.
 *
 * @throws InputError for counts or a level out of range.
 *
 * @example
 * ```ts
 * import { twoProportions } from "@hcc/stats";
 * const { difference } = twoProportions(56, 70, 48, 80);
 * [difference.estimate, difference.lower, difference.upper]; // => [0.2000, 0.0524, 0.3339]
 * ```
 *
 * @see Newcombe RG. Stat Med 1998;17:873-890.
 * https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
 */
export function twoProportions(
  x1: number,
  n1: number,
  x2: number,
  n2: number,
  options: TwoProportionsOptions = {},
): TwoProportions {
  checkOptions("twoProportions", options, ["level"]);
  const { level = 0.95 } = options;
  const { estimate, lower, upper } = riskDifference(x1, n1, x2, n2, { level });
  return {
    kind: "two-proportions",
    version: 1,
    proportions: [
      proportionInterval(x1, n1, { method: "wilson", level }),
      proportionInterval(x2, n2, { method: "wilson", level }),
    ],
    difference: { estimate, lower, upper, level, method: "newcombe" },
  };
}
