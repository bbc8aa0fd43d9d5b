import { exp } from "@hcc/numerics";
import { linearPredictor } from "./linear-predictor.js";
import type { KernelRows, KernelTies } from "./types.js";

/**
 * Score residuals, one row of p per sorted row, not multiplied by the case weight:
 *   delta_i (x_i - m) - exp(eta_i) sum over event times t <= t_i of (x_i - m_t) dL_t,
 * m_t the risk-set mean and L the cumulative hazard; with Efron ties both are taken at each of the d steps of an event
 * time, and a death is at risk at step l with weight 1 - l/d.
 */
export function scoreResiduals(rows: KernelRows, ties: KernelTies, beta: Float64Array): Float64Array {
  const { n, p, stride, rank, event, weight, strataEnd, x } = rows;
  const eta = linearPredictor(rows, beta);
  // Per event time, at the first row of its tie group: the scale, the hazard steps of survivors and of deaths, the same
  // times the mean, and the mean over the steps.
  const maximum = new Float64Array(n);
  const hazard = new Float64Array(n);
  const deathHazard = new Float64Array(n);
  const moment = new Float64Array(n * p);
  const deathMoment = new Float64Array(n * p);
  const average = new Float64Array(n * p);
  const s1 = new Float64Array(p);
  const d1 = new Float64Array(p);
  let end = n;
  for (let s = strataEnd.length - 1; s >= 0; s--) {
    const start = s === 0 ? 0 : strataEnd[s - 1]!;
    let m = Number.NEGATIVE_INFINITY;
    let s0 = 0;
    s1.fill(0);
    while (end > start) {
      let first = end;
      let top = m;
      do top = Math.max(top, eta[--first]!);
      while (first > start && rank[first - 1] === rank[end - 1]);
      const shrink = exp(m - top);
      m = top;
      s0 *= shrink;
      for (let j = 0; j < p; j++) s1[j]! *= shrink;
      let d0 = 0;
      let dw = 0;
      let deaths = 0;
      d1.fill(0);
      for (let i = first; i < end; i++) {
        const r = weight[i]! * exp(eta[i]! - m);
        const dead = event[i] === 1;
        if (dead) {
          d0 += r;
          dw += weight[i]!;
          deaths++;
        } else s0 += r;
        const sum = dead ? d1 : s1;
        for (let j = 0; j < p; j++) sum[j]! += r * x[i * stride + j]!;
      }
      maximum[first] = m;
      const steps = ties === "breslow" ? Math.min(deaths, 1) : deaths;
      for (let l = 0; l < steps; l++) {
        const left = 1 - l / steps;
        const total = s0 + left * d0;
        const gain = dw / steps / total;
        hazard[first]! += gain;
        deathHazard[first]! += gain * left;
        for (let j = 0; j < p; j++) {
          const mean = (s1[j]! + left * d1[j]!) / total;
          moment[first * p + j]! += gain * mean;
          deathMoment[first * p + j]! += gain * left * mean;
          average[first * p + j]! += mean / steps;
        }
      }
      s0 += d0;
      for (let j = 0; j < p; j++) s1[j]! += d1[j]!;
      end = first;
    }
  }

  const residuals = new Float64Array(n * p);
  const sum = new Float64Array(p);
  const before = new Float64Array(p);
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    let total = 0;
    let m = maximum[i]!;
    sum.fill(0);
    while (i < strataEnd[s]!) {
      const first = i;
      const shrink = exp(maximum[first]! - m);
      m = maximum[first]!;
      const totalBefore = total * shrink;
      total = totalBefore + hazard[first]!;
      for (let j = 0; j < p; j++) {
        before[j] = sum[j]! * shrink;
        sum[j] = before[j]! + moment[first * p + j]!;
      }
      for (; i < strataEnd[s]! && rank[i] === rank[first]; i++) {
        const risk = exp(eta[i]! - m);
        const dead = event[i] === 1;
        for (let j = 0; j < p; j++) {
          const value = x[i * stride + j]!;
          residuals[i * p + j] = dead
            ? value -
              average[first * p + j]! -
              risk * (value * (totalBefore + deathHazard[first]!) - before[j]! - deathMoment[first * p + j]!)
            : -risk * (value * total - sum[j]!);
        }
      }
    }
  }
  return residuals;
}
