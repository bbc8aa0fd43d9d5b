import {
  exp,
  ldl,
  ldlInverse,
  ldlSolve,
  log,
  log1p,
  type NewtonEvaluation,
  type NewtonResult,
  newton,
} from "@hcc/numerics";

/** A logistic fit on standardized columns. */
export interface LogisticFit {
  readonly parameters: Float64Array;
  /** Inverse information, k x k. */
  readonly covariance: Float64Array;
  /** Linear predictor; infinite for rows that are separated. */
  readonly eta: Float64Array;
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly status: "converged" | "complete-separation" | "quasi-separation" | "not-converged";
  /** Directions in which the likelihood rises for ever, from the first found; empty without separation. */
  readonly directions: readonly Float64Array[];
}

interface Problem {
  readonly n: number;
  readonly k: number;
  readonly matrix: Float64Array;
  readonly y: Uint8Array;
}

export const inverseLogit = (eta: number): number => {
  if (eta >= 0) return 1 / (1 + exp(-eta));
  const e = exp(eta);
  return e / (1 + e);
};

function product({ n, k, matrix }: Problem, vector: Float64Array): Float64Array {
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += matrix[i * k + j]! * vector[j]!;
    result[i] = sum;
  }
  return result;
}

function crossProduct({ n, k, matrix }: Problem, weight: (row: number) => number): Float64Array {
  const cross = new Float64Array(k * k);
  for (let i = 0; i < n; i++) {
    const w = weight(i);
    if (w === 0) continue;
    for (let a = 0; a < k; a++) {
      const wa = w * matrix[i * k + a]!;
      for (let b = 0; b <= a; b++) cross[a * k + b]! += wa * matrix[i * k + b]!;
    }
  }
  for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) cross[b * k + a] = cross[a * k + b]!;
  return cross;
}

/** Log-likelihood, probabilities and information at one point. */
function bernoulli(problem: Problem, parameters: Float64Array) {
  const eta = product(problem, parameters);
  const probability = new Float64Array(problem.n);
  let value = 0;
  for (let i = 0; i < problem.n; i++) {
    const e = eta[i]!;
    probability[i] = inverseLogit(e);
    const margin = problem.y[i] === 1 ? e : -e;
    value += Math.min(margin, 0) - log1p(exp(-Math.abs(margin)));
  }
  const information = crossProduct(problem, (i) => probability[i]! * inverseLogit(-eta[i]!));
  return { eta, probability, value, information };
}

function score({ n, k, matrix }: Problem, residual: (row: number) => number): Float64Array {
  const gradient = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    const r = residual(i);
    for (let j = 0; j < k; j++) gradient[j]! += r * matrix[i * k + j]!;
  }
  return gradient;
}

/**
 * Maximum likelihood, or the proof that it does not exist: a direction d with (2y - 1) x d >= 0 in every row and > 0 in
 * some (Albert and Anderson 1984). Under quasi-separation the rows with x d = 0 are fitted by themselves, which gives the
 * limits of what stays finite.
 */
export function fitLogistic(problem: Problem): LogisticFit {
  const { n, k, y } = problem;
  if (n === 0) {
    const empty = new Float64Array(0);
    return {
      parameters: new Float64Array(k),
      covariance: new Float64Array(k * k),
      eta: empty,
      logLikelihood: 0,
      iterations: 0,
      status: "converged",
      directions: [],
    };
  }
  const evaluate = (parameters: Float64Array): NewtonEvaluation => {
    const { probability, value, information } = bernoulli(problem, parameters);
    return { value, gradient: score(problem, (i) => y[i]! - probability[i]!), information };
  };
  let previous = new Float64Array(k);
  let found: Recession | null = null;
  const fit = newton({
    start: previous,
    evaluate,
    maxIterations: 100,
    // The default stops steps of up to 1e-9 sqrt(-log L) standard errors early.
    tolerance: 1e-26,
    stop: (parameters) => {
      const last = previous;
      previous = Float64Array.from(parameters);
      found = recession(
        problem,
        previous.map((value, j) => value - last[j]!),
      );
      return found !== null;
    },
  });
  const separated = found as Recession | null;
  if (separated === null) {
    const { eta, value } = bernoulli(problem, fit.parameters);
    return {
      parameters: fit.parameters,
      covariance: ldlInverse(fit.factor),
      eta,
      logLikelihood: value,
      iterations: fit.iterations,
      status: settled(fit, problem) ? "converged" : "not-converged",
      directions: [],
    };
  }
  const { direction, rest } = separated;
  const inner = fitLogistic({
    n: rest.length,
    k,
    y: Uint8Array.from(rest, (i) => y[i]!),
    matrix: Float64Array.from({ length: rest.length * k }, (_, m) => {
      return problem.matrix[rest[Math.floor(m / k)]! * k + (m % k)]!;
    }),
  });
  const eta = Float64Array.from(y, (value) => (value === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY));
  for (let r = 0; r < rest.length; r++) eta[rest[r]!] = inner.eta[r]!;
  const complete = rest.length === 0 || inner.status === "complete-separation";
  return {
    ...inner,
    eta,
    iterations: fit.iterations + inner.iterations,
    status: complete ? "complete-separation" : inner.status === "not-converged" ? inner.status : "quasi-separation",
    directions: [direction, ...inner.directions],
  };
}

