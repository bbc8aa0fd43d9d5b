import { normalUpperTail } from "@hcc/numerics";

/**
 * Two-sided P of the Mann-Whitney test as SPSS prints it: normal approximation, corrected for ties, without continuity
 * correction. A short copy for the search, which calls it a million times on plain integers.
 */
export function mannWhitneyP(x: Int32Array, y: Int32Array): number {
  const a = x.slice().sort();
  const b = y.slice().sort();
  const m = a.length;
  const n = b.length;
  const all = m + n;
  let rankSum = 0;
  let ties = 0;
  let i = 0;
  let j = 0;
  while (i < m || j < n) {
    const value = j >= n || (i < m && a[i]! <= b[j]!) ? a[i]! : b[j]!;
    const before = i + j;
    const iStart = i;
    while (i < m && a[i] === value) i++;
    while (j < n && b[j] === value) j++;
    const t = i + j - before;
    rankSum += (i - iStart) * (before + (t + 1) / 2);
    ties += t * t * t - t;
  }
  const u = rankSum - (m * (m + 1)) / 2;
  const variance = ((m * n) / 12) * (all + 1 - ties / (all * (all - 1)));
  return 2 * normalUpperTail(Math.abs(u - (m * n) / 2) / Math.sqrt(variance));
}
