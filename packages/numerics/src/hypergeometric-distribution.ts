/** Probabilities of consecutive values of a whole-number variable. */
export interface DiscreteDistribution {
  /** Value that `probability[0]` belongs to. */
  readonly first: number;
  /** Distance between neighbouring values. */
  readonly step: number;
  /** Probability of `first + i * step`; they sum to 1. */
  readonly probability: Float64Array;
}

// The smallest double with full precision; below it the products would stop shrinking.
const SMALLEST = 2.2250738585072014e-308;

/**
 * The whole hypergeometric distribution: probabilities of x successes among `k` draws without replacement from `m` successes and `n` failures.
 *
 * P(x) = C(m, x) C(n, k - x) / C(m + n, k), built outward from the mode by the exact ratios of neighbours, so that
 * each probability keeps its relative accuracy down to about 1e-307. Equals R's `dhyper(x, m, n, k)`. Values less
 * likely than that are left off, which bounds the work by some tens of standard deviations.
 *
 * @param m whole number >= 0, `n` and `k` too; an impossible `k` gives no values.
 *
 * @example
 * ```ts
 * import { hypergeometricDistribution } from "@hcc/numerics";
 * hypergeometricDistribution(3, 1, 2); // => { first: 1, step: 1, probability: Float64Array.of(0.5, 0.5) }
 * ```
 */
export function hypergeometricDistribution(m: number, n: number, k: number): DiscreteDistribution {
  const lowest = Math.max(0, k - n);
  const highest = Math.min(k, m);
  if (!(lowest <= highest)) return { first: 0, step: 1, probability: new Float64Array(0) };
  const mode = Math.min(highest, Math.max(lowest, Math.floor(((k + 1) / (m + n + 2)) * (m + 1))));
  const below: number[] = [];
  const above: number[] = [];
  for (let x = mode, weight = 1; x > lowest; x--) {
    weight *= (x / (m - x + 1)) * ((n - k + x) / (k - x + 1));
    if (!(weight >= SMALLEST)) break;
    below.push(weight);
  }
  for (let x = mode, weight = 1; x < highest; x++) {
    weight *= ((m - x) / (x + 1)) * ((k - x) / (n - k + x + 1));
    if (!(weight >= SMALLEST)) break;
    above.push(weight);
  }
  const total = 1 + sumFromEnd(below) + sumFromEnd(above);
  const probability = Float64Array.from([...below.reverse(), 1, ...above], (weight) => weight / total);
  return { first: mode - below.length, step: 1, probability };
}

function sumFromEnd(weights: readonly number[]): number {
  let sum = 0;
  for (let i = weights.length - 1; i >= 0; i--) sum += weights[i]!;
  return sum;
}
