import {
  type Channel,
  checkLevel,
  checkOptions,
  column,
  InputError,
  type Omitted,
  type RowOf,
  type WeightType,
} from "@hcc/data";
import { normalQuantile } from "@hcc/numerics";
import { influenceVariance, readOutcome } from "./internal/sorted-outcome.js";
import { type StatusAt, statusAt } from "./internal/status-at.js";
import { stepCurve } from "./internal/step-curve.js";
import { places } from "./internal/weight-tree.js";
import type { FollowUpChannels } from "./types.js";

/** Follow-up, score and times of `timeDependentAuc`. */
export interface TimeDependentAucSpec<Row> extends FollowUpChannels<Row> {
  /** Higher for those who are expected to have the event earlier, for example a linear predictor. */
  readonly score: Channel<Row, number>;
  readonly times: Iterable<number>;
  /** Level of the confidence intervals. Default 0.95. */
  readonly level?: number;
}

/** Area under the ROC curve at times; arrays have one value per time, NaN where it is not estimable. */
export interface TimeDependentAuc {
  readonly kind: "time-dependent-auc";
  readonly version: 1;
  readonly times: Float64Array;
  readonly auc: Float64Array;
  readonly standardError: Float64Array;
  /** Limits auc +/- z SE, cut to [0, 1]. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Number of events until the time (as `n` is counted). */
  readonly cases: Float64Array;
  /** Number still free of the event and under observation at the time. */
  readonly controls: Float64Array;
  readonly level: number;
  readonly method: "inverse-probability-of-censoring";
  readonly n: number;
  readonly events: number;
  readonly weightType: WeightType | null;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Rows left out because their weight is 0. */
  readonly zeroWeight: number;
}

/**
 * Time-dependent area under the ROC curve, cumulative cases and dynamic controls: how well a score tells those with the event
 * by t from those free of it at t.
 *
 * AUC(t) = P(score of a case > score of a control) + P(equal) / 2, cases (event at T <= t) weighted by 1 / G(T-), controls
 * (under observation at t) alike; G the Kaplan-Meier curve of being uncensored, events before censorings of the same
 * time, a censoring at t being a control. The standard error is the infinitesimal jackknife, the estimation of G included.
 * O(n log n) and O(n) per time.
 *
 * The estimator of R's `timeROC` (its `AUC_1`, weighting "marginal").
 *
 * @throws InputError for missing or negative values and for times that are not finite.
 *
 * @example
 * ```ts
 * import { timeDependentAuc } from "@hcc/cox";
 * const rows = [
 *   { t: 1, d: 1, x: 3 }, { t: 2, d: 0, x: 2 }, { t: 4, d: 1, x: 1 }, { t: 5, d: 1, x: 4 }, { t: 6, d: 0, x: 0 }, { t: 7, d: 1, x: 2 },
 * ];
 * const { auc, cases, controls } = timeDependentAuc(rows, { time: "t", event: "d", score: "x", times: [4] });
 * [cases[0], controls[0]]; // => [2, 3]
 * auc[0]; // => 0.48148148
 * ```
 *
 * @see Uno H, Cai T, Tian L, Wei LJ. Evaluating prediction rules for t-year survivors with censored regression models. J Am Stat
 * Assoc 2007;102:527-537. doi:10.1198/016214507000000149
 * @see Blanche P, Dartigues JF, Jacqmin-Gadda H. Estimating and comparing time-dependent areas under receiver operating
 * characteristic curves for censored event times with competing risks. Stat Med 2013;32:5381-5397. doi:10.1002/sim.5958
 */
