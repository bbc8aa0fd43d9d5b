import { InputError } from "@hcc/data";
import { exp, log, type NewtonEvaluation, newton } from "@hcc/numerics";
import type { BalanceConstraint } from "./balance-constraints.js";

/** Weights of one group. */
export interface EntropyWeights {
  /** In the order of the rows of the group; mean 1. */
  readonly weights: Float64Array;
  readonly iterations: number;
  /** Largest distance of a weighted mean from its target, in standard deviations. */
  readonly largestDifference: number;
  /** Rows that no weights with these means can use. */
  readonly withoutWeight: number;
}

/** Names of the group that is weighted and of the one whose means it shall have, for messages. */
export interface EntropyNames {
  readonly group: string;
  readonly target: string;
}

/** Rounding of a mean or of a value, in standard deviations. */
const ROUNDING = 1e-12;
/** Difference of means above which they are not balanced. */
const BALANCED = 1e-9;

/**
 * Weights of a group that give it the target means and are as even as that allows: least sum of w log w.
 *
 * w_i is proportional to exp(z_i b), z the constraints less their targets, and b minimizes log sum exp(z_i b), whose
 * gradient is the weighted mean of z. It is bounded below only when the target is in the convex hull of the group: a b with
 * z_i b < 0 in every row proves that it is not.
 *
 * @param rows of the group.
 * @throws InputError naming covariates when no weights have the target means.
 */
export function entropyWeights(
  constraints: readonly BalanceConstraint[],
  rows: Int32Array,
  target: Float64Array,
  names: EntropyNames,
): EntropyWeights {
  const used = usableRows(constraints, rows, target, names);
  const n = used.length;
  const free = constraints.flatMap(({ values }, j) => {
    const first = values[rows[used[0]!]!]!;
    return used.some((at) => Math.abs(values[rows[at]!]! - first) > ROUNDING) ? [j] : [];
  });
  const k = free.length;
  const z = new Float64Array(n * k);
  free.forEach((j, c) => {
    const { values } = constraints[j]!;
    for (let i = 0; i < n; i++) z[i * k + c] = values[rows[used[i]!]!]! - target[j]!;
  });
  const { weights, parameters, iterations, outside } = solve(z, n, k);
  if (outside) {
    const most = parameters.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
    const terms = free.flatMap((j, c) => (Math.abs(parameters[c]!) >= most / 10 ? [constraints[j]!.term] : []));
    throw unbalanced([...new Set(terms)], names);
  }
  let largestDifference = 0;
  let worst = 0;
  constraints.forEach(({ values }, j) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += weights[i]! * (values[rows[used[i]!]!]! - target[j]!);
    if (Math.abs(sum) > largestDifference) {
      largestDifference = Math.abs(sum);
      worst = j;
    }
  });
  if (!(largestDifference <= BALANCED)) throw unbalanced([constraints[worst]!.term], names);
  const all = new Float64Array(rows.length);
  for (let i = 0; i < n; i++) all[used[i]!] = weights[i]! * rows.length;
  return { weights: all, iterations, largestDifference, withoutWeight: rows.length - n };
}

/**
 * Positions in `rows` that may have weight: where a target is the smallest or largest value of the group, only rows with
 * that value may.
 */
function usableRows(
  constraints: readonly BalanceConstraint[],
  rows: Int32Array,
  target: Float64Array,
  names: EntropyNames,
): Int32Array {
  let used = Int32Array.from(rows, (_, at) => at);
  for (let before = -1; before !== used.length; ) {
    before = used.length;
    for (const [j, constraint] of constraints.entries()) {
      const { values } = constraint;
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (const at of used) {
        low = Math.min(low, values[rows[at]!]!);
        high = Math.max(high, values[rows[at]!]!);
      }
      const wanted = target[j]!;
      if (wanted < low - BALANCED || wanted > high + BALANCED) throw outOfRange(constraint, wanted, low, high, names);
      if (wanted <= low + ROUNDING) used = used.filter((at) => values[rows[at]!]! <= low + ROUNDING);
      else if (wanted >= high - ROUNDING) used = used.filter((at) => values[rows[at]!]! >= high - ROUNDING);
    }
  }
  return used;
}

