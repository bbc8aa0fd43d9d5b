// The Cox kernel in AssemblyScript. Twin of src/kernel/plain-evaluate.ts: every sum has the same order there, and a test
// holds both equal by ===. Compiled by scripts/build-wasm.mjs.

const BLOCK: i32 = 256;

/** Word k of the parameter block at address 0: a count, or the address of an array. Order as in src/kernel/arena.ts. */
function param(k: i32): i32 {
  return load<i32>(k << 2);
}
function at(base: i32, i: i32): f64 {
  return load<f64>(base + (i << 3));
}
function put(base: i32, i: i32, value: f64): void {
  store<f64>(base + (i << 3), value);
}

function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>((<i64>(k + 1023)) << 52);
}

// exp and log after FreeBSD's msun e_exp.c and e_log.c, Copyright (C) 1993, 2004 by Sun Microsystems, Inc. Permission to
// use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
export function exponential(x: f64): f64 {
  if (x < -745) return 0;
  const k: i32 = <i32>(Math.LOG2E * x + (x < 0 ? -0.5 : 0.5));
  const hi = x - <f64>k * 6.9314718036912382e-1;
  const lo = <f64>k * 1.9082149292705877e-10;
  const r = hi - lo;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))));
  const y = 1 - (lo - (r * c) / (2 - c) - hi);
  if (k >= -1000) return y * powerOfTwo(k);
  return y * powerOfTwo(k + 200) * powerOfTwo(-200);
}

export function logarithm(value: f64): f64 {
  let x = value;
  let k: i32 = 0;
  if (x < 2.2250738585072014e-308) {
    k = -54;
    x *= 18014398509481984;
  }
  const bits = reinterpret<i64>(x);
  let high = <i32>(bits >> 32);
  k += (high >> 20) - 1023;
  high &= 0xfffff;
  const up = (high + 0x95f64) & 0x100000;
  k += up >> 20;
  const f = reinterpret<f64>(((<i64>(high | (up ^ 0x3ff00000))) << 32) | (bits & 0xffffffff)) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const t2 = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  const n = <f64>k;
  return n * 6.9314718036912382e-1 - (half - (s * (half + (t2 + t1)) + n * 1.9082149292705877e-10) - f);
}

/** target += X' diag(weight) X over `rows` rows, in tiles of the lower triangle. */
function product(target: i32, x: i32, weight: i32, rows: i32, q: i32): void {
  const step = q << 3;
  const end = weight + (rows << 3);
  let j = 0;
  for (; j + 4 <= q; j += 4) {
    for (let k = 0; k <= j; k += 4) {
      let a0 = f64x2.splat(0),
        a1 = a0,
        b0 = a0,
        b1 = a0,
        c0 = a0,
        c1 = a0,
        d0 = a0,
        d1 = a0;
      let left = x + (j << 3);
      let right = x + (k << 3);
      for (let w = weight; w < end; w += 8) {
        const scale = v128.load64_splat(w);
        const x0 = f64x2.mul(scale, v128.load(right));
        const x1 = f64x2.mul(scale, v128.load(right, 16));
        let y = v128.load64_splat(left);
        a0 = f64x2.add(a0, f64x2.mul(y, x0));
        a1 = f64x2.add(a1, f64x2.mul(y, x1));
        y = v128.load64_splat(left, 8);
        b0 = f64x2.add(b0, f64x2.mul(y, x0));
        b1 = f64x2.add(b1, f64x2.mul(y, x1));
        y = v128.load64_splat(left, 16);
        c0 = f64x2.add(c0, f64x2.mul(y, x0));
        c1 = f64x2.add(c1, f64x2.mul(y, x1));
        y = v128.load64_splat(left, 24);
        d0 = f64x2.add(d0, f64x2.mul(y, x0));
        d1 = f64x2.add(d1, f64x2.mul(y, x1));
        left += step;
        right += step;
      }
      let to = target + ((j * q + k) << 3);
      v128.store(to, f64x2.add(v128.load(to), a0));
      v128.store(to, f64x2.add(v128.load(to, 16), a1), 16);
      to += step;
      v128.store(to, f64x2.add(v128.load(to), b0));
      v128.store(to, f64x2.add(v128.load(to, 16), b1), 16);
      to += step;
      v128.store(to, f64x2.add(v128.load(to), c0));
      v128.store(to, f64x2.add(v128.load(to, 16), c1), 16);
      to += step;
      v128.store(to, f64x2.add(v128.load(to), d0));
      v128.store(to, f64x2.add(v128.load(to, 16), d1), 16);
    }
  }
  if (j < q) {
    for (let k = 0; k <= j; k += 2) {
      let a0 = f64x2.splat(0),
        b0 = a0;
      let left = x + (j << 3);
      let right = x + (k << 3);
      for (let w = weight; w < end; w += 8) {
        const x0 = f64x2.mul(v128.load64_splat(w), v128.load(right));
        a0 = f64x2.add(a0, f64x2.mul(v128.load64_splat(left), x0));
        b0 = f64x2.add(b0, f64x2.mul(v128.load64_splat(left, 8), x0));
        left += step;
        right += step;
      }
      let to = target + ((j * q + k) << 3);
      v128.store(to, f64x2.add(v128.load(to), a0));
      to += step;
      v128.store(to, f64x2.add(v128.load(to), b0));
    }
  }
}

