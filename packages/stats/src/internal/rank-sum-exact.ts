import { InputError } from "@hcc/data";
import { log2, subsetSumDistribution } from "@hcc/numerics";
import { discretePValue, WORK } from "./discrete-p-value.js";
import type { Alternative } from "./t-answer.js";

/** Exact P of the sum of the doubled mid-ranks of the first `nx` values. */
export function rankSumExact(
  doubled: Float64Array,
  nx: number,
  observed: number,
  alternative: Alternative,
  midP: boolean,
): number {
  const size = doubled.length;
  const drawn = Math.min(nx, size - nx);
  // Subsets are counted in doubles, so their number has a bound too.
  let logSubsets = 0;
  for (let i = 1; i <= drawn; i++) logSubsets += log2((size - drawn + i) / i);
  if (size * drawn * 2 * nx * (size - nx) > WORK || logSubsets > 1000) {
    throw new InputError(
      "too-costly",
      `an exact test of ${nx} and ${size - nx} values takes too long: use exact: false`,
      {
        column: "exact",
      },
    );
  }
  return discretePValue(subsetSumDistribution(doubled, nx), observed, nx * (size + 1), alternative, midP);
}
