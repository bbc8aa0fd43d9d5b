import { param } from "./memory";

/**
 * Takes a block of rows into the sums of r x over the risk set, the last row first; the mean of an event time goes to the
 * means that wait for their product.
 *
 * Columns are taken eight, four or two at a time, whose sums stay in registers. Rows are not told apart by branches unless
 * deaths are tied, since no processor foresees which row is an event: a row that ends no event time leaves its mean to
 * be overwritten. Kinds of rows: 0: ends no event time, 1: ends one; 2 and 3: the same where deaths are tied.
 *
 * @param filled means that wait already.
 */
export function moments(from: i32, rows: i32, filled: i32): void {
  const q = param(1);
  const step = q << 3;
  const kind = param(29);
  const x = param(5) + from * step;
  const s1 = param(20);
  let means = param(22) + filled * step;
  // Runs of rows whose deaths are tied, or are not.
  let end = rows;
  while (end > 0) {
    const tied = load<i32>(kind + (end << 2) - 4) > 1;
    let begin = end;
    let emitted = 0;
    for (; begin > 0; begin--) {
      const what = load<i32>(kind + (begin << 2) - 4);
      if (what > 1 !== tied) break;
      emitted += (what & 1) << (what >> 1);
    }
    const past = x + end * step;
    let j = 0;
    if (tied) for (; j < step; j += 16) tiedRows(past + j, step, begin, end, j, means + j);
    else {
      for (; j + 64 <= step; j += 64) eightColumns(past + j, step, begin, end, s1 + j, means + j);
      for (; j < step; j += 16) twoColumns(past + j, step, begin, end, s1 + j, means + j);
    }
    means += emitted * step;
    end = begin;
  }
}

function eightColumns(x: i32, step: i32, begin: i32, end: i32, s1: i32, mean: i32): void {
  const survivor = param(24);
  const inverse = param(25);
  const kind = param(29);
  let risk0 = v128.load(s1);
  let risk1 = v128.load(s1, 16);
  let risk2 = v128.load(s1, 32);
  let risk3 = v128.load(s1, 48);
  for (let k = end - 1; k >= begin; k--) {
    x -= step;
    let factor = v128.load64_splat(survivor + (k << 3));
    risk0 = f64x2.add(risk0, f64x2.mul(factor, v128.load(x)));
    risk1 = f64x2.add(risk1, f64x2.mul(factor, v128.load(x, 16)));
    risk2 = f64x2.add(risk2, f64x2.mul(factor, v128.load(x, 32)));
    risk3 = f64x2.add(risk3, f64x2.mul(factor, v128.load(x, 48)));
    factor = v128.load64_splat(inverse + (k << 3));
    v128.store(mean, f64x2.mul(factor, risk0));
    v128.store(mean, f64x2.mul(factor, risk1), 16);
    v128.store(mean, f64x2.mul(factor, risk2), 32);
    v128.store(mean, f64x2.mul(factor, risk3), 48);
    mean += -load<i32>(kind + (k << 2)) & step;
  }
  v128.store(s1, risk0);
  v128.store(s1, risk1, 16);
  v128.store(s1, risk2, 32);
  v128.store(s1, risk3, 48);
}

function twoColumns(x: i32, step: i32, begin: i32, end: i32, s1: i32, mean: i32): void {
  const survivor = param(24);
  const inverse = param(25);
  const kind = param(29);
  let risk = v128.load(s1);
  for (let k = end - 1; k >= begin; k--) {
    x -= step;
    risk = f64x2.add(risk, f64x2.mul(v128.load64_splat(survivor + (k << 3)), v128.load(x)));
    v128.store(mean, f64x2.mul(v128.load64_splat(inverse + (k << 3)), risk));
    mean += -load<i32>(kind + (k << 2)) & step;
  }
  v128.store(s1, risk);
}

function tiedRows(x: i32, step: i32, begin: i32, end: i32, column: i32, mean: i32): void {
  const s1 = param(20) + column;
  const d1 = param(21) + column;
  let risk = v128.load(s1);
  let died = v128.load(d1);
  for (let k = end - 1; k >= begin; k--) {
    x -= step;
    const values = v128.load(x);
    risk = f64x2.add(risk, f64x2.mul(v128.load64_splat(param(24) + (k << 3)), values));
    died = f64x2.add(died, f64x2.mul(v128.load64_splat(param(26) + (k << 3)), values));
    if (load<i32>(param(29) + (k << 2)) === 2) continue;
    risk = f64x2.add(risk, died);
    const whole = f64x2.mul(v128.load64_splat(param(25) + (k << 3)), risk);
    const gap = f64x2.sub(whole, f64x2.mul(v128.load64_splat(param(27) + (k << 3)), died));
    v128.store(mean, f64x2.add(whole, f64x2.mul(v128.load64_splat(param(28) + (k << 3)), gap)));
    v128.store(mean + step, gap);
    mean += 2 * step;
    died = f64x2.splat(0);
  }
  v128.store(s1, risk);
  v128.store(d1, died);
}
