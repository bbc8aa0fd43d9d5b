import { at, param, put } from "./memory";

// What the rows of a block take part in, by the hazards of the event times whose first row is in the block.
/** Sum of these hazards, and the same with that of a death for the latest of the times. */
let hazard: f64 = 0;
let dying: f64 = 0;

/**
 * Residual of every row of a block: its events less its risk times those of the block's hazards that it was at risk at;
 * and what it adds to S1, which tied deaths of a time that goes on before the block are apart from.
 *
 * @param open end of the rows of such a time.
 */
export function residuals(from: i32, to: i32, open: i32): void {
  const risk = param(8);
  const weight = param(9);
  const event = param(12);
  const gain = param(14);
  const deathGain = param(15);
  const survivor = param(24);
  const kind = param(29);
  const residual = param(30);
  const entering = param(31);
  hazard = 0;
  dying = 0;
  for (let i = from, k = 0; i < to; i++, k++) {
    if ((load<i32>(kind + (k << 2)) & 1) !== 0) {
      dying = hazard + at(deathGain, i);
      hazard += at(gain, i);
    }
    const r = at(risk, i);
    const died = load<u8>(event + i) === 1;
    put(residual, k, select<f64>(at(weight, i), 0, died) - r * select<f64>(dying, hazard, died));
    put(entering, k, i < open ? at(survivor, k) : r);
  }
}

/** The same where times are distinct and weights 1. */
export function distinctResiduals(from: i32, to: i32): void {
  const risk = param(8);
  const event = param(12);
  const gain = param(14);
  const residual = param(30);
  const entering = param(31);
  hazard = 0;
  for (let i = from, k = 0; i < to; i++, k++) {
    hazard += at(gain, i);
    const r = at(risk, i);
    put(residual, k, <f64>load<u8>(event + i) - r * hazard);
    put(entering, k, r);
  }
  dying = hazard;
}

/** Takes the rows of a block into the score; S1 and D1 are those of the rows after the block. */
export function takeScore(from: i32, to: i32): void {
  takeHazards();
  combine(param(17), param(30), from, to);
}

/**
 * The same, and takes the rows into S1 and D1.
 *
 * @param closed whether a time of the block has its first row there: then no death is apart any more.
 * @param open end of the rows of a time that goes on before the block and whose deaths are apart.
 */
export function takeScoreAndSums(from: i32, to: i32, closed: bool, open: i32): void {
  const step = param(1) << 3;
  const s1 = param(20);
  const d1 = param(21);
  takeHazards();
  if (closed) {
    for (let j = 0; j < step; j += 16) {
      v128.store(s1 + j, f64x2.add(v128.load(s1 + j), v128.load(d1 + j)));
      v128.store(d1 + j, f64x2.splat(0));
    }
  }
  combineBoth(from, to);
  if (open > from) combine(d1, param(26), from, min(open, to));
}

/** The block's hazards act on all later rows. */
function takeHazards(): void {
  const step = param(1) << 3;
  const gradient = param(17);
  const s1 = param(20);
  const d1 = param(21);
  const alive = f64x2.splat(hazard);
  const dead = f64x2.splat(dying);
  for (let j = 0; j < step; j += 16) {
    const all = f64x2.add(f64x2.mul(alive, v128.load(s1 + j)), f64x2.mul(dead, v128.load(d1 + j)));
    v128.store(gradient + j, f64x2.sub(v128.load(gradient + j), all));
  }
}

/** target += X' factor over the rows of a block, whose factors begin at `factor`. */
export function combine(target: i32, factor: i32, from: i32, to: i32): void {
  const step = param(1) << 3;
  const x = param(5) + from * step;
  const end = factor + ((to - from) << 3);
  let j = 0;
  for (; j + 64 <= step; j += 64) combineEight(target + j, x + j, step, factor, end);
  for (; j < step; j += 16) {
    let sum = f64x2.splat(0);
    for (let row = x + j, f = factor; f < end; f += 8, row += step) {
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(f), v128.load(row)));
    }
    add(target + j, sum);
  }
}

function combineEight(target: i32, x: i32, step: i32, factor: i32, end: i32): void {
  let a = f64x2.splat(0),
    b = a,
    c = a,
    d = a;
  for (; factor < end; factor += 8, x += step) {
    const f = v128.load64_splat(factor);
    a = f64x2.add(a, f64x2.mul(f, v128.load(x)));
    b = f64x2.add(b, f64x2.mul(f, v128.load(x, 16)));
    c = f64x2.add(c, f64x2.mul(f, v128.load(x, 32)));
    d = f64x2.add(d, f64x2.mul(f, v128.load(x, 48)));
  }
  add(target, a);
  add(target + 16, b);
  add(target + 32, c);
  add(target + 48, d);
}

/** gradient += X' residual and S1 += X' entering over the rows of a block. */
function combineBoth(from: i32, to: i32): void {
  const step = param(1) << 3;
  const x = param(5) + from * step;
  const end = param(30) + ((to - from) << 3);
  let j = 0;
  for (; j + 64 <= step; j += 64) eight(x + j, step, j, end);
  for (; j < step; j += 16) two(x + j, step, j, end);
}

function add(target: i32, sum: v128): void {
  v128.store(target, f64x2.add(v128.load(target), sum));
}

function eight(x: i32, step: i32, j: i32, end: i32): void {
  const none = f64x2.splat(0);
  let a0 = none,
    a1 = none,
    a2 = none,
    a3 = none,
    b0 = none,
    b1 = none,
    b2 = none,
    b3 = none;
  let entering = param(31);
  for (let residual = param(30); residual < end; residual += 8, entering += 8, x += step) {
    const r = v128.load64_splat(residual);
    const e = v128.load64_splat(entering);
    let value = v128.load(x);
    a0 = f64x2.add(a0, f64x2.mul(r, value));
    b0 = f64x2.add(b0, f64x2.mul(e, value));
    value = v128.load(x, 16);
    a1 = f64x2.add(a1, f64x2.mul(r, value));
    b1 = f64x2.add(b1, f64x2.mul(e, value));
    value = v128.load(x, 32);
    a2 = f64x2.add(a2, f64x2.mul(r, value));
    b2 = f64x2.add(b2, f64x2.mul(e, value));
    value = v128.load(x, 48);
    a3 = f64x2.add(a3, f64x2.mul(r, value));
    b3 = f64x2.add(b3, f64x2.mul(e, value));
  }
  const gradient = param(17) + j;
  add(gradient, a0);
  add(gradient + 16, a1);
  add(gradient + 32, a2);
  add(gradient + 48, a3);
  const s1 = param(20) + j;
  add(s1, b0);
  add(s1 + 16, b1);
  add(s1 + 32, b2);
  add(s1 + 48, b3);
}

function two(x: i32, step: i32, j: i32, end: i32): void {
  let a = f64x2.splat(0);
  let b = a;
  let entering = param(31);
  for (let residual = param(30); residual < end; residual += 8, entering += 8, x += step) {
    const value = v128.load(x);
    a = f64x2.add(a, f64x2.mul(v128.load64_splat(residual), value));
    b = f64x2.add(b, f64x2.mul(v128.load64_splat(entering), value));
  }
  add(param(17) + j, a);
  add(param(20) + j, b);
}
