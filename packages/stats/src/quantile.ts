import { checkOptions } from "@hcc/data";
import { readValues, type Values } from "./internal/read-values.js";
import { quantileTypeOf, sortedQuantile } from "./internal/sorted-quantile.js";

/** Definition of a sample quantile, numbered as by Hyndman and Fan. 7 is R's default, 6 SPSS's, 2 SAS's and Stata's. */
export type QuantileType = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/**
 * A definition of a sample quantile by name: of the program whose default it is ("r" = 7, "spss" = "haverage" = 6,
 * "sas" = "stata" = 2), or of the definition itself ("inverted-cdf" = 1, "averaged-inverted-cdf" = 2,
 * "closest-observation" = 3, "interpolated-inverted-cdf" = 4, "hazen" = 5, "weibull" = 6, "linear" = 7,
 * "median-unbiased" = 8, "normal-unbiased" = 9; names as in numpy).
 */
export type QuantileName =
  | "r"
  | "spss"
  | "haverage"
  | "sas"
  | "stata"
  | "inverted-cdf"
  | "averaged-inverted-cdf"
  | "closest-observation"
  | "interpolated-inverted-cdf"
  | "hazen"
  | "weibull"
  | "linear"
  | "median-unbiased"
  | "normal-unbiased";

/** Options of `quantile`. */
export interface QuantileOptions {
  /** Number or name. Default 7. */
  readonly type?: QuantileType | QuantileName;
}

/**
 * Sample quantile of `values` at the probability `p`, by any of the nine definitions in use.
 *
 * With the values sorted as v_1 <= ... <= v_n, types 4 to 9 lie at the position h between v_floor(h) and v_ceil(h),
 * linearly, h kept within 1 and n. 4: n p. 5: n p + 1/2. 6 (SPSS's HAVERAGE): (n + 1) p. 7: 1 + (n - 1) p. 8:
 * (n + 1/3) p + 1/3. 9: (n + 1/4) p + 3/8. Types 1 to 3 are observations: 1 is v_ceil(np), the inverse of the empirical
 * distribution; 2 averages where that jumps, (v_np + v_np+1) / 2 where n p is whole; 3 is the value whose position is
 * nearest to n p, the even one of two. Equals R's `quantile(x, p, type = ...)`; a position within rounding error of a
 * whole number counts as whole.
 *
 * @throws InputError for no values, a missing value, a value that is no finite number, `p` outside [0, 1], and a type that
 * is not there.
 *
 * @example
 * ```ts
 * import { quantile } from "@hcc/stats";
 * const values = [10, 11, 15, 16, 19, 20, 22, 25];
 * quantile(values, 0.25); // => 14
 * quantile(values, 0.25, { type: "spss" }); // => 12
 * quantile(values, 0.25, { type: 2 }); // => 13
 * ```
 *
 * @see Hyndman RJ, Fan Y. Am Stat 1996;50:361-365. https://doi.org/10.2307/2684934
 */
export function quantile(values: Values, p: number, options: QuantileOptions = {}): number {
  checkOptions("quantile", options, ["type"]);
  const { type = 7 } = options;
  const { values: numbers } = readValues(values, "values");
  return sortedQuantile(numbers.sort(), p, quantileTypeOf(type, "type"));
}
