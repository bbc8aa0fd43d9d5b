import type { Caliper } from "./match-pairs.js";

/**
 * Austin's caliper: standard deviations of the logit of the score.
 *
 * Here those of all rows (n - 1), as MatchIt has with `link = "linear.logit"` and `std.caliper = TRUE`; Austin pools those of the groups.
 *
 * @param width positive, default 0.2; a distance equal to it is allowed.
 *
 * @example
 * ```ts
 * import { austin } from "@hcc/psm";
 * austin(); // => { width: 0.2, scale: "logit", unit: "sd" }
 * ```
 *
 * @see Austin PC (2011) https://doi.org/10.1002/pst.433
 */
export function austin(width: number = 0.2): Caliper {
  return { width, scale: "logit", unit: "sd" };
}
