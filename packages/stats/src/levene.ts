import { checkOptions, InputError, type Omitted, oneOf } from "@hcc/data";
import { meanAndSquares } from "@hcc/numerics";
import { oneWay, readShifted } from "./internal/one-way.js";
import type { Values } from "./internal/read-values.js";
import { sortedQuantile } from "./internal/sorted-quantile.js";

/** Options of `levene`. */
export interface LeveneOptions {
  /** What deviations are taken from. One of "mean" (default; Levene, as SPSS prints) and "median" (Brown-Forsythe). */
  readonly center?: "mean" | "median";
  /** What a missing value does. One of "error" (default) and "omit" (counted). */
  readonly missing?: "error" | "omit";
}

/** Levene's test of equal variances of k independent samples. */
export interface Levene {
  readonly kind: "levene";
  readonly version: 1;
  /** F; null when the deviations do not vary within the groups. */
  readonly statistic: number | null;
  /** Number of groups - 1. */
  readonly df: number;
  /** Number of values - number of groups. */
  readonly dfWithin: number | null;
  readonly pValue: number | null;
  /** The center used. */
  readonly method: "mean" | "median";
  readonly reason: string;
  /** In the order given. */
  readonly groups: readonly {
    readonly n: number;
    readonly center: number;
    /** Mean of the distances from the center. */
    readonly meanDeviation: number;
    readonly omitted: Omitted;
  }[];
}

/**
 * Levene's test whether k independent samples have one variance.
 *
 * The F of a one-way analysis of variance of |value - center|, the center being the mean of the value's group or, as Brown
 * and Forsythe have it, its median. Equals R's `car::leveneTest(center = mean)` and `(center = median)`, which is that
 * function's default; SPSS prints the mean beside its t test.
 *
 * @param groups one array of values for each group.
 * @throws InputError for fewer than two groups, an empty group, no group of two values, a value that is no finite number,
 * and a missing value (by default).
 *
 * @example
 * ```ts
 * import { levene } from "@hcc/stats";
 * const test = levene([[12, 15, 15, 18, 21, 30, 44], [10, 11, 15, 16, 19, 20, 22, 25]]);
 * [test.statistic, test.pValue]; // => [2.86, 0.115]
 * ```
 *
 * @see Brown MB, Forsythe AB. J Am Stat Assoc 1974;69:364-367. https://doi.org/10.1080/01621459.1974.10482955
 */
export function levene(groups: readonly Values[], options: LeveneOptions = {}): Levene {
  checkOptions("levene", options, ["center", "missing"]);
  const center = oneOf("center", options.center, ["mean", "median"], "mean");
  const { unit, origin, shifts, omitted } = readShifted(groups, options.missing);
  if (shifts.every(({ length }) => length < 2)) {
    throw new InputError("empty-data", "every group has 1 value: deviations need two or more", { column: "groups" });
  }
  const centers = shifts.map((values) =>
    center === "mean" ? meanAndSquares(values).mean : sortedQuantile(values.slice().sort(), 0.5, 7),
  );
  let size = 0;
  const deviations = shifts.map((values, g) =>
    values.map((value) => {
      size = Math.max(size, Math.abs(value));
      return Math.abs(value - centers[g]!);
    }),
  );
  const parts = deviations.map(meanAndSquares);
  const { n, within, ...test } = oneWay(deviations, "pooled", parts);
  // Deviations that differ by the rounding of the center only are equal: those of two values always are.
  const rounding = 8 * Number.EPSILON * size;
  const equal = test.statistic === null || within <= n * rounding * rounding;
  const name =
    center === "mean" ? "deviations from the means (Levene)" : "deviations from the medians (Brown-Forsythe)";
  return {
    kind: "levene",
    version: 1,
    statistic: equal ? null : test.statistic,
    df: test.df,
    dfWithin: equal ? null : test.dfWithin,
    pValue: equal ? null : test.pValue,
    method: center,
    reason: equal
      ? "the deviations of each group are all equal: there is no variance to compare with"
      : `${name}, ${options.center === undefined ? "the default" : "as asked"}`,
    groups: parts.map(({ mean }, g) => ({
      n: shifts[g]!.length,
      center: origin + centers[g]! * unit,
      meanDeviation: mean * unit,
      omitted: omitted[g]!,
    })),
  };
}
