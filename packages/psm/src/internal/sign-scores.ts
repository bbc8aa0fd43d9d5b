import { ascendingOrder } from "@hcc/numerics";

/** Pairs that differ: the size of each one's score, and which member is higher. */
export interface SignScores {
  /** Positive, one per pair that differs; whole numbers for ranks (twice the mid-rank) and for plain signs (1). */
  readonly scores: Float64Array;
  /** 1 where the treated member is higher. */
  readonly higher: Uint8Array;
}

/** The size of the difference is the score; differences of 0 are left out. */
export function sizedSigns(differences: Float64Array): SignScores {
  const kept = differences.filter((d) => d !== 0);
  return { scores: kept.map(Math.abs), higher: Uint8Array.from(kept, (d) => (d > 0 ? 1 : 0)) };
}

/**
 * Twice the mid-ranks of absolute differences, those of 0 left out before or (Pratt) after ranking. Differences that rounding alone sets apart, within 2^-52 of
 * |x| + |y|, are tied, as in `signedRank` of @hcc/stats.
 */
export function rankedSigns(x: Float64Array, y: Float64Array, pratt: boolean): SignScores {
  const error = x.map((value, i) => Number.EPSILON * (Math.abs(value) + Math.abs(y[i]!)));
  const { order, sorted } = ascendingOrder(x.map((value, i) => Math.abs(value - y[i]!)));
  const tied = (place: number): boolean =>
    sorted[place]! - sorted[place - 1]! <= error[order[place]!]! + error[order[place - 1]!]!;
  const n = x.length;
  let zeros = 0;
  if (n > 0 && sorted[0]! <= error[order[0]!]!) for (zeros = 1; zeros < n && tied(zeros); ) zeros++;
  const before = pratt ? 0 : zeros;
  const scores = new Float64Array(n - zeros);
  const higher = new Uint8Array(n - zeros);
  for (let start = zeros, end = zeros; start < n; start = end) {
    for (end = start + 1; end < n && tied(end); ) end++;
    for (let place = start; place < end; place++) {
      const i = order[place]!;
      scores[place - zeros] = start + end + 1 - 2 * before;
      higher[place - zeros] = x[i]! > y[i]! ? 1 : 0;
    }
  }
  return { scores, higher };
}
