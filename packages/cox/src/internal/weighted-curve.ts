import type { EffectRows } from "./effect-rows.js";

/** Survival of one arm, and what each row's weight does to it. */
export interface WeightedCurve {
  /** S(t), NaN beyond the last observed time unless 0. */
  readonly survival: (time: number) => Estimated;
  /** Its integral from 0. */
  readonly restricted: (tau: number) => Estimated;
}

/** An estimate and its derivative by the treatment weight of each row; NaN where it is not determined. */
export interface Estimated {
  readonly estimate: number;
  readonly perWeight: Float64Array;
}

/**
 * Weighted Kaplan-Meier curve of the rows of an arm.
 *
 * With Y the weight at risk, d that of the deaths and R = Y - d, S = product of R / Y. A functional whose derivative by the
 * logarithm of the factor at time j is h_j changes with the weight of row i by sum over j <= its time of h_j d_j / (Y_j R_j),
 * less h / R at its death.
 */
export function weightedCurve(rows: EffectRows, arm: number, weight: Float64Array): WeightedCurve {
  const { n, rank, event, distinct } = rows;
  const size = distinct.length;
  const dead = new Float64Array(size);
  const left = new Float64Array(size);
  let last = 0;
  for (let i = 0; i < n; i++) {
    if (rows.arm[i] !== arm) continue;
    last = Math.max(last, rank[i]!);
    const sum = event[i] === 1 ? dead : left;
    sum[rank[i]!]! += weight[i]!;
  }
  // Those who live on: censored at the time, or there later.
  for (let k = size - 2; k >= 0; k--) left[k]! += left[k + 1]! + dead[k + 1]!;
  const survival = new Float64Array(size);
  let probability = 1;
  for (let k = 0; k < size; k++) {
    if (dead[k]! > 0) probability *= left[k]! / (left[k]! + dead[k]!);
    survival[k] = probability;
  }
  const slack = (1.5e-8 * distinct.reduce((sum, value) => sum + value, 0)) / size;
  const nothing = (): Estimated => ({ estimate: Number.NaN, perWeight: new Float64Array(n).fill(Number.NaN) });
  const until = (t: number): number => {
    let k = 0;
    while (k < size && distinct[k]! <= t + slack) k++;
    return k;
  };
  const derivative = (h: Float64Array): Float64Array => {
    const lived = new Float64Array(size);
    let sum = 0;
    for (let k = 0; k < size; k++) {
      if (dead[k]! > 0 && h[k] !== 0) sum += (h[k]! * dead[k]!) / ((left[k]! + dead[k]!) * left[k]!);
      lived[k] = sum;
    }
    return Float64Array.from({ length: n }, (_, i) => {
      if (rows.arm[i] !== arm) return 0;
      const k = rank[i]!;
      return event[i] === 1 && h[k] !== 0 ? lived[k]! - h[k]! / left[k]! : lived[k]!;
    });
  };
  const beyond = (t: number): boolean => t > distinct[last]! + slack && survival[size - 1]! > 0;
  return {
    survival: (t) => {
      if (beyond(t)) return nothing();
      const end = until(t);
      const estimate = end === 0 ? 1 : survival[end - 1]!;
      if (estimate === 0) return { ...nothing(), estimate };
      return { estimate, perWeight: derivative(new Float64Array(size).fill(estimate, 0, end)) };
    },
    restricted: (tau) => {
      if (beyond(tau)) return nothing();
      const h = new Float64Array(size);
      let area = 0;
      let right = tau;
      for (let k = until(tau) - 1; k >= 0; k--) {
        const at = Math.min(distinct[k]!, tau);
        area += (right - at) * survival[k]!;
        right = at;
        h[k] = area;
      }
      return { estimate: area + right, perWeight: derivative(h) };
    },
  };
}
