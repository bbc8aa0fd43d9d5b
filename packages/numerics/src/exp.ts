/*!
 * exp after FreeBSD's msun e_exp.c, Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights reserved. Permission to
 * use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
/** 2^-1074 to 2^1023. */
const POWERS: Float64Array = new Float64Array(2098);
for (let k = 0, power = 1; k <= 1023; k++, power *= 2) POWERS[k + 1074] = power;
for (let k = 1, power = 0.5; k <= 1074; k++, power /= 2) POWERS[1074 - k] = power;

/** Adding it leaves the nearest whole number in the low bits. */
const ROUND = 6755399441055744;

/** Square of 2^-28, below which the square of x no longer counts. */
const TINY = 1.3877787807814457e-17;

/**
 * e raised to `x`.
 *
 * Gives the same bits in every JavaScript engine, which `Math.exp` does not. NaN in, NaN out. Equals R's `exp`.
 *
 * @example
 * ```ts
 * import { exp } from "@hcc/numerics";
 * exp(1); // => 2.71828182845905
 * ```
 */
export function exp(x: number): number {
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
  if (x >= -690 && x <= 700) return k === 0 && t < TINY ? 1 + x : y * POWERS[k + 1074]!;
  if (!(x <= 709.782712893384)) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x > 0) return y * 2 * POWERS[k + 1073]!;
  // Rounded once, in the last product.
  return x < -745.1332191019411 ? 0 : y * POWERS[k + 1274]! * POWERS[874]!;
}
