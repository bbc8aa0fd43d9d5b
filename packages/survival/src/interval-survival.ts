import {
  type Channel,
  checkOptions,
  column,
  type GroupValue,
  InputError,
  type Omitted,
  optionalColumn,
  type RowOf,
  type RowOptions,
  readColumn,
  readFrame,
  rereadable,
  type WeightOptions,
  type WeightType,
} from "@hcc/data";
import { TOLERANCE } from "./internal/crossing.js";
import { joined } from "./internal/intervals.js";
import { refuseSampling } from "./internal/refuse-sampling.js";
import { rowOptions } from "./internal/row-options.js";
import { rowsByGroup } from "./internal/rows-by-group.js";
import { supportIntervals } from "./internal/support-intervals.js";
import { type Coverage, maximizeMasses } from "./internal/turnbull.js";
import { timeRanks } from "./time-ranks.js";

/** Channels and options of `intervalSurvival`. */
export interface IntervalSurvivalSpec<Row> extends RowOptions<Row>, WeightOptions<Row> {
  /** Last time at which the subject was known to be free of the event; 0 where there was none. */
  readonly left: Channel<Row, number>;
  /** First time at which the event was known to have happened; missing where it was not. */
  readonly right: Channel<Row, number>;
  /** One curve per value. Default: one curve of all rows. */
  readonly by?: Channel<Row, GroupValue>;
}

const OPTIONS = [
  "left",
  "right",
  "by",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof IntervalSurvivalSpec<never>)[];

/** Survival of one group from interval-censored times; the arrays have one entry per interval with mass, ascending. */
export interface IntervalSurvivalCurve {
  /** Name of the group, or null when the curve is of all rows. */
  readonly group: string | null;
  /** Number of subjects (sum of frequency weights). */
  readonly n: number;
  /** Number of them whose event is known to have happened, at a time or in an interval. */
  readonly events: number;
  /** Start of each interval: the event is in (left, right], or at left = right. */
  readonly left: Float64Array;
  /** End of each interval; Infinity for the mass of those who were censored after all others. */
  readonly right: Float64Array;
  /** Probability of an event in the interval. */
  readonly mass: Float64Array;
  /**
   * S after the interval. From one interval's right to the next one's left S is this number; within an interval it is
   * anywhere between the S before and this.
   */
  readonly survival: Float64Array;
  /** The interval in which S falls to 1/2 or below, or the times between which it is 1/2; null when it does not fall so far. */
  readonly median: { readonly from: number; readonly to: number } | null;
  readonly logLikelihood: number;
  readonly iterations: number;
  /**
   * Largest derivative of the log-likelihood by the mass of any interval, those without mass too, over n, minus 1. It is 0 at the
   * maximum and nowhere else; the log-likelihood is within n times this of its maximum.
   */
  readonly gradientMax: number;
  readonly status: "converged" | "not-converged";
}

/** Result of `intervalSurvival`. */
export interface IntervalSurvival {
  readonly kind: "interval-survival";
  readonly version: 1;
  /** One curve per level of `by`, in the order of the levels. */
  readonly curves: readonly IntervalSurvivalCurve[];
  /** Number of distinct times that were merged with another because they differ by rounding only. */
  readonly mergedTimes: number;
  /** Rows left out because a value was missing; a missing `right` is a censored row. */
  readonly omitted: Omitted;
  /** Number of rows left out by `where`. */
  readonly excluded: number;
  /** Number of rows left out because their weight is 0. */
  readonly zeroWeight: number;
  readonly weightType: WeightType | null;
}

/** Share of the mass below which an interval is rounding and has none. */
const NEGLIGIBLE = 1e-12;

/**
 * Survival curve of interval-censored times: the nonparametric maximum likelihood estimate of Turnbull.
 *
 * A visit finds that the event happened after the one before: it is known to be in (left, right]. Maximizes
 * sum log(S(left_i) - S(right_i)), rows with left = right as events at that time, rows without right as S(left_i). All mass
 * lies in the innermost intervals, those from a left end to the next right end; how it lies within one of them the data do not
 * say, so that S is known up to bounds there (`intervalSurvivalAt`). `kaplanMeier` of the times of the visits places all of it
 * at the right ends. With events at known times only, this is the Kaplan-Meier curve.
 *
 * Solved by EM and iterative convex minorants in turn until the conditions that hold at the maximum only (Kuhn-Tucker) hold
 * to 1e-10. R's `survfit(Surv(left, right, type = "interval2"))` stops its EM when masses move by less than 1e-4 or so.
 *
 * There are **no standard errors and no limits**, on purpose: the estimate converges at the rate n^(1/3), its distribution is
 * not normal, and resampling the rows does not approximate it. R's are those of a Kaplan-Meier curve of imputed events.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @throws InputError for a left above its right, a negative or missing left, sampling weights, an unknown option.
 *
 * @example
 * ```ts
 * import { intervalSurvival } from "@hcc/survival";
 * const rows = [
 *   { free: 0, progressed: 3 }, { free: 2, progressed: 4 }, { free: 3, progressed: 6 }, { free: 5, progressed: null },
 * ];
 * const [curve] = intervalSurvival(rows, { left: "free", right: "progressed" }).curves;
 * Array.from(curve!.left); // => [2, 5]
 * Array.from(curve!.right); // => [3, 6]
 * Array.from(curve!.survival); // => [0.5, 0]
 * curve!.median; // => { from: 3, to: 5 }
 * ```
 *
 * @see Turnbull BW. The empirical distribution function with arbitrarily grouped, censored and truncated data. J R Stat Soc B 1976;38:290-5. https://doi.org/10.1111/j.2517-6161.1976.tb01597.x
 * @see Wellner JA, Zhan Y. A hybrid algorithm for computation of the nonparametric maximum likelihood estimator from censored data. J Am Stat Assoc 1997;92:945-59. https://doi.org/10.1080/01621459.1997.10474049
 * @see Sen B, Xu G. Model based bootstrap methods for interval censored data. Comput Stat Data Anal 2015;81:121-9. https://doi.org/10.1016/j.csda.2014.07.007
 */
