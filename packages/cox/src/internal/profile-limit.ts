import { chiSquareQuantile } from "@hcc/numerics";
import { maximise, type Problem } from "./maximise.js";

/**
 * The coefficient at which the profile log-likelihood lies q / 2 below its supremum, q the chi-square quantile of the
 * level: the finite limit of an infinite coefficient. Null when it is not found within a factor of 2^40 of the column's
 * range.
 */
export function profileLimit(
  problem: Problem,
  column: number,
  sign: number,
  supremum: number,
  level: number,
): number | null {
  const { matrix, p, rank } = problem;
  const n = rank.length;
  const drop = chiSquareQuantile(1 - level, 1) / 2;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    low = Math.min(low, matrix[i * p + column]!);
    high = Math.max(high, matrix[i * p + column]!);
  }
  const unit = sign / (high - low);
  const columns = problem.columns.filter((other) => other !== column);
  const offset = new Float64Array(n);
  // Positive where the profile is above the limit's height; rises with `position`.
  const height = (position: number): number => {
    for (let i = 0; i < n; i++) {
      offset[i] = position * unit * matrix[i * p + column]! + (problem.offset === null ? 0 : problem.offset[i]!);
    }
    return maximise({ ...problem, columns, offset }).logLikelihood - supremum + drop;
  };
  let inside = 0;
  let outside = 0;
  let insideHeight = height(0);
  let outsideHeight = insideHeight;
  const inwards = insideHeight < 0 ? 1 : -1;
  for (let step = 1; Math.sign(insideHeight) === Math.sign(outsideHeight); step *= 2) {
    if (step > 1e12) return null;
    if (inwards > 0) {
      outside = inside;
      outsideHeight = insideHeight;
      inside += step;
      insideHeight = height(inside);
    } else {
      inside = outside;
      insideHeight = outsideHeight;
      outside -= step;
      outsideHeight = height(outside);
    }
  }
  // Regula falsi with halving of the retained end (Illinois): no derivative, never leaves the bracket.
  let kept = 0;
  for (let round = 0; round < 100 && Math.abs(inside - outside) > 1e-11 * Math.max(1, Math.abs(inside)); round++) {
    const next = outside - (outsideHeight * (inside - outside)) / (insideHeight - outsideHeight);
    const nextHeight = height(next);
    if (Math.abs(nextHeight) < 1e-12) return next * unit;
    if (nextHeight > 0) {
      inside = next;
      insideHeight = nextHeight;
      if (kept === 1) outsideHeight /= 2;
      kept = 1;
    } else {
      outside = next;
      outsideHeight = nextHeight;
      if (kept === -1) insideHeight /= 2;
      kept = -1;
    }
  }
  return inside * unit;
}
