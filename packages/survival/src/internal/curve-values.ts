import type { SurvivalCurve } from "../types.js";
import { countBefore, countUntil, slackOf } from "./find-time.js";

/** An estimate with its variance; both NaN where the data do not determine it, the variance alone where S = 0. */
export interface Valued {
  readonly estimate: number;
  readonly variance: number;
}

const UNKNOWN: Valued = { estimate: Number.NaN, variance: Number.NaN };

type Steps = Pick<SurvivalCurve, "time" | "nRisk" | "nEvent" | "survival" | "standardError"> &
  Partial<Pick<SurvivalCurve, "start" | "variance" | "robustMean">>;

/** S(t): 1 before the first time, and unknown after the last one unless it is 0. */
export function survivalValue(curve: Steps, t: number): Valued {
  const i = countUntil(curve.time, t) - 1;
  if (i < 0) return { estimate: 1, variance: 0 };
  if (isBeyond(curve, t)) return UNKNOWN;
  const error = curve.standardError[i]!;
  return { estimate: curve.survival[i]!, variance: error * error };
}

/** Integral of the curve from its start to tau, with the variance of `restrictedMean`. */
export function meanValue(curve: Steps, tau: number, extend = false): Valued {
  const { time, nRisk, nEvent, start = 0 } = curve;
  if (!extend && isBeyond(curve, tau)) return UNKNOWN;
  const areas = areasAfter(curve, tau);
  let variance = curve.robustMean === undefined ? 0 : robustVariance(curve, areas.length - 1, tau);
  for (let i = 0; i < areas.length && curve.robustMean === undefined; i++) {
    const square = areas[i]! * areas[i]!;
    const risk = nRisk[i]!;
    const deaths = nEvent[i]!;
    if (curve.variance === "hazard") variance += square * gained(curve, i);
    else if (risk > deaths) variance += (square * deaths) / (risk * (risk - deaths));
  }
  if (areas.length === 0) return { estimate: tau - start, variance };
  return { estimate: areas[0]! + Math.min(time[0]!, tau) - start, variance };
}

/** Variance of the mean until tau, from that until the last time before it on which the curve is flat. */
function robustVariance({ time, survival, standardError, robustMean }: Steps, i: number, tau: number): number {
  if (i < 0) return 0;
  const mean = robustMean!.standardError[i]!;
  if (survival[i] === 0) return mean * mean;
  const more = Math.max(tau - time[i]!, 0);
  const gain = more * standardError[i]!;
  // What one cluster adds before and takes after may cancel to less than 0 in the last digit.
  return Math.max(mean * mean + 2 * more * robustMean!.covariance[i]! + gain * gain, 0);
}

/** Derivative of S(t) with respect to what log S gains at each time. */
export function survivalSlopes(curve: Steps, t: number): Float64Array {
  const slopes = new Float64Array(curve.time.length);
  const until = countUntil(curve.time, t);
  return until === 0 ? slopes : slopes.fill(curve.survival[until - 1]!, 0, until);
}

/** Derivative of the mean until tau with respect to what log S gains at each time. */
export function meanSlopes(curve: Steps, tau: number): Float64Array {
  const slopes = new Float64Array(curve.time.length);
  slopes.set(areasAfter(curve, tau));
  return slopes;
}

/** Integral of the curve from each time up to tau on, to tau. */
function areasAfter({ time, survival }: Steps, tau: number): Float64Array {
  const areas = new Float64Array(countUntil(time, tau));
  let area = 0;
  let right = tau;
  for (let i = areas.length - 1; i >= 0; i--) {
    area += (right - Math.min(time[i]!, tau)) * survival[i]!;
    right = Math.min(time[i]!, tau);
    areas[i] = area;
  }
  return areas;
}

/** Whether S(t) is unknown: after the last time of a curve that has not reached 0. */
export function isBeyond(
  { time, survival }: Pick<SurvivalCurve, "time" | "survival">,
  t: number,
  slack: number = slackOf(time),
): boolean {
  return countBefore(time, t, slack) === time.length && survival[time.length - 1]! > 0;
}

/** A value of a curve as an answer: null where it is not defined. */
export function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** What the variance of log S gains at a time. */
function gained({ survival, standardError }: Steps, i: number): number {
  const until = (k: number): number => {
    const relative = k < 0 ? 0 : standardError[k]! / survival[k]!;
    return relative * relative;
  };
  return until(i) - until(i - 1);
}
