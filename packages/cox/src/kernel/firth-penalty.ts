import { exp, type LdlFactor, log } from "@hcc/numerics";
import { riskIntervals } from "./intervals.js";
import { linearPredictor } from "./linear-predictor.js";
import {
  addRow,
  assignMoments,
  clearMoments,
  mergeMoments,
  multiply,
  type ThirdMoments,
  thirdMoments,
} from "./third-moments.js";
import type { KernelRows, KernelTies } from "./types.js";

/** Half the logarithm of the determinant of the information; -Infinity where it is singular. */
export function firthPenalty({ size, rank, factor, scale }: LdlFactor): number {
  if (rank < size) return Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let j = 0; j < size; j++) sum += log(factor[j * size + j]!) / 2 + log(scale[j]!);
  return sum;
}

/**
 * Derivatives of the penalty: half the trace of I^-1 dI/db_j.
 *
 * The information is a sum of covariances over the event times (and Efron's steps), its derivative therefore one of third
 * central moments. With I = C C' and z = C^-1 x the trace is the sum of share x E[(x_j - mean) |z - mean|^2], the expectation
 * over the risk set: third moments with p elements, not p^3. They are carried about the mean and merged, so that no digit
 * cancels, and relative to the largest predictor, so that any finite one is safe.
 *
 * @param information the factored information at `beta`.
 */
export function firthPenaltyGradient(
  rows: KernelRows,
  ties: KernelTies,
  beta: Float64Array,
  information: LdlFactor,
): Float64Array {
  const { p } = rows;
  const z = orthonormal(rows, information);
  const sum = new Float64Array(p);
  forEachRiskSet(rows, z, beta, (others, dead, deaths, weight) => {
    addThirdMoments(sum, others, dead, { steps: ties === "efron" ? deaths : 1, weight });
  });
  // Back from z to x = C z, C = scale x lower triangle x root of the pivots.
  const { factor, scale } = information;
  const gradient = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    for (let k = 0; k <= j; k++) {
      gradient[j]! += (j === k ? 1 : factor[j * p + k]!) * Math.sqrt(factor[k * p + k]!) * sum[k]!;
    }
    gradient[j]! *= scale[j]! / 2;
  }
  return gradient;
}

/** Rows of z = C^-1 x, in whose columns the information is the identity. */
function orthonormal({ n, p, stride, x }: KernelRows, { factor, scale }: LdlFactor): Float64Array[] {
  return Array.from({ length: n }, (_, i) => {
    const z = new Float64Array(p);
    for (let j = 0; j < p; j++) {
      let value = x[i * stride + j]! / scale[j]!;
      for (let k = 0; k < j; k++) value -= factor[j * p + k]! * z[k]!;
      z[j] = value;
    }
    for (let j = 0; j < p; j++) z[j]! /= Math.sqrt(factor[j * p + j]!);
    return z;
  });
}

/** Adds share x third central moments over the steps of an event time, in which the deaths count 1 - l/d. */
function addThirdMoments(
  sum: Float64Array,
  others: ThirdMoments,
  dead: ThirdMoments,
  { steps, weight }: { readonly steps: number; readonly weight: number },
): void {
  const p = sum.length;
  const scale = Math.max(others.scale, dead.scale);
  const ofOthers = others.total === 0 ? 0 : exp(others.scale - scale);
  const ofDead = exp(dead.scale - scale);
  const first = ofOthers * others.total;
  const { gap, own: alongDead, added: alongOthers } = dead;
  let square = 0;
  for (let j = 0; j < p; j++) {
    gap[j] = first === 0 ? 0 : dead.mean[j]! - others.mean[j]!;
    square += gap[j]! * gap[j]!;
  }
  multiply(alongOthers, others.squares, gap);
  multiply(alongDead, dead.squares, gap);
  for (let l = 0; l < steps; l++) {
    const left = (1 - l / steps) * ofDead;
    const second = left * dead.total;
    const total = first + second;
    const a = -second / total;
    const b = first / total;
    const straight = a * ofOthers * alongOthers.trace + b * left * alongDead.trace + b * second * (a + b) * square;
    const share = weight / steps / total;
    for (let j = 0; j < p; j++) {
      sum[j]! +=
        share *
        (ofOthers * (others.cubes[j]! + 2 * a * alongOthers.vector[j]!) +
          left * (dead.cubes[j]! + 2 * b * alongDead.vector[j]!) +
          straight * gap[j]!);
    }
  }
}

/** Called at an event time with those at risk who survive it, those who die, and their number and total case weight. */
type Visit = (others: ThirdMoments, dead: ThirdMoments, deaths: number, weight: number) => void;

function forEachRiskSet(rows: KernelRows, z: readonly Float64Array[], beta: Float64Array, visit: Visit): void {
  const { p, rank, event, weight, strataEnd } = rows;
  const eta = linearPredictor(rows, beta);
  if (rows.entryRank !== null) {
    forEachInterval(rows, z, eta, visit);
    return;
  }
  for (let s = 0, start = 0; s < strataEnd.length; s++) {
    const risk = thirdMoments(p);
    const dead = thirdMoments(p);
    for (let end = strataEnd[s]!, first = end; end > start; end = first) {
      clearMoments(dead);
      let deaths = 0;
      let total = 0;
      while (first > start && rank[first - 1] === rank[end - 1]) {
        first--;
        addRow(event[first] === 1 ? dead : risk, z[first]!, weight[first]!, eta[first]!);
        deaths += event[first]!;
        total += event[first]! * weight[first]!;
      }
      if (deaths > 0) visit(risk, dead, deaths, total);
      mergeMoments(risk, dead);
    }
    start = strataEnd[s]!;
  }
}

/**
 * Rows that come and go. The event times of a stratum are halved again and again; a row is added where it is at risk at all
 * times of a part but not of the part that was halved, so that no sum is ever reduced.
 */
function forEachInterval(rows: KernelRows, z: readonly Float64Array[], eta: Float64Array, visit: Visit): void {
  const { p, weight } = rows;
  const { count, strataEnd, from, to, own } = riskIntervals(rows.rank, rows.entryRank, rows.event, rows.strataEnd);
  const deaths: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < own.length; i++) if (own[i]! >= 0) deaths[own[i]!]!.push(i);
  const divide = (first: number, last: number, above: ThirdMoments, among: readonly number[]): void => {
    const here = thirdMoments(p);
    assignMoments(here, above);
    const left: number[] = [];
    const right: number[] = [];
    const middle = (first + last) >> 1;
    for (const i of among) {
      if (from[i]! <= first && to[i]! >= last) addRow(here, z[i]!, weight[i]!, eta[i]!);
      else {
        if (from[i]! <= middle) left.push(i);
        if (to[i]! > middle) right.push(i);
      }
    }
    if (first === last) {
      const dead = thirdMoments(p);
      let total = 0;
      for (const i of deaths[first]!) {
        addRow(dead, z[i]!, weight[i]!, eta[i]!);
        total += weight[i]!;
      }
      visit(here, dead, deaths[first]!.length, total);
    } else {
      divide(first, middle, here, left);
      divide(middle + 1, last, here, right);
    }
  };
  for (let s = 0, row = 0, time = 0; s < strataEnd.length; s++) {
    const among: number[] = [];
    for (; row < rows.strataEnd[s]!; row++) if (from[row]! <= to[row]!) among.push(row);
    divide(time, strataEnd[s]! - 1, thirdMoments(p), among);
    time = strataEnd[s]!;
  }
}
