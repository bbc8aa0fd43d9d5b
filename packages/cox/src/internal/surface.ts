import { type NewtonEvaluation, powerOfTwo } from "@hcc/numerics";
import type { DesignBasis } from "./design-basis.js";
import { informativeRows } from "./informative-rows.js";
import { kernelOf, type Problem } from "./maximise.js";

/** A log-likelihood as a function of the coefficients of well-conditioned columns. */
export interface Surface {
  readonly basis: DesignBasis;
  /** Value, gradient and negative second derivatives; the arrays are reused by the next evaluation. */
  readonly evaluate: (parameters: Float64Array) => NewtonEvaluation;
  /** Gives the memory back. */
  readonly close: () => void;
}

/** The log partial likelihood of some columns, in strata that may be finer than those of the problem. */
export function openSurface(problem: Problem, columns: readonly number[], stratum: Int32Array | null): Surface {
  const { values } = problem;
  const { kernel, basis } = kernelOf(problem, { values, columns }, informativeRows(problem, stratum));
  return { basis, evaluate: (parameters) => kernel.evaluate(parameters), close: () => kernel.close() };
}

/** The coefficient of a column: `unit` times the product of `direction` and the parameters. */
export interface CoefficientFunction {
  readonly direction: Float64Array;
  /** A power of two that keeps `direction` near 1. */
  readonly unit: number;
}

/** How the coefficient of a column depends on the parameters; null when the column is aliased. */
export function coefficientFunction({ kept, back }: DesignBasis, column: number): CoefficientFunction | null {
  const q = kept.length;
  const r = kept.indexOf(column);
  if (r < 0) return null;
  const row = back.subarray(r * q, r * q + q);
  const unit = powerOfTwo(row.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  return { direction: row.map((value) => value / unit), unit };
}

/** Sum of products. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
