import { chiSquareUpperTail, ldlInverse, ldlSolve } from "@hcc/numerics";
import { fillCovariance, fillEstimates, fillUnits } from "./carry-back.js";
import { constrainedMaximum } from "./constrained-maximum.js";
import { openPenalizedSurface } from "./firth-surface.js";
import type { ColumnState, Optimum, Problem } from "./maximise.js";
import { type CoefficientLimits, profileDrop } from "./profile-intervals.js";
import { profileLimit } from "./profile-limit.js";
import { coefficientFunction, dot } from "./surface.js";

/** What is said of a coefficient besides its estimate. */
interface PenalizedInference {
  /** Of the penalized likelihood-ratio test that the coefficient is 0. */
  readonly pValue: number;
  /** Profile limits, null unless asked for. */
  readonly limits: CoefficientLimits | null;
}

/** Maximum of a penalized log partial likelihood. */
export interface PenalizedFit {
  /** With the log-likelihoods without penalty. */
  readonly optimum: Optimum;
  /** Penalized log-likelihood with all coefficients 0 and at the maximum. */
  readonly penalized: { readonly null: number; readonly model: number };
  /** One per column of the matrix, null for aliased ones. */
  readonly inference: readonly (PenalizedInference | null)[];
}

/** Decrement, in squared standard errors, at which a maximum is reached. */
const SETTLED = 1e-14;

/**
 * Maximises l*(b) = l(b) + log det I(b) / 2.
 *
 * @param level of the profile limits; null: none are wanted.
 */
export function maximisePenalized(problem: Problem, level: number | null): PenalizedFit {
  const { p } = problem;
  const surface = openPenalizedSurface(problem, problem.columns);
  const { basis } = surface;
  const { kept, aliased } = basis;
  const state: ColumnState[] = Array.from({ length: p }, () => "ok");
  for (const { column } of aliased) state[column] = "aliased";
  const { parameters, iterations, converged: climbed } = constrainedMaximum(surface, []);
  const origin = surface.at(new Float64Array(kept.length));
  const point = surface.at(parameters);
  const converged = climbed && dot(ldlSolve(point.factor, point.gradient), point.gradient) < SETTLED;
  const beta = new Float64Array(p);
  const unit = new Float64Array(p).fill(1);
  const covariance = new Float64Array(p * p).fill(Number.NaN);
  fillEstimates(basis, parameters, state, beta);
  fillUnits(basis, unit);
  fillCovariance(basis, ldlInverse(point.factor), state, unit, covariance);
  const inference = state.map((_, column): PenalizedInference | null => {
    const coefficient = coefficientFunction(basis, column);
    if (coefficient === null) return null;
    const without = constrainedMaximum(surface, [coefficient.direction]);
    const limit = (outward: 1 | -1): number | null =>
      profileLimit(surface, { column, start: parameters, height: point.value - profileDrop(level!), outward });
    return {
      pValue: chiSquareUpperTail(Math.max(2 * (point.value - without.value), 0), 1),
      limits: level === null ? null : { lower: limit(-1), upper: limit(1) },
    };
  });
  surface.close();
  return {
    optimum: {
      logLikelihood: point.logLikelihood,
      nullLogLikelihood: origin.logLikelihood,
      scoreStatistic: Number.NaN,
      rank: kept.length,
      beta,
      unit,
      covariance,
      naiveCovariance: covariance,
      state,
      aliased,
      iterations,
      converged,
      limit: { stratum: problem.stratum, columns: problem.columns, parameters },
    },
    penalized: { null: origin.value, model: point.value },
    inference,
  };
}
