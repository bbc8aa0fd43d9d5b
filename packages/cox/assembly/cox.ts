// The Cox kernel in AssemblyScript. Twin of src/kernel/plain-evaluate.ts: every sum has the same order there, and a test
// holds both equal by ===. Compiled by scripts/build-wasm.ts.
import { exponential, exponentialPair, logarithm } from "./elementary";
import { forward } from "./forward";
import { at, BLOCK, param, put } from "./memory";
import { moments, PLAN } from "./moments";
import { product } from "./product";

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
/** Whether all coefficients are 0; range of a block's linear predictors. */
let still: bool = false;
let low: f64 = 0;
let high: f64 = 0;

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

/** Linear predictor of the rows from `from` to `to`, two rows at a time; whether all are finite. */
function predictor(from: i32, to: i32): bool {
  const size = param(1) << 3;
  const beta = param(6);
  // At coefficients 0 no column is read.
  const end = still ? beta : beta + size;
  const offset = param(10);
  let row = param(5) + from * size;
  let finite = f64x2.splat(0);
  let least = f64x2.splat(Infinity);
  let most = f64x2.splat(-Infinity);
  let eta = param(7) + (from << 3);
  let fixed = offset + (from << 3);
  const stop = param(7) + (to << 3);
  for (; eta < stop; eta += 16, fixed += 16) {
    // The last of an odd number of rows is its own neighbor.
    const next = eta + 8 < stop ? row + size : row;
    let one = f64x2.splat(0);
    let two = one;
    let other = next;
    for (let b = beta; b < end; b += 16, row += 16, other += 16) {
      const factor = v128.load(b);
      one = f64x2.add(one, f64x2.mul(factor, v128.load(row)));
      two = f64x2.add(two, f64x2.mul(factor, v128.load(other)));
    }
    row = other;
    let value = f64x2.add(v128.shuffle<f64>(one, two, 0, 2), v128.shuffle<f64>(one, two, 1, 3));
    if (eta + 8 < stop) {
      if (offset !== 0) value = f64x2.add(value, v128.load(fixed));
      v128.store(eta, value);
    } else {
      if (offset !== 0) value = f64x2.add(value, v128.load64_splat(fixed));
      v128.store64_lane(eta, value, 0);
    }
    // Twice, so that no difference of two predictors overflows.
    const twice = f64x2.add(value, value);
    finite = f64x2.add(finite, f64x2.sub(twice, twice));
    least = f64x2.pmin(least, value);
    most = f64x2.pmax(most, value);
  }
  low = min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
  high = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  return f64x2.extract_lane(finite, 0) + f64x2.extract_lane(finite, 1) === 0;
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
      if (!predictor(from, end)) return -Infinity;
      const top = m === -Infinity ? high : m;
      if (high <= top + ABOVE && low >= top - BELOW && (m > -Infinity || low >= top - ABOVE)) {
        m = top;
        enter(from, end, start, order, true);
      } else {
        for (let i = end - 1; i >= from; i--) {
          if (!(at(eta, i) <= m + ABOVE)) rescale(at(eta, i), i);
          enter(i, i + 1, start, order, false);
        }
      }
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

/** Takes the rows from `from` to `to` into the risk set, the last first. */
function enter(from: i32, to: i32, start: i32, order: i32, moderate: bool): void {
  const efron = param(3) !== 0;
  const eta = param(7);
  const risk = param(8);
  const weight = param(9);
  const rank = param(11);
  const event = param(12);
  const meanWeight = param(23);
  const plan = param(24);
  const waiting = filled;
  let i = from;
  if (moderate) {
    for (; i + 2 <= to; i += 2) {
      const r = exponentialPair(f64x2.sub(v128.load(eta + (i << 3)), f64x2.splat(m)));
      v128.store(risk + (i << 3), f64x2.mul(v128.load(weight + (i << 3)), r));
    }
  }
  for (; i < to; i++) put(risk, i, at(weight, i) * exponential(at(eta, i) - m));
  // Locals stay in registers.
  const scale = m;
  let total = sum;
  let open = together;
  let alive = s0;
  let dying = d0;
  let deadWeight = dw;
  let logRisk = term;
  let begin = first;
  let apart: f64 = tied ? 1 : 0;
  let row = plan + (to - from) * PLAN;
  for (i = to - 1; i >= from; i--) {
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
    row -= PLAN;
    const r = at(risk, i);
    const died = <f64>load<u8>(event + i);
    const dead = died * at(weight, i);
    const die = apart * died * r;
    const survive = r - die;
    deadWeight += dead;
    logRisk += dead * (at(eta, i) - scale);
    alive += survive;
    dying += die;
    store<f64>(row, survive);
    store<f64>(row, dead, 8);
    store<f64>(row, 0, 16);
    store<f64>(row, 0, 24);
    store<f64>(row, die, 32);
    store<i32>(row, (<i32>apart) << 1, 56);
    if (i !== begin) continue;
    put(eta, i, scale);
    if (deaths === 0) continue;
    put(meanWeight, filled, deadWeight);
    filled++;
    let part = logRisk;
    if (dying === 0) {
      const inverse = 1 / alive;
      const hazard = deadWeight * inverse;
      if (deadWeight === 1 && alive < 1e100 && alive > 1e-100) {
        open *= alive;
        if (open > 1e150 || open < 1e-150) {
          part -= logarithm(open);
          open = 1;
        }
      } else part -= deadWeight * logarithm(alive);
      put(param(14), i, hazard);
      put(param(15), i, hazard);
      store<f64>(row, hazard, 16);
      store<f64>(row, inverse, 24);
      store<i32>(row, 1, 56);
    } else {
      part += tiedDeaths(row, alive, dying, deadWeight);
      alive += dying;
    }
    // Compensated: near the maximum the line search compares values that differ in their last digits.
    const next = total + part;
    lost += abs(total) >= abs(part) ? total - next + part : part - next + total;
    total = next;
  }
  s0 = alive;
  d0 = dying;
  dw = deadWeight;
  term = logRisk;
  sum = total;
  together = open;
  if (order < 2) filled = 0;
  if (order === 0) return;
  const q = param(1);
  const size = q << 3;
  const means = param(22) + waiting * size;
  const distance = order === 2 ? size : 0;
  moments(param(5) + from * size, plan, to - from, param(20), param(21), param(17), means, distance, q);
  if (filled >= BLOCK) takeProduct();
}

function takeProduct(): void {
  product(param(19), param(22), param(23), filled, param(1), param(16));
  filled = 0;
}

/** Part of the log-likelihood of `deaths` at one time; their hazards, and what the row of the plan says of their means. */
function tiedDeaths(row: i32, others: f64, dying: f64, deadWeight: f64): f64 {
  const d = <f64>deaths;
  const share = deadWeight / d;
  let survive: f64 = 0;
  let die: f64 = 0;
  let g1: f64 = 0;
  let g2: f64 = 0;
  let parts: f64 = 1;
  let logs: f64 = 0;
  for (let l = 0; l < deaths; l++) {
    const gone = <f64>l / d;
    const left = 1 - gone;
    const part = others + left * dying;
    const inverse = 1 / part;
    if (part > 1e100 || part < 1e-100) logs += logarithm(part);
    else parts *= part;
    if (parts > 1e150 || parts < 1e-150) {
      logs += logarithm(parts);
      parts = 1;
    }
    survive += inverse;
    die += left * inverse;
    const g = gone * dying * inverse;
    g1 += g;
    g2 += g * g;
  }
  put(param(14), first, share * survive);
  put(param(15), first, share * die);
  store<f64>(row, deadWeight, 16);
  store<f64>(row, 1 / (others + dying), 24);
  store<f64>(row, 1 / dying, 40);
  store<f64>(row, g1 / d, 48);
  store<i32>(row, 3, 56);
  put(param(23), filled, share * max(g2 - (g1 * g1) / d, 0));
  filled++;
  return -share * (logs + logarithm(parts));
}
