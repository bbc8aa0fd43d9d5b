import { checkOptions, type RowOf } from "@hcc/data";
import { perRow, type ScoredRows } from "./internal/laboratory.js";
import { readTumorBurden, type TumorBurdenSpec } from "./internal/tumor-burden.js";

/** Result of `upToSeven`; one entry per input row, null for a row left out. */
export interface UpToSeven extends ScoredRows {
  readonly kind: "up-to-seven";
  readonly version: 1;
  /** Largest diameter in cm plus number of tumors. */
  readonly sum: readonly (number | null)[];
  /** Whether the sum is at most 7. */
  readonly within: readonly (boolean | null)[];
}

/**
 * Up-to-seven criterion: the diameter of the largest tumor in cm and the number of tumors add up to at most 7.
 *
 * Vascular invasion, which the criterion excludes, is not looked at here. R has no function for it.
 *
 * @param data rows, an object of columns, or an Arrow-like table; one row per patient.
 * @returns arrays that serve as channels.
 * @throws InputError for a diameter without unit or that cannot be in its unit, and a number of tumors that is none.
 *
 * @example
 * ```ts
 * import { upToSeven } from "@hcc/mrecist";
 * const patients = [{ mm: 40, n: 3 }, { mm: 41, n: 3 }];
 * const result = upToSeven(patients, { largestTumor: { channel: "mm", unit: "mm" }, tumorNumber: "n" });
 * result.sum; // => [7, 7.1]
 * result.within; // => [true, false]
 * ```
 *
 * @see Mazzaferro V et al. (2009) https://doi.org/10.1016/S1470-2045(08)70284-5
 */
export function upToSeven<D extends Iterable<unknown> | object>(data: D, spec: TumorBurdenSpec<RowOf<D>>): UpToSeven {
  checkOptions("upToSeven", spec, ["largestTumor", "tumorNumber", "where", "missing"]);
  const { frame, sum } = readTumorBurden(data, spec);
  return {
    kind: "up-to-seven",
    version: 1,
    sum: perRow(frame, (i) => sum[i]!),
    within: perRow(frame, (i) => sum[i]! <= 7),
    ...frame.scored,
  };
}
