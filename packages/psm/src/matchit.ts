import type { Caliper } from "./match-pairs.js";

/**
 * The caliper of R's `matchit` as it stands by default: standard deviations of the probability.
 *
 * Equals `caliper = width` with `std.caliper = TRUE` and the default distance: the standard deviation of all rows (n - 1).
 *
 * @param width positive; a distance equal to it is allowed.
 *
 * @example
 * ```ts
 * import { matchit } from "@hcc/psm";
 * matchit(0.2); // => { width: 0.2, scale: "probability", unit: "sd" }
 * ```
 *
 * @see Ho DE et al. (2011) https://doi.org/10.18637/jss.v042.i08
 */
export function matchit(width: number): Caliper {
  return { width, scale: "probability", unit: "sd" };
}