interface Recession {
  readonly direction: Float64Array;
  /** Rows that the direction leaves where they are. */
  readonly rest: readonly number[];
}

/**
 * The Newton step made an exact direction of recession, or null where it is none.
 *
 * Far out, a step moves separated rows by about 1 or more in the linear predictor and the others by nothing. Sizes are
 * judged in that unit, signs against the rounding of each row's own product: one skewed covariate must not hide rows.
 */
function recession(problem: Problem, step: Float64Array): Recession | null {
  const { n, y, k, matrix } = problem;
  const moved = product(problem, step);
  const rounding = Float64Array.from(moved, (_, i) => {
    let size = 0;
    for (let j = 0; j < k; j++) size += Math.abs(matrix[i * k + j]! * step[j]!);
    return 1e-10 * size;
  });
  const signed = (values: Float64Array, i: number): number => (y[i] === 1 ? values[i]! : -values[i]!);
  if (moved.every((_, i) => signed(moved, i) > rounding[i]!)) return { direction: step, rest: [] };
  const rest: number[] = [];
  for (let i = 0; i < n; i++) {
    const value = signed(moved, i);
    if (Math.abs(value) <= 1e-3) rest.push(i);
    else if (value < 0.1) return null;
  }
  if (rest.length === 0 || rest.length === n) return null;
  const fixed = new Uint8Array(n);
  for (const i of rest) fixed[i] = 1;
  const cross = crossProduct(problem, (i) => fixed[i]!);
  const right = new Float64Array(k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) right[a]! += cross[a * k + b]! * step[b]!;
  const factor = ldl(cross, k, 1e-11);
  if (factor.rank === k) return null;
  const part = ldlSolve(factor, right);
  const direction = step.map((value, j) => value - part[j]!);
  const exact = product(problem, direction);
  for (let i = 0; i < n; i++) {
    const broken =
      fixed[i] === 1 ? Math.abs(exact[i]!) > 100 * rounding[i]! : signed(exact, i) < Math.max(0.05, rounding[i]!);
    if (broken) return null;
  }
  return { direction, rest };
}

/** Whether Newton stopped at a maximum: steps far below the standard errors, and every independent column took part. */
function settled({ factor, evaluation }: NewtonResult, problem: Problem): boolean {
  const step = ldlSolve(factor, evaluation.gradient);
  const decrement = step.reduce((sum, change, j) => sum + change * evaluation.gradient[j]!, 0);
  if (!(decrement <= 1e-15 * Math.max(1, Math.abs(evaluation.value)))) return false;
  const { k } = problem;
  return (
    factor.rank === k ||
    factor.rank ===
      ldl(
        crossProduct(problem, () => 1),
        k,
        1e-11,
      ).rank
  );
}

/**
 * Maximum of log L + log|I| / 2 (Jeffreys prior), with score U_j = sum (y - p + h (1/2 - p)) x_j and h the leverages.
 * Its step uses the expected information, so convergence is linear; the maximum is always finite.
 */
export function fitFirth(problem: Problem): LogisticFit {
  const { k, y, matrix } = problem;
  const evaluate = (parameters: Float64Array): NewtonEvaluation => {
    const { probability, value, information } = bernoulli(problem, parameters);
    const factor = ldl(information, k);
    if (factor.rank < k) return { value: Number.NaN, gradient: new Float64Array(k), information };
    let penalty = 0;
    for (let j = 0; j < k; j++) penalty += log(factor.factor[j * k + j]!) / 2 + log(factor.scale[j]!);
    const inverse = ldlInverse(factor);
    const gradient = score(problem, (i) => {
      const p = probability[i]!;
      let leverage = 0;
      for (let a = 0; a < k; a++) {
        let sum = 0;
        for (let b = 0; b < k; b++) sum += inverse[a * k + b]! * matrix[i * k + b]!;
        leverage += sum * matrix[i * k + a]!;
      }
      return y[i]! - p + leverage * p * (1 - p) * (0.5 - p);
    });
    return { value: value + penalty, gradient, information };
  };
  const fit = newton({ start: new Float64Array(k), evaluate, maxIterations: 1000, maxStep: 5, tolerance: 1e-22 });
  const { eta, value } = bernoulli(problem, fit.parameters);
  return {
    parameters: fit.parameters,
    covariance: ldlInverse(fit.factor),
    eta,
    logLikelihood: value,
    iterations: fit.iterations,
    status: settled(fit, problem) ? "converged" : "not-converged",
    directions: [],
  };
}
