import { checkLevel, checkOptions, InputError, type Interval, type Omitted, oneOf } from "@hcc/data";
import {
  ascendingOrder,
  type DiscreteDistribution,
  normalQuantile,
  signSumDistribution,
  subsetSumDistribution,
} from "@hcc/numerics";
import { WORK } from "./internal/discrete-p-value.js";
import { kthSum } from "./internal/kth-sum.js";
import { readPairs } from "./internal/read-pairs.js";
import { readValues, type Values } from "./internal/read-values.js";

/** Options of `hodgesLehmann`. */
export interface HodgesLehmannOptions {
  /** Whether x and y are pairs: the center of their differences. Default false: two independent samples. */
  readonly paired?: boolean;
  /** Confidence level of the interval. Default 0.95. */
  readonly level?: number;
  /**
   * Which order statistics are the limits. One of "exact" (default below 50 values in each sample: by the distribution of
   * the rank statistic without ties) and "normal" (default else: by its normal approximation with continuity correction).
   */
  readonly method?: "exact" | "normal";
  /** What a missing value does. One of "error" (default) and "omit" (counted; pairs as a whole). */
  readonly missing?: "error" | "omit";
}

/** Hodges-Lehmann estimate with its interval. */
export interface HodgesLehmann extends Interval {
  readonly kind: "hodges-lehmann";
  readonly version: 1;
  /** Median of the differences; limits are null where no order statistics reach the level. */
  readonly estimate: number;
  readonly method: "exact" | "normal";
  /** Probability with which the limits hold the value, exact for values without ties; at least that with ties. Null for "normal". */
  readonly coverage: number | null;
  /** Which of the ordered differences is the lower limit; the upper one is as far from the end. */
  readonly place: number | null;
  /** Number of differences, or of averages of two values, that are ordered. */
  readonly differences: number;
  /** What was compared and why by this method. */
  readonly reason: string;
  readonly n: { readonly x: number; readonly y: number | null };
  /** Missing values left out of each sample; of pairs, the pairs. */
  readonly omitted: { readonly x: Omitted; readonly y: Omitted | null };
}

/**
 * Hodges-Lehmann estimate: by how much one sample lies above another, or where the center of one sample lies.
 *
 * Two samples: the median of all m n differences x_i - y_j. One sample or pairs: the median of all n (n + 1) / 2 averages
 * (d_i + d_j) / 2, i <= j. The limits are the k-th of these from below and from above, with k the least q for which the
 * probability of a rank statistic up to q is (1 - level) / 2 or more, and at least 1. They are order statistics themselves,
 * found in n log n steps without making all differences.
 *
 * Equals the estimate and `conf.int` of R's `wilcox.test(conf.int = TRUE)` where that is exact. Elsewhere R searches a root
 * to 1e-4 and lets the variance depend on ties; here the values are exact and ties make the interval at most wider. Where
 * even the extremes do not reach the level R warns and gives them; here the limits are null.
 *
 * @param y the other sample, or the other value of each pair; null for one sample.
 * @throws InputError for no values, pairs of different length, a value that is no finite number, a missing value (by
 * default), a level out of range and ("too-costly") an exact interval beyond the bound of its work.
 *
 * @example
 * ```ts
 * import { hodgesLehmann } from "@hcc/stats";
 * const shift = hodgesLehmann([12, 15, 15, 18, 21, 30, 44], [10, 11, 15, 16, 19, 20, 22, 25]);
 * [shift.estimate, shift.lower, shift.upper]; // => [2, -5, 15]
 * shift.coverage; // => 0.9599068
 * hodgesLehmann([1.1, 2.4, 0.3, 3.8, 0.9, 2.2]).estimate; // => 1.65
 * ```
 *
 * @see Hodges JL, Lehmann EL. Ann Math Stat 1963;34:598-611. https://doi.org/10.1214/aoms/1177704172
 * @see Bauer DF. J Am Stat Assoc 1972;67:687-690. https://doi.org/10.1080/01621459.1972.10481279
 */
