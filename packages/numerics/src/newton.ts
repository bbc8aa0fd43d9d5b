import { type LdlFactor, ldl } from "./ldl.js";
import { ldlSolve } from "./ldl-solve.js";

/** What the objective of `newton` returns at one point. */
export interface NewtonEvaluation {
  /** Objective to maximise, for example a log-likelihood; a non-finite value rejects the step. */
  readonly value: number;
  /** Gradient, length p. */
  readonly gradient: Float64Array;
  /** Negative Hessian (observed or expected information), p x p row-major. */
  readonly information: Float64Array;
}

/** Specification of a Newton maximisation. */
export interface NewtonSpec {
  /** Starting point, length p; not changed. */
  readonly start: Float64Array;
  /** Evaluates the objective; the arrays it returns may be reused between calls. */
  readonly evaluate: (parameters: Float64Array) => NewtonEvaluation;
  /** Stop when the Newton decrement g' I^-1 g is at most this and the relative change of the value is too. Default 1e-18. */
  readonly tolerance?: number;
  /** Default 50. */
  readonly maxIterations?: number;
  /** Largest accepted absolute step of any parameter. Default Infinity. */
  readonly maxStep?: number;
  /** Pivot tolerance of `ldl`. Default 1e-13. */
  readonly pivotTolerance?: number;
  /** Called after every accepted step; return true to stop early with status "stopped". */
  readonly stop?: (parameters: Float64Array, evaluation: NewtonEvaluation) => boolean;
}

/** Where a Newton maximisation ended. */
export interface NewtonResult {
  readonly parameters: Float64Array;
  /** Evaluation at `parameters`. */
  readonly evaluation: NewtonEvaluation;
  /** Factor of the information at `parameters`. */
  readonly factor: LdlFactor;
  /** Accepted Newton steps. */
  readonly iterations: number;
  /** Calls of `evaluate`. */
  readonly evaluations: number;
  readonly status: "converged" | "max-iterations" | "stopped" | "no-ascent";
}

/** Decrement below which full Newton steps are safe and the value is too rounded to judge them. */
const SETTLED = 1e-8;
/** Decrement below which one that no longer falls is rounding error. */
const STAGNANT = 1e-13;

/**
 * Maximises a smooth concave function by Newton-Raphson with step halving.
 *
 * Converged when the Newton decrement g' I^-1 g <= tolerance x max(1, |value|), or when it is below 1e-13 and full steps no
 * longer reduce it (rounding). A step that lowers the value or makes it non-finite is halved, at most 60 times.
 *
 * @example
 * ```ts
 * import { newton, log } from "@hcc/numerics";
 * const fit = newton({
 *   start: Float64Array.of(1),
 *   evaluate: ([x]) => ({
 *     value: 3 * log(x!) - x!,
 *     gradient: Float64Array.of(3 / x! - 1),
 *     information: Float64Array.of(3 / (x! * x!)),
 *   }),
 * });
 * fit.parameters[0]; // => 3
 * fit.status; // => "converged"
 * ```
 */
export function newton(spec: NewtonSpec): NewtonResult {
  const {
    evaluate,
    tolerance = 1e-18,
    maxIterations = 50,
    maxStep = Number.POSITIVE_INFINITY,
    pivotTolerance,
    stop,
  } = spec;
  const p = spec.start.length;
  let parameters: Float64Array = spec.start.slice();
  let evaluation = copy(evaluate(parameters));
  let evaluations = 1;
  let iterations = 0;
  let before = Number.POSITIVE_INFINITY;
  for (;;) {
    const factor = ldl(evaluation.information, p, pivotTolerance);
    const step = ldlSolve(factor, evaluation.gradient);
    const end = (status: NewtonResult["status"]): NewtonResult => ({
      parameters,
      evaluation,
      factor,
      iterations,
      evaluations,
      status,
    });
    let decrement = 0;
    let longest = 0;
    for (let j = 0; j < p; j++) {
      decrement += step[j]! * evaluation.gradient[j]!;
      longest = Math.max(longest, Math.abs(step[j]!));
    }
    if (decrement <= tolerance * Math.max(1, Math.abs(evaluation.value))) return end("converged");
    // Newton squares a small decrement; one that stays is rounding.
    if (decrement <= STAGNANT && decrement > before / 4) return end("converged");
    before = decrement;
    if (iterations >= maxIterations) return end("max-iterations");
    let length = longest > maxStep ? maxStep / longest : 1;
    let next: Float64Array;
    let result: NewtonEvaluation;
    for (let halvings = 0; ; halvings++, length /= 2) {
      if (halvings > 60) return end("no-ascent");
      next = parameters.slice();
      for (let j = 0; j < p; j++) next[j]! += length * step[j]!;
      result = evaluate(next);
      evaluations++;
      // Near the maximum the value changes by less than its rounding error: such a full step is taken.
      const slack = length === 1 ? (decrement <= SETTLED ? 1e-8 : 1e-14) * Math.max(1, Math.abs(evaluation.value)) : 0;
      if (Number.isFinite(result.value) && result.value >= evaluation.value - slack) break;
    }
    parameters = next;
    evaluation = copy(result);
    iterations++;
    if (stop?.(parameters, evaluation)) return end("stopped");
  }
}

function copy({ value, gradient, information }: NewtonEvaluation): NewtonEvaluation {
  return { value, gradient: gradient.slice(), information: information.slice() };
}
