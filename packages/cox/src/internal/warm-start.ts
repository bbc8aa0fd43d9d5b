import { type LdlFactor, ldl, ldlSolve, newton } from "@hcc/numerics";
import { openKernel } from "../kernel/cox-kernel.js";
import { openStartStopKernel } from "../kernel/start-stop-kernel.js";
import type { Kernel, KernelRows, KernelTies } from "../kernel/types.js";
import { dot } from "./surface.js";

/** Rows from which a fit starts from a fit of some of them. */
const MANY = 4000;
/** One row of so many is in the sample. */
const EVERY = 8;
/** Columns from which a full evaluation costs so much more than a score that scores are used until the end. */
const WIDE = 16;
/**
 * Newton decrement for each event at which the approach ends: 1e-10 of a coefficient's distance over which its standard
 * error changes by as much as itself. The last step is taken, so the estimates are closer than that.
 */
const APPROACHED = 1e-20;

/** Whether a fit of so many rows looks for a start. */
export function isMany({ n, p }: KernelRows): boolean {
  return n >= MANY && p > 0;
}

/**
 * Coefficients near the maximum, or null where few rows, few events or an ill-conditioned sample make it a bad start.
 *
 * The maximum over an evenly spaced sample of the sorted rows (itself so started), then steps on all rows whose
 * information is taken from before: a score costs a fraction of an information. What is returned is only a start.
 */
export function warmStart(
  kernel: Kernel,
  ties: KernelTies,
  onStep?: (logLikelihood: number) => void,
): { beta: Float64Array; steps: number; enough: number } | null {
  const { p } = kernel.rows;
  const sample = sampleFit(kernel.rows, ties);
  if (sample === null) return null;
  let beta = sample.beta;
  let factor = sample.factor;
  let scale = 1 / EVERY;
  let steps = 0;
  const enough = APPROACHED * sample.events;
  // By how much a step with an earlier information shrinks the decrement.
  let shrinks = 1;
  if (p < WIDE) {
    const { value, gradient, information } = kernel.evaluate(beta);
    onStep?.(value);
    factor = ldl(information, p);
    scale = 1;
    const change = ldlSolve(factor, gradient);
    const decrement = dot(change, gradient);
    if (!Number.isFinite(decrement)) return null;
    beta = beta.map((size, j) => size + change[j]!);
    steps++;
    shrinks = (10 * decrement) / sample.events;
  }
  let before = Number.POSITIVE_INFINITY;
  const pairs: Pair[] = [];
  for (let step = 0; step < 16; step++) {
    const { value, gradient } = kernel.evaluate(beta, 1);
    onStep?.(value);
    const last = pairs.at(-1);
    if (last !== undefined) {
      last.fall = last.fall.map((size, j) => size - gradient[j]!);
      last.product = dot(last.step, last.fall);
      if (!(last.product > 0)) pairs.pop();
    }
    const change = quasiNewtonStep(pairs, factor, scale, gradient);
    const decrement = dot(change, gradient);
    // Steps that shrink slowly are left to Newton's method.
    if (!Number.isFinite(value) || !(decrement < before / 4)) return step === 0 ? null : { beta, steps, enough };
    if (step > 0) shrinks = decrement / before;
    before = decrement;
    pairs.push({ step: change, fall: gradient.slice(), product: 0 });
    beta = beta.map((size, j) => size + change[j]!);
    steps++;
    if (shrinks * decrement < enough / 10) break;
  }
  return { beta, steps, enough };
}

/** A step taken, what the score fell by along it, and their product. */
interface Pair {
  readonly step: Float64Array;
  fall: Float64Array;
  product: number;
}

/** Newton step by an earlier information that the steps since have corrected (BFGS, two loops). */
function quasiNewtonStep(
  pairs: readonly Pair[],
  factor: LdlFactor,
  scale: number,
  gradient: Float64Array,
): Float64Array {
  const rest = gradient.slice();
  const shares = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, fall, product } = pairs[k]!;
    const share = dot(step, rest) / product;
    shares[k] = share;
    for (let j = 0; j < rest.length; j++) rest[j]! -= share * fall[j]!;
  }
  const change = ldlSolve(factor, rest).map((size) => size * scale);
  pairs.forEach(({ step, fall, product }, k) => {
    const share = shares[k]! - dot(fall, change) / product;
    for (let j = 0; j < change.length; j++) change[j]! += share * step[j]!;
  });
  return change;
}

function sampleFit(
  rows: KernelRows,
  ties: KernelTies,
): { beta: Float64Array; factor: LdlFactor; events: number } | null {
  const { p } = rows;
  if (!isMany(rows)) return null;
  const kernel = sampleKernel(rows, ties);
  let events = 0;
  for (let i = 0; i < kernel.rows.n; i++) events += kernel.rows.event[i]!;
  if (events < 10 * p) {
    kernel.close();
    return null;
  }
  const start = sampleFit(kernel.rows, ties)?.beta ?? new Float64Array(p);
  const fit = newton({ start, evaluate: (beta) => kernel.evaluate(beta), tolerance: 1e-6, maxIterations: 12 });
  kernel.close();
  const { factor, status } = fit;
  const usable = status === "converged" && factor.rank === p && factor.smallestPivot > 1e-6;
  return usable ? { beta: fit.parameters, factor, events: EVERY * events } : null;
}

/** An evenly spaced sample of the rows, as a kernel of its own. */
function sampleKernel(
  { n, p, stride, rank, entryRank, event, weight, offset, strataEnd, x }: KernelRows,
  ties: KernelTies,
): Kernel {
  const m = Math.floor(n / EVERY);
  const ends: number[] = [];
  for (const end of strataEnd) {
    const reached = Math.min(m, Math.max(0, Math.ceil((end - (EVERY >> 1)) / EVERY)));
    if (reached > (ends.at(-1) ?? 0)) ends.push(reached);
  }
  const open = entryRank === null ? openKernel : openStartStopKernel;
  const kernel = open({ n: m, p, strata: ends.length, offset: offset !== null }, ties);
  const { rows } = kernel;
  rows.strataEnd.set(ends);
  const every = (from: ArrayLike<number>, to: { [i: number]: number }): void => {
    for (let i = 0, at = EVERY >> 1; i < m; i++, at += EVERY) to[i] = from[at]!;
  };
  every(rank, rows.rank);
  if (entryRank !== null) every(entryRank, rows.entryRank!);
  every(event, rows.event);
  every(weight, rows.weight);
  if (offset !== null) every(offset, rows.offset!);
  const to = rows.x;
  for (let i = 0, at = (EVERY >> 1) * stride; i < m * stride; i += stride, at += EVERY * stride) {
    for (let j = 0; j < stride; j++) to[i + j] = x[at + j]!;
  }
  return kernel;
}
