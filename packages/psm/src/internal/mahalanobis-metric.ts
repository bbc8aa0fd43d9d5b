import type { Design } from "@hcc/data";
import { ldl } from "@hcc/numerics";

/**
 * Distance root of (x - y)' S^-1 (x - y), S the pooled covariance within the groups (n - 2) of the rows not discarded;
 * a column that depends on earlier ones within the groups is left out.
 */
export function mahalanobisMetric(
  { n, p, values }: Design,
  treated: Uint8Array,
  discarded: Uint8Array | null,
): (t: number, c: number) => number {
  const used = (i: number): boolean => discarded === null || discarded[i] === 0;
  const counts = [0, 0];
  for (let i = 0; i < n; i++) if (used(i)) counts[treated[i]!]!++;
  const centered = values.map((column) => {
    const means = [0, 0];
    for (let i = 0; i < n; i++) if (used(i)) means[treated[i]!]! += column[i]! / counts[treated[i]!]!;
    return column.map((value, i) => (used(i) ? value - means[treated[i]!]! : 0));
  });
  const covariance = new Float64Array(p * p);
  for (let a = 0; a < p; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += centered[a]![i]! * centered[b]![i]!;
      covariance[a * p + b] = sum / Math.max(1, counts[0]! + counts[1]! - 2);
    }
  }
  // S = s L D L' s: differences of L^-1 x / s, divided by root D, have the identity as covariance.
  const { factor, scale, aliased, rank } = ldl(covariance, p);
  const kept = values.flatMap((_, j) => (aliased[j] === 1 ? [] : [j]));
  const white = new Float64Array(n * rank);
  for (let i = 0; i < n; i++) {
    const base = i * rank;
    for (let a = 0; a < rank; a++) {
      const j = kept[a]!;
      let z = (values[j]![i]! - values[j]![0]!) / scale[j]!;
      for (let b = 0; b < a; b++) z -= factor[j * p + kept[b]!]! * white[base + b]!;
      white[base + a] = z;
    }
  }
  for (let a = 0; a < rank; a++) {
    const root = Math.sqrt(factor[kept[a]! * p + kept[a]!]!);
    for (let i = 0; i < n; i++) white[i * rank + a]! /= root;
  }
  return (t, c) => {
    let square = 0;
    for (let a = 0; a < rank; a++) {
      const gap = white[t * rank + a]! - white[c * rank + a]!;
      square += gap * gap;
    }
    return Math.sqrt(square);
  };
}
