import { type LdlFactor, ldl, ldlSolve, type NewtonResult } from "@hcc/numerics";
import { inverseRoot } from "./inverse-root.js";
import type { Link } from "./links.js";
import { crossProduct, type ModelRows, predict, squaredLengths } from "./model-rows.js";

/** A fit of the treatment on standardized columns. */
export interface ScoreFit {
  readonly parameters: Float64Array;
  /** Variance of the parameters, k x k. */
  readonly covariance: Float64Array;
  /** Linear predictor; infinite for rows that are separated. */
  readonly eta: Float64Array;
  /** Hat values; 0 for rows that are separated. */
  readonly leverage: Float64Array;
  /** Without a penalty. */
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly status: "converged" | "complete-separation" | "quasi-separation" | "not-converged";
  /** Directions in which the likelihood rises for ever, from the first found; empty without separation. */
  readonly directions: readonly Float64Array[];
}

/** Linear predictors and hat values w x' A^-1 x, A being what was factored. */
export function atRows(
  rows: ModelRows,
  parameters: Float64Array,
  factor: LdlFactor,
  { expectedWeight }: Link,
): Pick<ScoreFit, "eta" | "leverage"> {
  const eta = predict(rows, parameters);
  const leverage = new Float64Array(rows.n);
  squaredLengths(rows, inverseRoot(factor), leverage, 0, rows.n);
  for (let i = 0; i < rows.n; i++) leverage[i]! *= expectedWeight(eta[i]!);
  return { eta, leverage };
}

/** Whether Newton stopped at a maximum: steps far below the standard errors, and every independent column took part. */
export function settled({ factor, evaluation }: NewtonResult, rows: ModelRows): boolean {
  const step = ldlSolve(factor, evaluation.gradient);
  const decrement = step.reduce((sum, change, j) => sum + change * evaluation.gradient[j]!, 0);
  if (!(decrement <= 1e-15 * Math.max(1, Math.abs(evaluation.value)))) return false;
  return (
    factor.rank === rows.k ||
    factor.rank ===
      ldl(
        crossProduct(rows, () => 1),
        rows.k,
        1e-11,
      ).rank
  );
}
