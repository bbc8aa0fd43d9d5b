import { exp } from "@hcc/numerics";
import { linearPredictor } from "./linear-predictor.js";
import type { KernelRows, KernelTies } from "./types.js";

/**
 * Score and information as sums over event times of means and covariances carried by mergeable updates (Welford).
 *
 * Slower than the two cross-products of the kernel but nothing cancels: for columns that vary little within each risk
 * set but much between them, or hold far-off values.
 */
export function riskSetInformation(
  rows: KernelRows,
  ties: KernelTies,
  beta: Float64Array,
  gradient: Float64Array,
  information: Float64Array,
): void {
  const { n, p, stride, rank, event, weight, strataEnd, x } = rows;
  const eta = linearPredictor(rows, beta);
  const risk = moments(p);
  const dead = moments(p);
  const gap = new Float64Array(p);
  gradient.fill(0);
  information.fill(0);
  let end = n;
  for (let s = strataEnd.length - 1; s >= 0; s--) {
    const start = s === 0 ? 0 : strataEnd[s - 1]!;
    let m = Number.NEGATIVE_INFINITY;
    risk.clear();
    while (end > start) {
      let first = end - 1;
      let top = eta[first]!;
      let deaths = event[first]!;
      while (first > start && rank[first - 1] === rank[end - 1]) {
        first--;
        top = Math.max(top, eta[first]!);
        deaths += event[first]!;
      }
      if (top > m) {
        risk.scale(exp(m - top));
        m = top;
      }
      let dw = 0;
      dead.clear();
      for (let i = first; i < end; i++) {
        (event[i] === 1 ? dead : risk).add(x, i * stride, weight[i]! * exp(eta[i]! - m));
        if (event[i] === 1) dw += weight[i]!;
      }
      if (deaths > 0) {
        const base = risk.total > 0 ? risk.mean : dead.mean;
        for (let i = first; i < end; i++) {
          if (event[i] === 1) for (let j = 0; j < p; j++) gradient[j]! += weight[i]! * (x[i * stride + j]! - base[j]!);
        }
        for (let j = 0; j < p; j++) gap[j] = dead.total > 0 ? dead.mean[j]! - base[j]! : 0;
        const steps = ties === "breslow" ? 1 : deaths;
        const share = dw / steps;
        let ofRisk = 0;
        let ofDead = 0;
        let between = 0;
        let shift = 0;
        for (let l = 0; l < steps; l++) {
          const left = 1 - l / steps;
          const part = risk.total + left * dead.total;
          ofRisk += share / part;
          ofDead += (share * left) / part;
          between += share * (risk.total / part) * ((left * dead.total) / part);
          shift += (share * left * dead.total) / part;
        }
        for (let j = 0; j < p; j++) {
          gradient[j]! -= shift * gap[j]!;
          for (let k = 0; k <= j; k++) {
            const at = j * p + k;
            information[at]! += ofRisk * risk.squares[at]! + ofDead * dead.squares[at]! + between * gap[j]! * gap[k]!;
          }
        }
      }
      risk.merge(dead);
      end = first;
    }
  }
  for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) information[k * p + j] = information[j * p + k]!;
}

interface Moments {
  total: number;
  readonly mean: Float64Array;
  /** Lower triangle of the weighted sum of squares and products about the mean. */
  readonly squares: Float64Array;
  clear(): void;
  scale(by: number): void;
  add(x: Float64Array, start: number, weight: number): void;
  merge(other: Moments): void;
}

function moments(p: number): Moments {
  const mean = new Float64Array(p);
  const squares = new Float64Array(p * p);
  const gap = new Float64Array(p);
  const at = new Float64Array(p);
  const combine = (self: Moments, weight: number): void => {
    // An emptied set keeps no trace of where it was.
    if (self.total === 0) {
      for (let j = 0; j < p; j++) mean[j] = at[j]!;
      self.total = weight;
      return;
    }
    for (let j = 0; j < p; j++) gap[j] = at[j]! - mean[j]!;
    const total = self.total + weight;
    const move = weight / total;
    const product = self.total * move;
    for (let j = 0; j < p; j++) {
      mean[j]! += move * gap[j]!;
      const value = product * gap[j]!;
      if (value !== 0) for (let k = 0; k <= j; k++) squares[j * p + k]! += value * gap[k]!;
    }
    self.total = total;
  };
  return {
    total: 0,
    mean,
    squares,
    clear(): void {
      this.total = 0;
      mean.fill(0);
      squares.fill(0);
    },
    scale(by: number): void {
      this.total *= by;
      for (let j = 0; j < squares.length; j++) squares[j]! *= by;
    },
    add(x: Float64Array, start: number, weight: number): void {
      if (weight === 0) return;
      for (let j = 0; j < p; j++) at[j] = x[start + j]!;
      combine(this, weight);
    },
    merge(other: Moments): void {
      if (other.total === 0) return;
      at.set(other.mean);
      if (this.total === 0) squares.fill(0);
      for (let j = 0; j < squares.length; j++) squares[j]! += other.squares[j]!;
      combine(this, other.total);
    },
  };
}
