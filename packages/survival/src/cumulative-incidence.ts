import {
  type CauseChannel,
  type Channel,
  checkOptions,
  type GroupValue,
  type Omitted,
  oneOf,
  type RowOf,
  type RowOptions,
  type WeightOptions,
  type WeightType,
} from "@hcc/data";
import { countingOrder, normalQuantile } from "@hcc/numerics";
import { writeLimits } from "./internal/confidence-limits.js";
import { type IncidenceSteps, incidenceSteps } from "./internal/incidence-steps.js";
import { readCompeting } from "./internal/read-competing.js";
import { refuseSampling } from "./internal/refuse-sampling.js";
import { resolveConfidence } from "./internal/resolve-confidence.js";
import type { Confidence, ConfidenceType } from "./types.js";

/**
 * Variance of a cumulative incidence. One of:
 * - "infinitesimal-jackknife" (default, as R's `survfit`): the squared influence of the subjects;
 * - "aalen" (as `cmprsk::cuminc` in R): the causes as independent counting processes, hypergeometric where events are tied.
 */
export type IncidenceVariance = "infinitesimal-jackknife" | "aalen";

/** Channels and options of `cumulativeIncidence`. */
export interface CumulativeIncidenceSpec<Row> extends RowOptions<Row>, WeightOptions<Row> {
  /** Time to the first event of any kind, or to censoring, 0 or more. */
  readonly time: Channel<Row, number>;
  /** What ended it: `{ channel: "end", event: ["progression"], competing: ["death"], censored: ["alive"] }`. */
  readonly cause: CauseChannel<Row>;
  /** Time from which the row is at risk, below `time`. Default: from the start. */
  readonly entry?: Channel<Row, number>;
  /** One curve per value. Default: one curve of all rows. */
  readonly by?: Channel<Row, GroupValue>;
  /** Pointwise limits; default level 0.95 and type "log". */
  readonly confidence?: { readonly level?: number; readonly type?: ConfidenceType };
  /** Default "infinitesimal-jackknife". */
  readonly variance?: IncidenceVariance;
}

const OPTIONS = [
  "time",
  "cause",
  "entry",
  "by",
  "confidence",
  "variance",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof CumulativeIncidenceSpec<never>)[];

/** One cumulative incidence; the arrays have one entry per distinct time of the group, ascending. */
export interface IncidenceCurve {
  /** Name of the group, or null when the curve is of all rows. */
  readonly group: string | null;
  /** Number of subjects (sum of frequency weights). */
  readonly n: number;
  /** Number of events of interest. */
  readonly events: number;
  /** Number of competing events. */
  readonly competing: number;
  /** Distinct times of the group, in the unit of the input. */
  readonly time: Float64Array;
  /** Number at risk just before the time. */
  readonly nRisk: Float64Array;
  /** Number of events of interest at the time. */
  readonly nEvent: Float64Array;
  /** Number of competing events at the time. */
  readonly nCompeting: Float64Array;
  /** Number censored at the time; they were still at risk for its events. */
  readonly nCensor: Float64Array;
  /** F(t), the probability of the event of interest by the time. */
  readonly incidence: Float64Array;
  /** S(t), the probability of no event of either kind; the competing incidence is 1 - F - S. */
  readonly survival: Float64Array;
  /** Standard error of F(t); NaN where F = 1. */
  readonly standardError: Float64Array;
  /** Lower pointwise limit of F(t); NaN where F = 1. */
  readonly lower: Float64Array;
  /** Upper pointwise limit of F(t); NaN where F = 1. */
  readonly upper: Float64Array;
  /** Level and type of `lower` and `upper`. */
  readonly confidence: Confidence;
}

