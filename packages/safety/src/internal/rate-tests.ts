import type { Interval } from "@hcc/data";
import { betaQuantile, chiSquareQuantile } from "@hcc/numerics";

/** Exact Poisson interval of x events in `time`, from chi-square quantiles. */
export function poissonRate(x: number, time: number, level: number): Interval {
  const tail = (1 - level) / 2;
  const over = (value: number): number | null => (time > 0 ? value / time : null);
  return {
    estimate: over(x),
    lower: over(x === 0 ? 0 : chiSquareQuantile(1 - tail, 2 * x) / 2),
    upper: over(chiSquareQuantile(tail, 2 * x + 2) / 2),
    level,
    method: "exact-poisson",
  };
}

/** Ratio of two Poisson rates given the sum of the counts, which makes the first count binomial. */
export function poissonRatio(
  [x, y]: readonly [number, number],
  [s, t]: readonly [number, number],
  level: number,
): Interval & { readonly pValue: number } {
  const tail = (1 - level) / 2;
  const odds = (p: number, q: number): number => (p / q) * (t / s);
  return {
    estimate: y === 0 ? null : x / s / (y / t),
    lower: x === 0 ? 0 : odds(betaQuantile(tail, x, y + 1), betaQuantile(1 - tail, y + 1, x)),
    upper: y === 0 ? null : odds(betaQuantile(1 - tail, x + 1, y), betaQuantile(tail, y, x + 1)),
    level,
    method: "conditional-binomial",
    pValue: binomialP(x, x + y, s / (s + t)),
  };
}

/** Two-sided P of x of n at p: all counts that are no likelier than x, built outward from the mode. */
function binomialP(x: number, n: number, p: number): number {
  const odds = p / (1 - p);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const weight = new Float64Array(n + 1);
  weight[mode] = 1;
  for (let k = mode; k < n; k++) weight[k + 1] = weight[k]! * ((n - k) / (k + 1)) * odds;
  for (let k = mode; k > 0; k--) weight[k - 1] = (weight[k]! * (k / (n - k + 1))) / odds;
  let total = 0;
  let extreme = 0;
  // Equally likely counts may differ by rounding.
  const limit = weight[x]! * (1 + 1e-7);
  for (const one of weight.sort()) {
    total += one;
    if (one <= limit) extreme += one;
  }
  return Math.min(1, extreme / total);
}
