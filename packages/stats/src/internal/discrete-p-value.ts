import type { DiscreteDistribution } from "@hcc/numerics";
import type { Alternative } from "./t-answer.js";

/** Bound on the steps that build a distribution: one to two seconds. */
export const WORK = 3e9;

/**
 * P of an observed value under its exact distribution. Two-sided: the probability of all values at least as far from the
 * mean. Mid-P counts the probability of just as extreme values one half. Each tail is summed from its far end, so that the
 * digits of small ones are kept.
 *
 * @param observed and `mean` are free of rounding, as the values of the distribution are.
 */
export function discretePValue(
  { first, step, probability }: DiscreteDistribution,
  observed: number,
  mean: number,
  alternative: Alternative,
  midP: boolean,
): number {
  const distance = observed - mean;
  const twoSided = alternative === "two-sided";
  if (twoSided && distance === 0 && !midP) return 1;
  let sum = 0;
  if (alternative !== "less") {
    const least = twoSided ? Math.abs(distance) : distance;
    for (let i = probability.length - 1; i >= 0; i--) {
      const far = first + i * step - mean;
      if (far < least) break;
      sum += midP && far === least ? probability[i]! / 2 : probability[i]!;
    }
  }
  if (alternative !== "greater") {
    const least = twoSided ? Math.abs(distance) : -distance;
    for (let i = 0; i < probability.length; i++) {
      const far = mean - (first + i * step);
      // The mean itself has been counted above.
      if (far < least || (twoSided && far === 0)) break;
      sum += midP && far === least ? probability[i]! / 2 : probability[i]!;
    }
  }
  return Math.min(1, sum);
}
