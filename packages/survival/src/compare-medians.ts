import {
  type Channel,
  checkLevel,
  checkOptions,
  type EventValue,
  type GroupValue,
  type Interval,
  type Omitted,
  oneOf,
  type RowOf,
  type RowOptions,
  type WeightOptions,
  type WeightType,
} from "@hcc/data";
import { chiSquareUpperTail, normalQuantile, randomGenerator } from "@hcc/numerics";
import {
  bootstrapQuantiles,
  bootstrapSettings,
  percentileLimits,
  refuseBootstrapSettings,
} from "./internal/bootstrap-quantile.js";
import { bootstrapUnits } from "./internal/bootstrap-units.js";
import { comparedGroups } from "./internal/compared-groups.js";
import { dispersionRange, dispersionSteps, leastDispersion, type Steps } from "./internal/dispersion.js";
import { resolveConfidence } from "./internal/resolve-confidence.js";
import { refuseSharedUnits } from "./internal/units.js";
import { survivalQuantile } from "./survival-quantile.js";
import type { Confidence, QuantileRule } from "./types.js";

/**
 * How limits of a difference or ratio of quantiles are found. One of:
 * - "su-wei" (default): the values that the minimum dispersion test of Su and Wei does not reject;
 * - "bootstrap": percentiles of the differences and ratios of resampled groups.
 */
export type MedianComparisonInterval = "su-wei" | "bootstrap";

/** Channels and options of `compareMedians`. */
export interface CompareMediansSpec<Row> extends RowOptions<Row>, WeightOptions<Row> {
  /** Observed time, 0 or more. */
  readonly time: Channel<Row, number>;
  /** 1 or true when the time ended with the event, 0 or false when it is censored. */
  readonly event: Channel<Row, EventValue>;
  /** The groups compared. */
  readonly by: Channel<Row, GroupValue>;
  /** Time of entry: the row is at risk in (entry, time]. Default: all are at risk from the start. */
  readonly entry?: Channel<Row, number>;
  /** Subject of each row, where it has several; their intervals must not overlap. */
  readonly id?: Channel<Row, GroupValue>;
  /** Rows of one value depend on each other (a matched pair, a center): asks for the robust variance, and is what the bootstrap draws. */
  readonly cluster?: Channel<Row, GroupValue>;
  /** The group that the others are compared with. Default: the first level of `by`. */
  readonly control?: GroupValue;
  /** Share with the event, in (0, 1). Default 0.5, the median. */
  readonly p?: number;
  /** Which time is the quantile when a curve is flat there. Default "midpoint". */
  readonly rule?: QuantileRule;
  /** Default "su-wei". */
  readonly interval?: MedianComparisonInterval;
  /** Confidence level. Default 0.95. */
  readonly level?: number;
  /** Of interval "bootstrap": whole number from 0 to 4294967295 that decides the samples. Default 1. */
  readonly seed?: number;
  /** Of interval "bootstrap": number of samples. Default 1999. */
  readonly replicates?: number;
}

const OPTIONS = [
  "time",
  "event",
  "by",
  "entry",
  "id",
  "cluster",
  "control",
  "p",
  "rule",
  "interval",
  "level",
  "seed",
  "replicates",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof CompareMediansSpec<never>)[];

/** The quantile of one group. */
export interface MedianGroup {
  readonly level: string;
  /** Number of subjects (sum of frequency weights, each `id` once; sampling weights do not count). */
  readonly n: number;
  readonly events: number;
  /** With the limits of `survivalQuantile`: inversion of limits of type "log". */
  readonly quantile: Interval;
}

/** A group compared with control. */
export interface MedianContrast {
  readonly level: string;
  readonly control: string;
  /** Group minus control, in the unit of the times; limits that do not exist are null. */
  readonly difference: Interval;
  /** Group divided by control. */
  readonly ratio: Interval;
  /** Of equal quantiles, by the test of Su and Wei; null for "bootstrap". */
  readonly pValue: number | null;
  /** Samples in which a quantile of one of both is not reached; null for "su-wei". */
  readonly notReached: number | null;
}