interface Solution {
  /** Sum 1. */
  readonly weights: Float64Array;
  readonly parameters: Float64Array;
  readonly iterations: number;
  /** Whether `parameters` prove that 0 is not in the convex hull of the rows of z. */
  readonly outside: boolean;
}

function solve(z: Float64Array, n: number, k: number): Solution {
  const eta = new Float64Array(n);
  const weights = new Float64Array(n);
  const gradient = new Float64Array(k);
  const information = new Float64Array(k * k);
  const centered = new Float64Array(k);
  let highest = 0;
  let widest = 0;
  let damped = false;
  const evaluate = (parameters: Float64Array): NewtonEvaluation => {
    highest = Number.NEGATIVE_INFINITY;
    widest = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < k; j++) sum += z[i * k + j]! * parameters[j]!;
      eta[i] = sum;
      highest = Math.max(highest, sum);
      widest = Math.max(widest, Math.abs(sum));
    }
    let total = 0;
    for (let i = 0; i < n; i++) {
      weights[i] = exp(eta[i]! - highest);
      total += weights[i]!;
    }
    gradient.fill(0);
    for (let i = 0; i < n; i++) {
      weights[i]! /= total;
      for (let j = 0; j < k; j++) gradient[j]! -= weights[i]! * z[i * k + j]!;
    }
    information.fill(0);
    if (damped) {
      const most = gradient.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
      for (let j = 0; j < k; j++) information[j * k + j] = most;
    }
    for (let i = 0; i < n; i++) {
      const w = weights[i]!;
      for (let a = 0; a < k; a++) {
        // The gradient is less the mean.
        centered[a] = z[i * k + a]! + gradient[a]!;
        for (let b = 0; b <= a; b++) information[a * k + b]! += w * centered[a]! * centered[b]!;
      }
    }
    return { value: -(highest + log(total)), gradient, information };
  };
  const isOutside = (): boolean => highest < -1e-10 * widest;
  const attempt = (limits: { maxIterations: number; maxStep?: number }): Solution => {
    const fit = newton({ start: new Float64Array(k), evaluate, tolerance: 1e-28, stop: isOutside, ...limits });
    // The last point tried may be one that was refused.
    evaluate(fit.parameters);
    return { weights, parameters: fit.parameters, iterations: fit.iterations, outside: isOutside() };
  };
  const first = attempt({ maxIterations: 200 });
  if (first.outside || gradient.every((value) => Math.abs(value) <= BALANCED)) return first;
  // With nearly all weight on a few rows the information no longer tells directions apart: it is increased by the gradient.
  damped = true;
  return attempt({ maxIterations: 2000, maxStep: 10 });
}

function outOfRange(
  { name, term, power, plain }: BalanceConstraint,
  wanted: number,
  low: number,
  high: number,
  { group, target }: EntropyNames,
): InputError {
  const show = (value: number): string => String(Number(plain(value).toPrecision(6)));
  const found =
    power === 1
      ? `the mean of "${name}" is ${show(wanted)} in ${target} but ${low === high ? `always ${show(low)}` : `${show(low)} to ${show(high)}`} in ${group}`
      : `"${name}" (of the standardized "${name.replace(/\^\d$/, "")}") has a mean in ${target} that is outside its range in ${group}`;
  return new InputError(
    "option",
    `no weights of ${group} balance "${term}": ${found}; leave it out, merge its levels, keep comparable rows with where, or ask for fewer moments`,
    { column: term },
  );
}

function unbalanced(terms: readonly string[], { group, target }: EntropyNames): InputError {
  const list = terms.map((term) => `"${term}"`).join(", ");
  const together = terms.length > 1 ? `${list} together` : `${list} together with the other covariates`;
  return new InputError(
    "option",
    `no weights of ${group} balance ${together}: the means in ${target} are outside the convex hull of ${group}; leave one out, merge levels, keep comparable rows with where, or ask for fewer moments`,
    { column: terms[0]! },
  );
}
