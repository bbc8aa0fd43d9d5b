import { exp, log } from "@hcc/numerics";
import type { BaselineHazard, BaselineStratum } from "../baseline-hazard.js";

/** Cumulative hazard of a patient over an interval of observed times. */
export interface PredictedHazard {
  readonly hazard: number;
  /** Its standard error; null with robust variance, NaN where it is beyond the range of numbers. */
  readonly error: number | null;
}

/**
 * The cumulative hazard exp((x - reference)'b) L of one patient.
 *
 * @returns of two positions among the observed times (-1: before the first) the hazard after the first until the second;
 * null where it is beyond the range of numbers at the reference and the patient far from it.
 */
export function predictedHazard(
  { covarianceFactor }: BaselineHazard,
  stratum: BaselineStratum,
  beta: Float64Array,
  { values, offset }: { readonly values: ArrayLike<number>; readonly offset: number },
): (at: number, from?: number) => PredictedHazard | null {
  const p = beta.length;
  const distance = Float64Array.from({ length: p }, (_, j) => values[j]! - stratum.reference[j]!);
  const predictor = distance.reduce((sum, value, j) => sum + value * beta[j]!, offset - stratum.offset);
  const atRisk = (value: number): number =>
    Math.abs(predictor) <= 700 || value === 0 ? value * exp(predictor) : exp(predictor + log(value));
  const part = new Float64Array(p);
  const { nEvent, cumulativeHazard, hazardVariance, meanHazard } = stratum;
  return (at, from = -1) => {
    let last = at;
    while (last > from && nEvent[last] === 0) last--;
    if (last === from) return { hazard: 0, error: covarianceFactor === null ? null : 0 };
    const hazard = cumulativeHazard[at]! - (from < 0 ? 0 : cumulativeHazard[from]!);
    // Below or above all numbers at the reference: what it is at these covariates cannot be known when they are far off.
    if (hazard === 0 && predictor > 600) return null;
    if (hazard === Number.POSITIVE_INFINITY && predictor < -600) return null;
    const own = atRisk(hazard);
    if (Number.isNaN(own)) return null;
    if (covarianceFactor === null) return { hazard: own, error: null };
    let variance = hazardVariance![at]! - (from < 0 ? 0 : hazardVariance![from]!);
    part.fill(0);
    for (let j = 0; j < p; j++) {
      const mean = meanHazard[j]![at]! - (from < 0 ? 0 : meanHazard[j]![from]!);
      const gap = mean - distance[j]! * hazard;
      for (let c = 0; c < p; c++) part[c]! += gap * covarianceFactor[j]![c]!;
    }
    for (let c = 0; c < p; c++) variance += part[c]! * part[c]!;
    const error = atRisk(Math.sqrt(variance));
    return { hazard: own, error: Number.isFinite(error) ? error : Number.NaN };
  };
}

/**
 * Finds the index of the last observed time at or before a time: -1 before the first, the number of observed times beyond the
 * last. A time that differs by rounding only is at the time (the tolerance of `timeRanks`).
 */
export function lastTimeIn(observed: Float64Array): (time: number) => number {
  const slack = (1.5e-8 * observed.reduce((sum, value) => sum + value, 0)) / observed.length;
  const last = observed.at(-1)! + slack;
  return (time) => {
    if (time > last) return observed.length;
    let low = 0;
    let high = observed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (observed[middle]! <= time + slack) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
}
