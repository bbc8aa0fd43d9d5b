import { normalQuantile } from "@hcc/numerics";
import type { KernelTies } from "../kernel/types.js";
import { rowProblem } from "./fit-design.js";
import { maximise } from "./maximise.js";
import type { CoxRows } from "./read-rows.js";

/** Coefficient of the normal scores of a predictor in a Cox model. */
export interface PrognosticSeparation {
  readonly beta: number;
  readonly standardError: number;
}

/**
 * Fits the Cox model (stratified where the rows are) of the expected normal order statistics of a predictor by Blom,
 * z = normal quantile of (rank - 3/8) / (n + 1/4), means over equal predictors.
 *
 * @param predictor one per row in use.
 * @returns null when the coefficient has no finite estimate.
 */
export function prognosticSeparation(
  rows: CoxRows,
  predictor: Float64Array,
  ties: KernelTies,
): PrognosticSeparation | null {
  return slopeOf(rows, normalScores(predictor, rows.frame.weights), ties);
}

/** Fits the Cox model of one number; null when it has no finite estimate. */
export function slopeOf(rows: CoxRows, values: Float64Array, ties: KernelTies): PrognosticSeparation | null {
  const problem = {
    ...rowProblem(rows),
    offset: null,
    values: [values],
    p: 1,
    columns: [0],
    groups: [],
    ties,
    score: false,
  };
  const { state, beta, covariance, unit } = maximise(problem);
  return state[0] === "ok" ? { beta: beta[0]!, standardError: Math.sqrt(covariance[0]!) * unit[0]! } : null;
}

function normalScores(predictor: Float64Array, weights: Float64Array | null): Float64Array {
  const n = predictor.length;
  const order = Int32Array.from(predictor.keys()).sort((a, b) => predictor[a]! - predictor[b]! || a - b);
  const total = weights === null ? n : weights.reduce((sum, value) => sum + value, 0);
  const scores = new Float64Array(n);
  let before = 0;
  for (let first = 0; first < n; ) {
    let stop = first;
    let count = 0;
    for (; stop < n && predictor[order[stop]!] === predictor[order[first]!]; stop++)
      count += weights?.[order[stop]!] ?? 1;
    let sum = 0;
    for (let k = 1; k <= count; k++) sum += normalQuantile((before + k - 0.375) / (total + 0.25));
    for (let k = first; k < stop; k++) scores[order[k]!] = sum / count;
    before += count;
    first = stop;
  }
  return scores;
}
