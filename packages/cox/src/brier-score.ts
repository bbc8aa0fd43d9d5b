import { type Channel, checkOptions, type Omitted, type RowOf, type WeightType } from "@hcc/data";
import { checkProbabilities, readProbabilities } from "./internal/probabilities.js";
import { influenceVariance, readOutcome } from "./internal/sorted-outcome.js";
import { statusAt } from "./internal/status-at.js";
import { stepCurve } from "./internal/step-curve.js";
import type { SurvivalPrediction } from "./predict-survival.js";
import type { FollowUpChannels } from "./types.js";

/** Follow-up and predicted probabilities of `brierScore`. */
export interface BrierScoreSpec<Row> extends FollowUpChannels<Row> {
  /** Survival of the rows, predicted by `predictSurvival`, or one channel of probabilities per time. */
  readonly survival: SurvivalPrediction | readonly Channel<Row, number>[];
  /** Times of the score, ascending. Default: those of the prediction; required with channels. */
  readonly times?: Iterable<number>;
}

/** Brier scores; arrays have one value per time, NaN where it is not estimable. */
export interface BrierScore {
  readonly kind: "brier-score";
  readonly version: 1;
  readonly times: Float64Array;
  /** Mean squared distance of the predicted probability from what happened, 0 (perfect) to 1. */
  readonly score: Float64Array;
  readonly standardError: Float64Array;
  /** Score of the Kaplan-Meier estimate of all rows, S (1 - S). */
  readonly nullScore: Float64Array;
  /** 1 - score / null score, the index of prediction accuracy; NaN where the null score is 0. */
  readonly r2: Float64Array;
  /** Mean score between the first and the last time, by trapezia; null for one time, or where a score is not estimable. */
  readonly integrated: {
    readonly score: number;
    readonly standardError: number;
    readonly nullScore: number;
    /** 1 - score / null score; null where the null score is 0. */
    readonly r2: number | null;
  } | null;
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
 * Brier score of predicted survival at times, and over them, against the Kaplan-Meier estimate.
 *
 * BS(t) = (1/n) sum of v (y - S(t | x))^2, y = 1 for those free of the event at t. v = 1 / G(T-) for an event at T <= t, 1 / G(t)
 * for those still under observation at t, 0 for those censored before; G the Kaplan-Meier curve of being uncensored. At
 * one time events come before censorings, so a censoring at t is known to be free of the event at t, and the v add up to n.
 * The standard error is the infinitesimal jackknife, the estimation of G included; the predictions count as given: on
 * the data of the fit the score is too good. With frequency weights rows are repeated.
 *
 * R's `survival::brier` gets the same by moving censorings later by half the smallest gap between times; that is the same convention,
 * except at a t less than that after a censoring, which it then takes to be still under observation.
 *
 * @throws InputError for values that are no probabilities, missing values (a time beyond the prediction has none), and
 * times that do not ascend.
 *
 * @example
 * ```ts
 * import { baselineHazard, brierScore, coxph, predictSurvival } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({ t: 1 + ((i * 37) % 61), d: i % 5 > 0, age: 40 + ((i * 7) % 30) }));
 * const spec = { time: "t", event: "d", covariates: ["age"] } as const;
 * const model = coxph(rows, spec);
 * const survival = predictSurvival(model, baselineHazard(model, rows, spec), rows, { times: [12, 24, 36] });
 * const { score, nullScore, integrated } = brierScore(rows, { time: "t", event: "d", survival });
 * score.length; // => 3
 * brierScore(rows, { time: "t", event: "d", times: [24], survival: [() => 0.5] }).score[0]; // => 0.25
 * ```
 *
 * @see Graf E, Schmoor C, Sauerbrei W, Schumacher M. Assessment and comparison of prognostic classification schemes for
 * survival data. Stat Med 1999;18:2529-2545. doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5
 * @see Kattan MW, Gerds TA. The index of prediction accuracy. Diagn Progn Res 2018;2:7. doi:10.1186/s41512-018-0029-2
 */
export function brierScore<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: BrierScoreSpec<RowOf<Data>>,
): BrierScore {
  const call = "brierScore";
  checkOptions(call, spec, ["time", "event", "survival", "times", "where", "missing", "weights", "weightType"]);
  const { times, requests, names } = readProbabilities(call, spec.survival, spec.times);
  const rows = readOutcome(data, spec, requests);
  const { frame, order, n, weight } = rows;
  const frequency = frame.weightType !== "sampling";
  const total = weight.reduce((sum, value) => sum + value, 0);
  const censoring = stepCurve(rows, 0);
  const column = (): Float64Array => new Float64Array(times.length).fill(Number.NaN);
  const [score, standardError, nullScore, r2] = [column(), column(), column(), column()];
  const whole = { influence: new Float64Array(n), score: 0, nullScore: 0 };
  times.forEach((time, k) => {
    const values = frame.columns[names[k]!] as Float64Array;
    checkProbabilities(values, frame.rows, names[k]!);
    const at = statusAt(rows, censoring, time);
    if (at.beyond) return;
    const square = new Float64Array(n);
    let sum = 0;
    let free = 0;
    for (let i = 0; i < n; i++) {
      if (at.status[i] === -1) continue;
      const gap = (at.status[i] === 0 ? 1 : 0) - values[order[i]!]!;
      square[i] = gap * gap;
      sum += weight[i]! * at.inverse[i]! * square[i]!;
      if (at.status[i] === 0) free += weight[i]! * at.inverse[i]!;
    }
    const own = sum / total;
    const survival = free / total;
    const influence = at.censoringInfluence(square);
    for (let i = 0; i < n; i++) influence[i] = (influence[i]! + at.inverse[i]! * square[i]! - own) / total;
    score[k] = own;
    standardError[k] = Math.sqrt(influenceVariance(influence, weight, frequency));
    nullScore[k] = survival * (1 - survival);
    if (nullScore[k]! > 0) r2[k] = 1 - own / nullScore[k]!;
    const width = trapezium(times, k);
    whole.score += width * own;
    whole.nullScore += width * nullScore[k]!;
    for (let i = 0; i < n; i++) whole.influence[i]! += width * influence[i]!;
  });
  const some = times.length > 1 && !score.some(Number.isNaN);
  return {
    kind: "brier-score",
    version: 1,
    times,
    score,
    standardError,
    nullScore,
    r2,
    integrated: some
      ? {
          score: whole.score,
          standardError: Math.sqrt(influenceVariance(whole.influence, weight, frequency)),
          nullScore: whole.nullScore,
          r2: whole.nullScore > 0 ? 1 - whole.score / whole.nullScore : null,
        }
      : null,
    method: "inverse-probability-of-censoring",
    ...rows.counts,
    weightType: frame.weightType,
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
  };
}

/** Share of one time in the mean over all of them. */
function trapezium(times: Float64Array, k: number): number {
  const last = times.length - 1;
  if (last === 0) return 1;
  return (times[Math.min(k + 1, last)]! - times[Math.max(k - 1, 0)]!) / 2 / (times[last]! - times[0]!);
}