/** Result of `cumulativeIncidence`. */
export interface CumulativeIncidence {
  readonly kind: "cumulative-incidence";
  readonly version: 1;
  /** One curve per level of `by`, in the order of the levels. */
  readonly curves: readonly IncidenceCurve[];
  readonly variance: IncidenceVariance;
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
 * Cumulative incidence of an event in the presence of competing events (Aalen-Johansen), with pointwise limits.
 *
 * F(t) = sum over the times t_i <= t of S(t_i-) d_1i / n_i, with d_1i events of interest among n_i at risk and S the
 * Kaplan-Meier curve of either event. One minus the Kaplan-Meier curve that censors the competing events is larger: it is
 * no probability of anything that happens. For the incidence of the competing event swap the lists.
 *
 * Variance "infinitesimal-jackknife": sum over the subjects of (dF(t)/dw_i)^2; without late entries this is
 * sum (F(t) - F(t_i))^2 d_i / (n_i (n_i - d_i)) - 2 sum (F(t) - F(t_i)) S(t_i-) d_1i / n_i^2 +
 * sum S(t_i-)^2 d_1i (n_i - d_1i) / n_i^3. Equals R's `survfit(Surv(time, factor(cause)))`, limits and all. Variance
 * "aalen": sum a_i^2 v_1i + b_i^2 v_2i with b_i = (F(t) - F(t_i)) / (n_i - d_i), a_i = S(t_i-) / n_i - b_i,
 * v = d (n - d) / (n - 1) of the cause, d where d is 1. Equals `cmprsk::cuminc`.
 *
 * Limits are those of `kaplanMeier` with F for S: type "log" (default, as `survfit`) is symmetric on log F, "log-log"
 * (default of SAS) on log(-log F). Where F = 0 they are 0 and 0.
 *
 * With `entry` a row is at risk in (entry, time], one row per subject; where all at risk had their events early, S = 0 and F
 * stays for good. Frequency weights are whole numbers and mean repeated rows. Time O(n log n).
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @throws InputError for a cause in none of the lists or in two, a missing value, a negative time, an entry not before its
 * time, sampling weights, an unknown option.
 *
 * @example
 * ```ts
 * import { cumulativeIncidence } from "@hcc/survival";
 * const rows = [
 *   { months: 2, end: "progression" }, { months: 3, end: "death" }, { months: 4, end: "alive" }, { months: 6, end: "progression" },
 * ];
 * const cause = { channel: "end", event: ["progression"], competing: ["death"], censored: ["alive"] } as const;
 * const [curve] = cumulativeIncidence(rows, { time: "months", cause }).curves;
 * Array.from(curve!.incidence); // => [0.25, 0.25, 0.25, 0.75]
 * Array.from(curve!.survival); // => [0.75, 0.5, 0.5, 0]
 * ```
 *
 * @see Aalen OO, Johansen S. An empirical transition matrix for non-homogeneous Markov chains based on censored observations. Scand J Stat 1978;5:141-50.
 * @see Aalen OO. Nonparametric estimation of partial transition probabilities in multiple decrement models. Ann Stat 1978;6:534-45. https://doi.org/10.1214/aos/1176344198
 */
export function cumulativeIncidence<D extends Iterable<unknown> | object>(
  data: D,
  spec: CumulativeIncidenceSpec<RowOf<D>>,
): CumulativeIncidence {
  checkOptions("cumulativeIncidence", spec, OPTIONS, {
    event: "say which causes are the event: cause: { channel, event: [...], competing: [...], censored: [...] }",
    id: "give one row per subject",
    cluster: "there is no robust variance of clusters here",
  });
  refuseSampling(spec.weightType, "a cumulative incidence has");
  const confidence = resolveConfidence(spec.confidence, "log");
  const variance = oneOf("variance", spec.variance, ["infinitesimal-jackknife", "aalen"], "infinitesimal-jackknife");
  const rows = readCompeting(data, spec);
  const { by, frame, rank, entryRank } = rows;
  const levels = by?.levels.length ?? 1;
  const sorted = (ranks: Int32Array): Int32Array => {
    const order = countingOrder(ranks, rows.time.length);
    return by === null ? order : countingOrder(by.codes, levels, order);
  };
  const order = sorted(rank);
  const arrivals = entryRank === null ? null : sorted(entryRank);
  const starts = new Float64Array(arrivals === null ? 0 : 2 * rank.length);
  const sizes = new Int32Array(levels);
  for (let i = 0; i < rank.length; i++) sizes[by === null ? 0 : by.codes[i]!]!++;
  const curves: IncidenceCurve[] = [];
  let first = 0;
  for (let group = 0; group < levels; group++) {
    const end = first + sizes[group]!;
    const own = order.subarray(first, end);
    const steps = incidenceSteps(rows, own, arrivals?.subarray(first, end) ?? null, starts, variance);
    curves.push(withLimits(steps, by === null ? null : by.levels[group]!, confidence));
    first = end;
  }
  return {
    kind: "cumulative-incidence",
    version: 1,
    curves,
    variance,
    confidence,
    mergedTimes: rows.merged,
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
    weightType: frame.weightType,
  };
}

function withLimits(steps: IncidenceSteps, group: string | null, confidence: Confidence): IncidenceCurve {
  const { variance, ...curve } = steps;
  const z = normalQuantile(0.5 + confidence.level / 2);
  const standardError = new Float64Array(variance.length);
  const lower = new Float64Array(variance.length);
  const upper = new Float64Array(variance.length);
  for (let i = 0; i < variance.length; i++) {
    const value = curve.incidence[i]!;
    if (value === 0) continue;
    const error = Math.sqrt(variance[i]!);
    if (value === 1) {
      standardError[i] = lower[i] = upper[i] = Number.NaN;
      continue;
    }
    standardError[i] = error;
    const half = z * (error / value);
    writeLimits(lower, upper, i, confidence.type, value, half, half);
  }
  return { group, ...curve, standardError, lower, upper, confidence };
}