/** sum += factor * row */
function addRow(sum: i32, factor: f64, row: i32, q: i32): void {
  const scale = f64x2.splat(factor);
  const end = sum + (q << 3);
  for (; sum < end; sum += 16, row += 16) {
    v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(scale, v128.load(row))));
  }
}

/** to = factor * row */
function scaleRow(to: i32, factor: f64, row: i32, q: i32): void {
  const scale = f64x2.splat(factor);
  const end = to + (q << 3);
  for (; to < end; to += 16, row += 16) v128.store(to, f64x2.mul(scale, v128.load(row)));
}

/** Linear predictor of the rows from `from` to `to`; whether all are finite. */
function predictor(from: i32, to: i32): bool {
  const q = param(1);
  const x = param(5);
  const beta = param(6);
  const eta = param(7);
  const offset = param(10);
  let finite: f64 = 0;
  for (let i = from; i < to; i++) {
    let sum = f64x2.splat(0);
    let row = x + i * (q << 3);
    const end = beta + (q << 3);
    for (let b = beta; b < end; b += 16, row += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(b), v128.load(row)));
    let value = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
    if (offset !== 0) value += at(offset, i);
    put(eta, i, value);
    finite += value - value;
  }
  return finite === 0;
}

export function evaluate(order: i32): f64 {
  const q = param(1);
  memory.fill(param(17), 0, q << 3);
  memory.fill(param(18), 0, (q * q) << 3);
  memory.fill(param(19), 0, (q * q) << 3);
  const value = backward(order);
  if (order > 0 && value > -Infinity) forward(order);
  return value;
}

