import { checkOptions, type RowOf } from "@hcc/data";
import { perRow, type ScoredRows } from "./internal/laboratory.js";
import { readTumorBurden, type TumorBurdenSpec } from "./internal/tumor-burden.js";

/** Stratum of the six-and-twelve score. */
export type SixAndTwelveStratum = "1" | "2" | "3";

/** Result of `sixAndTwelve`; one entry per input row, null for a row left out. */
export interface SixAndTwelve extends ScoredRows {
  readonly kind: "six-and-twelve";
  readonly version: 1;
  /** Largest diameter in cm plus number of tumors. */
  readonly sum: readonly (number | null)[];
  /** 1 up to 6, 2 above 6 up to 12, 3 above 12. */
  readonly stratum: readonly (SixAndTwelveStratum | null)[];
}

/**
 * Six-and-twelve score of patients treated by chemoembolisation: the diameter of the largest tumor in cm plus the number
 * of tumors, in strata up to 6, up to 12 and above. R has no function for it.
 *
 * @param data rows, an object of columns, or an Arrow-like table; one row per patient.
 * @returns arrays that serve as channels.
 * @throws InputError for a diameter without unit or that cannot be in its unit, and a number of tumors that is none.
 *
 * @example
 * ```ts
 * import { sixAndTwelve } from "@hcc/mrecist";
 * const patients = [{ cm: 5, n: 1 }, { cm: 5.1, n: 1 }, { cm: 9, n: 4 }];
 * const result = sixAndTwelve(patients, { largestTumor: { channel: "cm", unit: "cm" }, tumorNumber: "n" });
 * result.stratum; // => ["1", "2", "3"]
 * ```
 *
 * @see Wang Q et al. (2019) https://doi.org/10.1016/j.jhep.2019.01.013
 */
export function sixAndTwelve<D extends Iterable<unknown> | object>(
  data: D,
  spec: TumorBurdenSpec<RowOf<D>>,
): SixAndTwelve {
  checkOptions("sixAndTwelve", spec, ["largestTumor", "tumorNumber", "where", "missing"]);
  const { frame, sum } = readTumorBurden(data, spec);
  return {
    kind: "six-and-twelve",
    version: 1,
    sum: perRow(frame, (i) => sum[i]!),
    stratum: perRow(frame, (i) => (sum[i]! <= 6 ? "1" : sum[i]! <= 12 ? "2" : "3")),
    ...frame.scored,
  };
}
