import { type Arena, BLOCK, type Order, PLAN } from "./arena.js";
import { exponential, logarithm } from "./elementary.js";
import { moments } from "./plain-moments.js";
import { product } from "./plain-product.js";

/** How far a linear predictor may be above the scale of the sums. */
const ABOVE = 300;
/** How far those of a block may be below. */
const BELOW = 600;

/**
 * Log partial likelihood at `arena.beta`; leaves the score in `gradient` and, where asked for, the two cross-products
 * whose difference is the information in the lower triangles of `information` and `second`.
 *
 * Twin of assembly/cox.ts: every sum has the same order there (rows in blocks of 128; the linear predictor in two lanes).
 */
export function plainEvaluate(arena: Arena, order: Order): number {
  arena.gradient.fill(0);
  if (order === 2) {
    arena.information.fill(0);
    arena.second.fill(0);
  }
  const value = backward(arena, order);
  if (order === 2 && value > Number.NEGATIVE_INFINITY) forward(arena);
  return value;
}

/** Sums over the risk set, in the scale exp(-m), and what else a backward pass carries from block to block. */
interface Carried {
  m: number;
  /** Of those who survive the time reached, and of its deaths so far. */
  s0: number;
  d0: number;
  /** Case weights of the deaths of the time reached, and their part of the log-likelihood. */
  dw: number;
  term: number;
  /** First row, end and deaths of the time reached; whether its deaths are summed apart from the others. */
  first: number;
  last: number;
  deaths: number;
  tied: boolean;
  /** Rows of risk-set means that wait for their product. */
  filled: number;
  /** Log-likelihood, what rounding took from it, and a product whose logarithm is still to be taken. */
  sum: number;
  lost: number;
  together: number;
  /** Range of a block's linear predictors. */
  low: number;
  high: number;
}

function predictor({ x, beta, eta, offset, q }: Arena, at: Carried, from: number, to: number): boolean {
  let finite = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = from, cell = from * q; i < to; i++) {
    let even = 0;
    let odd = 0;
    for (let j = 0; j < q; j += 2, cell += 2) {
      even += beta[j]! * x[cell]!;
      odd += beta[j + 1]! * x[cell + 1]!;
    }
    let value = even + odd;
    if (offset !== null) value += offset[i]!;
    eta[i] = value;
    // Twice, so that no difference of two predictors overflows.
    finite += 2 * value - 2 * value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  at.low = least;
  at.high = most;
  return finite === 0;
}

function backward(arena: Arena, order: Order): number {
  const { n, eta, strataEnd, s1, d1, means, meanWeight, second, scaled, q } = arena;
  const at: Carried = {
    m: 0,
    s0: 0,
    d0: 0,
    dw: 0,
    term: 0,
    first: 0,
    last: 0,
    deaths: 0,
    tied: false,
    filled: 0,
    sum: 0,
    lost: 0,
    together: 1,
    low: 0,
    high: 0,
  };
  let end = n;
  for (let s = strataEnd.length - 1; s >= 0; s--) {
    const start = s === 0 ? 0 : strataEnd[s - 1]!;
    at.m = Number.NEGATIVE_INFINITY;
    at.s0 = 0;
    at.d0 = 0;
    at.first = end;
    s1.fill(0);
    d1.fill(0);
    while (end > start) {
      const from = Math.max(start, end - BLOCK);
      if (!predictor(arena, at, from, end)) return Number.NEGATIVE_INFINITY;
      const { m, low, high } = at;
      const top = m === Number.NEGATIVE_INFINITY ? high : m;
      const safe = m > Number.NEGATIVE_INFINITY || low >= top - ABOVE;
      if (high <= top + ABOVE && low >= top - BELOW && safe) {
        at.m = top;
        enter(arena, at, from, end, start, order);
      } else {
        for (let i = end - 1; i >= from; i--) {
          if (!(eta[i]! <= at.m + ABOVE)) rescale(arena, at, eta[i]!, i);
          enter(arena, at, i, i + 1, start, order);
        }
      }
      end = from;
    }
  }
  if (at.filled > 0) product(second, means, meanWeight, 0, at.filled, q, scaled);
  return at.sum + at.lost - logarithm(at.together);
}

/** Takes `top` as the scale, above row `i` of which all later ones are in the sums. */
function rescale({ risk, s1, d1, q }: Arena, at: Carried, top: number, i: number): void {
  if (at.m > Number.NEGATIVE_INFINITY) {
    const shrink = exponential(at.m - top);
    at.s0 *= shrink;
    at.d0 *= shrink;
    if (i >= at.first) {
      at.term -= at.dw * (top - at.m);
      for (let k = i + 1; k < at.last; k++) risk[k]! *= shrink;
    }
    for (let j = 0; j < q; j++) {
      s1[j]! *= shrink;
      d1[j]! *= shrink;
    }
  }
  at.m = top;
}

