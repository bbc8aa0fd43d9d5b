import { normalizeGroups } from "./weighted-groups.js";

/** Rows of each stratum that are controls, and that are treated; rows with stratum -1 are in none. */
export function stratumSizes(
  stratum: Int32Array,
  treated: Uint8Array,
  strata: number,
): readonly [control: Int32Array, treated: Int32Array] {
  const sizes = [new Int32Array(strata), new Int32Array(strata)] as const;
  for (let i = 0; i < stratum.length; i++) if (stratum[i]! >= 0) sizes[treated[i] as 0 | 1][stratum[i]!]!++;
  return sizes;
}

/**
 * Weights that give each group the sizes of the strata of whom they stand for, mean 1 in each group; 0 for rows in none.
 *
 * With n1 treated rows and n0 controls in a stratum: "ATT" 1 and n1 / n0, "ATC" n0 / n1 and 1, "ATE" (n1 + n0) / n1 and
 * (n1 + n0) / n0, then scaled.
 */
export function stratumWeights(
  stratum: Int32Array,
  treated: Uint8Array,
  sizes: readonly [control: Int32Array, treated: Int32Array],
  estimand: "ATT" | "ATC" | "ATE",
): Float64Array {
  const focal = estimand === "ATE" ? null : estimand === "ATT" ? 1 : 0;
  const weights = new Float64Array(stratum.length);
  for (let i = 0; i < stratum.length; i++) {
    const s = stratum[i]!;
    if (s < 0) continue;
    const group = treated[i] as 0 | 1;
    const same = sizes[group][s]!;
    const other = sizes[(1 - group) as 0 | 1][s]!;
    weights[i] = focal === null ? 1 + other / same : group === focal ? 1 : other / same;
  }
  if (sizes[0].length > 0) normalizeGroups(weights, treated);
  return weights;
}
