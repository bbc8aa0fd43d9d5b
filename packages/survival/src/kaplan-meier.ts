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
import { checkTime } from "./internal/check-time.js";
import { groupTables } from "./internal/group-tables.js";
import { productLimit } from "./internal/product-limit.js";
import { readSurvival } from "./internal/read-survival.js";
import { refuseRepeatedEvents } from "./internal/repeated-event.js";
import { resolveConfidence } from "./internal/resolve-confidence.js";
import { survivalQuantile } from "./survival-quantile.js";
import type { Confidence, ConfidenceOptions, QuantileInterval, QuantileRule, SurvivalCurve } from "./types.js";

/** Channels and options of `kaplanMeier`. */
export interface KaplanMeierSpec<Row> extends RowOptions<Row>, WeightOptions<Row> {
  /** Observed time, 0 or more. */
  readonly time: Channel<Row, number>;
  /** 1 or true when the time ended with the event, 0 or false when it is censored. */
  readonly event: Channel<Row, EventValue>;
  /** One curve per value. Default: one curve of all rows. */
  readonly by?: Channel<Row, GroupValue>;
  /** Time of entry: the row is at risk in (entry, time]. Default: all are at risk from the start. */
  readonly entry?: Channel<Row, number>;
  /** Subject of each row, where it has several; their intervals must not overlap. */
  readonly id?: Channel<Row, GroupValue>;
  /** Rows of one value depend on each other (a center, a matched pair): asks for the robust variance. */
  readonly cluster?: Channel<Row, GroupValue>;
  /** Survival of those who are free of the event beyond this time: S(t) / S(start). Default: of all. */
  readonly start?: number;
  /** Pointwise limits; default level 0.95 and the type of `conventions`. */
  readonly confidence?: ConfidenceOptions;
  /** Defaults of the options below and of `confidence.type`. One of "r" (default) and "spss". */
  readonly conventions?: "r" | "spss";
  /** Which time is the median when the curve is flat at 1/2. Default "midpoint" ("infimum" under "spss"). */
  readonly medianRule?: QuantileRule;
  /** How the limits of the median are found, one of "inversion" (default), "spss" (default under "spss") and "sas". */
  readonly medianInterval?: Exclude<QuantileInterval, "bootstrap">;
}

const OPTIONS = [
  "time",
  "event",
  "by",
  "entry",
  "id",
  "cluster",
  "start",
  "confidence",
  "conventions",
  "medianRule",
  "medianInterval",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof KaplanMeierSpec<never>)[];

/** Result of `kaplanMeier`. */
export interface KaplanMeier {
  readonly kind: "kaplan-meier";
  readonly version: 1;
  /** One curve per level of `by`, in the order of the levels. */
  readonly curves: readonly SurvivalCurve[];
  /** What the options came to. */
  readonly conventions: {
    readonly preset: "r" | "spss";
    readonly confidence: Confidence;
    readonly medianRule: QuantileRule;
    readonly medianInterval: Exclude<QuantileInterval, "bootstrap">;
  };
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
 * Kaplan-Meier curves with pointwise limits and medians.
 *
 * S(t) = product over the times t_i <= t of (n_i - d_i) / n_i, with d_i events among n_i subjects at risk;
 * se(S) = S sqrt(sum d_i / (n_i (n_i - d_i))) (Greenwood). Subjects censored at t_i are at risk for the events of t_i.
 * There is one entry per distinct time, events and censorings, as in R's `survfit`; `standardError` is that of S, as in
 * `summary(survfit)`. Times that differ by rounding only are one time (see `timeRanks`).
 *
 * Conventions "r" (default): limits of type "log", median as `quantile(survfit)`. Conventions "spss": type "plain",
 * median min { t: S(t) <= 1/2 } with the interval of SPSS (see `survivalQuantile`). Where no event has happened yet,
 * S = lower = upper = 1 for every type; R has NA there for all types but "log" and "plain". Where S = 0 the standard
 * error and the limits are not defined: NaN (R: NA). A group in which all are censored has S = 1 and the median null.
 *
 * Frequency weights are whole numbers and mean repeated rows. With sampling weights n_i and d_i are sums of weights; with
 * them or with `cluster` the variance is the infinitesimal jackknife's, the sum over clusters (else subjects, else rows) of
 * (sum of w dS/dw)^2, as R's `survfit(robust = TRUE)`, and Greenwood's is `naiveStandardError`. `entry` and `id` are as in
 * `Surv(entry, time, event)`: a row of a subject that goes on in the next one is no censoring, and splitting rows changes
 * nothing. `start` gives S(t) / S(start), of those followed beyond it; R's `start.time` keeps the events at that time.
 * Time O(n log n).
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @throws InputError for a missing value, a negative time, an event other than 0 and 1, an unknown option.
 *
 * @example
 * ```ts
 * import { kaplanMeier } from "@hcc/survival";
 * const patients = [
 *   { months: 6, death: 1 }, { months: 6, death: 1 }, { months: 6, death: 0 }, { months: 7, death: 1 }, { months: 10, death: 0 },
 * ];
 * const { curves } = kaplanMeier(patients, { time: "months", event: "death" });
 * Array.from(curves[0]!.time); // => [6, 7, 10]
 * Array.from(curves[0]!.survival); // => [0.6, 0.3, 0.3]
 * curves[0]!.median.estimate; // => 7
 * ```
 *
 * @see Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat Assoc 1958;53:457-81. https://doi.org/10.1080/01621459.1958.10501452
 */
export function kaplanMeier<D extends Iterable<unknown> | object>(
  data: D,
  spec: KaplanMeierSpec<RowOf<D>>,
): KaplanMeier {
  checkOptions("kaplanMeier", spec, OPTIONS, {
    cause: "competing events are for cumulativeIncidence; a curve that censors them is no probability of the event",
  });
  const preset = oneOf("conventions", spec.conventions, ["r", "spss"], "r");
  const spss = preset === "spss";
  const confidence = resolveConfidence(spec.confidence, spss ? "plain" : "log", true);
  const medianRule = oneOf("medianRule", spec.medianRule, ["midpoint", "infimum"], spss ? "infimum" : "midpoint");
  const medianInterval = oneOf(
    "medianInterval",
    spec.medianInterval,
    ["inversion", "spss", "sas"],
    spss ? "spss" : "inversion",
  );
  const start = spec.start === undefined ? null : checkTime(spec.start, "start");
  const rows = readSurvival(data, spec, true);
  refuseRepeatedEvents(rows);
  const robust = rows.clustered || rows.weightType === "sampling";
  const curves = groupTables(rows, start, robust).map((table) => {
    const curve = productLimit(table, confidence, start ?? 0);
    return { ...curve, median: survivalQuantile(curve, 0.5, { rule: medianRule, interval: medianInterval }) };
  });
  return {
    kind: "kaplan-meier",
    version: 1,
    curves,
    conventions: { preset, confidence, medianRule, medianInterval },
    mergedTimes: rows.ranks.merged,
    omitted: rows.frame.omitted,
    excluded: rows.frame.excluded,
    zeroWeight: rows.frame.zeroWeight,
    weightType: rows.frame.weightType,
  };
}
