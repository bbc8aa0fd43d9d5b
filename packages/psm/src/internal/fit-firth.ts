import { ldl, ldlInverse, log, type NewtonEvaluation, newton } from "@hcc/numerics";
import { evaluator } from "./evaluate.js";
import { inverseRoot } from "./inverse-root.js";
import { logit } from "./links.js";
import {
  addProduct,
  BLOCK,
  forBlocks,
  type ModelRows,
  padded,
  predict,
  predictBlock,
  squaredLengths,
} from "./model-rows.js";
import { atRows, type ScoreFit, settled } from "./score-fit.js";

/**
 * Maximum of log L + log|I| / 2 (Jeffreys prior), with score U_j = sum (y - p + h (1/2 - p)) x_j and h the leverages.
 * Its step uses the expected information, so convergence is linear; the maximum is always finite.
 */
export function fitFirth(rows: ModelRows): ScoreFit {
  const { n, k, q } = rows;
  const likelihood = evaluator(rows, logit);
  const pull = new Float64Array(BLOCK);
  const eta = new Float64Array(BLOCK);
  const added = new Float64Array(q + 1);
  const evaluate = (parameters: Float64Array): NewtonEvaluation => {
    const { value, gradient, information } = likelihood(parameters);
    const factor = ldl(information, k);
    if (factor.rank < k) return { value: Number.NaN, gradient, information };
    let penalty = 0;
    for (let j = 0; j < k; j++) penalty += log(factor.factor[j * k + j]!) / 2 + log(factor.scale[j]!);
    const root = inverseRoot(factor);
    const b = padded(rows, parameters);
    added.fill(0);
    forBlocks(n, (from, to) => {
      predictBlock(rows, b, eta, from, to);
      squaredLengths(rows, root, pull, from, to);
      for (let i = 0; i < to - from; i++) {
        const h = eta[i]!;
        pull[i]! *= logit.expectedWeight(h) * (0.5 - logit.probability(h));
      }
      addProduct(rows, pull, added, from, to);
    });
    for (let j = 0; j < k; j++) gradient[j]! += added[j]!;
    return { value: value + penalty, gradient, information };
  };
  const fit = newton({ start: new Float64Array(k), evaluate, maxIterations: 1000, maxStep: 5, tolerance: 1e-22 });
  return {
    parameters: fit.parameters,
    covariance: ldlInverse(fit.factor),
    ...atRows(rows, fit.parameters, fit.factor, logit),
    logLikelihood: likelihood(fit.parameters).value,
    iterations: fit.iterations,
    status: settled(fit, rows) ? "converged" : "not-converged",
    directions: [],
  };
}

/** Firth's fit with the intercept by maximum likelihood, all other parameters held: the mean probability is the share of treated. */
export function fitFlic(rows: ModelRows): ScoreFit {
  const { n, k, y } = rows;
  const firth = fitFirth(rows);
  const offset = predict(rows, firth.parameters);
  const residual = new Float64Array(n);
  const weight = new Float64Array(n);
  const shift = newton({
    start: Float64Array.of(0),
    evaluate: ([by]) => {
      const value = logit.derivatives(
        offset.map((value) => value + by!),
        y,
        0,
        n,
        residual,
        weight,
      );
      let gradient = 0;
      let information = 0;
      for (let i = 0; i < n; i++) {
        gradient += residual[i]!;
        information += weight[i]!;
      }
      return { value, gradient: Float64Array.of(gradient), information: Float64Array.of(information) };
    },
    tolerance: 1e-26,
  });
  const parameters = firth.parameters.slice();
  parameters[0]! += shift.parameters[0]!;
  const { value, information } = evaluator(rows, logit)(parameters);
  const factor = ldl(information, k);
  return {
    ...firth,
    parameters,
    covariance: ldlInverse(factor),
    ...atRows(rows, parameters, factor, logit),
    logLikelihood: value,
    iterations: firth.iterations + shift.iterations,
  };
}
