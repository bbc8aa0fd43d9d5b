import { exp } from "@hcc/numerics";
import type { FittedRows } from "./fitted-rows.js";
import type { FittedHazards } from "./hazard-influence.js";
import type { Scenario } from "./scenarios.js";

/** A mean over a population of predicted survival or restricted means, and its derivatives. */
export interface MarginalMean {
  /** NaN where a stratum of the population was not followed up for so long. */
  readonly estimate: number;
  /** Prediction of each sorted row; 0 for rows outside of the population. */
  readonly own: Float64Array;
  /** Derivative by the coefficients, at fixed steps of the baseline hazard. */
  readonly q: Float64Array;
  /** Derivative by each step of the baseline hazard. */
  readonly g: Float64Array;
}

/** Means of predictions over a population. */
export interface MarginalMeans {
  readonly survival: (scenario: Scenario, time: number) => MarginalMean;
  readonly restricted: (scenario: Scenario, tau: number) => MarginalMean;
}

/**
 * Means over the population of S(t | x) = exp(-L(t) exp(x'b)) and of its integral.
 *
 * @param weight of each sorted row in the mean; 0 outside of the population.
 */
export function marginalMeans(rows: FittedRows, hazards: FittedHazards, weight: Float64Array): MarginalMeans {
  const { n, p } = rows;
  const { hazard, time, start, last } = hazards;
  const strata = last.length;
  const total = weight.reduce((sum, value) => sum + value, 0);
  const slack = (1.5e-8 * rows.read.time.reduce((sum, value) => sum + value, 0)) / n;
  const cumulative = new Float64Array(hazard.length);
  for (let s = 0; s < strata; s++) {
    let sum = 0;
    for (let k = start[s]!; k < start[s + 1]!; k++) {
      sum += hazard[k]!;
      cumulative[k] = sum;
    }
  }
  /** Number of event times until the time, per stratum, counted from the first stratum. */
  const until = (t: number): Int32Array =>
    Int32Array.from({ length: strata }, (_, s) => {
      let k = start[s]!;
      while (k < start[s + 1]! && time[k]! <= t + slack) k++;
      return k;
    });
  const beyond = ({ stratum }: Scenario, t: number): boolean => {
    for (let i = 0; i < n; i++) if (weight[i]! > 0 && t > last[stratum[i]!]! + slack) return true;
    return false;
  };
  const nothing: MarginalMean = {
    estimate: Number.NaN,
    own: new Float64Array(n),
    q: new Float64Array(p),
    g: new Float64Array(hazard.length),
  };

  const survival = (scenario: Scenario, t: number): MarginalMean => {
    if (beyond(scenario, t)) return nothing;
    const ends = until(t);
    const q = new Float64Array(p);
    const slope = new Float64Array(strata);
    const own = new Float64Array(n);
    let estimate = 0;
    for (let i = 0; i < n; i++) {
      if (weight[i] === 0) continue;
      const s = scenario.stratum[i]!;
      const lived = ends[s] === start[s] ? 0 : cumulative[ends[s]! - 1]!;
      const risk = exp(scenario.eta[i]!);
      const expected = lived === 0 ? 0 : lived * risk;
      const value = exp(-expected);
      const share = weight[i]! / total;
      own[i] = value;
      estimate += weight[i]! * value;
      if (value === 0) continue;
      slope[s]! -= share * value * risk;
      for (let j = 0; j < p; j++) q[j]! -= share * value * expected * scenario.x[i * p + j]!;
    }
    const g = new Float64Array(hazard.length);
    for (let s = 0; s < strata; s++) g.fill(slope[s]!, start[s], ends[s]);
    return { estimate: estimate / total, own, q, g };
  };

  const restricted = (scenario: Scenario, tau: number): MarginalMean => {
    if (beyond(scenario, tau)) return nothing;
    const ends = until(tau);
    const q = new Float64Array(p);
    const g = new Float64Array(hazard.length);
    const own = new Float64Array(n);
    let estimate = 0;
    for (let i = 0; i < n; i++) {
      if (weight[i] === 0) continue;
      const s = scenario.stratum[i]!;
      const risk = exp(scenario.eta[i]!);
      const share = weight[i]! / total;
      let area = ends[s] === start[s] ? tau : Math.min(time[start[s]!]!, tau);
      let weighted = 0;
      for (let k = start[s]!; k < ends[s]!; k++) {
        const expected = cumulative[k] === 0 ? 0 : cumulative[k]! * risk;
        const value = exp(-expected);
        const width = (k + 1 < ends[s]! ? time[k + 1]! : tau) - Math.min(time[k]!, tau);
        if (value === 0) break;
        area += value * width;
        weighted += value * expected * width;
        g[k]! -= share * value * risk * width;
      }
      own[i] = area;
      estimate += weight[i]! * area;
      if (weighted > 0) for (let j = 0; j < p; j++) q[j]! -= share * weighted * scenario.x[i * p + j]!;
    }
    // A step acts on all that comes after it.
    for (let s = 0; s < strata; s++) for (let k = ends[s]! - 2; k >= start[s]!; k--) g[k]! += g[k + 1]!;
    return { estimate: estimate / total, own, q, g };
  };
  return { survival, restricted };
}
