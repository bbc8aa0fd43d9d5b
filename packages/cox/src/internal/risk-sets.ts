import { exp } from "@hcc/numerics";
import type { CoxTies } from "../types.js";
import type { FittedRows } from "./fitted-rows.js";
import { hazardTies } from "./hazard-ties.js";
import { intervalRiskSets } from "./interval-risk-sets.js";

/**
 * What the risk sets give at each event time, ascending within strata. Hazards are at the reference covariates and in the
 * scale of the largest predictor at risk: times exp(-scale).
 */
export interface RiskSets {
  /** Number of event times. */
  readonly count: number;
  /** First sorted row of the time. */
  readonly first: Int32Array;
  /** Largest linear predictor at risk. */
  readonly scale: Float64Array;
  /** Step of the cumulative hazard. */
  readonly hazard: Float64Array;
  /** The part of it that those who die here live through (Efron: at risk at step l with weight 1 - l/d). */
  readonly deathHazard: Float64Array;
  /** Sum over the steps of hazard / S0, times exp(-2 scale). */
  readonly square: Float64Array;
  /** Count x p: mean of the covariates at risk, over the steps weighted by `hazard`. */
  readonly mean: Float64Array;
  /** Count x p: the same weighted by `deathHazard`. */
  readonly deathMean: Float64Array;
  /** Count x p: plain mean over the steps. */
  readonly average: Float64Array;
}

/**
 * The risk sets at the coefficients of the model.
 *
 * Where nobody enters late one backward pass: means and covariances are carried by updates (Welford) relative to the
 * largest predictor, so that nothing cancels or overflows.
 *
 * @param visit for rows without late entries: called for each event time, latest first in each stratum, last stratum
 * first, with its rank and its information (p x p, both triangles, reused).
 */
export function riskSets(
  rows: FittedRows,
  ties: CoxTies,
  visit?: (rank: number, information: Float64Array) => void,
): RiskSets {
  if (rows.entryRank !== null) return intervalRiskSets(rows, ties);
  const { n, p, rank, event, weight, strataEnd, x, eta } = rows;
  let count = 0;
  const groups = new Int32Array(n);
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    while (i < strataEnd[s]!) {
      const first = i;
      let deaths = 0;
      for (; i < strataEnd[s]! && rank[i] === rank[first]; i++) deaths += event[i]!;
      if (deaths > 0) groups[count++] = first;
    }
  }
  const sets: RiskSets = {
    count,
    first: groups.slice(0, count),
    scale: new Float64Array(count),
    hazard: new Float64Array(count),
    deathHazard: new Float64Array(count),
    square: new Float64Array(count),
    mean: new Float64Array(count * p),
    deathMean: new Float64Array(count * p),
    average: new Float64Array(count * p),
  };
  const squares = visit !== undefined;
  const risk = moments(p, squares);
  const dead = moments(p, squares);
  const gap = new Float64Array(p);
  const information = new Float64Array(squares ? p * p : 0);
  let k = count;
  let end = n;
  for (let s = strataEnd.length - 1; s >= 0; s--) {
    const start = s === 0 ? 0 : strataEnd[s - 1]!;
    let m = Number.NEGATIVE_INFINITY;
    risk.clear();
    while (end > start) {
      let first = end;
      let top = m;
      let deaths = 0;
      do {
        first--;
        top = Math.max(top, eta[first]!);
        deaths += event[first]!;
      } while (first > start && rank[first - 1] === rank[end - 1]);
      if (top > m) risk.scale(exp(m - top));
      m = top;
      let dw = 0;
      dead.clear();
      for (let i = first; i < end; i++) {
        (event[i] === 1 ? dead : risk).add(x, i * p, weight[i]! * exp(eta[i]! - m));
        if (event[i] === 1) dw += weight[i]!;
      }
      if (deaths > 0) {
        k--;
        const at = k * p;
        const base = risk.total > 0 ? risk.mean : dead.mean;
        for (let j = 0; j < p; j++) gap[j] = dead.total > 0 ? dead.mean[j]! - base[j]! : 0;
        const steps = hazardTies(ties) === "efron" ? deaths : 1;
        const share = dw / steps;
        let ofRisk = 0;
        let ofDead = 0;
        let between = 0;
        let square = 0;
        let shift = 0;
        let deathShift = 0;
        let average = 0;
        for (let l = 0; l < steps; l++) {
          const left = 1 - l / steps;
          const total = risk.total + left * dead.total;
          const part = (left * dead.total) / total;
          ofRisk += share / total;
          ofDead += (share * left) / total;
          square += share / total / total;
          shift += (share / total) * part;
          deathShift += ((share * left) / total) * part;
          average += part / steps;
          between += share * (risk.total / total) * part;
        }
        sets.scale[k] = m;
        sets.hazard[k] = ofRisk;
        sets.deathHazard[k] = ofDead;
        sets.square[k] = square;
        for (let j = 0; j < p; j++) {
          sets.mean[at + j] = base[j]! + (shift / ofRisk) * gap[j]!;
          sets.deathMean[at + j] = base[j]! + (deathShift / ofDead) * gap[j]!;
          sets.average[at + j] = base[j]! + average * gap[j]!;
        }
        if (visit !== undefined) {
          for (let j = 0; j < p; j++) {
            for (let c = 0; c <= j; c++) {
              const value =
                ofRisk * risk.squares[j * p + c]! + ofDead * dead.squares[j * p + c]! + between * gap[j]! * gap[c]!;
              information[j * p + c] = value;
              information[c * p + j] = value;
            }
          }
          visit(rank[first]!, information);
        }
      }
      risk.merge(dead);
      end = first;
    }
  }
  return sets;
}

interface Moments {
  total: number;
  readonly mean: Float64Array;
  /** Lower triangle of the weighted sum of squares and products about the mean. */
  readonly squares: Float64Array;
  clear(): void;
  scale(by: number): void;
  add(values: Float64Array, start: number, weight: number): void;
  merge(other: Moments): void;
}

function moments(p: number, squares: boolean): Moments {
  const gap = new Float64Array(p);
  const combine = (self: Moments, values: Float64Array, start: number, weight: number): void => {
    const { mean } = self;
    const total = self.total + weight;
    const move = weight / total;
    // An emptied set keeps no trace of where it was.
    if (self.total === 0) for (let j = 0; j < p; j++) mean[j] = values[start + j]!;
    else {
      const product = self.total * move;
      for (let j = 0; j < p; j++) {
        gap[j] = values[start + j]! - mean[j]!;
        mean[j]! += move * gap[j]!;
        if (squares) for (let c = 0; c <= j; c++) self.squares[j * p + c]! += product * gap[j]! * gap[c]!;
      }
    }
    self.total = total;
  };
  return {
    total: 0,
    mean: new Float64Array(p),
    squares: new Float64Array(squares ? p * p : 0),
    clear(): void {
      this.total = 0;
      this.squares.fill(0);
    },
    scale(by: number): void {
      this.total *= by;
      for (let j = 0; j < this.squares.length; j++) this.squares[j]! *= by;
    },
    add(values: Float64Array, start: number, weight: number): void {
      if (weight > 0) combine(this, values, start, weight);
    },
    merge(other: Moments): void {
      if (other.total === 0) return;
      for (let j = 0; j < this.squares.length; j++) this.squares[j]! += other.squares[j]!;
      combine(this, other.mean, 0, other.total);
    },
  };
}
