import type { LogRankWeighting } from "../log-rank.js";
import { type EventTime, visitEventTimes } from "./event-times.js";
import type { SurvivalRows } from "./read-survival.js";

/** Sums of the log-rank test over event times and strata. */
export interface LogRankSums {
  /** Weighted. */
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  /** k x k, row-major. */
  readonly variance: Float64Array;
}

/** Adds up observed and expected events and their covariance, over the event times of every stratum. */
export function sumStrata(rows: SurvivalRows, k: number, weighting: LogRankWeighting): LogRankSums {
  const sums: LogRankSums = {
    observed: new Float64Array(k),
    expected: new Float64Array(k),
    variance: new Float64Array(k * k),
  };
  visitEventTimes(rows, k, [weighting], (time) => addTime(sums, time));
  return sums;
}

function addTime(sums: LogRankSums, { n, d, atRisk, deaths, weights }: EventTime): void {
  const k = atRisk.length;
  const weight = weights[0]!;
  const scale = n > 1 ? (weight * weight * d * (n - d)) / (n - 1) : 0;
  for (let i = 0; i < k; i++) {
    const share = atRisk[i]! / n;
    sums.observed[i]! += weight * deaths[i]!;
    sums.expected[i]! += weight * d * share;
    if (share === 0 || scale === 0) continue;
    // n_i (n - n_i) / n^2 on the diagonal: 1 - n_i / n would leave a rounding error where one group is alone.
    for (let j = 0; j < k; j++) {
      sums.variance[i * k + j]! += scale * share * (i === j ? (n - atRisk[i]!) / n : -(atRisk[j]! / n));
    }
  }
}
