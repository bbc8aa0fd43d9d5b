import type { Caliper } from "./match-pairs.js";

/**
 * SPSS's match tolerance: an absolute difference of the probabilities.
 *
 * Equals `caliper = width, std.caliper = FALSE` of R's `matchit`. SPSS itself takes any control within it, not the nearest.
 *
 * @param width positive; a distance equal to it is allowed.
 *
 * @example
 * ```ts
 * import { spss } from "@hcc/psm";
 * spss(0.02); // => { width: 0.02, scale: "probability", unit: "absolute" }
 * ```
 *
 * @see IBM SPSS Statistics, Propensity Score Matching, match tolerance
 */
export function spss(width: number): Caliper {
  return { width, scale: "probability", unit: "absolute" };
}
