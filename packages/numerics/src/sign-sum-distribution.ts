import type { DiscreteDistribution } from "./hypergeometric-distribution.js";
import { greatestCommonDivisor } from "./internal/greatest-common-divisor.js";

/**
 * Exact distribution of the sum of those `scores` whose fair coin shows heads.
 *
 * This is the permutation distribution of the signed-rank statistic, ties included: give doubled mid-ranks as scores, and of
 * paired differences themselves where they are whole numbers. Probabilities are built up score by score by adding positive
 * numbers only, so each keeps its relative accuracy. Equals R's `dsignrank` for scores 1 to n. Work grows as n x sum of the
 * scores; above 1000 scores the smallest probabilities are below the range of numbers.
 *
 * @param scores whole numbers, 0 or more, in any order.
 *
 * @example
 * ```ts
 * import { signSumDistribution } from "@hcc/numerics";
 * Array.from(signSumDistribution([1, 2, 3]).probability); // => [0.125, 0.125, 0.125, 0.25, 0.125, 0.125, 0.125]
 * ```
 *
 * @see Streitberg B, Roehmel J. Exact distributions for permutation and rank tests: an introduction to some recently
 * published algorithms. Statistical Software Newsletter 1986;12:10-17.
 */
export function signSumDistribution(scores: ArrayLike<number>): DiscreteDistribution {
  const sorted = Float64Array.from(scores).sort();
  let step = 0;
  let total = 0;
  for (const score of sorted) {
    step = greatestCommonDivisor(step, score);
    total += score;
  }
  if (step === 0) step = 1;
  const probability = new Float64Array(total / step + 1);
  probability[0] = 1;
  let largest = 0;
  for (const score of sorted) {
    const shift = score / step;
    largest += shift;
    for (let sum = largest; sum >= shift; sum--) probability[sum] = (probability[sum]! + probability[sum - shift]!) / 2;
    for (let sum = Math.min(shift - 1, largest); sum >= 0; sum--) probability[sum]! /= 2;
  }
  return { first: 0, step, probability };
}
