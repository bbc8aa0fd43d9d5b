import { checkOptions, oneOf } from "@hcc/data";
import { meanAndSquares } from "@hcc/numerics";
import { checkValues, readValues, type Values } from "./internal/read-values.js";
import { sortedQuantile } from "./internal/sorted-quantile.js";
import { unitOf } from "./internal/unit-of.js";
import type { QuantileType } from "./quantile.js";

/** Options of `describe`. */
export interface DescribeOptions {
  /** Default 7; 6 under `conventions: "spss"`. */
  readonly quantileType?: QuantileType;
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
  const quantileType = oneOf("quantileType", options.quantileType, [2, 6, 7], conventions === "spss" ? 6 : 7);
  checkValues(values, "values");
  const present = Array.from(values as ArrayLike<unknown>).filter(
    (value) => !(value === null || value === undefined || Number.isNaN(value)),
  );
  if (present.length === 0) {
    return {
      kind: "description",
      version: 1,
      n: 0,
      missing: values.length,
      mean: null,
      standardDeviation: null,
      minimum: null,
      lowerQuartile: null,
      median: null,
      upperQuartile: null,
      maximum: null,
      quantileType,
    };
  }
  const { values: numbers, omitted } = readValues(values, "values", "omit");
  const sorted = numbers.slice().sort();
  const n = sorted.length;
  const unit = unitOf(numbers);
  const { mean, squares } = meanAndSquares(numbers.map((value) => value / unit));
  const deviation = Math.sqrt(squares / (n - 1)) * unit;
  return {
    kind: "description",
    version: 1,
    n,
    missing: omitted.count,
    mean: mean * unit,
    standardDeviation: n > 1 && Number.isFinite(deviation) ? deviation : null,
    minimum: sorted[0]!,
    lowerQuartile: sortedQuantile(sorted, 0.25, quantileType),
    median: sortedQuantile(sorted, 0.5, quantileType),
    upperQuartile: sortedQuantile(sorted, 0.75, quantileType),
    maximum: sorted[n - 1]!,
    quantileType,
  };
}
