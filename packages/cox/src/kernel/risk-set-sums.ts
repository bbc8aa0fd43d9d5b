import { exp } from "@hcc/numerics";
import { type Intervals, TIMES } from "./intervals.js";
import { riskSetMaximum } from "./risk-set-maximum.js";

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
export function riskSetSums(intervals: Intervals, values: RowValues, top: Float64Array, even: boolean): RiskSetSums {
  const { count, own, from } = intervals;
  const { q, weight, eta } = values;
  const risk = even ? new Float64Array(own.length) : null;
  for (let i = 0; risk !== null && i < own.length; i++) {
    const time = own[i]! >= 0 ? own[i]! : from[i]!;
    if (time < count) risk[i] = weight[i]! * exp(eta[i]! - top[time]!);
  }
  const rows = { ...values, risk };
  const deaths = sumsOf(count, q);
  for (let i = 0; i < own.length; i++) if (own[i]! >= 0) addRow(deaths, own[i]!, rows, i, top[own[i]!]!);
  const { sum, sumX } = sumsAtRisk(intervals, rows, top, even);
  return { others: sum, othersX: sumX, dead: deaths.sum, deadX: deaths.sumX };
}

/** Rows with weight x exp(eta - top), where a row has one top. */
interface RowRisks extends RowValues {
  readonly risk: Float64Array | null;
}

interface Sums {
  readonly sum: Float64Array;
  readonly sumX: Float64Array;
}

function sumsOf(count: number, q: number): Sums {
  return { sum: new Float64Array(count), sumX: new Float64Array(count * q) };
}

function addRow({ sum, sumX }: Sums, time: number, rows: RowRisks, row: number, scale: number): void {
  const { risk, weight, eta, x, stride, q } = rows;
  const r = risk === null ? weight[row]! * exp(eta[row]! - scale) : risk[row]!;
  sum[time]! += r;
  for (let j = 0, to = time * q, at = row * stride; j < q; j++) sumX[to + j]! += r * x[at + j]!;
}

function sumsAtRisk(intervals: Intervals, rows: RowRisks, top: Float64Array, even: boolean): Sums {
  const { count, from, to, order, levelEnd, crossing, coarse } = intervals;
  const { eta, q } = rows;
  const total = sumsOf(count, q);
  const { sum, sumX } = total;
  const part = sumsOf(count, q);
  const scale = even ? top : new Float64Array(count);
  const clear = (): void => {
    part.sum.fill(0);
    part.sumX.fill(0);
    if (!even) scale.fill(Number.NEGATIVE_INFINITY);
  };
  const scatter = (edge: Int32Array, list: Int32Array): void => {
    if (!even) for (const row of list) scale[edge[row]!] = Math.max(scale[edge[row]!]!, eta[row]!);
    for (const row of list) addRow(part, edge[row]!, rows, row, scale[edge[row]!]!);
  };
  /** Running sums from `start` to `stop` (exclusive), added to the risk sets. */
  const run = (start: number, stop: number, step: 1 | -1): void => {
    for (let k = start; k !== stop; k += step) {
      if (k !== start && part.sum[k - step] !== 0) carry(part, k - step, k, even ? null : scale, q);
      if (part.sum[k] === 0) continue;
      const size = even ? 1 : exp(scale[k]! - top[k]!);
      sum[k]! += size * part.sum[k]!;
      for (let j = k * q; j < (k + 1) * q; j++) sumX[j]! += size * part.sumX[j]!;
    }
  };
  for (let o = 0; o < levelEnd[0]!; o++) addRow(total, from[order[o]!]!, rows, order[o]!, top[from[order[o]!]!]!);
  for (let level = 1; level < levelEnd.length; level++) {
    const list = order.subarray(levelEnd[level - 1]!, levelEnd[level]!);
    if (list.length === 0) continue;
    clear();
    scatter(from, list);
    scatter(to, list);
    const half = 1 << (level - 1);
    for (let start = 0; start < count; start += 2 * half) {
      const middle = Math.min(start + half, count);
      run(start, middle, 1);
      run(Math.min(start + 2 * half, count) - 1, middle - 1, -1);
    }
  }
  if (coarse === null) return total;
  clear();
  scatter(from, crossing);
  for (let start = 0; start < count; start += TIMES) run(start, Math.min(start + TIMES, count), 1);
  clear();
  scatter(to, crossing);
  for (let start = 0; start < count; start += TIMES) run(Math.min(start + TIMES, count) - 1, start - 1, -1);
  const blockTop = even
    ? Float64Array.from({ length: coarse.count }, (_, block) => top[block * TIMES]!)
    : Float64Array.from(
        riskSetMaximum(coarse, (row) => eta[row]!),
        (row) => eta[row] ?? Number.NEGATIVE_INFINITY,
      );
  const throughout = sumsAtRisk(coarse, rows, blockTop, even);
  for (let k = 0; k < count; k++) {
    const block = Math.floor(k / TIMES);
    if (throughout.sum[block] === 0) continue;
    const size = even ? 1 : exp(blockTop[block]! - top[k]!);
    sum[k]! += size * throughout.sum[block]!;
    for (let j = 0; j < q; j++) sumX[k * q + j]! += size * throughout.sumX[block * q + j]!;
  }
  return total;
}

/** Adds the sum at `before` to that at `k`, in the larger of their scales. */
function carry({ sum, sumX }: Sums, before: number, k: number, scale: Float64Array | null, q: number): void {
  let keep = 1;
  let gain = 1;
  if (scale !== null) {
    const larger = Math.max(scale[before]!, scale[k]!);
    keep = exp(scale[k]! - larger);
    gain = exp(scale[before]! - larger);
    scale[k] = larger;
  }
  sum[k] = keep * sum[k]! + gain * sum[before]!;
  for (let j = 0, at = k * q, last = before * q; j < q; j++, at++, last++) {
    sumX[at] = keep * sumX[at]! + gain * sumX[last]!;
  }
}
