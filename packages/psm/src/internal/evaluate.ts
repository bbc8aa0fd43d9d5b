import type { NewtonEvaluation } from "@hcc/numerics";
import type { Link } from "./links.js";
import {
  addBothProducts,
  addProduct,
  BLOCK,
  type ModelRows,
  mostOf,
  padded,
  predictBlock,
  symmetric,
} from "./model-rows.js";

/** Log-likelihood, score and information at parameters, over every block or every `step`-th. */
export type Evaluate = (parameters: Float64Array, options?: EvaluateOptions) => NewtonEvaluation;

interface EvaluateOptions {
  /** Default 1. */
  readonly step?: number;
  /** An information that is near enough; default: the observed one is computed. */
  readonly information?: Float64Array;
}

/** Change of a linear predictor that changes no information by more than rounding: it is not computed again. */
const SAME = 1e-10;

/** The evaluation of a likelihood; the arrays it returns are used again. */
export function evaluator(rows: ModelRows, link: Link): Evaluate {
  const { n, k, q, y } = rows;
  const score = new Float64Array(q + 1);
  const cross = new Float64Array((q + 1) * (q + 1));
  const information = new Float64Array(k * k);
  const eta = new Float64Array(BLOCK);
  const residual = new Float64Array(BLOCK);
  const weight = new Float64Array(BLOCK);
  const room = new Float64Array(2 * BLOCK);
  let informed: Float64Array | null = null;
  const isKnown = (parameters: Float64Array): boolean => {
    if (informed === null) return false;
    const change = parameters.slice();
    for (let j = 0; j < k; j++) change[j]! -= informed[j]!;
    return mostOf(rows, change) <= SAME;
  };
  return (parameters, { step = 1, information: given } = {}) => {
    const b = padded(rows, parameters);
    const known = given !== undefined || (step === 1 && isKnown(parameters));
    score.fill(0);
    if (!known) cross.fill(0);
    let value = 0;
    let lost = 0;
    for (let from = 0; from < n; from += BLOCK * step) {
      const to = Math.min(from + BLOCK, n);
      predictBlock(rows, b, eta, from, to);
      const part = link.derivatives(eta, y, from, to - from, residual, weight);
      // Compensated: near the maximum values are compared that differ in their last digits.
      const next = value + part;
      lost += Math.abs(value) >= Math.abs(part) ? value - next + part : part - next + value;
      value = next;
      if (known) addProduct(rows, residual, score, from, to);
      else addBothProducts(rows, residual, score, weight, cross, from, to, room);
    }
    if (!known) informed = step === 1 ? parameters.slice() : null;
    return {
      value: value + lost,
      gradient: score.slice(0, k),
      information: given ?? symmetric(rows, cross, information),
    };
  };
}
