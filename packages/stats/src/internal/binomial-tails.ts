import { betaUpperTail, fUpperTail } from "@hcc/numerics";

/** P(X <= k) of a binomial count of n. */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : betaUpperTail(p, k + 1, n - k);
}

/** P(X >= k) of a binomial count of n, 0 < p < 1. */
export function binomialAtLeast(k: number, n: number, p: number): number {
  if (k > n) return 0;
  // The beta tail at 1 - p, which would round a small p away, by way of F.
  return k <= 0 ? 1 : fUpperTail((k / (n - k + 1)) * ((1 - p) / p), 2 * (n - k + 1), 2 * k);
}
