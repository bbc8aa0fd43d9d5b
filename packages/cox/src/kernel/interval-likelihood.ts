import { exp, log } from "@hcc/numerics";
import type { Order } from "./arena.js";
import { efronSteps } from "./efron-steps.js";
import { intervalHazards } from "./interval-hazards.js";
import type { Intervals } from "./intervals.js";
import { product } from "./plain-product.js";
import { riskSetMaximum } from "./risk-set-maximum.js";
import { type RiskSetSums, riskSetSums } from "./risk-set-sums.js";
import type { KernelTies } from "./types.js";

/** Range of the predictors of a stratum up to which one scale serves all of its risk sets. */
const NARROW = 600;
/** Rows, or means of event times, that are multiplied at a time. */
const BLOCK = 256;

/** Rows at risk at some of the event times, with their linear predictor. */
export interface IntervalRows {
  readonly intervals: Intervals;
  readonly weight: Float64Array;
  readonly eta: Float64Array;
  /** Rows at the distance `stride`, an even number; columns beyond p are 0. */
  readonly x: Float64Array;
  readonly p: number;
  readonly stride: number;
  /** Weight of each event time in score and information, 1 where it is not given. */
  readonly timeWeight?: Float64Array;
}

/** Log partial likelihood, its score, and the two cross-products whose difference is the information. */
export interface IntervalLikelihood {
  readonly value: number;
  readonly gradient: Float64Array;
  /** X' diag(expected) X, stride x stride, lower triangle; 0 unless asked for. */
  readonly first: Float64Array;
  /** Sum of the products of risk-set means. */
  readonly second: Float64Array;
  /** Expected number of events of each row times its weight. */
  readonly expected: Float64Array;
}

/** Evaluates the partial likelihood of rows that come and go (formulas at `openStartStopKernel`). */
export function intervalLikelihood(rows: IntervalRows, ties: KernelTies, order: Order): IntervalLikelihood {
  const { intervals, weight, eta, x, p, stride, timeWeight } = rows;
  const { count, own } = intervals;
  const n = eta.length;
  const { top, even } = riskSetScales(intervals, eta);
  const sums = riskSetSums(intervals, { ...rows, q: order === 2 ? p : 0 }, top, even);
  const deaths = new Int32Array(count);
  const deathWeight = new Float64Array(count);
  const terms = new Float64Array(count);
  for (let i = 0; i < n; i++) {
    const k = own[i]!;
    if (k < 0) continue;
    deaths[k]!++;
    deathWeight[k]! += weight[i]!;
    terms[k]! += weight[i]! * (eta[i]! - top[k]!);
  }
  const gradient = new Float64Array(p);
  const first = new Float64Array(stride * stride);
  const second = new Float64Array(stride * stride);
  const expected = new Float64Array(n);
  // Compensated: near the maximum the line search compares values that differ in their last digits.
  let value = 0;
  let lost = 0;
  for (let k = 0; k < count; k++) {
    const steps = ties === "efron" ? deaths[k]! : 1;
    let term = terms[k]!;
    for (let l = 0; l < steps; l++) {
      term -= (deathWeight[k]! / steps) * log(sums.others[k]! + (1 - l / steps) * sums.dead[k]!);
    }
    const next = value + term;
    lost += Math.abs(value) >= Math.abs(term) ? value - next + term : term - next + value;
    value = next;
  }
  if (order > 0) {
    const hazard = new Float64Array(count);
    const deathHazard = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      const step = efronSteps(ties, {
        others: sums.others[k]!,
        dead: sums.dead[k]!,
        deaths: deaths[k]!,
        weight: deathWeight[k]!,
      });
      const by = timeWeight === undefined ? 1 : timeWeight[k]!;
      hazard[k] = by * step.hazard;
      deathHazard[k] = by * step.deathHazard;
    }
    const lived = intervalHazards(intervals, { top, hazard, deathHazard, moments: null });
    for (let i = 0; i < n; i++) {
      const total = lived.hazard[i]!;
      expected[i] = total === 0 ? 0 : weight[i]! * exp(eta[i]! - lived.scale[i]!) * total;
      const died = own[i]! < 0 ? 0 : timeWeight === undefined ? weight[i]! : weight[i]! * timeWeight[own[i]!]!;
      const excess = died - expected[i]!;
      for (let j = 0, at = i * stride; j < p; j++) gradient[j]! += excess * x[at + j]!;
    }
  }
  if (order === 2) {
    const meanWeight = timeWeight === undefined ? deathWeight : deathWeight.map((value, k) => value * timeWeight[k]!);
    addMeans(second, sums, { deaths, deathWeight: meanWeight, p, stride }, ties);
    const scaled = new Float64Array(2 * BLOCK);
    for (let start = 0; start < n; start += BLOCK) {
      product(first, x, expected, start, Math.min(start + BLOCK, n), stride, scaled);
    }
  }
  return { value: value + lost, gradient, first, second, expected };
}