export function timeDependentAuc<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: TimeDependentAucSpec<RowOf<Data>>,
): TimeDependentAuc {
  checkOptions("timeDependentAuc", spec, [
    "time",
    "event",
    "score",
    "times",
    "level",
    "where",
    "missing",
    "weights",
    "weightType",
  ]);
  const level = checkLevel(spec.level ?? 0.95);
  const times = readTimes(spec.times);
  const rows = readOutcome(data, spec, { score: column("number", spec.score) });
  const { frame, order, weight } = rows;
  const frequency = frame.weightType !== "sampling";
  const score = Float64Array.from(order, (row) => (frame.columns.score as Float64Array)[row]!);
  const ordered = places(score);
  const censoring = stepCurve(rows, 0);
  const z = -normalQuantile((1 - level) / 2);
  const empty = (): Float64Array => new Float64Array(times.length).fill(Number.NaN);
  const result = {
    auc: empty(),
    standardError: empty(),
    lower: empty(),
    upper: empty(),
    cases: new Float64Array(times.length),
    controls: new Float64Array(times.length),
  };
  times.forEach((time, k) => {
    const at = statusAt(rows, censoring, time);
    at.status.forEach((status, i) => {
      const count = frame.weightType === "frequency" ? weight[i]! : 1;
      if (status === 1) result.cases[k]! += count;
      else if (status === 0) result.controls[k]! += count;
    });
    if (result.cases[k] === 0 || result.controls[k] === 0) return;
    const { auc, influence } = areaAt(at, weight, ordered);
    const error = Math.sqrt(influenceVariance(influence, weight, frequency));
    result.auc[k] = auc;
    result.standardError[k] = error;
    result.lower[k] = Math.max(auc - z * error, 0);
    result.upper[k] = Math.min(auc + z * error, 1);
  });
  return {
    kind: "time-dependent-auc",
    version: 1,
    times,
    ...result,
    level,
    method: "inverse-probability-of-censoring",
    ...rows.counts,
    weightType: frame.weightType,
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
  };
}

function areaAt(
  at: StatusAt,
  weight: Float64Array,
  { place, distinct }: { readonly place: Int32Array; readonly distinct: number },
): { auc: number; influence: Float64Array } {
  const n = weight.length;
  const controls = new Float64Array(distinct);
  const cases = new Float64Array(distinct);
  let allControls = 0;
  let allCases = 0;
  for (let i = 0; i < n; i++) {
    if (at.status[i] === 0) {
      controls[place[i]!]! += weight[i]!;
      allControls += weight[i]!;
    } else if (at.status[i] === 1) {
      cases[place[i]!]! += weight[i]! * at.inverse[i]!;
      allCases += weight[i]! * at.inverse[i]!;
    }
  }
  // Of each place: controls below it and cases above it, those equal to it half.
  const below = new Float64Array(distinct);
  const above = new Float64Array(distinct);
  for (let k = 0, sum = 0; k < distinct; k++) {
    below[k] = sum + controls[k]! / 2;
    sum += controls[k]!;
  }
  for (let k = distinct - 1, sum = 0; k >= 0; k--) {
    above[k] = sum + cases[k]! / 2;
    sum += cases[k]!;
  }
  let won = 0;
  for (let k = 0; k < distinct; k++) won += cases[k]! * below[k]!;
  const pairs = allCases * allControls;
  const auc = won / pairs;
  const surplus = new Float64Array(n);
  for (let i = 0; i < n; i++) if (at.status[i] === 1) surplus[i] = below[place[i]!]! - auc * allControls;
  const influence = at.censoringInfluence(surplus);
  for (let i = 0; i < n; i++) {
    if (at.status[i] === 1) influence[i]! += at.inverse[i]! * surplus[i]!;
    else if (at.status[i] === 0) influence[i]! += above[place[i]!]! - auc * allCases;
    influence[i]! /= pairs;
  }
  return { auc, influence };
}

function readTimes(times: unknown): Float64Array {
  if (typeof times !== "object" || times === null || !(Symbol.iterator in times)) {
    throw new InputError("option", "times is not a list: give the times of the area", { column: "times" });
  }
  return Float64Array.from(times as Iterable<unknown>, (time) => {
    if (typeof time === "number" && Number.isFinite(time) && time >= 0) return time;
    throw new InputError("option", `times holds ${String(time)}: give finite times of 0 or more`, { column: "times" });
  });
}
