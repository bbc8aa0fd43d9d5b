import { checkOptions, type RowOf, type RowOptions } from "@hcc/data";
import { perRow, type Quantity, readLaboratory, type ScoredRows } from "./internal/laboratory.js";
import { centimeters } from "./internal/tumor-burden.js";

/** Where `hapScore` finds its values. */
export interface HapScoreSpec<Row> extends RowOptions<Row> {
  readonly albumin: Quantity<Row, "g/L" | "g/dL">;
  readonly bilirubin: Quantity<Row, "umol/L" | "mg/dL">;
  /** Alpha-fetoprotein; ug/L and ng/mL are the same. */
  readonly afp: Quantity<Row, "ug/L" | "ng/mL">;
  readonly largestTumor: Quantity<Row, "cm" | "mm">;
}

/** What gives a point of the HAP score. */
export type HapReason = "albumin" | "bilirubin" | "afp" | "largestTumor";

/** Result of `hapScore`; one entry per input row, null for a row left out. */
export interface HapScore extends ScoredRows {
  readonly kind: "hap-score";
  readonly version: 1;
  /** 0 to 4. */
  readonly score: readonly (number | null)[];
  /** A 0, B 1, C 2, D above 2. */
  readonly grade: readonly ("A" | "B" | "C" | "D" | null)[];
  /** What gave a point. */
  readonly reasons: readonly (readonly HapReason[] | null)[];
}

/**
 * Hepatoma arterial-embolisation prognostic (HAP) score: one point each for albumin below 36 g/L, bilirubin above 17 umol/L,
 * AFP above 400 ng/mL and a largest tumor above 7 cm.
 *
 * 1 mg/dL of bilirubin is 17.1 umol/L. R has no function for it.
 *
 * @param data rows, an object of columns, or an Arrow-like table; one row per patient.
 * @returns arrays that serve as channels.
 * @throws InputError for a quantity without unit, and a value that cannot be in its unit.
 *
 * @example
 * ```ts
 * import { hapScore } from "@hcc/mrecist";
 * const patients = { alb: [41, 35], bili: [17, 18], afp: [400, 900], cm: [7, 7] };
 * const result = hapScore(patients, {
 *   albumin: { channel: "alb", unit: "g/L" },
 *   bilirubin: { channel: "bili", unit: "umol/L" },
 *   afp: { channel: "afp", unit: "ng/mL" },
 *   largestTumor: { channel: "cm", unit: "cm" },
 * });
 * result.grade; // => ["A", "D"]
 * result.reasons[1]; // => ["albumin", "bilirubin", "afp"]
 * ```
 *
 * @see Kadalayil L et al. (2013) https://doi.org/10.1093/annonc/mdt247
 */
export function hapScore<D extends Iterable<unknown> | object>(data: D, spec: HapScoreSpec<RowOf<D>>): HapScore {
  checkOptions("hapScore", spec, ["albumin", "bilirubin", "afp", "largestTumor", "where", "missing"]);
  const { albumin, bilirubin, afp, largestTumor } = spec;
  const frame = readLaboratory(data, { albumin, bilirubin, afp, largestTumor }, {}, spec);
  const { quantities } = frame;
  const size = centimeters(frame);
  const a = quantities.albumin!;
  const b = quantities.bilirubin!;
  const reasonsOf = (i: number): HapReason[] => [
    ...(a.values[i]! < 36 / a.factor ? (["albumin"] as const) : []),
    ...(b.values[i]! > 17 / b.factor ? (["bilirubin"] as const) : []),
    ...(quantities.afp!.values[i]! > 400 ? (["afp"] as const) : []),
    ...(size[i]! > 7 ? (["largestTumor"] as const) : []),
  ];
  const reasons = perRow(frame, reasonsOf);
  const score = reasons.map((it) => (it === null ? null : it.length));
  return {
    kind: "hap-score",
    version: 1,
    score,
    grade: score.map((it) => (it === null ? null : (["A", "B", "C", "D", "D"] as const)[it]!)),
    reasons,
    ...frame.scored,
  };
}
