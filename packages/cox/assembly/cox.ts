// The Cox kernel in AssemblyScript. Twin of src/kernel/plain-evaluate.ts: every sum has the same order there, and a test
// holds both equal by ===. Compiled by scripts/build-wasm.ts.
import { areDistinct, distinctDeaths, distinctPart, distinctTimes, distinctTotal } from "./distinct";
import { exponential, exponentialPair, logarithm } from "./elementary";
import { forward } from "./forward";
import { at, BLOCK, param, put } from "./memory";
import { moments } from "./moments";
import { high, low, predictor } from "./predictor";
import { meanProduct } from "./rows";
import { distinctResiduals, residuals, takeScore, takeScoreAndSums } from "./score";
import { tiedDeaths } from "./tied-deaths";

/** How far a linear predictor may be above the scale of the sums. */
const ABOVE: f64 = 300;
/** How far those of a block may be below. */
const BELOW: f64 = 600;

// Sums over the risk set, in the scale exp(-m): of those who survive the time reached and of its deaths so far.
let m: f64 = 0;
let s0: f64 = 0;
let d0: f64 = 0;
/** Case weights of the deaths of the time reached, and their part of the log-likelihood. */
let dw: f64 = 0;
let term: f64 = 0;
/** First row and deaths of the time reached; whether its deaths are summed apart from the others. */
let first: i32 = 0;
let last: i32 = 0;
let deaths: i32 = 0;
let tied: bool = false;
/** Rows of risk-set means that wait for their product. */
let filled: i32 = 0;
/** Log-likelihood, what rounding took from it, and a product whose logarithm is still to be taken. */
let sum: f64 = 0;
let lost: f64 = 0;
let together: f64 = 1;
/** Whether all coefficients are 0. */
let still: bool = false;

export { place } from "./place";
export { meanProduct, predict, rowProduct, rowScore } from "./rows";

export function evaluate(order: i32): f64 {
  const size = param(1) << 3;
  memory.fill(param(17), 0, size);
  // The two products lie side by side.
  if (order === 2) memory.fill(param(18), 0, 2 * param(1) * size);
  still = true;
  for (let b = param(6); b < param(6) + size; b += 8) if (load<f64>(b) !== 0) still = false;
  const value = backward(order);
  if (order === 2 && value > -Infinity) forward();
  return value;
}

function backward(order: i32): f64 {
  const size = param(1) << 3;
  const eta = param(7);
  const strataEnd = param(13);
  const s1 = param(20);
  const d1 = param(21);
  filled = 0;
  sum = 0;
  lost = 0;
  together = 1;
  let end = param(0);
  for (let s = param(2) - 1; s >= 0; s--) {
    const start = s === 0 ? 0 : load<i32>(strataEnd + ((s - 1) << 2));
    m = -Infinity;
    s0 = 0;
    d0 = 0;
    first = end;
    memory.fill(s1, 0, size);
    memory.fill(d1, 0, size);
    while (end > start) {
      const from = max(start, end - BLOCK);
      if (!predictor(from, end, still)) return -Infinity;
      const top = m === -Infinity ? high : m;
      const waiting = filled;
      if (high <= top + ABOVE && low >= top - BELOW && (m > -Infinity || low >= top - ABOVE)) {
        m = top;
        risks(from, end);
        const distinct = first >= end && areDistinct(from, end, start) && enterDistinct(from, end);
        if (!distinct) enter(from, end, start);
        if (order > 0) takeRows(from, end, waiting, order, distinct);
      } else {
        for (let i = end - 1; i >= from; i--) {
          if (!(at(eta, i) <= m + ABOVE)) rescale(at(eta, i), i);
          const waits = filled;
          put(param(8), i, at(param(9), i) * exponential(at(eta, i) - m));
          enter(i, i + 1, start);
          if (order > 0) takeRows(i, i + 1, waits, order, false);
        }
      }
      if (order < 2) filled = 0;
      end = from;
    }
  }
  takeProduct();
  return sum + lost - logarithm(together);
}

/** Takes `top` as the scale, above row `i` of which all later ones are in the sums. */
function rescale(top: f64, i: i32): void {
  const s1 = param(20);
  const d1 = param(21);
  if (m > -Infinity) {
    const shrink = exponential(m - top);
    s0 *= shrink;
    d0 *= shrink;
    if (i >= first) {
      term -= dw * (top - m);
      for (let k = i + 1; k < last; k++) put(param(8), k, at(param(8), k) * shrink);
    }
    for (let j = 0; j < param(1); j++) {
      put(s1, j, at(s1, j) * shrink);
      put(d1, j, at(d1, j) * shrink);
    }
  }
  m = top;
}

