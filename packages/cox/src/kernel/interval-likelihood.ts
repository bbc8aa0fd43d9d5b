import { exp } from "@hcc/numerics";
import { type Arena, arenaIn, arenaPlan, BLOCK, type Order } from "./arena.js";
import { efronSteps } from "./efron-steps.js";
import { logarithm } from "./elementary.js";
import { addEvenHazards } from "./even-intervals.js";
import { type HazardSteps, intervalHazards } from "./interval-hazards.js";
import type { Intervals } from "./intervals.js";
import { riskSetMaximum } from "./risk-set-maximum.js";
import { type RiskSetSums, riskSetSums } from "./risk-set-sums.js";
import { type RowSums, rowSums } from "./row-sums.js";
import type { KernelTies } from "./types.js";

/** Range of the predictors of a stratum up to which one scale serves all of its risk sets. */
const NARROW = 600;

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
  /** X' diag(expected) X, stride x stride, lower triangle; only where asked for. */
  readonly first: Float64Array;
  /** Sum of the products of risk-set means. */
  readonly second: Float64Array;
  /** Expected number of events of each row times its weight. */
  readonly expected: Float64Array;
}

/** Where the sums over all rows are made; the rows lie in the arena. */
export interface Workplace {
  readonly arena: Arena;
  readonly sums: RowSums;
}

/** An arena for rows that lie elsewhere. */
function ownWorkplace({ eta, x, stride }: IntervalRows): Workplace {
  const plan = arenaPlan({ n: eta.length, q: stride, strata: 0, offset: false, efron: false });
  const arena = arenaIn(new ArrayBuffer(plan.bytes), plan);
  arena.x.set(x);
  return { arena, sums: rowSums(arena, null) };
}

/** Evaluates the partial likelihood of rows that come and go (formulas at `openStartStopKernel`). */
export function intervalLikelihood(
  rows: IntervalRows,
  ties: KernelTies,
  order: Order,
  { arena, sums: all }: Workplace = ownWorkplace(rows),
): IntervalLikelihood {
  const { intervals, weight, eta, p, stride, timeWeight } = rows;
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
  const expected = new Float64Array(n);
  const value = logLikelihood(sums, { deaths, deathWeight, terms }, ties);
  if (order > 0) {
    const hazard = new Float64Array(count);
    const deathHazard = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      const by = timeWeight === undefined ? 1 : timeWeight[k]!;
      const [others, dead, d] = [sums.others[k]!, sums.dead[k]!, deaths[k]!];
      if (d === 1) {
        hazard[k] = (by * deathWeight[k]!) / (others + dead);
        deathHazard[k] = hazard[k]!;
        continue;
      }
      const step = efronSteps(ties, { others, dead, deaths: d, weight: deathWeight[k]! });
      hazard[k] = by * step.hazard;
      deathHazard[k] = by * step.deathHazard;
    }
    fillExpected(rows, sums.risk, { top, hazard, deathHazard, moments: null }, expected);
    for (let i = 0; i < n; i++) {
      const died = own[i]! < 0 ? 0 : timeWeight === undefined ? weight[i]! : weight[i]! * timeWeight[own[i]!]!;
      arena.risk[i] = died - expected[i]!;
    }
    all.score();
  }
  const gradient = arena.gradient.slice(0, p);
  if (order === 2) {
    const meanWeight = timeWeight === undefined ? deathWeight : deathWeight.map((value, k) => value * timeWeight[k]!);
    arena.second.fill(0);
    addMeans({ arena, sums: all }, sums, { deaths, deathWeight: meanWeight, p, stride }, ties);
    arena.risk.set(expected);
    all.product();
  }
  return {
    value,
    gradient,
    first: arena.information.slice(),
    second: arena.second.slice(),
    expected,
  };
}

/** Sums of an event time over its deaths: their number, case weights and case weights x predictors in its scale. */
interface DeathSums {
  readonly deaths: Int32Array;
  readonly deathWeight: Float64Array;
  readonly terms: Float64Array;
}

function logLikelihood(
  { others, dead }: RiskSetSums,
  { deaths, deathWeight, terms }: DeathSums,
  ties: KernelTies,
): number {
  // Compensated: near the maximum the line search compares values that differ in their last digits.
  let value = 0;
  let lost = 0;
  // Risk sets of shares of 1 are multiplied before a logarithm is taken.
  let together = 1;
  for (let k = 0; k < deaths.length; k++) {
    const steps = ties === "efron" ? deaths[k]! : 1;
    const share = deathWeight[k]! / steps;
    let term = terms[k]!;
    for (let l = 0; l < steps; l++) {
      const total = others[k]! + (1 - l / steps) * dead[k]!;
      if (share === 1 && total < 1e100 && total > 1e-100) {
        together *= total;
        if (together < 1e150 && together > 1e-150) continue;
        term -= logarithm(together);
        together = 1;
      } else term -= share * logarithm(total);
    }
    const next = value + term;
    lost += Math.abs(value) >= Math.abs(term) ? value - next + term : term - next + value;
    value = next;
  }
  return value + lost - logarithm(together);
}

/** Weight x exp(eta) x sum of the hazard steps over the event times at which each row is at risk. */
function fillExpected(
  { intervals, weight, eta }: IntervalRows,
  risk: Float64Array | null,
  steps: HazardSteps,
  expected: Float64Array,
): void {
  const { own } = intervals;
  if (risk === null) {
    const { hazard, scale } = intervalHazards(intervals, steps);
    for (let i = 0; i < own.length; i++) {
      expected[i] = hazard[i] === 0 ? 0 : weight[i]! * exp(eta[i]! - scale[i]!) * hazard[i]!;
    }
    return;
  }
  addEvenHazards(intervals, steps.hazard, expected);
  for (let i = 0; i < own.length; i++) {
    if (own[i]! >= 0) expected[i]! += steps.deathHazard[own[i]!]!;
    expected[i]! *= risk[i]!;
  }
}

/**
 * Adds the products of the risk-set means. At step l the mean is m + s_l delta, m that of the survivors, delta the distance
 * of the mean of the deaths, s_l the deaths' share of S0_l. Summed over the steps that is the product of the mean
 * m + s delta and of delta times the variance of s_l: two rows whatever d.
 */
function addMeans(
  { arena, sums }: Workplace,
  { others, othersX, dead, deadX }: RiskSetSums,
  {
    deaths,
    deathWeight,
    p,
    stride,
  }: { readonly deaths: Int32Array; readonly deathWeight: Float64Array; readonly p: number; readonly stride: number },
  ties: KernelTies,
): void {
  const { means: rows, meanWeight: weights } = arena;
  rows.fill(0);
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
      sums.addMeans(filled);
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
