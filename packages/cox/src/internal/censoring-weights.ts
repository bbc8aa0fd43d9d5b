import type { Design, Warning } from "@hcc/data";
import { exp } from "@hcc/numerics";
import type { CoxTies } from "../types.js";
import { armHazard, stillFollowed } from "./arm-model.js";
import type { EffectRows } from "./effect-rows.js";
import { fittedRows } from "./fitted-rows.js";
import { fittedHazards, hazardInfluence } from "./hazard-influence.js";
import type { Estimated, WeightedCurve } from "./weighted-curve.js";

/** Weights that let the rows of an arm stand for those like them who were censored before. */
export interface CensoringWeights {
  /** G(t- | x): probability that a row is not censored before a rank of time. */
  readonly free: (row: number, rank: number) => number;
  /** What each row, per unit of its case weight, does to an estimate through G. */
  readonly influence: (curve: WeightedCurve, estimated: Estimated) => Float64Array;
  readonly warnings: readonly Warning[];
}

/**
 * Models the censoring of an arm by a Cox model.
 *
 * With C_ij = (derivative of the estimate by the weight of row i at event time j) x that weight, the estimate has the
 * derivatives sum of C_ij exp(x_i'b) over the j after c by the step of the censoring hazard at c, and
 * sum of C_ij H_i(j-) x_i by the coefficients, H_i the cumulative hazard of censoring of the row.
 *
 * @param weight of each row, without that for censoring.
 */
export function censoringWeights(
  call: string,
  rows: EffectRows,
  arm: 0 | 1,
  design: Design,
  { ties, weight }: { readonly ties: CoxTies; readonly weight: Float64Array },
): CensoringWeights {
  const hazard = armHazard(call, rows, arm, design, { ties, censoring: true });
  const free = stillFollowed(hazard);
  const { model, members, data, spec } = hazard.fit;
  const fitted = fittedRows(call, model, data, spec);
  const hazards = fittedHazards(fitted, ties);
  const influenceOf = hazardInfluence(fitted, ties, hazards);
  const { p, x, eta, order } = fitted;
  const rank = hazards.time.map((key) => (key - 1) / 2);
  const influence = ({ dead, left }: WeightedCurve, { perFactor: h }: Estimated): Float64Array => {
    const result = new Float64Array(rows.n);
    if (Number.isNaN(h[0])) return result.fill(Number.NaN);
    const used = [...h.keys()].filter((k) => dead[k]! > 0 && h[k] !== 0);
    const before = new Float64Array(used.length);
    for (let u = 0, c = 0, sum = 0; u < used.length; u++) {
      for (; c < rank.length && rank[c]! < used[u]!; c++) sum += hazards.hazard[c]!;
      before[u] = sum;
    }
    const q = new Float64Array(p);
    const perStep = new Float64Array(used.length);
    for (let s = 0; s < order.length; s++) {
      const i = members[order[s]!]!;
      const risk = exp(eta[s]!);
      let lived = 0;
      for (let u = 0; u < used.length && used[u]! <= rows.rank[i]!; u++) {
        const k = used[u]!;
        const death = rows.event[i] === 1 && k === rows.rank[i] ? 1 : 0;
        const own = (h[k]! * (dead[k]! / (left[k]! + dead[k]!) - death)) / left[k]!;
        const change = (risk * weight[i]! * own) / free(i, k);
        perStep[u]! += change;
        lived += change * before[u]!;
      }
      for (let j = 0; j < p; j++) q[j]! += lived * x[s * p + j]!;
    }
    const g = new Float64Array(rank.length);
    for (let c = rank.length - 1, u = used.length - 1, sum = 0; c >= 0; c--) {
      for (; u >= 0 && used[u]! > rank[c]!; u--) sum += perStep[u]!;
      g[c] = sum;
    }
    influenceOf(q, g).forEach((value, s) => {
      result[members[order[s]!]!] = value;
    });
    return result;
  };
  return { free, influence, warnings: hazard.warnings };
}

/** Largest weight for censoring of the rows of an arm at an event until a time. */
export function largestInverse(rows: EffectRows, arm: number, free: CensoringWeights["free"], end: number): number {
  const { n, rank, event, distinct } = rows;
  const died = new Uint8Array(distinct.length);
  for (let i = 0; i < n; i++)
    if (rows.arm[i] === arm && event[i] === 1 && distinct[rank[i]!]! <= end) died[rank[i]!] = 1;
  let least = 1;
  for (let i = 0; i < n; i++) {
    if (rows.arm[i] !== arm) continue;
    // G falls with time.
    let k = rank[i]!;
    while (k > 0 && died[k] === 0) k--;
    if (died[k] === 1) least = Math.min(least, free(i, k));
  }
  return 1 / least;
}
