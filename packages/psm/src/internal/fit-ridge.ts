import { ldlInverse, type NewtonEvaluation, newton } from "@hcc/numerics";
import { evaluator } from "./evaluate.js";
import { logit } from "./links.js";
import type { ModelRows } from "./model-rows.js";
import { atRows, type ScoreFit, settled } from "./score-fit.js";

/**
 * Maximum of log L / n - penalty sum b_j^2 / 2 over the slopes of standardized columns. The variance is that of the
 * estimator about its mean, A^-1 I A^-1 with A the information of the penalized likelihood (le Cessie and van Houwelingen).
 */
export function fitRidge(rows: ModelRows, penalty: number): ScoreFit {
  const { n, k } = rows;
  const weight = n * penalty;
  const likelihood = evaluator(rows, logit);
  const evaluate = (b: Float64Array): NewtonEvaluation => {
    const { value, gradient, information } = likelihood(b);
    let squares = 0;
    for (let j = 1; j < k; j++) {
      squares += b[j]! * b[j]!;
      gradient[j]! -= weight * b[j]!;
      information[j * k + j]! += weight;
    }
    return { value: value - (weight * squares) / 2, gradient, information };
  };
  const fit = newton({ start: new Float64Array(k), evaluate, maxIterations: 100, tolerance: 1e-26 });
  const inverse = ldlInverse(fit.factor);
  const { value, information } = likelihood(fit.parameters);
  return {
    parameters: fit.parameters,
    covariance: multiply(multiply(inverse, information, k), inverse, k),
    ...atRows(rows, fit.parameters, fit.factor, logit),
    logLikelihood: value,
    iterations: fit.iterations,
    status: settled(fit, rows) ? "converged" : "not-converged",
    directions: [],
  };
}

function multiply(left: Float64Array, right: Float64Array, k: number): Float64Array {
  const product = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let j = 0; j < k; j++) {
      for (let b = 0; b < k; b++) product[a * k + b]! += left[a * k + j]! * right[j * k + b]!;
    }
  }
  return product;
}
