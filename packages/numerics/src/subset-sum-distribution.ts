import type { DiscreteDistribution } from "./hypergeometric-distribution.js";
import { greatestCommonDivisor } from "./internal/greatest-common-divisor.js";

/**
 * Exact distribution of the sum of `size` of the given `scores`, every subset of that size being equally likely.
 *
 * This is the permutation distribution of a two-sample rank statistic, ties included: give doubled mid-ranks as scores.
 * Counts of subsets are built up score by score (the shift algorithm); only positive numbers are added, so each
 * probability keeps its relative accuracy. Work grows as N x size x range of the sum; C(N, size) must stay below 1e308.
 *
 * @param scores whole numbers, in any order.
 * @param size whole number from 0 to the number of scores.
 *
 * @example
 * ```ts
 * import { subsetSumDistribution } from "@hcc/numerics";
 * subsetSumDistribution([1, 2, 3], 2).first; // => 3
 * Array.from(subsetSumDistribution([1, 2, 2, 3], 2).probability); // => [0.3333333333, 0.3333333333, 0.3333333333]
 * ```
 *
 * @see Streitberg B, Roehmel J. Exact distributions for permutation and rank tests: an introduction to some recently
 * published algorithms. Statistical Software Newsletter 1986;12:10-17.
 */
export function subsetSumDistribution(scores: ArrayLike<number>, size: number): DiscreteDistribution {
  const sorted = Float64Array.from(scores).sort();
  const n = sorted.length;
  if (!(size >= 0 && size <= n)) return { first: 0, step: 1, probability: new Float64Array(0) };
  // A subset and its complement have the same count, so the smaller of the two is drawn.
  const complement = size > n - size;
  const drawn = complement ? n - size : size;
  const lowest = sorted[0] ?? 0;
  let step = 0;
  let total = 0;
  for (const score of sorted) {
    step = greatestCommonDivisor(step, score - lowest);
    total += score;
  }
  if (step === 0) step = 1;

  let range = 0;
  for (let i = n - drawn; i < n; i++) range += (sorted[i]! - lowest) / step;
  const counts = Array.from({ length: drawn + 1 }, () => new Float64Array(range + 1));
  counts[0]![0] = 1;
  // largest[j]: the largest sum that j of the scores read so far can have.
  const largest = new Float64Array(drawn + 1);
  for (let i = 0; i < n; i++) {
    const shift = (sorted[i]! - lowest) / step;
    for (let j = Math.min(drawn, i + 1); j >= Math.max(1, drawn - (n - 1 - i)); j--) {
      const from = counts[j - 1]!;
      const to = counts[j]!;
      const end = largest[j - 1]!;
      for (let sum = 0; sum <= end; sum++) to[sum + shift]! += from[sum]!;
    }
    for (let j = Math.min(drawn, i + 1); j >= 1; j--) largest[j] = largest[j - 1]! + shift;
  }

  const last = counts[drawn]!;
  let first = 0;
  while (first < range && last[first] === 0) first++;
  let subsets = 0;
  for (let sum = first; sum <= range; sum++) subsets += last[sum]!;
  const probability = last.slice(first).map((count) => count / subsets);
  if (!complement) return { first: first * step + drawn * lowest, step, probability };
  return { first: total - (range * step + drawn * lowest), step, probability: probability.reverse() };
}