function backward(order: i32): f64 {
  const n = param(0);
  const q = param(1);
  const strata = param(2);
  const efron = param(3) !== 0;
  const x = param(5);
  const eta = param(7);
  const risk = param(8);
  const weight = param(9);
  const rank = param(11);
  const event = param(12);
  const strataEnd = param(13);
  const gain = param(14);
  const deathGain = param(15);
  const second = param(19);
  const s1 = param(20);
  const d1 = param(21);
  const means = param(22);
  const meanWeight = param(23);
  const row = q << 3;
  const moments = order === 2;
  let filled = 0;
  let known = n;
  let sum: f64 = 0;
  let lost: f64 = 0;
  let together: f64 = 1;
  let end = n;
  for (let s = strata - 1; s >= 0; s--) {
    const start = s === 0 ? 0 : load<i32>(strataEnd + ((s - 1) << 2));
    let m: f64 = -Infinity;
    let s0: f64 = 0;
    memory.fill(s1, 0, row);
    while (end > start) {
      let first = end - 1;
      const time = load<i32>(rank + (first << 2));
      let deaths = <i32>load<u8>(event + first);
      while (first > start && load<i32>(rank + ((first - 1) << 2)) === time) {
        first--;
        deaths += <i32>load<u8>(event + first);
      }
      if (first < known) {
        const from = max(0, min(first, known - BLOCK));
        if (!predictor(from, known)) return -Infinity;
        known = from;
      }
      let top = at(eta, first);
      for (let i = first + 1; i < end; i++) top = max(top, at(eta, i));
      if (top > m) {
        const shrink = exponential(m - top);
        s0 *= shrink;
        if (moments) scaleRow(s1, shrink, s1, q);
        m = top;
      }
      let dw: f64 = 0;
      let term: f64 = 0;
      let others: f64 = 0;
      let d0: f64 = 0;
      if (!efron || deaths < 2) {
        for (let i = first; i < end; i++) {
          const w = at(weight, i);
          const distance = at(eta, i) - m;
          const r = w * exponential(distance);
          put(risk, i, r);
          s0 += r;
          if (load<u8>(event + i) === 1) {
            dw += w;
            term += w * distance;
          }
          if (moments) addRow(s1, r, x + i * row, q);
        }
      } else {
        if (moments) memory.fill(d1, 0, row);
        for (let i = first; i < end; i++) {
          const w = at(weight, i);
          const distance = at(eta, i) - m;
          const r = w * exponential(distance);
          put(risk, i, r);
          if (load<u8>(event + i) === 1) {
            dw += w;
            term += w * distance;
            d0 += r;
            if (moments) addRow(d1, r, x + i * row, q);
          } else {
            s0 += r;
            if (moments) addRow(s1, r, x + i * row, q);
          }
        }
        others = s0;
        s0 += d0;
        if (moments) addRow(s1, 1, d1, q);
      }
      put(eta, first, m);
      if (deaths > 0) {
        if (d0 === 0) {
          if (dw === 1 && s0 < 1e100 && s0 > 1e-100) {
            together *= s0;
            if (together > 1e150 || together < 1e-150) {
              term -= logarithm(together);
              together = 1;
            }
          } else term -= dw * logarithm(s0);
          put(gain, first, dw / s0);
          put(deathGain, first, dw / s0);
          if (moments) {
            scaleRow(means + filled * row, 1 / s0, s1, q);
            put(meanWeight, filled, dw);
            filled++;
          }
        } else {
          const d = <f64>deaths;
          const share = dw / d;
          let survive: f64 = 0;
          let die: f64 = 0;
          let g1: f64 = 0;
          let g2: f64 = 0;
          let parts: f64 = 1;
          for (let l = 0; l < deaths; l++) {
            const gone = <f64>l / d;
            const left = 1 - gone;
            const part = others + left * d0;
            const inverse = 1 / part;
            if (part > 1e100 || part < 1e-100) term -= share * logarithm(part);
            else parts *= part;
            if (parts > 1e150 || parts < 1e-150) {
              term -= share * logarithm(parts);
              parts = 1;
            }
            survive += inverse;
            die += left * inverse;
            const g = gone * d0 * inverse;
            g1 += g;
            g2 += g * g;
          }
          term -= share * logarithm(parts);
          put(gain, first, share * survive);
          put(deathGain, first, share * die);
          if (moments) {
            const mean = means + filled * row;
            const delta = mean + row;
            scaleRow(mean, 1 / s0, s1, q);
            memory.copy(delta, mean, row);
            addRow(delta, -1 / d0, d1, q);
            addRow(mean, g1 / d, delta, q);
            put(meanWeight, filled, dw);
            put(meanWeight, filled + 1, share * max(g2 - (g1 * g1) / d, 0));
            filled += 2;
          }
        }
        if (filled >= BLOCK) {
          product(second, means, meanWeight, filled, q);
          filled = 0;
        }
        // Compensated: near the maximum the line search compares values that differ in their last digits.
        const next = sum + term;
        lost += abs(sum) >= abs(term) ? sum - next + term : term - next + sum;
        sum = next;
      }
      end = first;
    }
  }
  product(second, means, meanWeight, filled, q);
  return sum + lost - logarithm(together);
}

function forward(order: i32): void {
  const n = param(0);
  const q = param(1);
  const strata = param(2);
  const x = param(5);
  const eta = param(7);
  const risk = param(8);
  const weight = param(9);
  const rank = param(11);
  const event = param(12);
  const strataEnd = param(13);
  const gain = param(14);
  const deathGain = param(15);
  const gradient = param(17);
  const information = param(18);
  const s1 = param(20);
  const row = q << 3;
  let i = 0;
  for (let s = 0; s < strata; s++) {
    const stop = load<i32>(strataEnd + (s << 2));
    let hazard: f64 = 0;
    let m: f64 = Infinity;
    while (i < stop) {
      const first = i;
      const time = load<i32>(rank + (first << 2));
      let deaths = 0;
      for (; i < stop && load<i32>(rank + (i << 2)) === time; i++) deaths += <i32>load<u8>(event + i);
      const top = at(eta, first);
      let dying: f64 = 0;
      if (deaths > 0) {
        const before = hazard === 0 ? 0 : hazard * exponential(top - m);
        m = top;
        hazard = before + at(gain, first);
        dying = before + at(deathGain, first);
      }
      const scale = top === m ? 1 : exponential(top - m);
      for (let k = first; k < i; k++) {
        put(risk, k, at(risk, k) * scale * (load<u8>(event + k) === 1 ? dying : hazard));
      }
    }
  }
  for (let start = 0; start < n; start += BLOCK) {
    const stop = min(start + BLOCK, n);
    memory.fill(s1, 0, row);
    for (let k = start; k < stop; k++) {
      addRow(s1, (load<u8>(event + k) === 1 ? at(weight, k) : 0) - at(risk, k), x + k * row, q);
    }
    addRow(gradient, 1, s1, q);
    if (order === 2) product(information, x + start * row, risk + (start << 3), stop - start, q);
  }
}
