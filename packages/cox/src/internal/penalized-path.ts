import { exp, log, powerOfTwo } from "@hcc/numerics";
import type { KernelTies } from "../kernel/types.js";
import { type ColumnState, maximise } from "./maximise.js";
import { type PenalizedRows, penalizedColumns } from "./penalized-columns.js";
import { penalizedFit } from "./penalized-fit.js";

/** A model to be fitted along a path of penalties. */
export interface PathProblem {
  readonly rows: PenalizedRows;
  readonly ties: KernelTies;
  /** Share of the absolute values in the penalty. */
  readonly alpha: number;
  /** Whether a coefficient is penalized per standard deviation of its column. */
  readonly standardize: boolean;
  /** Penalty factor of each column; their mean is 1. */
  readonly factors: Float64Array;
}

/** Coefficients along a path. */
export interface Path {
  /** Descending. */
  readonly lambda: Float64Array;
  /** Smallest lambda at which no penalized coefficient differs from 0; for alpha below 0.001 that of 0.001. */
  readonly lambdaMax: number;
  /** One per column, over `lambda`. */
  readonly coefficients: readonly Float64Array[];
  readonly logLikelihood: Float64Array;
  /** At coefficients 0. */
  readonly nullLogLikelihood: number;
  /** 1 where the conditions of the maximum are met. */
  readonly converged: Uint8Array;
  readonly steps: number;
  /** What became of columns that are not penalized. */
  readonly state: readonly ColumnState[];
  /** Weighted standard deviation of each column, with divisor the sum of weights. */
  readonly deviations: Float64Array;
}

/** A sequence of penalties that is not known before the largest is. */
export interface LambdaSequence {
  readonly count: number;
  /** Smallest divided by largest. */
  readonly ratio: number;
}

/** Smallest alpha for which the largest penalty is computed: ridge regression has no coefficients of 0. */
const LEAST_ALPHA = 1e-3;
/** Makes the largest penalty enough whatever rounding does. */
const ABOVE = 1 + 1e-14;

/** Fits the path, each penalty from the coefficients of the one before. */
export function penalizedPath(problem: PathProblem, sequence: Float64Array | LambdaSequence): Path {
  const { rows, ties, alpha, standardize, factors } = problem;
  const p = rows.columns.length;
  const columns = penalizedColumns(rows, ties);
  const { size } = columns;
  const total = sum(rows.weight, rows.event.length);
  const deviations = Float64Array.from(rows.columns, (values) => deviation(values, rows.weight, total));
  const { start, state } = unpenalized(problem);
  const nullLogLikelihood = columns.score(new Float64Array(p)).value;
  const usable = [...size.keys()].filter((j) => size[j]! > 0 && state[j] === "ok");
  // A coefficient is penalized in this unit of the one that is fitted, b.
  const unit = size.map((own, j) => (own > 0 ? (standardize ? deviations[j]! : 1) / own : 0));
  const absolute = unit.map((value, j) => total * factors[j]! * value);
  const square = unit.map((value, j) => total * factors[j]! * value * value);
  const fit = penalizedFit(
    columns,
    usable,
    start.map((value, j) => value * size[j]!),
  );
  let lambdaMax = 0;
  for (const j of usable) {
    if (absolute[j]! > 0) {
      lambdaMax = Math.max(
        lambdaMax,
        (Math.abs(fit.gradient[j]!) / absolute[j]! / Math.max(alpha, LEAST_ALPHA)) * ABOVE,
      );
    }
  }
  const lambda = sequence instanceof Float64Array ? sequence : lambdaSequence(lambdaMax, sequence);
  const coefficients = Array.from({ length: p }, () => new Float64Array(lambda.length));
  const logLikelihood = new Float64Array(lambda.length);
  const converged = new Uint8Array(lambda.length);
  let before = Math.max(lambdaMax, lambda[0] ?? 0);
  lambda.forEach((value, k) => {
    // The score changes by less than the penalty does, for most columns (strong rule).
    const bound = alpha * (2 * value - before);
    const reached = fit.solve(
      {
        absolute: absolute.map((each) => each * alpha * value),
        square: square.map((each) => each * (1 - alpha) * value),
      },
      (j) => Math.abs(fit.gradient[j]!) >= absolute[j]! * bound,
    );
    converged[k] = reached ? 1 : 0;
    logLikelihood[k] = fit.value;
    for (const j of usable) coefficients[j]![k] = fit.b[j]! / size[j]!;
    before = value;
  });
  fit.close();
  columns.close();
  return {
    lambda,
    lambdaMax,
    coefficients,
    logLikelihood,
    nullLogLikelihood,
    converged,
    steps: fit.steps,
    state,
    deviations,
  };
}

/** Equally spaced logarithms. */
function lambdaSequence(largest: number, { count, ratio }: LambdaSequence): Float64Array {
  if (!(largest > 0)) return new Float64Array(0);
  return Float64Array.from({ length: count }, (_, k) =>
    k === 0 ? largest : largest * exp((k / (count - 1)) * log(ratio)),
  );
}

/** The maximum over the columns that are not penalized, others 0: where every path starts. */
function unpenalized({ rows, ties, factors }: PathProblem): { start: Float64Array; state: ColumnState[] } {
  const free = [...factors.keys()].filter((j) => factors[j] === 0);
  const start = new Float64Array(factors.length);
  const state = Array.from(factors, (): ColumnState => "ok");
  const q = free.length;
  if (q === 0) return { start, state };
  const optimum = maximise({
    rank: rows.rank,
    order: null,
    entryRank: rows.entryRank,
    event: rows.event,
    weight: rows.weight,
    stratum: rows.stratum,
    offset: rows.offset,
    values: free.map((j) => rows.columns[j]!),
    p: q,
    columns: free.map((_, c) => c),
    groups: [],
    ties,
    robust: false,
    cluster: null,
    score: false,
  });
  free.forEach((j, c) => {
    state[j] = optimum.state[c]!;
    if (state[j] === "ok") start[j] = optimum.beta[c]!;
  });
  return { start, state };
}

function sum(weight: Float64Array | null, n: number): number {
  if (weight === null) return n;
  let total = 0;
  for (const value of weight) total += value;
  return total;
}

/** Root of the weighted mean square about the weighted mean; 0 for equal values. */
function deviation(values: Float64Array, weight: Float64Array | null, total: number): number {
  const first = values[0]!;
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value - first));
  if (largest === 0) return 0;
  const unit = powerOfTwo(largest);
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (weight === null ? 1 : weight[i]!) * ((values[i]! - first) / unit);
  mean /= total;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const away = (values[i]! - first) / unit - mean;
    squares += (weight === null ? 1 : weight[i]!) * away * away;
  }
  return Math.sqrt(squares / total) * unit;
}
