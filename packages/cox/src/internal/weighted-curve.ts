import type { EffectRows } from "./effect-rows.js";

/** Survival of one arm, and what each row's weight does to it. */
export interface WeightedCurve {
  /** S(t), NaN beyond the last observed time unless 0. */
  readonly survival: (time: number) => Estimated;
  /** Its integral from 0. */
  readonly restricted: (tau: number) => Estimated;
  /** Weight of the deaths at each rank of time, and of those who live on. */
  readonly dead: Float64Array;
  readonly left: Float64Array;
}

/** An estimate and its derivative by the treatment weight of each row; NaN where it is not determined. */
export interface Estimated {
  readonly estimate: number;
  readonly perWeight: Float64Array;
  /** Derivative by the logarithm of the factor of each rank of time. */
  readonly perFactor: Float64Array;
}

/**
 * Weighted Kaplan-Meier curve of the rows of an arm.
 *
 * With Y the weight at risk, d that of the deaths and R = Y - d, S = product of R / Y. A functional whose derivative by the
 * logarithm of the factor at time j is h_j changes with the weight of row i by sum over j <= its time of h_j d_j / (Y_j R_j),
 * less h / R at its death.
 *
 * @param free probability that a row is followed up until a rank of time, by which its weight at it is divided; null: 1.
 */
export function weightedCurve(
  rows: EffectRows,
  arm: number,
  weight: Float64Array,
  free: ((row: number, rank: number) => number) | null = null,
): WeightedCurve {
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
  if (free === null) {
    // Those who live on: censored at the time, or there later.
    for (let k = size - 2; k >= 0; k--) left[k]! += left[k + 1]! + dead[k + 1]!;
  } else sumAtRisk(rows, arm, weight, free, { dead, left });
  const survival = new Float64Array(size);
  let probability = 1;
  for (let k = 0; k < size; k++) {
    if (dead[k]! > 0) probability *= left[k]! / (left[k]! + dead[k]!);
    survival[k] = probability;
  }
  const slack = (1.5e-8 * distinct.reduce((sum, value) => sum + value, 0)) / size;
  const nothing = (): Estimated => ({ estimate: Number.NaN, perWeight: missing(n), perFactor: missing(size) });
  const until = (t: number): number => {
    let k = 0;
    while (k < size && distinct[k]! <= t + slack) k++;
    return k;
  };
  const derivative = (h: Float64Array): Float64Array => {
    const gain = h.map((own, k) =>
      dead[k]! > 0 && own !== 0 ? (own * dead[k]!) / ((left[k]! + dead[k]!) * left[k]!) : 0,
    );
    if (free !== null) {
      return Float64Array.from({ length: n }, (_, i) => {
        let sum = 0;
        if (rows.arm[i] !== arm) return sum;
        const own = rank[i]!;
        for (let k = 0; k <= own; k++) if (gain[k] !== 0) sum += gain[k]! / free(i, k);
        return event[i] === 1 && h[own] !== 0 ? sum - h[own]! / left[own]! / free(i, own) : sum;
      });
    }
    let sum = 0;
    const lived = gain.map((value) => {
      sum += value;
      return sum;
    });
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
      const h = new Float64Array(size).fill(estimate, 0, end);
      return { estimate, perWeight: derivative(h), perFactor: h };
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
      return { estimate: area + right, perWeight: derivative(h), perFactor: h };
    },
    dead,
    left,
  };
}

function missing(size: number): Float64Array {
  return new Float64Array(size).fill(Number.NaN);
}

/** Sums at each event time the weights, divided by the probability to be followed up until then. */
function sumAtRisk(
  { n, rank, event, arm: arms }: EffectRows,
  arm: number,
  weight: Float64Array,
  free: (row: number, rank: number) => number,
  { dead, left }: { readonly dead: Float64Array; readonly left: Float64Array },
): void {
  const used = [...dead.keys()].filter((k) => dead[k]! > 0);
  dead.fill(0);
  left.fill(0);
  for (let i = 0; i < n; i++) {
    if (arms[i] !== arm) continue;
    for (const k of used) {
      if (k > rank[i]!) break;
      const sum = event[i] === 1 && k === rank[i] ? dead : left;
      sum[k]! += weight[i]! / free(i, k);
    }
  }
}