function risks(from: i32, to: i32): void {
  const eta = param(7);
  const risk = param(8);
  const weight = param(9);
  let i = from;
  for (; i + 2 <= to; i += 2) {
    const r = exponentialPair(f64x2.sub(v128.load(eta + (i << 3)), f64x2.splat(m)));
    v128.store(risk + (i << 3), f64x2.mul(v128.load(weight + (i << 3)), r));
  }
  if (i < to) put(risk, i, at(weight, i) * exponential(at(eta, i) - m));
}

/** Takes rows of distinct times into the risk set; false, and nothing is done, where their sums are of extreme size. */
function enterDistinct(from: i32, to: i32): bool {
  if (!distinctTimes(from, to, m, s0)) return false;
  s0 = distinctTotal;
  d0 = 0;
  first = from;
  last = from + 1;
  tied = false;
  const meanWeight = param(23);
  for (let k = 0; k < distinctDeaths; k++) put(meanWeight, filled + k, 1);
  filled += distinctDeaths;
  add(distinctPart);
  return true;
}

/** Compensated: near the maximum the line search compares values that differ in their last digits. */
function add(part: f64): void {
  const next = sum + part;
  lost += abs(sum) >= abs(part) ? sum - next + part : part - next + sum;
  sum = next;
}

/** Takes the rows from `from` to `to` into the risk set, the last first. */
function enter(from: i32, to: i32, start: i32): void {
  const efron = param(3) !== 0;
  const eta = param(7);
  const risk = param(8);
  const weight = param(9);
  const rank = param(11);
  const event = param(12);
  const gain = param(14);
  const deathGain = param(15);
  const meanWeight = param(23);
  const survivor = param(24);
  const dyingRisk = param(26);
  const kind = param(29);
  // Locals stay in registers.
  const scale = m;
  let open = together;
  let alive = s0;
  let dying = d0;
  let deadWeight = dw;
  let logRisk = term;
  let begin = first;
  let apart: f64 = tied ? 1 : 0;
  for (let i = to - 1, k = i - from; i >= from; i--, k--) {
    if (i < begin) {
      last = i + 1;
      begin = i;
      let count = <i32>load<u8>(event + i);
      const time = load<i32>(rank + (i << 2));
      while (begin > start && load<i32>(rank + (begin << 2) - 4) === time) count += <i32>load<u8>(event + --begin);
      first = begin;
      deaths = count;
      tied = efron && count > 1;
      apart = tied ? 1 : 0;
      deadWeight = 0;
      logRisk = 0;
      dying = 0;
    }
    const r = at(risk, i);
    const died = <f64>load<u8>(event + i);
    const dead = died * at(weight, i);
    const die = apart * died * r;
    const survive = r - die;
    deadWeight += dead;
    logRisk += dead * (at(eta, i) - scale);
    alive += survive;
    dying += die;
    put(survivor, k, survive);
    put(dyingRisk, k, die);
    store<i32>(kind + (k << 2), (<i32>apart) << 1);
    if (i !== begin) continue;
    put(eta, i, scale);
    if (deaths === 0) {
      put(gain, i, 0);
      put(deathGain, i, 0);
      continue;
    }
    put(meanWeight, filled, deadWeight);
    filled++;
    let part = logRisk;
    if (dying === 0) {
      const inverse = 1 / alive;
      if (deadWeight === 1 && alive < 1e100 && alive > 1e-100) {
        open *= alive;
        if (open > 1e150 || open < 1e-150) {
          part -= logarithm(open);
          open = 1;
        }
      } else part -= deadWeight * logarithm(alive);
      put(gain, i, deadWeight * inverse);
      put(deathGain, i, deadWeight * inverse);
      put(param(25), k, inverse);
      store<i32>(kind + (k << 2), 1);
    } else {
      part += tiedDeaths(i, k, filled, deaths, alive, dying, deadWeight);
      filled++;
      alive += dying;
    }
    add(part);
  }
  s0 = alive;
  d0 = dying;
  dw = deadWeight;
  term = logRisk;
  together = open;
}

/**
 * Takes the rows of a block into the score, S1 and D1; means of the risk sets of the event times whose first row is among
 * them, of which `waiting` are there already.
 */
function takeRows(from: i32, to: i32, waiting: i32, order: i32, distinct: bool): void {
  const open = first < from ? last : from;
  if (distinct) distinctResiduals(from, to);
  else residuals(from, to, open);
  if (order === 1) {
    takeScoreAndSums(from, to, filled > waiting, tied ? open : from);
    return;
  }
  takeScore(from, to);
  moments(from, to - from, waiting);
  if (filled >= BLOCK) takeProduct();
}

function takeProduct(): void {
  meanProduct(filled);
  filled = 0;
}
