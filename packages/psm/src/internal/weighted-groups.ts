import type { WeightedGroup } from "../weight-types.js";
import type { Arms } from "./read-arms.js";

/** Numbers of marked rows by group. */
export function countArms(
  marked: Uint8Array,
  treated: Uint8Array,
): { readonly treated: number; readonly control: number } {
  const count = [0, 0];
  for (let i = 0; i < marked.length; i++) count[treated[i]!]! += marked[i]!;
  return { treated: count[1]!, control: count[0]! };
}

/** Scales positive weights to mean 1 in each group, in place. */
export function normalizeGroups(weights: Float64Array, treated: Uint8Array): void {
  const sum = [0, 0];
  const count = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum[treated[i]!]! += weights[i]!;
    if (weights[i]! > 0) count[treated[i]!]!++;
  }
  for (let i = 0; i < weights.length; i++) weights[i]! *= count[treated[i]!]! / sum[treated[i]!]!;
}

/** Sizes of a weighted group that has a positive weight. */
export function describeGroup(weights: Float64Array, { frame, treated }: Arms<unknown>, group: 0 | 1): WeightedGroup {
  let rows = 0;
  let largest = 0;
  let at = 0;
  for (let i = 0; i < weights.length; i++) {
    if (treated[i] !== group) continue;
    if (weights[i]! > 0) rows++;
    if (weights[i]! > largest) {
      largest = weights[i]!;
      at = i;
    }
  }
  // Relative to the largest, so that neither squares nor sums leave the range of numbers.
  let share = 0;
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    if (treated[i] !== group) continue;
    const w = weights[i]! / largest;
    share += w;
    squares += w * w;
  }
  return {
    rows,
    sum: share * largest,
    effectiveSampleSize: (share * share) / squares,
    largest,
    largestRow: frame.rows[at]!,
  };
}
