import type { QuantileRule } from "../types.js";

/** Two probabilities that differ by less are equal (R's `sqrt(.Machine$double.eps)`). */
export const TOLERANCE = 1.4901161193847656e-8;

/** First time, of the first `length`, at which a step function is at or below the target; entries NaN are passed over. */
export function crossing(
  time: Float64Array,
  values: Float64Array,
  target: number,
  rule: QuantileRule,
  length: number = time.length,
): number | null {
  let i = 0;
  while (i < length && !(values[i]! <= target + TOLERANCE)) i++;
  if (i === length) return null;
  const reached = time[i]!;
  if (rule === "infimum" || values[i]! < target - TOLERANCE) return reached;
  let end = i;
  while (end < length && !(values[end]! < target - TOLERANCE)) end++;
  return (reached + time[Math.min(end, length - 1)]!) / 2;
}