export function hodgesLehmann(x: Values, y: Values | null = null, options: HodgesLehmannOptions = {}): HodgesLehmann {
  checkOptions("hodgesLehmann", options, ["paired", "level", "method", "missing"]);
  const { level = 0.95, missing = "error", paired = false } = options;
  checkLevel(level);
  const { a, b, n, omitted } = samplesOf(x, y, paired, missing);
  const two = n.y !== null && !paired;
  const few = n.x < 50 && (!two || n.y! < 50);
  const method = oneOf("method", options.method, ["exact", "normal"], few ? "exact" : "normal");
  const count = two ? a.length * b.length : (a.length * (a.length + 1)) / 2;
  const at = (place: number): number => (two ? kthSum(a, b, place, false) : kthSum(a, b, place, true) / 2);

  const { place, coverage } = (method === "exact" ? exactPlace : normalPlace)(a.length, two ? b.length : null, level);
  const half = Math.ceil(count / 2);
  const middle = at(half);
  const what = two
    ? "differences of two samples"
    : paired
      ? "averages of paired differences"
      : "averages of one sample";
  const why = options.method === undefined ? (few ? "below 50 values" : "50 values or more") : "as asked";
  return {
    kind: "hodges-lehmann",
    version: 1,
    estimate: count % 2 === 1 ? middle : middle / 2 + at(half + 1) / 2,
    lower: place === null ? null : at(place),
    upper: place === null ? null : at(count + 1 - place),
    level,
    method,
    coverage,
    place,
    differences: count,
    reason:
      place === null
        ? `median of ${what}; their extremes do not reach the level: there are too few values`
        : `median of ${what}; ${method} order statistics, ${why}`,
    n,
    omitted,
  };
}

interface Samples {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly n: HodgesLehmann["n"];
  readonly omitted: HodgesLehmann["omitted"];
}

/** Two ascending lists whose sums are ordered: x and -y, or differences twice. */
function samplesOf(x: Values, y: Values | null, paired: boolean, missing: "error" | "omit"): Samples {
  const ascending = (values: Float64Array): Float64Array => ascendingOrder(values).sorted;
  if (y === null) {
    if (paired) throw new InputError("option", "paired is true, but y is null: give the other values", { column: "y" });
    const { values, omitted } = readValues(x, "x", missing);
    const a = ascending(values);
    return { a, b: a, n: { x: a.length, y: null }, omitted: { x: omitted, y: null } };
  }
  if (paired) {
    const pairs = readPairs(x, y, missing);
    const a = ascending(pairs.x.map((value, i) => value - pairs.y[i]!));
    return { a, b: a, n: { x: a.length, y: a.length }, omitted: { x: pairs.omitted, y: pairs.omitted } };
  }
  const first = readValues(x, "x", missing);
  const second = readValues(y, "y", missing);
  const a = ascending(first.values);
  const b = ascending(second.values.map((value) => -value));
  return { a, b, n: { x: a.length, y: b.length }, omitted: { x: first.omitted, y: second.omitted } };
}

interface Place {
  readonly place: number | null;
  readonly coverage: number | null;
}

function exactPlace(m: number, n: number | null, level: number): Place {
  const { probability } = distributionOf(m, n);
  const share = (1 - level) / 2;
  // Probabilities that rounding alone sets apart from the share are the share.
  const rounding = 10 * 2.220446049250313e-16;
  let place = 0;
  let outside = 0;
  let next = probability[0]!;
  while (next < share - rounding || (place === 0 && next <= share + rounding)) {
    outside = next;
    place++;
    next += probability[place]!;
  }
  return place === 0 ? { place: null, coverage: null } : { place, coverage: 1 - 2 * outside };
}

/** Distribution of the rank statistic without ties. */
function distributionOf(m: number, n: number | null): DiscreteDistribution {
  const size = m + (n ?? 0);
  const scores = Float64Array.from({ length: size }, (_, i) => i + 1);
  const work = n === null ? size * size * size : size * Math.min(m, n) * m * n;
  if (work > WORK || size > 1000) {
    throw new InputError("too-costly", `an exact interval of ${size} values takes too long: use method: "normal"`, {
      column: "method",
    });
  }
  return n === null ? signSumDistribution(scores) : subsetSumDistribution(scores, m);
}

function normalPlace(m: number, n: number | null, level: number): Place {
  const mean = n === null ? (m * (m + 1)) / 4 : (m * n) / 2;
  const variance = n === null ? (m * (m + 1) * (2 * m + 1)) / 24 : (m * n * (m + n + 1)) / 12;
  const place = Math.ceil(mean - 0.5 + normalQuantile((1 - level) / 2) * Math.sqrt(variance));
  return { place: place < 1 ? null : place, coverage: null };
}
