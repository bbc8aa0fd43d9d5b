import { exp } from "../exp.js";
import { log1p } from "../log1p.js";

/** Q(a, x), the regularised upper incomplete gamma function, for a > 100 and x > 0. */
export function upperGammaLarge(a: number, x: number): number {
  // x^a e^-x / Gamma(a + 1) by Stirling's series; the exponent is written so that a and x do not cancel.
  const share = (x - a) / a;
  const inverse = 1 / (a * a);
  const stirling = (1 / 12 - inverse * (1 / 360 - inverse / 1260)) / a;
  const prefix = exp(-a * (share - log1p(share)) - stirling) / Math.sqrt(2 * Math.PI * a);
  if (prefix === 0) return x > a ? 0 : 1;
  if (x <= a) {
    // P = prefix (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...)
    let term = 1;
    let sum = 1;
    for (let n = 1; term > 1e-17 * sum; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - prefix * sum;
  }
  // Legendre's continued fraction 1/(b0 + a1/(b1 + a2/(b2 + ...))), b_n = x - a + 1 + 2 n, a_n = n (a - n), evaluated by
  // the ratios of successive numerators and denominators.
  let b = x - a + 1;
  let numerators = Number.POSITIVE_INFINITY;
  let denominators = 1 / b;
  let value = denominators;
  for (let n = 1; ; n++) {
    const top = n * (a - n);
    b += 2;
    denominators = 1 / (b + top * denominators);
    numerators = b + top / numerators;
    const factor = numerators * denominators;
    value *= factor;
    if (Math.abs(factor - 1) < 2e-16 || n > 1e8) return prefix * a * value;
  }
}
