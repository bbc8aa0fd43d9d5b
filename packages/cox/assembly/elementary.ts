// exp and log after FreeBSD's msun e_exp.c and e_log.c, Copyright (C) 1993, 2004 by Sun Microsystems, Inc. Permission to
// use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.

/** Adding it leaves the nearest whole number in the low bits. */
const ROUND: f64 = 6755399441055744;

function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>((<i64>(k + 1023)) << 52);
}

/** e raised to `x` at most 700. */
export function exponential(x: f64): f64 {
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
  if (k >= -1000) return y * powerOfTwo(<i32>k);
  return y * powerOfTwo(<i32>k + 200) * powerOfTwo(-200);
}

/** The same of two numbers between -690 and 700. */
export function exponentialPair(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(f64x2.splat(Math.LOG2E), x), f64x2.splat(ROUND));
  const k = f64x2.sub(shifted, f64x2.splat(ROUND));
  const hi = f64x2.sub(x, f64x2.mul(k, f64x2.splat(6.9314718036912382e-1)));
  const lo = f64x2.mul(k, f64x2.splat(1.9082149292705877e-10));
  const r = f64x2.sub(hi, lo);
  const t = f64x2.mul(r, r);
  let c = f64x2.add(f64x2.splat(-0.0000016533902205465252), f64x2.mul(t, f64x2.splat(4.1381367970572385e-8)));
  c = f64x2.add(f64x2.splat(0.00006613756321437934), f64x2.mul(t, c));
  c = f64x2.add(f64x2.splat(-0.0027777777777015593), f64x2.mul(t, c));
  c = f64x2.add(f64x2.splat(0.16666666666666602), f64x2.mul(t, c));
  c = f64x2.sub(r, f64x2.mul(t, c));
  const ratio = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const y = f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.sub(lo, ratio), hi));
  return f64x2.mul(y, i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52));
}

/** Natural logarithm of a positive finite number. */
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
