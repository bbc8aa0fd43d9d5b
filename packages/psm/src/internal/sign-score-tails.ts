import { normalQuantile, normalUpperTail } from "@hcc/numerics";

/** Distribution of the sum of those scores whose sign is positive, each with the odds `gamma` of being so. */
export interface SignScoreTails {
  /** P(sum >= `sum`). */
  readonly tail: (sum: number, gamma: number) => number;
  /** The odds at which that is `alpha`, 0 < alpha < 0.5; called only where P is below alpha at odds of 1. */
  readonly oddsAt: (sum: number, alpha: number) => number;
}

/** All scores are 1: the binomial distribution, built outward from its mode by the ratios of neighbors. */
export function binomialTails(n: number): SignScoreTails {
  const tail = (k: number, gamma: number): number => {
    const mode = Math.min(n, Math.floor((n + 1) * (gamma / (1 + gamma))));
    let below = 0;
    let above = 0;
    const add = (x: number, weight: number): void => {
      if (x >= k) above += weight;
      else below += weight;
    };
    add(mode, 1);
    for (let x = mode, weight = 1; x > 0 && weight > 0; x--) {
      weight *= x / ((n - x + 1) * gamma);
      add(x - 1, weight);
    }
    for (let x = mode, weight = 1; x < n && weight > 0; x++) {
      weight *= ((n - x) / (x + 1)) * gamma;
      add(x + 1, weight);
    }
    return above / (above + below);
  };
  return { tail, oddsAt: (k, alpha) => bisect((gamma) => tail(k, gamma), alpha) };
}

/** Normal approximation by mean and variance, without continuity correction. */
export function normalTails(scores: Float64Array): SignScoreTails {
  let total = 0;
  let squares = 0;
  for (const score of scores) {
    total += score;
    squares += score * score;
  }
  return {
    tail: (sum, gamma) => {
      const p = gamma / (1 + gamma);
      return normalUpperTail((sum - p * total) / Math.sqrt((p / (1 + gamma)) * squares));
    },
    // (sum - p total)^2 = z^2 p (1 - p) squares is quadratic in p.
    oddsAt: (sum, alpha) => {
      const z = normalQuantile(alpha);
      const spread = z * z * squares;
      const rest = 2 * sum * (total - sum);
      return (2 * sum * sum) / (rest + spread + Math.sqrt(spread * (spread + 2 * rest)));
    },
  };
}

/** Exact distribution for scores that are whole numbers, built up score by score. */
export function exactTails(scores: Float64Array): SignScoreTails {
  const sorted = scores.slice().sort();
  const step = sorted.every((score) => score % 2 === 0) ? 2 : 1;
  let total = 0;
  for (const score of sorted) total += score / step;
  const probability = new Float64Array(total + 1);
  const tail = (sum: number, gamma: number): number => {
    const p = gamma / (1 + gamma);
    const q = 1 / (1 + gamma);
    probability.fill(0);
    probability[0] = 1;
    let largest = 0;
    for (const score of sorted) {
      const shift = score / step;
      largest += shift;
      for (let s = largest; s >= shift; s--) probability[s] = probability[s]! * q + probability[s - shift]! * p;
      for (let s = Math.min(shift, largest + 1) - 1; s >= 0; s--) probability[s]! *= q;
    }
    let above = 0;
    for (let s = total; s >= sum / step; s--) above += probability[s]!;
    return Math.min(1, above);
  };
  return { tail, oddsAt: (sum, alpha) => bisect((gamma) => tail(sum, gamma), alpha) };
}

/** The largest odds at which a tail, which rises with them, is at most `alpha`. */
function bisect(tail: (gamma: number) => number, alpha: number): number {
  let low = 1;
  let high = 2;
  for (; tail(high) <= alpha; high *= 2) low = high;
  for (let i = 0; i < 52; i++) {
    const middle = (low + high) / 2;
    if (tail(middle) <= alpha) low = middle;
    else high = middle;
  }
  return low;
}
