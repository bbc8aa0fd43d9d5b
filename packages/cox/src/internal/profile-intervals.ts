import { chiSquareQuantile } from "@hcc/numerics";
import { constrainedMaximum } from "./constrained-maximum.js";
import type { Optimum, Problem } from "./maximise.js";
import { profileLimit } from "./profile-limit.js";
import { coefficientFunction, openSurface } from "./surface.js";

/** Limits of a coefficient; null where a limit was not found. */
export interface CoefficientLimits {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Height of a profile at its limits, below its maximum. */
export function profileDrop(level: number): number {
  return chiSquareQuantile(1 - level, 1) / 2;
}

/** Profile-likelihood limits of the columns that are estimated, null for the others; in the limit of the infinite ones. */
export function profileIntervals(problem: Problem, optimum: Optimum, level: number): (CoefficientLimits | null)[] {
  const { columns, stratum, parameters } = optimum.limit;
  const surface = openSurface(problem, columns, stratum);
  const height = optimum.logLikelihood - profileDrop(level);
  const limits = optimum.state.map((state, column) => {
    if (state !== "ok" || !optimum.converged) return null;
    const limit = (outward: 1 | -1): number | null =>
      profileLimit(surface, { column, start: parameters, height, outward });
    return { lower: limit(-1), upper: limit(1) };
  });
  surface.close();
  return limits;
}

/**
 * The finite profile-likelihood limit of an infinite coefficient.
 *
 * With its coefficient fixed others may still be infinite; which ones does not depend on the value, so that the profile is
 * that of the model in the strata of their limit.
 *
 * @param without the maximum of the model without the column.
 */
export function oneSidedLimit(
  problem: Problem,
  optimum: Optimum,
  without: Optimum,
  column: number,
  level: number,
): number | null {
  const surface = openSurface(problem, [...without.limit.columns, column], without.limit.stratum);
  const outward = optimum.beta[column]! > 0 ? -1 : 1;
  const coefficient = coefficientFunction(surface.basis, column);
  const start =
    coefficient === null
      ? new Float64Array(surface.basis.kept.length)
      : constrainedMaximum(surface, [coefficient.direction]).parameters;
  const limit = profileLimit(surface, {
    column,
    start,
    height: optimum.logLikelihood - profileDrop(level),
    outward,
  });
  surface.close();
  return limit;
}
