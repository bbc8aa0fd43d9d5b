/*!
 * exp and log after FreeBSD's msun e_exp.c and e_log.c, Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights
 * reserved. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is
 * preserved.
 */
const POWERS = new Float64Array(2098);
for (let k = 0, power = 1; k <= 1023; k++, power *= 2) POWERS[k + 1074] = power;
for (let k = 1, power = 0.5; k <= 1074; k++, power /= 2) POWERS[1074 - k] = power;

const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);
const HIGH = new Uint16Array(Float64Array.of(1).buffer)[3] === 0x3ff0 ? 1 : 0;

/** Adding it leaves the nearest whole number in the low bits. */
const ROUND = 6755399441055744;

// Twins of the functions in assembly/elementary.ts, small enough to be inlined where they are called.

/** e raised to `x` at most 700. */
export function exponential(x: number): number {
  if (x < -745) return 0;
  const k = Math.LOG2E * x + ROUND - ROUND;
  const hi = x - k * 6.9314718036912382e-1;
  const lo = k * 1.9082149292705877e-10;
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
  if (k >= -1000) return y * POWERS[k + 1074]!;
  return y * POWERS[k + 1274]! * POWERS[874]!;
}

/** Natural logarithm of a positive finite number. */
export function logarithm(value: number): number {
  let k = 0;
  number[0] = value;
  if (value < 2.2250738585072014e-308) {
    k = -54;
    number[0] = value * 18014398509481984;
  }
  let high = halves[HIGH]! | 0;
  k += (high >> 20) - 1023;
  high &= 0xfffff;
  const up = (high + 0x95f64) & 0x100000;
  k += up >> 20;
  halves[HIGH] = high | (up ^ 0x3ff00000);
  const f = number[0]! - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const t2 = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return k * 6.9314718036912382e-1 - (half - (s * (half + (t2 + t1)) + k * 1.9082149292705877e-10) - f);
}
