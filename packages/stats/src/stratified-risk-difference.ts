import { checkLevel, checkOptions, InputError, type Interval } from "@hcc/data";
import { normalQuantile, normalUpperTail } from "@hcc/numerics";
import { readCounts } from "./internal/read-counts.js";

/** Options of `stratifiedRiskDifference`. */
export interface StratifiedRiskDifferenceOptions {
  /** Confidence level. Default 0.95. */
  readonly level?: number;
}

/** Common difference of two proportions over strata, with its interval. */
export interface StratifiedRiskDifference extends Interval {
  readonly kind: "stratified-risk-difference";
  readonly version: 1;
  readonly standardError: number | null;
  /** Two-sided P of no difference, that of estimate / SE. */
  readonly pValue: number | null;
  /** Strata in all, and those with subjects in both rows. */
  readonly strata: { readonly n: number; readonly informative: number };
}

/**
 * Difference of two proportions common to all strata, by Mantel and Haenszel, with Sato's interval.
 *
 * With x1 of n1 and x2 of n2 in a stratum of N: d = sum (x1 n2 - x2 n1) / N over sum n1 n2 / N. SE^2 = (d sum P + sum Q) /
 * (sum n1 n2 / N)^2, P = (n1^2 x2 - n2^2 x1 + n1 n2 (n2 - n1) / 2) / N^2, Q = (x1 (n2 - x2) + x2 (n1 - x1)) / (2 N), which holds for
 * a few large strata and for many small ones. The interval is d -+ z SE. Equals `metafor::rma.mh(measure = "RD")`. Null where
 * no stratum has subjects in both rows; a standard error of 0 has no interval.
 *
 * @param strata 2 x 2 tables of counts; rows are the groups, the first column the subjects with the event.
 * @throws InputError for what is no list of 2 x 2 tables of counts, and a level out of range.
 *
 * @example
 * ```ts
 * import { stratifiedRiskDifference } from "@hcc/stats";
 * const difference = stratifiedRiskDifference([[[12, 8], [7, 13]], [[15, 25], [9, 31]]]);
 * difference.estimate; // => 0.1833
 * [difference.lower, difference.upper]; // => [0.0173, 0.3494]
 * ```
 *
 * @see Sato T (1989) https://doi.org/10.2307/2532069 (letter on Greenland and Robins)
 */
export function stratifiedRiskDifference(
  strata: readonly (readonly (readonly number[])[])[],
  options: StratifiedRiskDifferenceOptions = {},
): StratifiedRiskDifference {
  checkOptions("stratifiedRiskDifference", options, ["level"]);
  const { level = 0.95 } = options;
  checkLevel(level);
  if (!Array.isArray(strata) || strata.length === 0) {
    throw new InputError("empty-data", "there are no strata: give a list of 2 x 2 tables", { column: "strata" });
  }
  let informative = 0;
  let weight = 0;
  let difference = 0;
  let p = 0;
  let q = 0;
  strata.forEach((table, i) => {
    readCounts(table, `table of stratum ${i}`, { size: 2 });
    const [x1, y1, x2, y2] = [table[0][0], table[0][1], table[1][0], table[1][1]] as [number, number, number, number];
    const [n1, n2] = [x1 + y1, x2 + y2];
    if (n1 === 0 || n2 === 0) return;
    informative++;
    const n = n1 + n2;
    weight += (n1 * n2) / n;
    difference += (x1 * n2 - x2 * n1) / n;
    p += (n1 * n1 * x2 - n2 * n2 * x1 + (n1 * n2 * (n2 - n1)) / 2) / (n * n);
    q += (x1 * y2 + x2 * y1) / (2 * n);
  });
  const common = {
    kind: "stratified-risk-difference",
    version: 1,
    level,
    method: "mantel-haenszel-sato",
    strata: { n: strata.length, informative },
  } as const;
  if (informative === 0) {
    return { ...common, estimate: null, lower: null, upper: null, standardError: null, pValue: null };
  }
  const estimate = difference / weight;
  const standardError = Math.sqrt(Math.max(0, estimate * p + q)) / weight;
  if (standardError === 0) return { ...common, estimate, lower: null, upper: null, standardError: null, pValue: null };
  const margin = -normalQuantile((1 - level) / 2) * standardError;
  return {
    ...common,
    estimate,
    lower: estimate - margin,
    upper: estimate + margin,
    standardError,
    pValue: 2 * normalUpperTail(Math.abs(estimate) / standardError),
  };
}
