import { ldl, ldlSolve } from "@hcc/numerics";
import type { CoxTest } from "../types.js";
import { chiSquareTest } from "./chi-square-test.js";
import { constrainedMaximum } from "./constrained-maximum.js";
import { waldTest } from "./fit-design.js";
import { maximise, type Optimum, type Problem } from "./maximise.js";
import { coefficientFunction, dot, openSurface } from "./surface.js";

/** The three tests of some columns; null where there is none. */
export interface ColumnTests {
  readonly likelihoodRatio: CoxTest | null;
  readonly wald: CoxTest | null;
  readonly score: CoxTest | null;
}

/** Tests of columns against the model without them. */
export function testColumns(problem: Problem, full: Optimum, own: readonly number[]): ColumnTests {
  const wald = waldOf(problem, full, own);
  if (problem.robust) return { likelihoodRatio: null, wald, score: null };
  const without = maximise({ ...problem, columns: problem.columns.filter((column) => !own.includes(column)) });
  return {
    likelihoodRatio: chiSquareTest(2 * (full.logLikelihood - without.logLikelihood), full.rank - without.rank),
    wald,
    score: scoreTest(problem, without, own),
  };
}

/**
 * Wald test that the columns add nothing; null where a coefficient is infinite.
 *
 * Where columns are aliased the model is coded with these columns last: what others can stand for is no part of the test.
 */
function waldOf(problem: Problem, full: Optimum, own: readonly number[]): CoxTest | null {
  const others = problem.columns.filter((column) => !own.includes(column));
  const fit = full.aliased.length === 0 ? full : maximise({ ...problem, columns: [...others, ...own] });
  const lost = own.some((column) => fit.state[column] === "infinite" || fit.state[column] === "undetermined");
  return lost ? null : waldTest(fit, own, problem.p);
}

/**
 * U' I^-1 U where the model without the columns has its maximum and their coefficients are 0; in the limit, where that
 * model has infinite coefficients.
 */
function scoreTest(problem: Problem, without: Optimum, own: readonly number[]): CoxTest | null {
  const surface = openSurface(problem, [...without.limit.columns, ...own], without.limit.stratum);
  const fixed = own.flatMap((column) => coefficientFunction(surface.basis, column)?.direction ?? []);
  const { gradient, information } = surface.evaluate(constrainedMaximum(surface, fixed).parameters);
  const solved = ldlSolve(ldl(information, gradient.length), gradient);
  const statistic = dot(solved, gradient);
  surface.close();
  return chiSquareTest(statistic, fixed.length);
}
