import { ldl, ldlInverse, ldlSolve, type NewtonEvaluation, newton } from "@hcc/numerics";
import { type Evaluate, evaluator } from "./evaluate.js";
import { type Link, logit } from "./links.js";
import { crossProduct, type ModelRows, predict, someRows } from "./model-rows.js";
import { type Recession, recession } from "./recession.js";
import { atRows, type ScoreFit, settled } from "./score-fit.js";

/** Rows from which Newton's method first goes over a sample of the blocks. */
const MANY = 32_768;
const SAMPLED = 16;

/**
 * Maximum likelihood, or the proof that it does not exist: a direction d with (2y - 1) x d >= 0 in every row and > 0 in
 * some (Albert and Anderson 1984); it does not depend on the link and is looked for with the logit, where steps towards
 * infinity do not shrink. Under quasi-separation the rows with x d = 0 are fitted by themselves, which gives the limits
 * of what stays finite.
 */
export function fitLikelihood(rows: ModelRows, link: Link): ScoreFit {
  const { k, y } = rows;
  const evaluate = evaluator(rows, logit);
  const { start, first } = startOf(rows, evaluate);
  let ready = first;
  let previous = start;
  let found: Recession | null = null;
  const fit = newton({
    start,
    evaluate: (parameters) => {
      const result = ready ?? evaluate(parameters);
      ready = null;
      return result;
    },
    maxIterations: 100,
    // The default stops steps of up to 1e-9 sqrt(-log L) standard errors early.
    tolerance: 1e-26,
    stop: (parameters) => {
      const last = previous;
      previous = parameters;
      found = recession(
        rows,
        parameters.map((value, j) => value - last[j]!),
      );
      return found !== null;
    },
  });
  const separated = found as Recession | null;
  if (separated === null) return link === logit ? finished(rows, link, fit) : otherLink(rows, link, fit);
  const { direction, rest } = separated;
  const eta = Float64Array.from(y, (value) => (value === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY));
  const leverage = new Float64Array(rows.n);
  if (rest.length === 0) {
    return {
      parameters: new Float64Array(k),
      covariance: new Float64Array(k * k),
      eta,
      leverage,
      logLikelihood: 0,
      iterations: fit.iterations,
      status: "complete-separation",
      directions: [direction],
    };
  }
  const inner = fitLikelihood(someRows(rows, rest), link);
  for (let r = 0; r < rest.length; r++) {
    eta[rest[r]!] = inner.eta[r]!;
    leverage[rest[r]!] = inner.leverage[r]!;
  }
  return {
    ...inner,
    eta,
    leverage,
    iterations: fit.iterations + inner.iterations,
    status: inner.status === "converged" ? "quasi-separation" : inner.status,
    directions: [direction, ...inner.directions],
  };
}

/**
 * Estimates of a sample of the rows where there are many, with the score of all and the information of the sample, if they
 * are better than 0; else 0.
 */
function startOf(
  { n, k }: ModelRows,
  evaluate: Evaluate,
): { readonly start: Float64Array; readonly first: NewtonEvaluation | null } {
  const zero = { start: new Float64Array(k), first: null };
  if (n < MANY) return zero;
  const { parameters, evaluation } = newton({
    start: zero.start,
    evaluate: (b) => evaluate(b, { step: SAMPLED }),
    maxIterations: 8,
    tolerance: 1e-6 / n,
  });
  const first = evaluate(parameters, { information: evaluation.information.map((value) => SAMPLED * value) });
  if (!(first.value > -n * Math.LN2)) return zero;
  const factor = ldl(first.information, k);
  const left = ldlSolve(factor, first.gradient).reduce((sum, step, j) => sum + step * first.gradient[j]!, 0);
  // It serves for a step, not as the answer.
  return { start: parameters, first: factor.rank === k && left > 1e-3 ? first : null };
}

type NewtonFit = ReturnType<typeof newton>;

function finished(rows: ModelRows, link: Link, fit: NewtonFit, factor = fit.factor): ScoreFit {
  return {
    parameters: fit.parameters,
    covariance: ldlInverse(factor),
    ...atRows(rows, fit.parameters, factor, link),
    logLikelihood: fit.evaluation.value,
    iterations: fit.iterations,
    status: settled(fit, rows) ? "converged" : "not-converged",
    directions: [],
  };
}

/** The maximum with another link, from that of the logit; variance by the expected information. */
function otherLink(rows: ModelRows, link: Link, { parameters, iterations }: NewtonFit): ScoreFit {
  const fit = newton({
    // Slopes of the two are nearly proportional.
    start: parameters.map((value) => 0.6 * value),
    evaluate: evaluator(rows, link),
    maxIterations: 100,
    tolerance: 1e-26,
  });
  const eta = predict(rows, fit.parameters);
  const expected = crossProduct(rows, (i) => link.expectedWeight(eta[i]!));
  const result = finished(rows, link, fit, ldl(expected, rows.k));
  return { ...result, iterations: iterations + fit.iterations };
}