/** Result of `compareMedians`. */
export interface MedianComparison {
  readonly kind: "median-comparison";
  readonly version: 1;
  readonly p: number;
  readonly rule: QuantileRule;
  readonly interval: MedianComparisonInterval;
  readonly level: number;
  /** How the samples were drawn; null for "su-wei". */
  readonly bootstrap: { readonly seed: number; readonly replicates: number } | null;
  /** Control first. */
  readonly groups: readonly MedianGroup[];
  readonly contrasts: readonly MedianContrast[];
  /** Number of distinct times that were merged with another because they differ by rounding only. */
  readonly mergedTimes: number;
  /** Rows left out because a value was missing. */
  readonly omitted: Omitted;
  /** Number of rows left out by `where`. */
  readonly excluded: number;
  /** Number of rows left out because their weight is 0. */
  readonly zeroWeight: number;
  /** How weights were read, or null without weights. */
  readonly weightType: WeightType | null;
}

/**
 * Median survival times, or other quantiles, of groups compared: difference and ratio with limits.
 *
 * Interval "su-wei": with G(m0, m1) = (S0(m0) - q)^2 / v0 + (S1(m1) - q)^2 / v1, q = 1 - p and v Greenwood's variance of
 * S at the quantile of its group, a difference is in the interval when the least G over m1 - m0 equal to it is at most the
 * quantile of chi-square with 1 degree of freedom; likewise a ratio. The limits are the ends of that set, and null where
 * it has no end because a curve does not fall far enough. p-value: the least G over m0 = m1. Needs no estimate of a density.
 * Time O(n log n).
 *
 * With sampling weights or `cluster` v is the infinitesimal jackknife's, and the interval exists where no cluster (subject, where
 * there is an `id`) has rows in two groups.
 *
 * Interval "bootstrap": subjects are drawn with replacement within each group, and the limits are percentiles, at the places
 * (R + 1) (1 -+ level) / 2. With `cluster` whole clusters are drawn, with `id` subjects with all their rows, and weights go with
 * their rows; where one has rows in two groups, such as a matched pair, the draw is from all groups together. A quantile that
 * a sample does not reach counts as infinitely late; where neither is reached the difference counts as lowest for the lower
 * limit and as highest for the upper one.
 *
 * Estimates are of `survivalQuantile`, null where a quantile is not reached. Frequency weights are whole numbers and mean
 * repeated rows. `entry` and `id` are as in `kaplanMeier`.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @throws InputError for one group only, p outside (0, 1), "su-wei" of clusters across groups, or as `kaplanMeier`.
 *
 * @example
 * ```ts
 * import { compareMedians } from "@hcc/survival";
 * const data = {
 *   months: [3, 6, 9, 14, 20, 24, 5, 12, 18, 22, 27, 30], death: [1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0],
 *   arm: ["TKI", "TKI", "TKI", "TKI", "TKI", "TKI", "TKI-I", "TKI-I", "TKI-I", "TKI-I", "TKI-I", "TKI-I"],
 * };
 * const [contrast] = compareMedians(data, { time: "months", event: "death", by: "arm" }).contrasts;
 * contrast!.difference.estimate; // => 10.5
 * [contrast!.difference.lower, contrast!.difference.upper]; // => [-19, null]
 * contrast!.pValue; // => 0.368759
 * ```
 *
 * @see Su JQ, Wei LJ. Nonparametric estimation for the difference or ratio of median failure times. Biometrics 1993;49:603-7. https://doi.org/10.2307/2532572
 * @see Efron B. Censored data and the bootstrap. J Am Stat Assoc 1981;76:312-9. https://doi.org/10.1080/01621459.1981.10477650
 */
