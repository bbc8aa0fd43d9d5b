import { type Arena, BLOCK, type Order } from "./arena.js";
import { exponential, logarithm } from "./elementary.js";
import { areDistinct, distinctTimes } from "./plain-distinct.js";
import { forward } from "./plain-forward.js";
import { moments } from "./plain-moments.js";
import { predictor } from "./plain-predictor.js";
import { product } from "./plain-product.js";
import { residuals, takeScore, takeScoreAndSums } from "./plain-score.js";

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
}

function backward(arena: Arena, order: Order): number {
  const { n, eta, risk, weight, strataEnd, s1, d1 } = arena;
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
      const range = predictor(arena, from, end);
      if (range === null) return Number.NEGATIVE_INFINITY;
      const { m, filled } = at;
      const { low, high } = range;
      const top = m === Number.NEGATIVE_INFINITY ? high : m;
      const safe = m > Number.NEGATIVE_INFINITY || low >= top - ABOVE;
      if (high <= top + ABOVE && low >= top - BELOW && safe) {
        at.m = top;
        for (let i = from; i < end; i++) risk[i] = weight[i]! * exponential(eta[i]! - top);
        if (at.first < end || !areDistinct(arena, from, end, start) || !enterDistinct(arena, at, from, end)) {
          enter(arena, at, from, end, start);
        }
        if (order > 0) takeRows(arena, at, from, end, filled, order);
      } else {
        for (let i = end - 1; i >= from; i--) {
          if (!(eta[i]! <= at.m + ABOVE)) rescale(arena, at, eta[i]!, i);
          const waiting = at.filled;
          risk[i] = weight[i]! * exponential(eta[i]! - at.m);
          enter(arena, at, i, i + 1, start);
          if (order > 0) takeRows(arena, at, i, i + 1, waiting, order);
        }
      }
      if (order < 2) at.filled = 0;
      end = from;
    }
  }
  takeProduct(arena, at);
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

/** Takes rows of distinct times into the risk set; false, and nothing is done, where their sums are of extreme size. */
function enterDistinct(arena: Arena, at: Carried, from: number, to: number): boolean {
  const taken = distinctTimes(arena, from, to, at.m, at.s0);
  if (taken === null) return false;
  at.s0 = taken.total;
  at.d0 = 0;
  at.first = from;
  at.last = from + 1;
  at.tied = false;
  arena.meanWeight.fill(1, at.filled, at.filled + taken.deaths);
  at.filled += taken.deaths;
  add(at, taken.part);
  return true;
}

/** Compensated: near the maximum the line search compares values that differ in their last digits. */
function add(at: Carried, part: number): void {
  const next = at.sum + part;
  at.lost += Math.abs(at.sum) >= Math.abs(part) ? at.sum - next + part : part - next + at.sum;
  at.sum = next;
}

/** Takes the rows from `from` to `to` into the risk set, the last first. */
function enter(arena: Arena, at: Carried, from: number, to: number, start: number): void {
  const { eta, risk, weight, rank, event, efron, gain, deathGain, survivor, dying, kind } = arena;
  for (let i = to - 1, k = i - from; i >= from; i--, k--) {
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
    survivor[k] = survive;
    dying[k] = die;
    kind[k] = at.tied ? 2 : 0;
    if (i !== at.first) continue;
    eta[i] = at.m;
    gain[i] = 0;
    deathGain[i] = 0;
    if (at.deaths > 0) close(arena, at, k);
  }
}

/**
 * Takes the rows of a block into the score, S1 and D1; means of the risk sets of the event times whose first row is among
 * them, of which `waiting` are there already.
 */
function takeRows(arena: Arena, at: Carried, from: number, to: number, waiting: number, order: Order): void {
  const open = at.first < from ? at.last : from;
  const hazards = residuals(arena, from, to, open);
  if (order === 1) {
    takeScoreAndSums(arena, from, to, hazards, at.filled > waiting, at.tied ? open : from);
    return;
  }
  takeScore(arena, from, to, hazards);
  moments(arena, from, to - from, waiting);
  if (at.filled >= BLOCK) takeProduct(arena, at);
}

function takeProduct({ second, means, meanWeight, q, scaled }: Arena, at: Carried): void {
  product(second, means, meanWeight, 0, at.filled, q, scaled);
  at.filled = 0;
}

/** Ends an event time: its part of the log-likelihood, its hazards, and what row k of the block says of its means. */
function close(arena: Arena, at: Carried, k: number): void {
  const { gain, deathGain, inverse, inverseDead, share: gapShare, kind, meanWeight } = arena;
  const { first, dw, deaths, d0 } = at;
  let { term } = at;
  meanWeight[at.filled++] = dw;
  if (d0 === 0) {
    const { s0 } = at;
    inverse[k] = 1 / s0;
    if (dw === 1 && s0 < 1e100 && s0 > 1e-100) {
      at.together *= s0;
      if (at.together > 1e150 || at.together < 1e-150) {
        term -= logarithm(at.together);
        at.together = 1;
      }
    } else term -= dw * logarithm(s0);
    gain[first] = dw * inverse[k]!;
    deathGain[first] = dw * inverse[k]!;
    kind[k] = 1;
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
      const step = 1 / part;
      if (part > 1e100 || part < 1e-100) logs += logarithm(part);
      else parts *= part;
      if (parts > 1e150 || parts < 1e-150) {
        logs += logarithm(parts);
        parts = 1;
      }
      survive += step;
      die += left * step;
      const g = gone * d0 * step;
      g1 += g;
      g2 += g * g;
    }
    term += -share * (logs + logarithm(parts));
    gain[first] = share * survive;
    deathGain[first] = share * die;
    inverse[k] = 1 / at.s0;
    inverseDead[k] = 1 / d0;
    gapShare[k] = g1 / deaths;
    kind[k] = 3;
    meanWeight[at.filled++] = share * Math.max(g2 - (g1 * g1) / deaths, 0);
  }
  add(at, term);
}
