import { exp, log } from "@hcc/numerics";

/** Times and events of one group. */
export interface Times {
  readonly time: readonly number[];
  readonly event: readonly boolean[];
}

/** Median survival as the smallest time with S <= 0.5, the midpoint rule beside it, and SPSS's standard error. */
export interface MedianFigures {
  readonly median: number | null;
  readonly midpoint: number | null;
  readonly standardError: number | null;
}

/** Kaplan-Meier figures of one group. */
export function medianFigures({ time, event }: Times): MedianFigures {
  const order = time.map((_, i) => i).sort((a, b) => time[a]! - time[b]!);
  let survival = 1;
  let greenwood = 0;
  let median: number | null = null;
  let midpoint: number | null = null;
  let atHalf = false;
  let standard = 0;
  let upper = [0, 1];
  let lower: number[] | null = null;
  for (let i = 0; i < order.length; ) {
    const t = time[order[i]!]!;
    const n = order.length - i;
    let d = 0;
    for (; i < order.length && time[order[i]!] === t; i++) if (event[order[i]!]) d++;
    if (d === 0) continue;
    if (atHalf) {
      midpoint = (median! + t) / 2;
      atHalf = false;
    }
    survival *= 1 - d / n;
    greenwood += n === d ? 0 : d / (n * (n - d));
    if (survival > 0.55 - 1e-9) upper = [t, survival];
    if (median === null && survival <= 0.5 + 1e-9) {
      median = t;
      midpoint = t;
      atHalf = survival >= 0.5 - 1e-9;
      standard = survival * Math.sqrt(greenwood);
    }
    if (lower === null && survival <= 0.45 + 1e-9) lower = [t, survival];
  }
  const span = lower === null ? null : (lower[0]! - upper[0]!) / (upper[1]! - lower[1]!);
  return { median, midpoint, standardError: span === null ? null : standard * span };
}

/** Survival at the given times. */
export function survivalAtTimes({ time, event }: Times, at: readonly number[]): number[] {
  const order = time.map((_, i) => i).sort((a, b) => time[a]! - time[b]! || Number(event[b]) - Number(event[a]));
  const out: number[] = [];
  let survival = 1;
  let i = 0;
  for (const t of at) {
    for (; i < order.length && time[order[i]!]! <= t; i++) if (event[order[i]!]) survival *= 1 - 1 / (order.length - i);
    out.push(survival);
  }
  return out;
}

/** Estimate and standard error of one coefficient. */
export interface Effect {
  readonly estimate: number;
  readonly standardError: number;
}

/** Cox regression by Breslow's likelihood for a few 0/1 covariates, by plain Newton steps. */
export function breslow({ time, event }: Times, covariates: readonly (readonly number[])[]): Effect[] {
  const n = time.length;
  const p = covariates.length;
  const order = time.map((_, i) => i).sort((a, b) => time[b]! - time[a]!);
  const beta = new Array<number>(p).fill(0);
  let inverse: number[][] = [];
  for (let step = 0; step < 12; step++) {
    const gradient = new Array<number>(p).fill(0);
    const information = Array.from({ length: p }, () => new Array<number>(p).fill(0));
    let s0 = 0;
    const s1 = new Array<number>(p).fill(0);
    const s2 = Array.from({ length: p }, () => new Array<number>(p).fill(0));
    for (let i = 0; i < n; ) {
      const t = time[order[i]!]!;
      const from = i;
      for (; i < n && time[order[i]!] === t; i++) {
        let eta = 0;
        for (let a = 0; a < p; a++) eta += beta[a]! * covariates[a]![order[i]!]!;
        const r = exp(eta);
        s0 += r;
        for (let a = 0; a < p; a++) {
          const x = covariates[a]![order[i]!]!;
          if (x === 0) continue;
          s1[a]! += r * x;
          for (let b = 0; b <= a; b++) s2[a]![b]! += r * x * covariates[b]![order[i]!]!;
        }
      }
      for (let k = from; k < i; k++) {
        if (!event[order[k]!]) continue;
        for (let a = 0; a < p; a++) {
          gradient[a]! += covariates[a]![order[k]!]! - s1[a]! / s0;
          for (let b = 0; b <= a; b++) information[a]![b]! += s2[a]![b]! / s0 - (s1[a]! * s1[b]!) / (s0 * s0);
        }
      }
    }
    for (let a = 0; a < p; a++) for (let b = a + 1; b < p; b++) information[a]![b] = information[b]![a]!;
    inverse = invert(information);
    let size = 0;
    for (let a = 0; a < p; a++) {
      let move = 0;
      for (let b = 0; b < p; b++) move += inverse[a]![b]! * gradient[b]!;
      move = Math.max(-1, Math.min(1, move));
      beta[a]! += move;
      size = Math.max(size, Math.abs(move));
    }
    if (size < 1e-7) break;
  }
  return beta.map((estimate, a) => ({ estimate, standardError: Math.sqrt(inverse[a]![a]!) }));
}

/** Natural logarithm of a published hazard ratio, for comparison with an estimate. */
export const logRatio = (ratio: number): number => log(ratio);

function invert(matrix: readonly (readonly number[])[]): number[][] {
  const p = matrix.length;
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let a = 0; a < p; a++) {
    const pivot = work[a]![a]!;
    for (let j = 0; j < 2 * p; j++) work[a]![j]! /= pivot;
    for (let i = 0; i < p; i++) {
      const factor = work[i]![a]!;
      if (i === a || factor === 0) continue;
      for (let j = 0; j < 2 * p; j++) work[i]![j]! -= factor * work[a]![j]!;
    }
  }
  return work.map((row) => row.slice(p));
}
