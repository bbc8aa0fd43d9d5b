import { checkOptions, oneOf } from "@hcc/data";
import { descriptionOf } from "./internal/description-of.js";
import { checkValues, readValues, type Values } from "./internal/read-values.js";
import { quantileTypeOf } from "./internal/sorted-quantile.js";
import type { QuantileName, QuantileType } from "./quantile.js";

/** Options of `describe`. */
export interface DescribeOptions {
  /** Default 7; 6 under `conventions: "spss"`. */
  readonly quantileType?: QuantileType | QuantileName;
  /** One of "r" (default) and "spss". */
  readonly conventions?: "r" | "spss";
}

/** Summary of one numeric variable; null where the values do not determine it. */
export interface Description {
  readonly kind: "description";
  readonly version: 1;
  /** Values that are there. */
  readonly n: number;
  /** Values that are null, undefined or NaN. */
  readonly missing: number;
  readonly mean: number | null;
  /** With divisor n - 1; null for one value, and where it exceeds the largest number. */
  readonly standardDeviation: number | null;
  readonly minimum: number | null;
  readonly lowerQuartile: number | null;
  readonly median: number | null;
  readonly upperQuartile: number | null;
  readonly maximum: number | null;
  readonly quantileType: QuantileType;
}

/**
 * Describes a numeric variable: count, missing values, mean, standard deviation, range, median and quartiles.
 *
 * The standard deviation is the root of sum (v - mean)^2 / (n - 1). Equals R's `mean`, `sd`, `range` and `quantile` with
 * `na.rm = TRUE`; missing values are counted, not an error. `conventions: "spss"` takes quantiles of type 6.
 *
 * @throws InputError for no values at all and for a value that is no finite number.
 *
 * @example
 * ```ts
 * import { describe } from "@hcc/stats";
 * const age = describe([61, 55, null, 70, 48]);
 * [age.n, age.missing, age.median]; // => [4, 1, 58]
 * age.standardDeviation; // => 9.3273791
 * ```
 */
export function describe(values: Values, options: DescribeOptions = {}): Description {
  checkOptions("describe", options, ["quantileType", "conventions"]);
  const conventions = oneOf("conventions", options.conventions, ["r", "spss"], "r");
  const { quantileType: type = conventions } = options;
  const quantileType = quantileTypeOf(type, "quantileType");
  checkValues(values, "values");
  const absent = Array.prototype.every.call(
    values,
    (value: unknown) => value === null || value === undefined || Number.isNaN(value),
  );
  if (absent) return descriptionOf(new Float64Array(0), null, values.length, quantileType);
  const { values: numbers, omitted } = readValues(values, "values", "omit");
  return descriptionOf(numbers, null, omitted.count, quantileType);
}
