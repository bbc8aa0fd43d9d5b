import { type Channel, checkOptions, column, InputError, type RowOf, type RowOptions } from "@hcc/data";
import { perRow, type Quantity, readLaboratory, type ScoredRows, type Values } from "./internal/laboratory.js";

/** Ascites by level: the words of the sources differ, their points do not. */
export type Ascites = "none" | "mild" | "moderate-severe";

/** Where `childPugh` finds its values. */
export interface ChildPughSpec<Row> extends RowOptions<Row> {
  readonly bilirubin: Quantity<Row, "umol/L" | "mg/dL">;
  readonly albumin: Quantity<Row, "g/L" | "g/dL">;
  /** Give it or `prothrombinProlongation`. */
  readonly inr?: Quantity<Row, "ratio">;
  /** Seconds beyond control. */
  readonly prothrombinProlongation?: Quantity<Row, "s">;
  readonly ascites: Channel<Row, Ascites>;
  /** Grade 0 (none) to 4. */
  readonly encephalopathy: Channel<Row, number>;
}

/** The five items of the Child-Pugh score. */
export type ChildPughItem = "bilirubin" | "albumin" | "coagulation" | "ascites" | "encephalopathy";

/** Result of `childPugh`; one entry per input row, null for a row left out. */
export interface ChildPugh extends ScoredRows {
  readonly kind: "child-pugh";
  readonly version: 1;
  /** 5 to 15. */
  readonly score: readonly (number | null)[];
  /** A: 5 and 6, B: 7 to 9, C: 10 and more. */
  readonly grade: readonly ("A" | "B" | "C" | null)[];
  /** Points, 1 to 3, of each item. */
  readonly points: Readonly<Record<ChildPughItem, readonly (number | null)[]>>;
}

/** Limits of 2 points in each unit; both belong to it. */
const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  "bilirubin umol/L": [34.2, 51.3],
  "bilirubin mg/dL": [2, 3],
  "albumin g/L": [28, 35],
  "albumin g/dL": [2.8, 3.5],
  "inr ratio": [1.7, 2.3],
  "prothrombinProlongation s": [4, 6],
};
const ASCITES: readonly Ascites[] = ["none", "mild", "moderate-severe"];

/**
 * Child-Pugh score and class of liver function, with the points of each item.
 *
 * 1, 2 and 3 points: bilirubin below 2, 2 to 3, above 3 mg/dL (34.2 and 51.3 umol/L); albumin above 3.5, 2.8 to 3.5, below
 * 2.8 g/dL; INR below 1.7, 1.7 to 2.3, above 2.3 (prothrombin time below 4, 4 to 6, above 6 s beyond control); ascites
 * none, mild, moderate or severe; encephalopathy none, grade 1 and 2, grade 3 and 4. The limits differ in cholestatic
 * disease, which is not covered. R has no function for it.
 *
 * @param data rows, an object of columns, or an Arrow-like table; one row per patient.
 * @returns arrays that serve as channels.
 * @throws InputError for a quantity without unit, a value that cannot be in its unit, both or none of `inr` and
 * `prothrombinProlongation`, and an unknown level of ascites or encephalopathy.
 *
 * @example
 * ```ts
 * import { childPugh } from "@hcc/mrecist";
 * const patients = [
 *   { bili: 1.1, alb: 3.9, inr: 1.1, ascites: "none" as const, enc: 0 },
 *   { bili: 2.4, alb: 2.7, inr: 1.8, ascites: "mild" as const, enc: 1 },
 * ];
 * const result = childPugh(patients, {
 *   bilirubin: { channel: "bili", unit: "mg/dL" },
 *   albumin: { channel: "alb", unit: "g/dL" },
 *   inr: { channel: "inr", unit: "ratio" },
 *   ascites: "ascites",
 *   encephalopathy: "enc",
 * });
 * result.score; // => [5, 11]
 * result.grade; // => ["A", "C"]
 * ```
 *
 * @see Pugh RNH et al. (1973) https://doi.org/10.1002/bjs.1800600817
 */
export function childPugh<D extends Iterable<unknown> | object>(data: D, spec: ChildPughSpec<RowOf<D>>): ChildPugh {
  checkOptions("childPugh", spec, [
    "bilirubin",
    "albumin",
    "inr",
    "prothrombinProlongation",
    "ascites",
    "encephalopathy",
    "where",
    "missing",
  ]);
  const { bilirubin, albumin, inr, prothrombinProlongation } = spec;
  if ((inr === undefined) === (prothrombinProlongation === undefined)) {
    throw new InputError("option", "give one of inr and prothrombinProlongation", { column: "inr" });
  }
  const frame = readLaboratory(
    data,
    { bilirubin, albumin, inr, prothrombinProlongation },
    { ascites: column("group", spec.ascites, ASCITES), encephalopathy: column("number", spec.encephalopathy) },
    spec,
  );
  const { ascites, encephalopathy } = frame.columns;
  encephalopathy.forEach((grade, i) => {
    if (Number.isInteger(grade) && grade >= 0 && grade <= 4) return;
    const row = frame.rows[i]!;
    throw new InputError("unknown-level", `encephalopathy is ${grade} at row ${row}: give a grade from 0 to 4`, {
      column: "encephalopathy",
      row,
    });
  });
  const rising = (name: string, { values, unit }: Values, i: number): number => {
    const [low, high] = LIMITS[`${name} ${unit}`]!;
    return values[i]! < low ? 1 : values[i]! <= high ? 2 : 3;
  };
  const { quantities } = frame;
  const coagulation = inr === undefined ? "prothrombinProlongation" : "inr";
  const items: Record<ChildPughItem, (i: number) => number> = {
    bilirubin: (i) => rising("bilirubin", quantities.bilirubin!, i),
    albumin: (i) => {
      const { values, unit } = quantities.albumin!;
      const [low, high] = LIMITS[`albumin ${unit}`]!;
      return values[i]! > high ? 1 : values[i]! >= low ? 2 : 3;
    },
    coagulation: (i) => rising(coagulation, quantities[coagulation]!, i),
    ascites: (i) => ascites.codes[i]! + 1,
    encephalopathy: (i) => (encephalopathy[i] === 0 ? 1 : encephalopathy[i]! <= 2 ? 2 : 3),
  };
  const total = (i: number): number => Object.values(items).reduce((sum, points) => sum + points(i), 0);
  return {
    kind: "child-pugh",
    version: 1,
    score: perRow(frame, total),
    grade: perRow(frame, (i) => (total(i) <= 6 ? "A" : total(i) <= 9 ? "B" : "C")),
    points: {
      bilirubin: perRow(frame, items.bilirubin),
      albumin: perRow(frame, items.albumin),
      coagulation: perRow(frame, items.coagulation),
      ascites: perRow(frame, items.ascites),
      encephalopathy: perRow(frame, items.encephalopathy),
    },
    ...frame.scored,
  };
}
