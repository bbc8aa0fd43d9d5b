import {
  type Channel,
  checkOptions,
  type EventValue,
  type GroupValue,
  type Omitted,
  oneOf,
  type RowOf,
  type RowOptions,
  type WeightOptions,
  type WeightType,
} from "@hcc/data";
import { exp, log } from "@hcc/numerics";
import { checkTime } from "./internal/check-time.js";
import { curveOf } from "./internal/curve-of.js";
import { type GroupTable, groupTables } from "./internal/group-tables.js";
import { flemingHarrington, nelsonAalen } from "./internal/hazard-sums.js";
import { readSurvival } from "./internal/read-survival.js";
import { repeatedEvent } from "./internal/repeated-event.js";
import { resolveConfidence } from "./internal/resolve-confidence.js";
import { survivalQuantile } from "./survival-quantile.js";
import type { Confidence, ConfidenceOptions, SurvivalCurve } from "./types.js";

/** How the events of one time count. */
export type HazardEstimator = "nelson-aalen" | "fleming-harrington";

/** Channels and options of `cumulativeHazard`. */
export interface CumulativeHazardSpec<Row> extends RowOptions<Row>, WeightOptions<Row> {
  /** Observed time, 0 or more. */
  readonly time: Channel<Row, number>;
  /** 1 or true when the time ended with the event, 0 or false when it is censored. */
  readonly event: Channel<Row, EventValue>;
  /** One curve per value. Default: one curve of all rows. */
  readonly by?: Channel<Row, GroupValue>;
  /** Time of entry: the row is at risk in (entry, time]. Default: all are at risk from the start. */
  readonly entry?: Channel<Row, number>;
  /** Subject of each row, where it has several; a subject may have several events. */
  readonly id?: Channel<Row, GroupValue>;
  /** Rows of one value depend on each other: asks for the robust variance. */
  readonly cluster?: Channel<Row, GroupValue>;
  /** The hazard is summed from this time on, of those who are followed beyond it. Default: from 0. */
  readonly start?: number;
  /** One of "nelson-aalen" (default) and "fleming-harrington". */
  readonly estimator?: HazardEstimator;
  /** Pointwise limits; default level 0.95, type "log", which is H +- z se(H). */
  readonly confidence?: ConfidenceOptions;
}

const OPTIONS = [
  "time",
  "event",
  "by",
  "entry",
  "id",
  "cluster",
  "start",
  "estimator",
  "confidence",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof CumulativeHazardSpec<never>)[];

/** A cumulative hazard with the survival curve exp(-H) that belongs to it. */
export interface HazardCurve extends SurvivalCurve {
  /** H(t), the expected number of events until the time; one entry per time, as the columns below. */
  readonly hazard: Float64Array;
  /** Standard error of H(t). */
  readonly hazardError: Float64Array;
  /** -log of the upper limit of S(t). */
  readonly hazardLower: Float64Array;
  /** -log of the lower limit of S(t); infinite where that is 0. */
  readonly hazardUpper: Float64Array;
}

/** Result of `cumulativeHazard`. */
export interface CumulativeHazard {
  readonly kind: "cumulative-hazard";
  readonly version: 1;
  readonly estimator: HazardEstimator;
  /** One curve per level of `by`, in the order of the levels. */
  readonly curves: readonly HazardCurve[];
  readonly confidence: Confidence;
  /** Number of distinct times that were merged with another because they differ by rounding only. */
  readonly mergedTimes: number;
  /** Rows left out because a value was missing. */
  readonly omitted: Omitted;
  /** Number of rows left out by `where`. */
  readonly excluded: number;
  /** Number of rows left out because their weight is 0. */
  readonly zeroWeight: number;
  readonly weightType: WeightType | null;
}

