import { exp } from "@hcc/numerics";
import type { Intervals } from "./intervals.js";

/** Values of rows that are summed over risk sets: weight x exp(eta) x row of x. */
export interface RowValues {
  readonly weight: Float64Array;
  readonly eta: Float64Array;
  /** Rows at the distance `stride`, of which the first q columns are summed. */
  readonly x: Float64Array;
  readonly stride: number;
  readonly q: number;
}

/** Sums over those at risk at each event time, in the scale of its `top`: times exp(-top). */
export interface RiskSetSums {
  /** Count: the largest predictor at risk, or, where predictors are close to each other, in the stratum. */
  readonly top: Float64Array;
  /** Count: sum over those at risk who do not die at the time. */
  readonly others: Float64Array;
  /** Count x q. */
  readonly othersX: Float64Array;
  /** Count: sum over those who die. */
  readonly dead: Float64Array;
  readonly deadX: Float64Array;
}

/**
 * Sums of weight x exp(eta) and of the same times x over the risk set of each event time, by running sums only.
 *
 * @param top scale of each event time; no predictor at risk there is larger.
 * @param even whether `top` has one value in each stratum, so that no sum changes its scale.
 */
export function riskSetSums(intervals: Intervals, rows: RowValues, top: Float64Array, even: boolean): RiskSetSums {
  const { count, from, to, own, order, levelEnd } = intervals;
  const { weight, eta, x, stride, q } = rows;
  const others = new Float64Array(count);
  const othersX = new Float64Array(count * q);
  const dead = new Float64Array(count);
  const deadX = new Float64Array(count * q);
  const add = (sum: Float64Array, sumX: Float64Array, time: number, row: number, scale: number): void => {
    const r = weight[row]! * exp(eta[row]! - scale);
    sum[time]! += r;
    for (let j = 0, to = time * q, at = row * stride; j < q; j++) sumX[to + j]! += r * x[at + j]!;
  };
  for (let i = 0; i < own.length; i++) if (own[i]! >= 0) add(dead, deadX, own[i]!, i, top[own[i]!]!);
  for (let o = 0; o < levelEnd[0]!; o++) add(others, othersX, from[order[o]!]!, order[o]!, top[from[order[o]!]!]!);
  const sum = new Float64Array(count);
  const sumX = new Float64Array(count * q);
  const scale = even ? top : new Float64Array(count);
  /** Running sums from `start` to `stop` (exclusive), added to the risk sets. */
  const run = (start: number, stop: number, step: 1 | -1): void => {
    for (let k = start; (stop - k) * step > 0; k += step) {
      const before = k - step;
      const at = k * q;
      let keep = 1;
      let gain = 1;
      if (!even) {
        if (k !== start && scale[before]! > scale[k]!) {
          keep = exp(scale[k]! - scale[before]!);
          scale[k] = scale[before]!;
        }
        if (k !== start) gain = exp(scale[before]! - scale[k]!);
      }
      if (k !== start && sum[before] !== 0) {
        const last = before * q;
        sum[k] = keep * sum[k]! + gain * sum[before]!;
        for (let j = 0; j < q; j++) sumX[at + j] = keep * sumX[at + j]! + gain * sumX[last + j]!;
      }
      if (sum[k] === 0) continue;
      const size = even ? 1 : exp(scale[k]! - top[k]!);
      others[k]! += size * sum[k]!;
      for (let j = 0; j < q; j++) othersX[at + j]! += size * sumX[at + j]!;
    }
  };
  for (let level = 1; level < levelEnd.length; level++) {
    const first = levelEnd[level - 1]!;
    const last = levelEnd[level]!;
    if (first === last) continue;
    sum.fill(0);
    sumX.fill(0);
    if (!even) {
      scale.fill(Number.NEGATIVE_INFINITY);
      for (let o = first; o < last; o++) {
        const row = order[o]!;
        scale[from[row]!] = Math.max(scale[from[row]!]!, eta[row]!);
        scale[to[row]!] = Math.max(scale[to[row]!]!, eta[row]!);
      }
    }
    for (let o = first; o < last; o++) {
      const row = order[o]!;
      add(sum, sumX, from[row]!, row, scale[from[row]!]!);
      add(sum, sumX, to[row]!, row, scale[to[row]!]!);
    }
    const half = 1 << (level - 1);
    for (let start = 0; start < count; start += 2 * half) {
      const middle = Math.min(start + half, count);
      run(start, middle, 1);
      run(Math.min(start + 2 * half, count) - 1, middle - 1, -1);
    }
  }
  return { top, others, othersX, dead, deadX };
}