export function intervalSurvival<D extends Iterable<unknown> | object>(
  data: D,
  spec: IntervalSurvivalSpec<RowOf<D>>,
): IntervalSurvival {
  checkOptions("intervalSurvival", spec, OPTIONS, {
    time: "give left, the last time without the event, and right, the first with it",
    event: "a row without right is censored",
    confidence: "the estimate has no limits: see its documentation",
  });
  refuseSampling(spec.weightType, "interval-censored curves have");
  const source = rereadable(data);
  const frame = readFrame(
    source,
    { left: column("time", spec.left), by: optionalColumn("group", spec.by) },
    rowOptions(spec),
  );
  const { left, by } = frame.columns;
  const all = readColumn(source, "number", spec.right, "right");
  const right = Float64Array.from(frame.rows, (row) => all[row]!);
  const finite = right.map((value, i) => (Number.isNaN(value) ? left[i]! : value));
  const { ranks, time, merged } = timeRanks(joined(left, finite));
  const leftRank = ranks.slice(0, left.length);
  const rightRank = ranks.slice(left.length);
  for (let i = 0; i < left.length; i++) {
    if (Number.isNaN(right[i]!)) rightRank[i] = -1;
    else if (rightRank[i]! < leftRank[i]!) {
      const row = frame.rows[i]!;
      throw new InputError(
        "option",
        `left is ${left[i]} and right is ${right[i]} at row ${row}: the event comes after the last time without it; leave right empty where there was no event`,
        { column: "right", row },
      );
    }
  }
  const members = rowsByGroup(by, Int32Array.from(left.keys()));
  const curves = (by?.levels ?? [null]).map((group, code) => {
    const rows = members[code]!;
    const pick = (values: Int32Array): Int32Array => rows.map((i) => values[i]!);
    const counts = Float64Array.from(rows, (i) => (frame.weights === null ? 1 : frame.weights[i]!));
    const own = ownTimes(pick(leftRank), pick(rightRank), time);
    return curveOf(group, own.leftRank, own.rightRank, own.time, counts);
  });
  return {
    kind: "interval-survival",
    version: 1,
    curves,
    mergedTimes: merged,
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
    weightType: frame.weightType,
  };
}

/** Ranks among the times of one group, whose work does not grow with the times of the others. */
function ownTimes(
  leftRank: Int32Array,
  rightRank: Int32Array,
  time: Float64Array,
): { readonly leftRank: Int32Array; readonly rightRank: Int32Array; readonly time: Float64Array } {
  const all = Int32Array.from([...leftRank, ...rightRank]).sort();
  const used = all.filter((rank, i) => rank >= 0 && rank !== all[i - 1]);
  const place = new Map(Array.from(used, (rank, own) => [rank, own]));
  const own = (ranks: Int32Array): Int32Array => ranks.map((rank) => place.get(rank) ?? -1);
  return { leftRank: own(leftRank), rightRank: own(rightRank), time: Float64Array.from(used, (rank) => time[rank]!) };
}

function curveOf(
  group: string | null,
  leftRank: Int32Array,
  rightRank: Int32Array,
  time: Float64Array,
  counts: Float64Array,
): IntervalSurvivalCurve {
  const support = supportIntervals(leftRank, rightRank, time);
  const { mass, ...fit } = maximizeMasses(
    covered(support.from, support.to, counts, support.left.length),
    support.left.length,
  );
  const kept = Int32Array.from(mass.keys()).filter((j) => mass[j]! > NEGLIGIBLE);
  const left = Float64Array.from(kept, (j) => support.left[j]!);
  const right = Float64Array.from(kept, (j) => support.right[j]!);
  const survival = new Float64Array(kept.length);
  // From the end, where the little that is left keeps its digits.
  for (let k = kept.length - 2; k >= 0; k--) survival[k] = survival[k + 1]! + mass[kept[k + 1]!]!;
  let events = 0;
  let n = 0;
  for (let i = 0; i < counts.length; i++) {
    n += counts[i]!;
    if (rightRank[i]! >= 0) events += counts[i]!;
  }
  return {
    group,
    n,
    events,
    left,
    right,
    mass: Float64Array.from(kept, (j) => mass[j]!),
    survival,
    median: medianOf(left, right, survival),
    ...fit,
  };
}

/** Rows of the same interval as one. */
function covered(from: Int32Array, to: Int32Array, counts: Float64Array, m: number): Coverage {
  const seen = new Map<number, number>();
  const [first, last, weight]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < counts.length; i++) {
    const key = from[i]! * m + to[i]!;
    const at = seen.get(key);
    if (at !== undefined) weight[at]! += counts[i]!;
    else {
      seen.set(key, weight.length);
      first.push(from[i]!);
      last.push(to[i]!);
      weight.push(counts[i]!);
    }
  }
  return { from: Int32Array.from(first), to: Int32Array.from(last), weight: Float64Array.from(weight) };
}

function medianOf(left: Float64Array, right: Float64Array, survival: Float64Array): IntervalSurvivalCurve["median"] {
  const at = survival.findIndex((value) => value <= 0.5 + TOLERANCE);
  if (at < 0 || right[at] === Number.POSITIVE_INFINITY) return null;
  if (survival[at]! < 0.5 - TOLERANCE || at + 1 === left.length) return { from: left[at]!, to: right[at]! };
  return { from: right[at]!, to: left[at + 1]! };
}
