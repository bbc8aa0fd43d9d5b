import { type LdlFactor, ldl, log } from "@hcc/numerics";
import { firthPenalty, firthPenaltyGradient } from "../kernel/firth-penalty.js";
import { informativeRows } from "./informative-rows.js";
import { kernelOf, type Problem } from "./maximise.js";
import { dot, type Surface } from "./surface.js";

/** Log partial likelihood with half the log determinant of the information, at one point. */
interface PenalizedPoint {
  readonly logLikelihood: number;
  /** -Infinity where the information is singular. */
  readonly value: number;
  readonly gradient: Float64Array;
  /** Information of the likelihood without penalty. */
  readonly information: Float64Array;
  readonly factor: LdlFactor;
}

/** A penalized log-likelihood to be climbed. */
export interface PenalizedSurface extends Surface {
  readonly at: (parameters: Float64Array) => PenalizedPoint;
}

/** Step of these differences, in standard errors. */
const STEP = 1e-5;
/** Share of a change of the gradient that may come unforeseen, squared. */
const POOR = 0.04;

/**
 * Firth's penalized log partial likelihood of some columns; the determinant is that of the columns as they are given.
 *
 * The second derivatives are the information and a part from the penalty, which is learned from the gradients at successive
 * points (symmetric rank-one updates), so that steps converge faster than linearly at one evaluation each; where that foresees
 * the next gradient badly it is measured by differences.
 */
export function openPenalizedSurface(problem: Problem, columns: readonly number[]): PenalizedSurface {
  const { values, stratum, ties } = problem;
  if (ties === "exact") throw new Error("no penalty for exact ties");
  const { kernel, basis } = kernelOf(problem, { values, columns }, informativeRows(problem, stratum));
  const q = basis.kept.length;
  // The basis is triangular in the columns.
  let volume = 0;
  for (let k = 0; k < q; k++) volume += log(Math.abs(basis.back[k * q + k]!));
  const at = (parameters: Float64Array): PenalizedPoint => {
    const { value: logLikelihood, gradient: score, information: full } = kernel.evaluate(parameters);
    const gradient = score.slice();
    const information = full.slice();
    const factor = ldl(information, q);
    const value = logLikelihood + firthPenalty(factor) - volume;
    if (Number.isFinite(value)) {
      const penalty = firthPenaltyGradient(kernel.rows, ties, parameters, factor);
      for (let j = 0; j < q; j++) gradient[j]! += penalty[j]!;
    }
    return { logLikelihood, value, gradient, information, factor };
  };
  /** What the penalty adds to the negative second derivatives, as far as the points seen tell. */
  const bend = new Float64Array(q * q);
  let last: (PenalizedPoint & { readonly parameters: Float64Array }) | null = null;
  /** Updates it by the point that follows `last`; whether it foresaw the gradient there well enough. */
  const learn = (parameters: Float64Array, { gradient, information }: PenalizedPoint): boolean => {
    if (last === null) return true;
    const before = last;
    const step = parameters.map((value, j) => value - before.parameters[j]!);
    const fall = gradient.map((value, j) => before.gradient[j]! - value);
    const missing = fall.map((value, j) => {
      let rest = value;
      for (let k = 0; k < q; k++) {
        const at = j * q + k;
        rest -= ((information[at]! + before.information[at]!) / 2 + bend[at]!) * step[k]!;
      }
      return rest;
    });
    let poor = 0;
    let whole = 0;
    for (let j = 0; j < q; j++) {
      poor += (missing[j]! * missing[j]!) / information[j * q + j]!;
      whole += (fall[j]! * fall[j]!) / information[j * q + j]!;
    }
    const along = dot(missing, step);
    if (along * along > 1e-12 * dot(missing, missing) * dot(step, step)) {
      for (let j = 0; j < q; j++) for (let k = 0; k < q; k++) bend[j * q + k]! += (missing[j]! * missing[k]!) / along;
    }
    // Below that gradients are rounded.
    return poor < POOR * whole || whole < 1e-20;
  };
  /** Takes it from differences of gradients. */
  const measure = (parameters: Float64Array, { gradient, information }: PenalizedPoint): void => {
    const measured = new Float64Array(q * q);
    for (let j = 0; j < q; j++) {
      const moved = parameters.slice();
      const step = STEP / Math.sqrt(information[j * q + j]!);
      moved[j]! += step;
      const there = at(moved);
      if (!Number.isFinite(there.value)) return;
      for (let k = 0; k < q; k++) {
        const share = ((gradient[k]! - there.gradient[k]!) / step - information[k * q + j]!) / 2;
        measured[k * q + j]! += share;
        measured[j * q + k]! += share;
      }
    }
    bend.set(measured);
  };
  return {
    basis,
    at,
    evaluate: (parameters) => {
      const point = at(parameters);
      const { value, gradient, information } = point;
      if (!Number.isFinite(value)) return { value, gradient, information };
      if (!learn(parameters, point)) measure(parameters, point);
      last = { ...point, parameters: parameters.slice() };
      const second = information.map((element, k) => element + bend[k]!);
      const { rank: full, semidefinite } = ldl(second, q);
      // The information alone where it is not that of a maximum.
      return { value, gradient, information: semidefinite && full === q ? second : information };
    },
    close: () => kernel.close(),
  };
}
