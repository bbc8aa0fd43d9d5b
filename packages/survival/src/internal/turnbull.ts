import { log } from "@hcc/numerics";

/** Rows of the same interval are one, with their number as weight; they cover the masses `from` to `to`. */
export interface Coverage {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weight: Float64Array;
}

/** Masses that maximize the likelihood. */
export interface Masses {
  readonly mass: Float64Array;
  readonly logLikelihood: number;
  readonly iterations: number;
  /** Largest derivative of the log-likelihood by a mass over the number of rows, minus 1; 0 at the maximum. */
  readonly gradientMax: number;
  readonly status: "converged" | "not-converged";
}

const TOLERANCE = 1e-10;
const MOST_ITERATIONS = 10_000;

/**
 * Maximizes sum w_i log(F(to_i) - F(from_i - 1)) over distribution functions F on m points: a step of the EM algorithm and one
 * of iterative convex minorants (a Newton step with a diagonal second derivative, made monotone) in turn.
 *
 * Converged when no mass has a derivative above n (1 + 1e-10), which is necessary and sufficient: the log-likelihood is then
 * within 1e-10 n of its maximum.
 */
export function maximizeMasses(rows: Coverage, m: number): Masses {
  const n = rows.weight.reduce((sum, weight) => sum + weight, 0);
  let cumulative = Float64Array.from({ length: m }, (_, j) => (j + 1) / m);
  const scores = new Float64Array(m + 1);
  for (let iterations = 0; ; iterations++) {
    derivatives(rows, cumulative, scores);
    let largest = 0;
    for (let j = 0; j < m; j++) largest = Math.max(largest, scores[j]!);
    const gradientMax = Math.max(largest / n - 1, 0);
    if (gradientMax <= TOLERANCE || iterations === MOST_ITERATIONS) {
      return {
        mass: cumulative.map((value, j) => value - (j === 0 ? 0 : cumulative[j - 1]!)),
        logLikelihood: logLikelihood(rows, cumulative),
        iterations,
        gradientMax,
        status: gradientMax <= TOLERANCE ? "converged" : "not-converged",
      };
    }
    cumulative = minorantStep(rows, expectationStep(cumulative, scores, n));
  }
}

function coveredBy({ from, to }: Coverage, cumulative: Float64Array, i: number): number {
  return cumulative[to[i]!]! - (from[i] === 0 ? 0 : cumulative[from[i]! - 1]!);
}

function logLikelihood(rows: Coverage, cumulative: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < rows.weight.length; i++) {
    const covered = coveredBy(rows, cumulative, i);
    if (!(covered > 0)) return Number.NEGATIVE_INFINITY;
    sum += rows.weight[i]! * log(covered);
  }
  return sum;
}

/** Derivative of the log-likelihood by each mass. */
function derivatives(rows: Coverage, cumulative: Float64Array, scores: Float64Array): void {
  scores.fill(0);
  for (let i = 0; i < rows.weight.length; i++) {
    const share = rows.weight[i]! / coveredBy(rows, cumulative, i);
    scores[rows.from[i]!]! += share;
    scores[rows.to[i]! + 1]! -= share;
  }
  for (let j = 1; j < scores.length; j++) scores[j]! += scores[j - 1]!;
}

function expectationStep(cumulative: Float64Array, scores: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(cumulative.length);
  let sum = 0;
  let before = 0;
  for (let j = 0; j < next.length; j++) {
    sum += ((cumulative[j]! - before) * scores[j]!) / n;
    before = cumulative[j]!;
    next[j] = sum;
  }
  for (let j = 0; j < next.length; j++) next[j]! /= sum;
  return next;
}

function minorantStep(rows: Coverage, cumulative: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const m = cumulative.length;
  const slope = new Float64Array(m);
  const curvature = new Float64Array(m);
  for (let i = 0; i < rows.weight.length; i++) {
    const covered = coveredBy(rows, cumulative, i);
    const first = rows.weight[i]! / covered;
    const second = first / covered;
    slope[rows.to[i]!]! += first;
    curvature[rows.to[i]!]! += second;
    if (rows.from[i] === 0) continue;
    slope[rows.from[i]! - 1]! -= first;
    curvature[rows.from[i]! - 1]! += second;
  }
  const target = cumulative.map((value, j) => value + slope[j]! / curvature[j]!);
  monotone(target, curvature, m - 1);
  target[m - 1] = 1;
  let rise = 0;
  for (let j = 0; j < m - 1; j++) rise += slope[j]! * (target[j]! - cumulative[j]!);
  const start = logLikelihood(rows, cumulative);
  for (let step = 1; step > 1e-12; step /= 2) {
    const next = cumulative.map((value, j) => value + step * (target[j]! - value));
    if (logLikelihood(rows, next) >= start + 0.25 * step * rise) return next;
  }
  return cumulative;
}

/** Weighted isotonic regression of the first `size` values, within 0 and 1, in place. */
function monotone(values: Float64Array, weights: Float64Array, size: number): void {
  const level = new Float64Array(size);
  const weight = new Float64Array(size);
  const end = new Int32Array(size);
  let blocks = 0;
  for (let j = 0; j < size; j++) {
    level[blocks] = values[j]!;
    weight[blocks] = weights[j]!;
    end[blocks] = j + 1;
    while (blocks > 0 && level[blocks - 1]! >= level[blocks]!) {
      const sum = weight[blocks - 1]! + weight[blocks]!;
      level[blocks - 1] = (level[blocks - 1]! * weight[blocks - 1]! + level[blocks]! * weight[blocks]!) / sum;
      weight[blocks - 1] = sum;
      end[blocks - 1] = j + 1;
      blocks--;
    }
    blocks++;
  }
  for (let block = 0, j = 0; block < blocks; block++) {
    const value = Math.min(Math.max(level[block]!, 0), 1);
    while (j < end[block]!) values[j++] = value;
  }
}
