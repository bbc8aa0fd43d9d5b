/** Bytes that the plan of a row takes. */
export const PLAN: i32 = 64;

/**
 * Takes a block of rows into the sums of r x over the risk set, the last row first, as `plan` says for each of them:
 * at the end of an event time the mean goes to `means` and its part is taken from the score.
 *
 * Columns are taken four or two at a time, whose sums stay in registers. Rows are not told apart by branches unless
 * deaths are tied, since no processor foresees which row is an event: a row that ends no event time leaves its mean to
 * be overwritten.
 *
 * @param distance of two rows of `means` in bytes; 0 where none are wanted.
 */
export function moments(
  x: i32,
  plan: i32,
  rows: i32,
  s1: i32,
  d1: i32,
  gradient: i32,
  means: i32,
  distance: i32,
  q: i32,
): void {
  const step = q << 3;
  const last = plan + (rows - 1) * PLAN;
  let end = last;
  x += rows * step;
  // Runs of rows whose deaths are tied, or are not.
  while (end >= plan) {
    const tied = load<i32>(end, 56) > 1;
    let to = end;
    let emitted = 0;
    for (; to >= plan; to -= PLAN) {
      const kind = load<i32>(to, 56);
      if (kind > 1 !== tied) break;
      emitted += (kind & 1) << (kind >> 1);
    }
    if (tied) {
      for (let j = 0; j < step; j += 16) {
        tiedRows(x + j, step, end, to, s1 + j, d1 + j, gradient + j, means + j, distance);
      }
    } else {
      let j = 0;
      for (; j + 32 <= step; j += 32) fourColumns(x + j, step, end, to, s1 + j, gradient + j, means + j, distance);
      if (j < step) twoColumns(x + j, step, end, to, s1 + j, gradient + j, means + j, distance);
    }
    x -= ((end - to) / PLAN) * step;
    means += emitted * distance;
    end = to;
  }
}

function fourColumns(x: i32, step: i32, plan: i32, to: i32, s1: i32, gradient: i32, mean: i32, distance: i32): void {
  let risk0 = v128.load(s1);
  let risk1 = v128.load(s1, 16);
  let score0 = v128.load(gradient);
  let score1 = v128.load(gradient, 16);
  for (; plan > to; plan -= PLAN) {
    x -= step;
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    let factor = v128.load64_splat(plan);
    risk0 = f64x2.add(risk0, f64x2.mul(factor, x0));
    risk1 = f64x2.add(risk1, f64x2.mul(factor, x1));
    const dead = v128.load64_splat(plan, 8);
    factor = v128.load64_splat(plan, 16);
    score0 = f64x2.add(score0, f64x2.sub(f64x2.mul(dead, x0), f64x2.mul(factor, risk0)));
    score1 = f64x2.add(score1, f64x2.sub(f64x2.mul(dead, x1), f64x2.mul(factor, risk1)));
    factor = v128.load64_splat(plan, 24);
    v128.store(mean, f64x2.mul(factor, risk0));
    v128.store(mean, f64x2.mul(factor, risk1), 16);
    mean += -load<i32>(plan, 56) & distance;
  }
  v128.store(s1, risk0);
  v128.store(s1, risk1, 16);
  v128.store(gradient, score0);
  v128.store(gradient, score1, 16);
}

function twoColumns(x: i32, step: i32, plan: i32, to: i32, s1: i32, gradient: i32, mean: i32, distance: i32): void {
  let risk = v128.load(s1);
  let score = v128.load(gradient);
  for (; plan > to; plan -= PLAN) {
    x -= step;
    const values = v128.load(x);
    risk = f64x2.add(risk, f64x2.mul(v128.load64_splat(plan), values));
    const dead = f64x2.mul(v128.load64_splat(plan, 8), values);
    score = f64x2.add(score, f64x2.sub(dead, f64x2.mul(v128.load64_splat(plan, 16), risk)));
    v128.store(mean, f64x2.mul(v128.load64_splat(plan, 24), risk));
    mean += -load<i32>(plan, 56) & distance;
  }
  v128.store(s1, risk);
  v128.store(gradient, score);
}

function tiedRows(
  x: i32,
  step: i32,
  plan: i32,
  to: i32,
  s1: i32,
  d1: i32,
  gradient: i32,
  mean: i32,
  distance: i32,
): void {
  let risk = v128.load(s1);
  let died = v128.load(d1);
  let score = v128.load(gradient);
  for (; plan > to; plan -= PLAN) {
    x -= step;
    const values = v128.load(x);
    risk = f64x2.add(risk, f64x2.mul(v128.load64_splat(plan), values));
    died = f64x2.add(died, f64x2.mul(v128.load64_splat(plan, 32), values));
    score = f64x2.add(score, f64x2.mul(v128.load64_splat(plan, 8), values));
    if (load<i32>(plan, 56) === 2) continue;
    risk = f64x2.add(risk, died);
    const whole = f64x2.mul(v128.load64_splat(plan, 24), risk);
    const gap = f64x2.sub(whole, f64x2.mul(v128.load64_splat(plan, 40), died));
    const steps = f64x2.add(whole, f64x2.mul(v128.load64_splat(plan, 48), gap));
    score = f64x2.sub(score, f64x2.mul(v128.load64_splat(plan, 16), steps));
    v128.store(mean, steps);
    mean += distance;
    v128.store(mean, gap);
    mean += distance;
    died = f64x2.splat(0);
  }
  v128.store(s1, risk);
  v128.store(d1, died);
  v128.store(gradient, score);
}
