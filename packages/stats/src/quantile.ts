import { checkOptions } from "@hcc/data";
import { readValues, type Values } from "./internal/read-values.js";
import { sortedQuantile } from "./internal/sorted-quantile.js";

/** Definition of a sample quantile, numbered as by Hyndman and Fan. 7 is R's default, 6 SPSS's, 2 SAS's. */
export type QuantileType = 2 | 6 | 7;

/** Options of `quantile`. */
export interface QuantileOptions {
  /** Default 7. */
  readonly type?: QuantileType;
}

/**
 * Sample quantile of `values` at the probability `p`.
 *
 * With the values sorted as v_1 <= ... <= v_n, it lies at the position h between v_floor(h) and v_ceil(h), linearly:
 * type 7: h = 1 + (n - 1) p; type 6 (SPSS's HAVERAGE): h = (n + 1) p, kept within 1 and n. Type 2 is the inverse of the
 * empirical distribution, averaged where it jumps: v_ceil(np), or the mean of v_np and v_np+1 where n p is whole.
 * Equals R's `quantile(x, p, type = ...)`; a position within rounding error of a whole number counts as whole.
 *
 * @throws InputError for no values, a missing value, a value that is no finite number, and `p` outside [0, 1].
 *
 * @example
 * ```ts
 * import { quantile } from "@hcc/stats";
 * const values = [10, 11, 15, 16, 19, 20, 22, 25];
 * quantile(values, 0.25); // => 14
 * quantile(values, 0.25, { type: 6 }); // => 12
 * quantile(values, 0.25, { type: 2 }); // => 13
 * ```
 *
 * @see Hyndman RJ, Fan Y. Am Stat 1996;50:361-365. https://doi.org/10.2307/2684934
 */
export function quantile(values: Values, p: number, options: QuantileOptions = {}): number {
  checkOptions("quantile", options, ["type"]);
  const { values: numbers } = readValues(values, "values");
  return sortedQuantile(numbers.sort(), p, options.type ?? 7);
}
