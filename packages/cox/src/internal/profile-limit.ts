import { ldl, ldlSolve } from "@hcc/numerics";
import { coefficientFunction, dot, type Surface } from "./surface.js";

/** A limit to look for. */
export interface ProfileSearch {
  readonly column: number;
  /** Parameters to start from. */
  readonly start: Float64Array;
  /** Log-likelihood at the limit: the supremum less half the chi-square quantile. */
  readonly height: number;
  /** 1 for the upper limit, -1 for the lower one. */
  readonly outward: 1 | -1;
}

/** Newton decrement up to which a point is near enough to the profile to be judged. */
const NEAR = 0.1;
/** Step, in standard errors, at which the search ends. */
const CLOSE = 1e-10;
/** Multiples of a column's range beyond which no limit is looked for. */
const FAR = 1e12;

/**
 * The coefficient of a column at which its profile log-likelihood crosses a height.
 *
 * At every point the log-likelihood is replaced by the quadratic with its score and information, whose profile is a
 * parabola in the coefficient: the next point is where that crosses the height, the other parameters at their maximum
 * (Venzon & Moolgavkar 1988, doi:10.2307/2347496). Quadratic convergence, one evaluation a step. Points that are known to lie
 * inside and outside bracket the limit; far from the profile, the other parameters are maximised first.
 *
 * @returns Infinity times `outward` where the profile never crosses; null where the search did not end.
 */
export function profileLimit(surface: Surface, { column, start, height, outward }: ProfileSearch): number | null {
  const coefficient = coefficientFunction(surface.basis, column);
  if (coefficient === null) return outward * Number.POSITIVE_INFINITY;
  const { direction, unit } = coefficient;
  const q = start.length;
  const origin = outward * dot(direction, start);
  // All positions are outward: they grow from the maximum to the limit and beyond.
  let inside = Number.NEGATIVE_INFINITY;
  let outside = Number.POSITIVE_INFINITY;
  let before = Number.POSITIVE_INFINITY;
  let parameters: Float64Array = start;
  let point = surface.evaluate(parameters);
  for (let round = 0; round < 200; round++) {
    const { value, gradient } = point;
    const factor = ldl(point.information, q);
    const byScore = ldlSolve(factor, gradient);
    const byColumn = ldlSolve(factor, direction);
    const variance = dot(direction, byColumn);
    if (!(variance > 0 && variance < Number.POSITIVE_INFINITY)) return null;
    const position = outward * dot(direction, parameters);
    if (Math.abs(position) > FAR) return outward * Number.POSITIVE_INFINITY;
    /** Slope of the profile. */
    const slope = (outward * dot(direction, byScore)) / variance;
    const correction = byScore.map((step, j) => step - outward * slope * byColumn[j]!);
    const decrement = dot(correction, gradient);
    let length = 1;
    let move = 0;
    if (decrement <= NEAR) {
      const above = value + decrement / 2 - height;
      if (Math.abs(above) > decrement) {
        if (above > 0) inside = Math.max(inside, position);
        else if (slope < 0) outside = Math.min(outside, position);
      }
      const deviation = Math.sqrt(variance);
      move = crossing(above, slope, variance);
      const size = Math.abs(move) / deviation;
      const settled = decrement < 1e-12 && (size <= CLOSE || (size < 1e-8 && size > before / 4));
      if (settled) return outward * unit * (position + move);
      before = size;
      const most = 8 * deviation + 2 * Math.abs(position - origin);
      move = Math.max(-most, Math.min(most, move));
      const next = position + move;
      if (!(next > inside && next < outside)) {
        if (inside > Number.NEGATIVE_INFINITY && outside < Number.POSITIVE_INFINITY) {
          move = (inside + outside) / 2 - position;
          if (Math.abs(move) <= CLOSE * deviation && decrement < 1e-12) return outward * unit * (position + move);
        } else move = next > inside ? -most : most;
      }
    }
    for (let halvings = 0; ; halvings++, length /= 2) {
      if (halvings > 60) return null;
      const along = (outward * move) / variance;
      const next = parameters.map((size, j) => size + length * (correction[j]! + along * byColumn[j]!));
      const reached = surface.evaluate(next);
      const rises = decrement <= NEAR || reached.value >= value;
      if (!Number.isFinite(reached.value) || !rises) continue;
      parameters = next;
      point = reached;
      break;
    }
  }
  return null;
}

/** Where above + slope x - x^2 / (2 variance) is 0 on the side where it falls, else where its tangent is. */
function crossing(above: number, slope: number, variance: number): number {
  const square = slope * slope + (2 * above) / variance;
  if (square >= 0) {
    const root = Math.sqrt(square);
    return slope <= 0 ? (above === 0 ? 0 : (2 * above) / (root - slope)) : variance * (slope + root);
  }
  return slope < 0 ? -above / slope : Number.POSITIVE_INFINITY;
}