/**
 * Cumulative hazard by the estimator of Nelson and Aalen or of Fleming and Harrington, with the survival curve exp(-H).
 *
 * With d events among n at risk at a time: "nelson-aalen" H(t) = sum d / n, variance sum d / n^2; "fleming-harrington" takes
 * tied events one after the other, H(t) = sum over j < d of 1 / (n - j), variance sum 1 / (n - j)^2. Equals R's
 * `survfit(stype = 2, ctype = 1)` and `ctype = 2`: `cumhaz`, `std.chaz`, and `surv` with limits. Times, delayed entry,
 * subjects, clusters, weights and `start` are as in `kaplanMeier`; the limits of H are -log of those of S.
 *
 * A subject (`id`) may have several events: H is then the mean number of events by a time, and the variance the infinitesimal
 * jackknife's over subjects, as it is with sampling weights and with `cluster`. Tied events with sampling weights have their
 * mean weight in turn. Time O(n log n).
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @throws InputError as `kaplanMeier`.
 *
 * @example
 * ```ts
 * import { cumulativeHazard } from "@hcc/survival";
 * const data = { months: [6, 6, 6, 7, 10], death: [1, 1, 0, 1, 0] };
 * const spec = { time: "months", event: "death" } as const;
 * Array.from(cumulativeHazard(data, spec).curves[0]!.hazard); // => [0.4, 0.9, 0.9]
 * const tied = cumulativeHazard(data, { ...spec, estimator: "fleming-harrington" });
 * Array.from(tied.curves[0]!.hazard); // => [0.45, 0.95, 0.95]
 * ```
 *
 * @see Aalen O. Nonparametric inference for a family of counting processes. Ann Stat 1978;6:701-26. https://doi.org/10.1214/aos/1176344247
 * @see Fleming TR, Harrington DP. Nonparametric estimation of the survival distribution in censored data. Commun Stat Theory Methods 1984;13:2469-86. https://doi.org/10.1080/03610928408828837
 * @see Lawless JF, Nadeau C. Some simple robust methods for the analysis of recurrent events. Technometrics 1995;37:158-68. https://doi.org/10.1080/00401706.1995.10484300
 */
export function cumulativeHazard<D extends Iterable<unknown> | object>(
  data: D,
  spec: CumulativeHazardSpec<RowOf<D>>,
): CumulativeHazard {
  checkOptions("cumulativeHazard", spec, OPTIONS);
  const estimator = oneOf("estimator", spec.estimator, ["nelson-aalen", "fleming-harrington"], "nelson-aalen");
  const confidence = resolveConfidence(spec.confidence, "log", true);
  const start = spec.start === undefined ? null : checkTime(spec.start, "start");
  const rows = readSurvival(data, spec, true);
  const robust = rows.clustered || rows.weightType === "sampling" || repeatedEvent(rows) !== null;
  const { frame, ranks } = rows;
  return {
    kind: "cumulative-hazard",
    version: 1,
    estimator,
    curves: groupTables(rows, start, robust).map((own) => hazardCurve(own, estimator, confidence, start ?? 0)),
    confidence,
    mergedTimes: ranks.merged,
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
    weightType: frame.weightType,
  };
}

function hazardCurve(
  { group, table, robust }: GroupTable,
  estimator: HazardEstimator,
  confidence: Confidence,
  start: number,
): HazardCurve {
  const { hazard, variance, gains } = (estimator === "nelson-aalen" ? nelsonAalen : flemingHarrington)(table);
  const survival = hazard.map((value) => exp(-value));
  const found = robust === null ? null : robust.sums(gains, survival);
  const estimate = {
    survival,
    relative: variance.map(Math.sqrt),
    ...(found === null ? { variance: "hazard" as const } : { variance: "robust" as const, robust: found }),
  };
  const curve = curveOf(group, table, estimate, confidence, start);
  return {
    ...curve,
    hazard,
    hazardError: (found?.variance ?? variance).map(Math.sqrt),
    hazardLower: curve.upper.map((limit) => -log(limit) + 0),
    hazardUpper: curve.lower.map((limit) => -log(limit) + 0),
    median: survivalQuantile(curve, 0.5),
  };
}