/** Takes the rows from `from` to `to` into the risk set, the last first. */
function enter(arena: Arena, at: Carried, from: number, to: number, start: number, order: Order): void {
  const { eta, risk, weight, rank, event, plan, efron, second, means, meanWeight, q, scaled } = arena;
  const waiting = at.filled;
  for (let i = from; i < to; i++) risk[i] = weight[i]! * exponential(eta[i]! - at.m);
  for (let i = to - 1, row = (to - from - 1) * PLAN; i >= from; i--, row -= PLAN) {
    if (i < at.first) {
      at.last = i + 1;
      at.first = i;
      at.deaths = event[i]!;
      while (at.first > start && rank[at.first - 1] === rank[i]) at.deaths += event[--at.first]!;
      at.tied = efron && at.deaths > 1;
      at.dw = 0;
      at.term = 0;
      at.d0 = 0;
    }
    const r = risk[i]!;
    const died = event[i]!;
    const dead = died * weight[i]!;
    const die = (at.tied ? 1 : 0) * died * r;
    const survive = r - die;
    at.dw += dead;
    at.term += dead * (eta[i]! - at.m);
    at.s0 += survive;
    at.d0 += die;
    plan[row] = survive;
    plan[row + 1] = dead;
    plan[row + 2] = 0;
    plan[row + 3] = 0;
    plan[row + 4] = die;
    plan[row + 7] = at.tied ? 2 : 0;
    if (i === at.first) {
      eta[i] = at.m;
      if (at.deaths > 0) close(arena, at, row);
    }
  }
  if (order < 2) at.filled = 0;
  if (order === 0) return;
  moments(arena, from, to, waiting, order === 2);
  if (at.filled >= BLOCK) {
    product(second, means, meanWeight, 0, at.filled, q, scaled);
    at.filled = 0;
  }
}

/** Ends an event time: its part of the log-likelihood, its hazards, and what its row of the plan says of its means. */
function close({ gain, deathGain, plan, meanWeight }: Arena, at: Carried, row: number): void {
  const { first, dw, deaths, d0 } = at;
  let { term } = at;
  meanWeight[at.filled++] = dw;
  if (d0 === 0) {
    const { s0 } = at;
    const inverse = 1 / s0;
    if (dw === 1 && s0 < 1e100 && s0 > 1e-100) {
      at.together *= s0;
      if (at.together > 1e150 || at.together < 1e-150) {
        term -= logarithm(at.together);
        at.together = 1;
      }
    } else term -= dw * logarithm(s0);
    const hazard = dw * inverse;
    gain[first] = hazard;
    deathGain[first] = hazard;
    plan[row + 2] = hazard;
    plan[row + 3] = inverse;
    plan[row + 7] = 1;
  } else {
    const others = at.s0;
    at.s0 += d0;
    const share = dw / deaths;
    let survive = 0;
    let die = 0;
    let g1 = 0;
    let g2 = 0;
    let parts = 1;
    let logs = 0;
    for (let l = 0; l < deaths; l++) {
      const gone = l / deaths;
      const left = 1 - gone;
      const part = others + left * d0;
      const inverse = 1 / part;
      if (part > 1e100 || part < 1e-100) logs += logarithm(part);
      else parts *= part;
      if (parts > 1e150 || parts < 1e-150) {
        logs += logarithm(parts);
        parts = 1;
      }
      survive += inverse;
      die += left * inverse;
      const g = gone * d0 * inverse;
      g1 += g;
      g2 += g * g;
    }
    term += -share * (logs + logarithm(parts));
    gain[first] = share * survive;
    deathGain[first] = share * die;
    plan[row + 2] = dw;
    plan[row + 3] = 1 / at.s0;
    plan[row + 5] = 1 / d0;
    plan[row + 6] = g1 / deaths;
    plan[row + 7] = 3;
    meanWeight[at.filled++] = share * Math.max(g2 - (g1 * g1) / deaths, 0);
  }
  // Compensated: near the maximum the line search compares values that differ in their last digits.
  const next = at.sum + term;
  at.lost += Math.abs(at.sum) >= Math.abs(term) ? at.sum - next + term : term - next + at.sum;
  at.sum = next;
}

/** First product: the risk of every row times the cumulative hazard over the event times that it was at risk at. */
function forward({ n, q, x, eta, risk, rank, event, strataEnd, gain, deathGain, information, scaled }: Arena): void {
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    const stop = strataEnd[s]!;
    let hazard = 0;
    let scale = Number.POSITIVE_INFINITY;
    while (i < stop) {
      const begin = i;
      let died = 0;
      for (; i < stop && rank[i] === rank[begin]; i++) died += event[i]!;
      const top = eta[begin]!;
      let dying = 0;
      if (top !== scale) {
        hazard = hazard === 0 ? 0 : hazard * exponential(top - scale);
        scale = top;
      }
      if (died > 0) {
        dying = hazard + deathGain[begin]!;
        hazard += gain[begin]!;
      }
      for (let k = begin; k < i; k++) risk[k]! *= event[k] === 1 ? dying : hazard;
    }
  }
  for (let start = 0; start < n; start += BLOCK) {
    product(information, x, risk, start, Math.min(start + BLOCK, n), q, scaled);
  }
}