export function compareMedians<D extends Iterable<unknown> | object>(
  data: D,
  spec: CompareMediansSpec<RowOf<D>>,
): MedianComparison {
  checkOptions("compareMedians", spec, OPTIONS, {
    strata: "a quantile has no stratified form here; compare within each stratum with where",
  });
  const { p = 0.5 } = spec;
  const rule = oneOf("rule", spec.rule, ["midpoint", "infimum"], "midpoint");
  const interval = oneOf("interval", spec.interval, ["su-wei", "bootstrap"], "su-wei");
  const level = checkLevel(spec.level ?? 0.95, "level");
  const settings = interval === "bootstrap" ? bootstrapSettings(spec) : null;
  if (settings === null) refuseBootstrapSettings(spec, interval);
  const confidence: Confidence = { ...resolveConfidence(undefined, "log"), level };
  const compared = comparedGroups(data, spec, confidence, true);
  const { rows, groups: read, robust } = compared;
  if (settings === null && robust) refuseSharedUnits(rows);
  const curves = read.map((group) => group.curves[0]!);
  const quantiles = curves.map((curve) => survivalQuantile(curve, p, { rule }));
  const random = settings === null ? null : randomGenerator(settings.seed);
  const target = 1 - p;
  const { replicates = 0 } = settings ?? {};
  const draws =
    random === null
      ? null
      : compared.tables[0]![0]!.members === null
        ? curves.map((curve) => bootstrapQuantiles(curve, target, rule, replicates, random))
        : bootstrapUnits(compared, target, rule, replicates, random);
  const steps = draws === null ? curves.map((curve) => dispersionSteps(curve, target)) : null;
  return {
    kind: "median-comparison",
    version: 1,
    p,
    rule,
    interval,
    level,
    bootstrap: settings,
    groups: read.map(({ level: name, n, events }, g) => ({ level: name, n, events, quantile: quantiles[g]! })),
    contrasts: read.slice(1).map(({ level: name }, k) => {
      const [a, b] = [quantiles[k + 1]!.estimate, quantiles[0]!.estimate];
      const known = a !== null && b !== null;
      const estimates = { difference: known ? a - b : null, ratio: known && b > 0 ? a / b : null };
      const found =
        draws === null ? suWei(steps![k + 1]!, steps![0]!, level) : bootstrapped(draws[k + 1]!, draws[0]!, level);
      const { difference, ratio, pValue, notReached } = found;
      const shared = { level, method: draws === null ? "su-wei" : "bootstrap-percentile" };
      return {
        level: name,
        control: read[0]!.level,
        difference: { estimate: estimates.difference, ...difference, ...shared },
        ratio: { estimate: estimates.ratio, ...ratio, ...shared },
        pValue,
        notReached,
      };
    }),
    mergedTimes: rows.ranks.merged,
    omitted: rows.frame.omitted,
    excluded: rows.frame.excluded,
    zeroWeight: rows.frame.zeroWeight,
    weightType: rows.frame.weightType,
  };
}

interface Limits {
  readonly lower: number | null;
  readonly upper: number | null;
}

type Found = Pick<MedianContrast, "pValue" | "notReached"> & { readonly difference: Limits; readonly ratio: Limits };

function suWei(own: Steps | null, control: Steps | null, level: number): Found {
  const none = { lower: null, upper: null };
  if (own === null || control === null) return { difference: none, ratio: none, pValue: null, notReached: null };
  const z = normalQuantile(0.5 + level / 2);
  const { difference, ratio } = dispersionRange(own, control, z * z);
  const finite = ([lower, upper]: readonly [number, number]): Limits => ({
    lower: Number.isFinite(lower) ? lower : null,
    upper: Number.isFinite(upper) ? upper : null,
  });
  return {
    difference: finite(difference),
    ratio: finite(ratio),
    pValue: chiSquareUpperTail(leastDispersion(own, control), 1),
    notReached: null,
  };
}

function bootstrapped(own: Float64Array, control: Float64Array, level: number): Found {
  const pairs = (of: (a: number, b: number) => number, least: number) =>
    percentileLimits(
      own.map((a, i) => nanAs(of(a, control[i]!), least)),
      own.map((a, i) => nanAs(of(a, control[i]!), Number.POSITIVE_INFINITY)),
      level,
    );
  return {
    difference: pairs((a, b) => a - b, Number.NEGATIVE_INFINITY),
    ratio: pairs((a, b) => (b === Number.POSITIVE_INFINITY ? unboundedBelow(a) : a / b), Number.NEGATIVE_INFINITY),
    pValue: null,
    notReached: own.reduce((count, a, i) => (Number.isFinite(a + control[i]!) ? count : count + 1), 0),
  };
}

/** A ratio to an infinitely late control is below all others; that of two infinite times is unknown. */
function unboundedBelow(own: number): number {
  return own === Number.POSITIVE_INFINITY ? Number.NaN : Number.NEGATIVE_INFINITY;
}

function nanAs(value: number, instead: number): number {
  return Number.isNaN(value) ? instead : value;
}
