import { checkOptions, oneOf, type RowOf, type RowOptions } from "@hcc/data";
import { log10 } from "@hcc/numerics";
import { perRow, type Quantity, readLaboratory, type ScoredRows } from "./internal/laboratory.js";

/** Where `albi` finds its values. */
export interface AlbiSpec<Row> extends RowOptions<Row> {
  readonly bilirubin: Quantity<Row, "umol/L" | "mg/dL">;
  readonly albumin: Quantity<Row, "g/L" | "g/dL">;
  /** Coefficient of albumin: 0.085 as printed (default), or 0.0852, which many calculators use. */
  readonly albuminCoefficient?: 0.085 | 0.0852;
}

/** ALBI grade. */
export type AlbiGrade = "1" | "2" | "3";

/** Modified ALBI grade, which splits grade 2. */
export type ModifiedAlbiGrade = "1" | "2a" | "2b" | "3";

/** Result of `albi`; one entry per input row, null for a row left out. */
export interface Albi extends ScoredRows {
  readonly kind: "albi";
  readonly version: 1;
  readonly albuminCoefficient: number;
  readonly score: readonly (number | null)[];
  readonly grade: readonly (AlbiGrade | null)[];
  readonly modifiedGrade: readonly (ModifiedAlbiGrade | null)[];
}

/**
 * Albumin-bilirubin score of liver function, with its grade and modified grade.
 *
 * ALBI = 0.66 log10(bilirubin in umol/L) - 0.085 (albumin in g/L). Grade 1 up to -2.60, grade 2 above -2.60 up to -1.39,
 * grade 3 above. The modified grade splits 2 at -2.270: below it 2a, from it on 2b (on which side the value itself falls was
 * not read in the source). 1 mg/dL of bilirubin is 17.1 umol/L. R has no function for it.
 *
 * @param data rows, an object of columns, or an Arrow-like table; one row per patient.
 * @param spec quantities with their units, which have no default.
 * @returns arrays that serve as channels.
 * @throws InputError for a quantity without unit, and for a value that cannot be in its unit (albumin of 3.9 "g/L").
 *
 * @example
 * ```ts
 * import { albi } from "@hcc/mrecist";
 * const patients = [{ bilirubin: 18, albumin: 41 }, { bilirubin: 30, albumin: 33 }];
 * const result = albi(patients, {
 *   bilirubin: { channel: "bilirubin", unit: "umol/L" },
 *   albumin: { channel: "albumin", unit: "g/L" },
 * });
 * result.score.map((score) => score!.toFixed(3)); // => ["-2.657", "-1.830"]
 * result.modifiedGrade; // => ["1", "2b"]
 * ```
 *
 * @see Johnson PJ et al. (2015) https://doi.org/10.1200/JCO.2014.57.9151
 * @see Hiraoka A et al. (2017) https://doi.org/10.1159/000452846
 */
export function albi<D extends Iterable<unknown> | object>(data: D, spec: AlbiSpec<RowOf<D>>): Albi {
  checkOptions("albi", spec, ["bilirubin", "albumin", "albuminCoefficient", "where", "missing"]);
  const albuminCoefficient = oneOf("albuminCoefficient", spec.albuminCoefficient, [0.085, 0.0852], 0.085);
  const { bilirubin, albumin } = spec;
  const frame = readLaboratory(data, { bilirubin, albumin }, {}, spec);
  const b = frame.quantities.bilirubin!;
  const a = frame.quantities.albumin!;
  const scores = Float64Array.from(
    { length: frame.rows.length },
    (_, i) => 0.66 * log10(b.values[i]! * b.factor) - albuminCoefficient * (a.values[i]! * a.factor),
  );
  const grade = (score: number): AlbiGrade => (score <= -2.6 ? "1" : score <= -1.39 ? "2" : "3");
  const modified = (score: number): ModifiedAlbiGrade => {
    const whole = grade(score);
    return whole !== "2" ? whole : score < -2.27 ? "2a" : "2b";
  };
  return {
    kind: "albi",
    version: 1,
    albuminCoefficient,
    score: perRow(frame, (i) => scores[i]!),
    grade: perRow(frame, (i) => grade(scores[i]!)),
    modifiedGrade: perRow(frame, (i) => modified(scores[i]!)),
    ...frame.scored,
  };
}
