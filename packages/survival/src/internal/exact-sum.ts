import { log2 } from "@hcc/numerics";

/** Scores of a stratum, of which `size` are drawn. */
export interface Drawn {
  readonly scores: Float64Array;
  readonly size: number;
}

/** Distinct sums, ascending, and how many draws have them. */
interface Sums {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** Where the strata are cut into two halves: before place `cut` of stratum `stratum`. */
export interface Cut {
  readonly stratum: number;
  readonly cut: number;
  /** log2 of the draws that the larger half can have. */
  readonly bits: number;
}

/** More bits than half of the draws can have that are enumerated. */
const HOPELESS = 500;

/** The cut that makes the larger half smallest; where that is hopeless none is looked for, which would take a while. */
export function bestCut(strata: readonly Drawn[]): Cut {
  const whole = strata.map(({ scores, size }) => log2Choose(scores.length, size));
  const total = whole.reduce((sum, bits) => sum + bits, 0);
  let best: Cut = { stratum: 0, cut: 0, bits: total };
  // One of both halves has the root of all draws.
  if (total / 2 > HOPELESS) return { ...best, bits: total / 2 };
  let before = 0;
  strata.forEach(({ scores, size }, stratum) => {
    const after = total - before - whole[stratum]!;
    for (let cut = 0; cut <= scores.length; cut++) {
      const left = before + log2Subsets(cut, size);
      // The left half only grows.
      if (left >= best.bits) break;
      const bits = Math.max(left, after + log2Subsets(scores.length - cut, size));
      if (bits < best.bits) best = { stratum, cut, bits };
    }
    before += whole[stratum]!;
  });
  return best;
}

/**
 * P(|T| >= |t|) when every draw is equally likely, T the sum of what is drawn from all strata: both halves are enumerated,
 * equal sums once, and pairs of them counted in order of their sums. Sums closer than `tolerance` are the same.
 */
export function twoSidedShare(strata: readonly Drawn[], { stratum, cut }: Cut, t: number, tolerance: number): number {
  const bound = Math.abs(t) - tolerance;
  if (bound <= 0) return 1;
  const middle = strata[stratum]!;
  const whole = (start: Sums, some: readonly Drawn[]): Sums =>
    some.reduce((sums, { scores, size }) => draws(sums, scores, size, tolerance)[size]!, start);
  const none: Sums = { values: Float64Array.of(0), counts: Float64Array.of(1) };
  const left = draws(whole(none, strata.slice(0, stratum)), middle.scores.subarray(0, cut), middle.size, tolerance);
  const right = draws(whole(none, strata.slice(stratum + 1)), middle.scores.subarray(cut), middle.size, tolerance);
  let tail = 0;
  let total = 0;
  for (let drawn = 0; drawn <= middle.size; drawn++) {
    const a = left[drawn];
    const b = right[middle.size - drawn];
    if (a === undefined || b === undefined) continue;
    tail += pairsBeyond(a, b, bound);
    total += sum(a.counts) * sum(b.counts);
  }
  return tail / total;
}

/** Sums of 0, 1, ..., at most `size` of the scores, each added to those of `start`. */
function draws(start: Sums, scores: Float64Array, size: number, tolerance: number): Sums[] {
  const found: Sums[] = [start];
  for (const score of scores) {
    for (let drawn = Math.min(found.length, size); drawn > 0; drawn--) {
      found[drawn] = merged(found[drawn], found[drawn - 1]!, score, tolerance);
    }
  }
  return found;
}

/** The sums of `one` and those of `other` with `score` added, in ascending order. */
function merged(one: Sums | undefined, other: Sums, score: number, tolerance: number): Sums {
  const m = one?.values.length ?? 0;
  const n = other.values.length;
  const values = new Float64Array(m + n);
  const counts = new Float64Array(m + n);
  let size = 0;
  for (let i = 0, j = 0; i < m || j < n; ) {
    const takeOne = j >= n || (i < m && one!.values[i]! <= other.values[j]! + score);
    const value = takeOne ? one!.values[i]! : other.values[j]! + score;
    const count = takeOne ? one!.counts[i++]! : other.counts[j++]!;
    if (size > 0 && value - values[size - 1]! <= tolerance) counts[size - 1]! += count;
    else {
      values[size] = value;
      counts[size++] = count;
    }
  }
  return size === m + n ? { values, counts } : { values: values.slice(0, size), counts: counts.slice(0, size) };
}

/** How many pairs of draws have a sum of at least `bound`, or of at most -`bound`. */
function pairsBeyond(a: Sums, b: Sums, bound: number): number {
  const m = a.values.length;
  const n = b.values.length;
  let pairs = 0;
  let above = 0;
  for (let i = 0, j = n; i < m; i++) {
    for (; j > 0 && a.values[i]! + b.values[j - 1]! >= bound; j--) above += b.counts[j - 1]!;
    pairs += a.counts[i]! * above;
  }
  let below = 0;
  for (let i = m, j = 0; i > 0; i--) {
    for (; j < n && a.values[i - 1]! + b.values[j]! <= -bound; j++) below += b.counts[j]!;
    pairs += a.counts[i - 1]! * below;
  }
  return pairs;
}

function sum(counts: Float64Array): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  return total;
}

function log2Choose(n: number, k: number): number {
  let bits = 0;
  for (let i = 1; i <= k; i++) bits += log2((n - k + i) / i);
  return bits;
}

/** log2 of the number of subsets of at most `most` of n. */
function log2Subsets(n: number, most: number): number {
  let term = 1;
  let total = 1;
  for (let i = 1; i <= Math.min(n, most); i++) {
    term *= (n - i + 1) / i;
    total += term;
  }
  return total < 1e300 ? log2(total) : n;
}
