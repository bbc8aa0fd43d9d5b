import { exp } from "@hcc/numerics";
import type { Intervals } from "./intervals.js";

/** Steps of the cumulative hazard, in the scale of each event time: times exp(-top). */
export interface HazardSteps {
  readonly top: Float64Array;
  /** Step for those who survive the time. */
  readonly hazard: Float64Array;
  /** Step for those who die at it (Efron: at risk at step l with weight 1 - l/d). */
  readonly deathHazard: Float64Array;
  /** Count x q: values of the time, multiplied by the steps and summed; null when not wanted. */
  readonly moments: { readonly q: number; readonly hazard: Float64Array; readonly deathHazard: Float64Array } | null;
}

/** What each row lives through while at risk; in its own scale: times exp(-scale). */
export interface IntervalHazards {
  /** No predictor of the row is larger: exp(eta - scale) <= 1. */
  readonly scale: Float64Array;
  readonly hazard: Float64Array;
  /** Rows x q. */
  readonly moments: Float64Array | null;
}

/** Sums of the hazard steps over the event times at which each row is at risk, by running sums only. */
export function intervalHazards(
  { count, from, to, own, order, levelEnd }: Intervals,
  { top, hazard, deathHazard, moments }: HazardSteps,
): IntervalHazards {
  const n = own.length;
  const q = moments === null ? 0 : moments.q;
  const total = new Float64Array(n);
  const totalM = new Float64Array(n * q);
  const scale = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const add = (row: number, time: number, sum: Float64Array, sumM: Float64Array, its: number): void => {
    let gain = 1;
    if (its !== scale[row]) {
      if (its < scale[row]!) {
        const shrink = total[row] === 0 ? 0 : exp(its - scale[row]!);
        total[row]! *= shrink;
        for (let j = row * q; j < (row + 1) * q; j++) totalM[j]! *= shrink;
        scale[row] = its;
      } else gain = exp(scale[row]! - its);
    }
    total[row]! += gain * sum[time]!;
    for (let j = 0; j < q; j++) totalM[row * q + j]! += gain * sumM[time * q + j]!;
  };
  const none = new Float64Array(0);
  const step = moments?.hazard ?? none;
  const deathStep = moments?.deathHazard ?? none;
  for (let o = 0; o < levelEnd[0]!; o++) {
    const time = from[order[o]!]!;
    add(order[o]!, time, hazard, step, top[time]!);
  }
  const sum = new Float64Array(count);
  const sumM = new Float64Array(count * q);
  const least = new Float64Array(count);
  const run = (start: number, stop: number, direction: 1 | -1): void => {
    for (let k = start; (stop - k) * direction > 0; k += direction) {
      const before = k - direction;
      const first = k === start;
      const its = first ? top[k]! : Math.min(top[k]!, least[before]!);
      const own = its === top[k]! ? 1 : exp(its - top[k]!);
      const carried = first ? 0 : its === least[before]! ? 1 : exp(its - least[before]!);
      least[k] = its;
      sum[k] = own * hazard[k]! + (first ? 0 : carried * sum[before]!);
      for (let j = 0; j < q; j++) {
        sumM[k * q + j] = own * step[k * q + j]! + (first ? 0 : carried * sumM[before * q + j]!);
      }
    }
  };
  for (let level = 1; level < levelEnd.length; level++) {
    if (levelEnd[level] === levelEnd[level - 1]) continue;
    const half = 1 << (level - 1);
    for (let start = 0; start < count; start += 2 * half) {
      const middle = Math.min(start + half, count);
      run(middle - 1, start - 1, -1);
      run(middle, Math.min(start + 2 * half, count), 1);
    }
    for (let o = levelEnd[level - 1]!; o < levelEnd[level]!; o++) {
      const row = order[o]!;
      add(row, from[row]!, sum, sumM, least[from[row]!]!);
      add(row, to[row]!, sum, sumM, least[to[row]!]!);
    }
  }
  for (let i = 0; i < n; i++) if (own[i]! >= 0) add(i, own[i]!, deathHazard, deathStep, top[own[i]!]!);
  return { scale, hazard: total, moments: moments === null ? null : totalM };
}
