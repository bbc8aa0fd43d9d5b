import { ldl, ldlInverse, ldlSolve } from "@hcc/numerics";
import { chiSquareTest } from "./chi-square-test.js";
import { constrainedMaximum } from "./constrained-maximum.js";
import { openPenalizedSurface } from "./firth-surface.js";
import type { Problem } from "./maximise.js";
import { coefficientFunction, dot } from "./surface.js";
import type { ColumnTests } from "./term-test.js";

/** Penalized likelihood-ratio and Wald test that the coefficients of some columns are 0, the columns still in the penalty. */
export function testPenalizedColumns(problem: Problem, own: readonly number[]): ColumnTests {
  // What other columns can stand for is no part of the test.
  const others = problem.columns.filter((column) => !own.includes(column));
  const surface = openPenalizedSurface(problem, [...others, ...own]);
  const directions = own.flatMap((column) => coefficientFunction(surface.basis, column)?.direction ?? []);
  const q = surface.basis.kept.length;
  const df = directions.length;
  const full = constrainedMaximum(surface, []);
  const without = constrainedMaximum(surface, directions);
  const inverse = ldlInverse(surface.at(full.parameters).factor);
  surface.close();
  const covariance = new Float64Array(df * df);
  for (const [r, a] of directions.entries()) {
    for (const [c, b] of directions.entries()) {
      for (let j = 0; j < q; j++) covariance[r * df + c]! += a[j]! * dot(inverse.subarray(j * q, j * q + q), b);
    }
  }
  const estimates = Float64Array.from(directions, (direction) => dot(direction, full.parameters));
  return {
    likelihoodRatio: chiSquareTest(2 * (full.value - without.value), df),
    wald: chiSquareTest(dot(ldlSolve(ldl(covariance, df, 0), estimates), estimates), df),
    score: null,
  };
}