/**
 * Adds the products of the risk-set means. At step l the mean is m + s_l delta, m that of the survivors, delta the distance
 * of the mean of the deaths, s_l the deaths' share of S0_l. Summed over the steps that is the product of the mean
 * m + s delta and of delta times the variance of s_l: two rows whatever d.
 */
function addMeans(
  second: Float64Array,
  { others, othersX, dead, deadX }: RiskSetSums,
  {
    deaths,
    deathWeight,
    p,
    stride,
  }: { readonly deaths: Int32Array; readonly deathWeight: Float64Array; readonly p: number; readonly stride: number },
  ties: KernelTies,
): void {
  const rows = new Float64Array((BLOCK + 2) * stride);
  const weights = new Float64Array(BLOCK + 2);
  const scaled = new Float64Array(2 * (BLOCK + 2));
  let filled = 0;
  for (let k = 0; k < deaths.length; k++) {
    const steps = ties === "efron" ? deaths[k]! : 1;
    let share = 0;
    let squares = 0;
    for (let l = 0; l < steps; l++) {
      const left = (1 - l / steps) * dead[k]!;
      const part = left / (others[k]! + left);
      share += part / steps;
      squares += (part * part) / steps;
    }
    const alone = others[k] === 0;
    for (let j = 0; j < p; j++) {
      // Deaths so far below the largest predictor that they do not count have no mean.
      const ofDead = dead[k] === 0 ? 0 : deadX[k * p + j]! / dead[k]!;
      const ofOthers = alone ? ofDead : othersX[k * p + j]! / others[k]!;
      rows[filled * stride + j] = ofOthers + share * (ofDead - ofOthers);
      if (steps > 1) rows[(filled + 1) * stride + j] = ofDead - ofOthers;
    }
    weights[filled++] = deathWeight[k]!;
    if (steps > 1) weights[filled++] = deathWeight[k]! * Math.max(squares - share * share, 0);
    if (filled >= BLOCK || k === deaths.length - 1) {
      product(second, rows, weights, 0, filled, stride, scaled);
      filled = 0;
    }
  }
}

/** The scale of every event time: one for a stratum where predictors are close, else the largest predictor at risk. */
export function riskSetScales(intervals: Intervals, eta: Float64Array): { top: Float64Array; even: boolean } {
  const { count, strataEnd, from, to, own } = intervals;
  const most = new Float64Array(strataEnd.length).fill(Number.NEGATIVE_INFINITY);
  const least = new Float64Array(strataEnd.length).fill(Number.POSITIVE_INFINITY);
  const stratum = new Int32Array(count);
  for (let s = 0, k = 0; s < strataEnd.length; s++) for (; k < strataEnd[s]!; k++) stratum[k] = s;
  for (let i = 0; i < eta.length; i++) {
    const time = own[i]! >= 0 ? own[i]! : from[i]! <= to[i]! ? from[i]! : -1;
    if (time < 0) continue;
    const s = stratum[time]!;
    most[s] = Math.max(most[s]!, eta[i]!);
    least[s] = Math.min(least[s]!, eta[i]!);
  }
  let even = true;
  for (let s = 0; s < most.length; s++) if (most[s]! - least[s]! > NARROW) even = false;
  const top = new Float64Array(count);
  if (even) for (let k = 0; k < count; k++) top[k] = most[stratum[k]!]!;
  else
    riskSetMaximum(intervals, (row) => eta[row]!).forEach((row, k) => {
      top[k] = eta[row]!;
    });
  return { top, even };
}
