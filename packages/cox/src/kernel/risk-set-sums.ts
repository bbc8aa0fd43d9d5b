import { exp } from "@hcc/numerics";
import { exponential } from "./elementary.js";
import { addEvenSums } from "./even-intervals.js";
import { forEachLevel, forEachNode, type Intervals, TIMES } from "./intervals.js";
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
  /** Weight x exp(eta - top) of every row, where a row has one top; else null. */
  readonly risk: Float64Array | null;
}

/** Weight x exp(eta) of every row in the one scale of its stratum. */
function evenRisks({ own, from, count }: Intervals, { weight, eta }: RowValues, top: Float64Array): Float64Array {
  const risk = new Float64Array(own.length);
  for (let i = 0; i < own.length; i++) {
    const time = own[i]! >= 0 ? own[i]! : from[i]!;
    if (time < count) risk[i] = weight[i]! * exponential(eta[i]! - top[time]!);
  }
  return risk;
}

/**
 * Sums of weight x exp(eta) and of the same times x over the risk set of each event time, by running sums only.
 *
 * @param top scale of each event time; no predictor at risk there is larger.
 * @param even whether `top` has one value in each stratum, so that no sum changes its scale.
 */
export function riskSetSums(intervals: Intervals, values: RowValues, top: Float64Array, even: boolean): RiskSetSums {
  const { count, own } = intervals;
  const { q } = values;
  const deaths = sumsOf(count, q);
  if (even) {
    const risk = evenRisks(intervals, values, top);
    const others = sumsOf(count, q);
    const rows = { ...values, risk };
    for (let i = 0; i < own.length; i++) if (own[i]! >= 0) addRow(deaths, own[i]!, rows, i, 0);
    addEvenSums(intervals, risk, { x: new Float64Array(own.length).fill(1), stride: 1, q: 1 }, others.sum);
    if (q > 0) addEvenSums(intervals, risk, values, others.sumX);
    return { others: others.sum, othersX: others.sumX, dead: deaths.sum, deadX: deaths.sumX, risk };
  }
  const rows = { ...values, risk: null };
  for (let i = 0; i < own.length; i++) if (own[i]! >= 0) addRow(deaths, own[i]!, rows, i, top[own[i]!]!);
  const { sum, sumX } = sumsAtRisk(intervals, rows, top);
  return { others: sum, othersX: sumX, dead: deaths.sum, deadX: deaths.sumX, risk: null };
}

/** Rows with their weight x exp(eta - top) where they have one top. */
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

function sumsAtRisk(intervals: Intervals, rows: RowRisks, top: Float64Array): Sums {
  const { count, from, to, crossing, coarse } = intervals;
  const { eta, q } = rows;
  const total = sumsOf(count, q);
  const { sum, sumX } = total;
  const part = sumsOf(count, q);
  const scale = new Float64Array(count);
  const clear = (start = 0, end = count): void => {
    part.sum.fill(0, start, end);
    part.sumX.fill(0, start * q, end * q);
    scale.fill(Number.NEGATIVE_INFINITY, start, end);
  };
  const scatter = (edge: Int32Array, list: Int32Array): void => {
    for (const row of list) scale[edge[row]!] = Math.max(scale[edge[row]!]!, eta[row]!);
    for (const row of list) addRow(part, edge[row]!, rows, row, scale[edge[row]!]!);
  };
  /** Running sums from `start` to `stop` (exclusive), added to the risk sets. */
  const run = (start: number, stop: number, step: 1 | -1): void => {
    for (let k = start; k !== stop; k += step) {
      if (k !== start && part.sum[k - step] !== 0) carry(part, k - step, k, scale, q);
      if (part.sum[k] === 0) continue;
      const size = exp(scale[k]! - top[k]!);
      sum[k]! += size * part.sum[k]!;
      for (let j = k * q; j < (k + 1) * q; j++) sumX[j]! += size * part.sumX[j]!;
    }
  };
  forEachLevel(
    intervals,
    (row) => addRow(total, from[row]!, rows, row, top[from[row]!]!),
    (list, half, start, end) => {
      clear(start, end);
      scatter(from, list);
      scatter(to, list);
      forEachNode(half, start, end, (first, middle, last) => {
        run(first, middle, 1);
        run(last - 1, middle - 1, -1);
      });
    },
  );
  if (coarse === null) return total;
  clear();
  scatter(from, crossing);
  for (let start = 0; start < count; start += TIMES) run(start, Math.min(start + TIMES, count), 1);
  clear();
  scatter(to, crossing);
  for (let start = 0; start < count; start += TIMES) run(Math.min(start + TIMES, count) - 1, start - 1, -1);
  const blockTop = Float64Array.from(
    riskSetMaximum(coarse, (row) => eta[row]!),
    (row) => eta[row] ?? Number.NEGATIVE_INFINITY,
  );
  const throughout = sumsAtRisk(coarse, rows, blockTop);
  for (let k = 0; k < count; k++) {
    const block = Math.floor(k / TIMES);
    if (throughout.sum[block] === 0) continue;
    const size = exp(blockTop[block]! - top[k]!);
    sum[k]! += size * throughout.sum[block]!;
    for (let j = 0; j < q; j++) sumX[k * q + j]! += size * throughout.sumX[block * q + j]!;
  }
  return total;
}

/** Adds the sum at `before` to that at `k`, in the larger of their scales. */
function carry({ sum, sumX }: Sums, before: number, k: number, scale: Float64Array, q: number): void {
  const larger = Math.max(scale[before]!, scale[k]!);
  const keep = exp(scale[k]! - larger);
  const gain = exp(scale[before]! - larger);
  scale[k] = larger;
  sum[k] = keep * sum[k]! + gain * sum[before]!;
  for (let j = 0, at = k * q, last = before * q; j < q; j++, at++, last++) {
    sumX[at] = keep * sumX[at]! + gain * sumX[last]!;
  }
}
