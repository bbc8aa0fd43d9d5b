import { normalUpperTail } from "@hcc/numerics";
import type { Alternative } from "./t-answer.js";

/** Distance from the mean in standard deviations; the continuity correction takes one half off its evidence. */
export function standardized(
  distance: number,
  deviation: number,
  alternative: Alternative,
  continuity: boolean,
): number {
  const side = alternative === "two-sided" ? Math.sign(distance) : alternative === "greater" ? 1 : -1;
  return (distance - (continuity ? side * 0.5 : 0)) / deviation;
}

/** P of a standard normal deviate. */
export function normalPValue(z: number, alternative: Alternative): number {
  if (alternative === "greater") return normalUpperTail(z);
  if (alternative === "less") return normalUpperTail(-z);
  return Math.min(1, 2 * normalUpperTail(Math.abs(z)));
}
