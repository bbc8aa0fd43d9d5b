import { ldl, ldlInverse, ldlSolve, newton } from "@hcc/numerics";
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
  const start = startOf(rows, evaluate);
  let previous = start;
  let found: Recession | null = null;
  const fit = newton({
    start,
    evaluate: (parameters) => evaluate(parameters),
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

/** Steps by the score of all rows and the information of a sample. */
const STEPS = 4;

/**
 * Where there are many rows: estimates of a sample, brought near those of all by steps of its information; else, or where
 * that is no better, 0.
 */
function startOf({ n, k }: ModelRows, evaluate: Evaluate): Float64Array {
  const zero = new Float64Array(k);
  if (n < MANY) return zero;
  const { parameters, evaluation, factor } = newton({
    start: zero,
    evaluate: (b) => evaluate(b, { step: SAMPLED }),
    maxIterations: 8,
    tolerance: 1e-6 / n,
  });
  const { information } = evaluation;
  let best = parameters;
  let { value, gradient } = evaluate(best, { information });
  if (!(value > -n * Math.LN2)) return zero;
  for (let steps = 0; steps < STEPS; steps++) {
    const step = ldlSolve(factor, gradient);
    const next = best.map((old, j) => old + step[j]! / SAMPLED);
    // The last step is not evaluated here: Newton's method begins there.
    if (steps === STEPS - 1) return next;
    const there = evaluate(next, { information });
    if (!(there.value >= value)) break;
    best = next;
    ({ value, gradient } = there);
  }
  return best;
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
