import { exp } from "@hcc/numerics";
import type { CoxTies } from "../types.js";
import { covarianceFactor, times, transpose } from "./covariance-factor.js";
import type { FittedRows } from "./fitted-rows.js";
import { forEachRow } from "./for-each-row.js";
import { type RiskSets, riskSets } from "./risk-sets.js";

/** Cumulative baseline hazards of a fit, and what each row's weight does to them and to the coefficients. */
export interface FittedHazards {
  /** Step of the hazard at the reference covariates, per event time. */
  readonly hazard: Float64Array;
  /** Time of each event time. */
  readonly time: Float64Array;
  /** First event time of each stratum, and the number of event times at the end. */
  readonly start: Int32Array;
  /** Last observed time of each stratum. */
  readonly last: Float64Array;
  readonly sets: RiskSets;
}

/** The event times of a fit with the steps of its hazard. */
export function fittedHazards(rows: FittedRows, ties: CoxTies): FittedHazards {
  const { read, order, rank, strataEnd } = rows;
  const sets = riskSets(rows, ties);
  const hazard = sets.hazard.map((value, k) => value * exp(-sets.scale[k]!));
  const time = new Float64Array(sets.count).fill(Number.POSITIVE_INFINITY);
  const start = new Int32Array(strataEnd.length + 1);
  const last = new Float64Array(strataEnd.length);
  let k = 0;
  let i = 0;
  strataEnd.forEach((end, s) => {
    start[s] = k;
    for (; i < end; i++) {
      const own = read.time[order[i]!]!;
      last[s] = Math.max(last[s]!, own);
      if (k < sets.count && sets.first[k] === i) k++;
      const at = k - 1;
      if (at >= start[s]! && rank[sets.first[at]!] === rank[i]) time[at] = Math.min(time[at]!, own);
    }
  });
  start[strataEnd.length] = k;
  return { hazard, time, start, last, sets };
}

/**
 * Influence functions of functionals of coefficients and baseline hazards: the derivative by the weight of each row.
 *
 * A functional has the derivatives q by the coefficients and g_j by the hazard step of event time j. A row's influence on
 * the coefficients is V times its score residual (dfbeta), on step j at fixed coefficients
 *   (1/d) sum_l 1/S0_l if it dies there, less exp(x'b) (D/d) sum_l c_l / S0_l^2 while it is at risk,
 * c_l = 1 - l/d for those who die there and 1 for the others (Breslow: one step, l = 0), and the step moves by -(integral of
 * the mean covariates) with the coefficients.
 *
 * @returns a function of q and g that gives one value per sorted row; row i's weight times it is the influence.
 */
export function hazardInfluence(
  rows: FittedRows,
  ties: CoxTies,
  { hazard, start, sets }: FittedHazards,
): (q: Float64Array, g: Float64Array) => Float64Array {
  const { n, p, x, event, weight, eta, rank, entryRank, strataEnd } = rows;
  const { factor } = covarianceFactor(rows, ties);
  const score = new Float64Array(n * p);
  const ownTime = new Int32Array(n).fill(-1);
  const dead = new Float64Array(sets.count);
  const deadRisk = new Float64Array(sets.count);
  const deaths = new Float64Array(sets.count);
  forEachRow(rows, sets, (i, { time, relative, hazard: lived, mean }) => {
    const expected = lived * exp(relative);
    ownTime[i] = time;
    if (time >= 0) {
      dead[time]! += weight[i]!;
      deadRisk[time]! += weight[i]! * exp(eta[i]! - sets.scale[time]!);
      deaths[time]!++;
    }
    for (let j = 0; j < p; j++) {
      const value = x[i * p + j]!;
      const own = time < 0 ? 0 : value - sets.average[time * p + j]!;
      score[i * p + j] = expected === 0 ? own : own - expected * (value - mean[j]!);
    }
  });
  const dfbeta = times(times(score, factor, p), transpose(factor, p), p);
  const risk = eta.map((value) => exp(value));
  const square = new Float64Array(sets.count);
  const deathSquare = new Float64Array(sets.count);
  for (let k = 0; k < sets.count; k++) {
    const unit = exp(-sets.scale[k]!);
    square[k] = sets.square[k]! * unit * unit;
    deathSquare[k] = deathSquareOf(sets, k, ties, dead[k]!, deadRisk[k]!, deaths[k]!) * unit * unit;
  }
  // Event times before which the row had not entered, and until which it is at risk; counted from the first stratum.
  const from = new Int32Array(n);
  const until = new Int32Array(n);
  let i = 0;
  strataEnd.forEach((end, s) => {
    const last = start[s + 1]!;
    for (let k = start[s]!; i < end; i++) {
      while (k < last && rank[sets.first[k]!]! <= rank[i]!) k++;
      until[i] = k;
      from[i] = start[s]!;
      if (entryRank === null) continue;
      let high = last;
      while (from[i]! < high) {
        const middle = (from[i]! + high) >>> 1;
        if (rank[sets.first[middle]!]! <= entryRank[i]!) from[i] = middle + 1;
        else high = middle;
      }
    }
  });
  return (q, g) => {
    const shift = q.slice();
    const lost = new Float64Array(sets.count + 1);
    for (let t = 0; t < sets.count; t++) {
      lost[t + 1] = lost[t]! + g[t]! * square[t]!;
      for (let j = 0; j < p; j++) shift[j]! -= g[t]! * hazard[t]! * sets.mean[t * p + j]!;
    }
    const influence = new Float64Array(n);
    for (let i = 0, at = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < p; j++, at++) sum += shift[j]! * dfbeta[at]!;
      const own = ownTime[i]!;
      if (event[i] === 1) {
        const through = lost[own]! - lost[from[i]!]! + g[own]! * deathSquare[own]!;
        sum += (g[own]! * hazard[own]!) / dead[own]! - risk[i]! * through;
      } else if (until[i]! > from[i]!) sum -= risk[i]! * (lost[until[i]!]! - lost[from[i]!]!);
      influence[i] = sum;
    }
    return influence;
  };
}

/** Sum over Efron's steps of (1 - l/d) share / S0_l^2, S0 of those who do not die recovered from the hazards. */
function deathSquareOf(
  sets: RiskSets,
  k: number,
  ties: CoxTies,
  dead: number,
  deadRisk: number,
  deaths: number,
): number {
  if (ties === "breslow" || deaths === 1) return sets.square[k]!;
  const others = Math.max((dead - deadRisk * sets.deathHazard[k]!) / sets.hazard[k]!, 0);
  const share = dead / deaths;
  let sum = 0;
  for (let l = 0; l < deaths; l++) {
    const left = 1 - l / deaths;
    const total = others + left * deadRisk;
    sum += (share * left) / total / total;
  }
  return sum;
}
