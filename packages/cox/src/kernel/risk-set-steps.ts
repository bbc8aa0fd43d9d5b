import { efronSteps } from "./efron-steps.js";
import type { HazardSteps } from "./interval-hazards.js";
import { type IntervalRows, riskSetScales } from "./interval-likelihood.js";
import { riskSetSums } from "./risk-set-sums.js";
import type { KernelTies } from "./types.js";

/** Hazard steps of the event times with the means of the covariates at risk. */
export interface RiskSetSteps extends HazardSteps {
  /** Sum over the steps of hazard / S0, in the square of the scale. */
  readonly square: Float64Array;
  /** Count x p: mean of the covariates at risk, averaged over the steps. */
  readonly average: Float64Array;
  /** Means of the covariates times the steps. */
  readonly moments: NonNullable<HazardSteps["moments"]>;
}

/** Hazard steps and risk-set means at each event time of rows that come and go. */
export function riskSetSteps(rows: IntervalRows, ties: KernelTies): RiskSetSteps {
  const { intervals, weight, p } = rows;
  const { count, own } = intervals;
  const { top, even } = riskSetScales(intervals, rows.eta);
  const { others, othersX, dead, deadX } = riskSetSums(intervals, { ...rows, q: p }, top, even);
  const deaths = new Int32Array(count);
  const deathWeight = new Float64Array(count);
  for (let i = 0; i < own.length; i++) {
    if (own[i]! < 0) continue;
    deaths[own[i]!]!++;
    deathWeight[own[i]!]! += weight[i]!;
  }
  const [hazard, deathHazard, square] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const [moment, deathMoment, average] = [
    new Float64Array(count * p),
    new Float64Array(count * p),
    new Float64Array(count * p),
  ];
  for (let k = 0; k < count; k++) {
    const step = efronSteps(ties, {
      others: others[k]!,
      dead: dead[k]!,
      deaths: deaths[k]!,
      weight: deathWeight[k]!,
    });
    hazard[k] = step.hazard;
    deathHazard[k] = step.deathHazard;
    square[k] = step.square;
    for (let j = 0, at = k * p; j < p; j++, at++) {
      const ofDead = deadX[at]! / dead[k]!;
      const base = others[k] === 0 ? ofDead : othersX[at]! / others[k]!;
      const gap = ofDead - base;
      moment[at] = step.hazard * base + step.hazardShift * gap;
      deathMoment[at] = step.deathHazard * base + step.deathShift * gap;
      average[at] = base + step.meanShift * gap;
    }
  }
  return { top, hazard, deathHazard, square, average, moments: { q: p, hazard: moment, deathHazard: deathMoment } };
}
