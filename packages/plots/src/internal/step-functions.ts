import type { TwoGroups, WeightedValues } from "./two-groups.js";

/** Shares nearer than this are one: sums of weights round. */
const SAME = 1e-9;

/** Cumulative shares of the total weight, at each value the last one of its ties: the share at or below it. */
export function cumulativeShares({ values, weights, total }: WeightedValues): { value: number; share: number }[] {
  const steps: { value: number; share: number }[] = [];
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weights[i]!;
    if (values[i + 1] !== values[i]) steps.push({ value: values[i]!, share: sum / total });
  }
  return steps;
}

/** Largest distance of two distribution functions, where it is first reached, and their heights there, treated first. */
export interface StepDistance {
  readonly distance: number;
  readonly at: number;
  readonly shares: readonly [number, number];
}

/** Largest distance of the two groups' distribution functions. */
export function largestDistance([treated, control]: TwoGroups): StepDistance {
  const sides = [cumulativeShares(treated), cumulativeShares(control)];
  const next = [0, 0];
  const reached: [number, number] = [0, 0];
  let largest: StepDistance = { distance: 0, at: Math.min(treated.values[0]!, control.values[0]!), shares: [0, 0] };
  while (next.some((i, side) => i < sides[side]!.length)) {
    const at = Math.min(...sides.map((steps, side) => steps[next[side]!]?.value ?? Number.POSITIVE_INFINITY));
    sides.forEach((steps, side) => {
      if (steps[next[side]!]?.value === at) reached[side as 0 | 1] = steps[next[side]!++]!.share;
    });
    const distance = Math.abs(reached[0] - reached[1]);
    if (distance > largest.distance + SAME) largest = { distance, at, shares: [...reached] };
  }
  return largest;
}

/**
 * Quantiles of the controls and of the treated at every probability: one pair for each interval of probabilities on which
 * neither changes, ascending.
 */
export function pairedQuantiles([treated, control]: TwoGroups): [number, number][] {
  const [a, b] = [cumulativeShares(treated), cumulativeShares(control)];
  const pairs: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    pairs.push([b[j]!.value, a[i]!.value]);
    const difference = a[i]!.share - b[j]!.share;
    if (difference < SAME) i++;
    if (difference > -SAME) j++;
  }
  return pairs;
}

/** Inverse of a distribution function: the smallest value at or below which lies the share `p`. */
export function inverse(group: WeightedValues, p: number): number {
  let sum = 0;
  for (let i = 0; i < group.values.length; i++) {
    sum += group.weights[i]!;
    if (sum >= p * group.total * (1 - SAME)) return group.values[i]!;
  }
  return group.values[group.values.length - 1]!;
}
