import type { LaboratoryTest } from "../grade-laboratory.js";

/** What a quantity can be in one unit. */
interface LaboratoryScale {
  /** Factor to the unit of the thresholds. */
  readonly factor: number;
  /** Values outside cannot be. */
  readonly value: readonly [number, number];
  /** Limits of normal outside cannot be; null where the rules need none. */
  readonly limit: readonly [number, number] | null;
}

/** Grades of a laboratory test as data. */
export interface LaboratoryRule {
  readonly term: string;
  /** Where grade 1 begins: beyond a limit of normal, or beyond `bounds[0]`. */
  readonly from: "upperLimit" | "lowerLimit" | "value";
  readonly direction: "above" | "below";
  /** Grade g lies beyond bounds[g - 1] and not beyond bounds[g]; multiples of the upper limit, else in the first unit. */
  readonly bounds: readonly number[];
  /** Multiple of an abnormal baseline at which grade 1 begins, itself included; the others are those of the limit. */
  readonly fromBaseline: number | null;
  readonly units: Readonly<Record<string, LaboratoryScale>>;
}

const ENZYME: LaboratoryRule["units"] = { "U/L": { factor: 1, value: [1, 50000], limit: [10, 500] } };
const CELLS = (most: number, limit: readonly [number, number] | null): LaboratoryRule["units"] => ({
  "10^9/L": { factor: 1, value: [0, most], limit },
});
const above = { from: "upperLimit", direction: "above" } as const;
const below = { from: "lowerLimit", direction: "below" } as const;

/** CTCAE v5.0; the first bound of a decrease is the limit of normal, which the row gives. */
export const CTCAE_5: Readonly<Record<LaboratoryTest, LaboratoryRule>> = {
  alt: {
    ...above,
    term: "Alanine aminotransferase increased",
    bounds: [1, 3, 5, 20],
    fromBaseline: 1.5,
    units: ENZYME,
  },
  ast: {
    ...above,
    term: "Aspartate aminotransferase increased",
    bounds: [1, 3, 5, 20],
    fromBaseline: 1.5,
    units: ENZYME,
  },
  bilirubin: {
    ...above,
    term: "Blood bilirubin increased",
    bounds: [1, 1.5, 3, 10],
    fromBaseline: null,
    units: {
      "umol/L": { factor: 1, value: [1, 1500], limit: [5, 60] },
      "mg/dL": { factor: 17.1, value: [0.05, 90], limit: [0.3, 3.5] },
    },
  },
  alp: { ...above, term: "Alkaline phosphatase increased", bounds: [1, 2.5, 5, 20], fromBaseline: null, units: ENZYME },
  ggt: { ...above, term: "GGT increased", bounds: [1, 2.5, 5, 20], fromBaseline: null, units: ENZYME },
  platelets: {
    ...below,
    term: "Platelet count decreased",
    bounds: [Number.NaN, 75, 50, 25],
    fromBaseline: null,
    units: CELLS(5000, [75, 250]),
  },
  neutrophils: {
    ...below,
    term: "Neutrophil count decreased",
    bounds: [Number.NaN, 1.5, 1, 0.5],
    fromBaseline: null,
    units: CELLS(200, [1.5, 5]),
  },
  wbc: {
    ...below,
    term: "White blood cell decreased",
    bounds: [Number.NaN, 3, 2, 1],
    fromBaseline: null,
    units: CELLS(1000, [3, 8]),
  },
  hemoglobin: {
    ...below,
    term: "Anemia",
    bounds: [Number.NaN, 100, 80],
    fromBaseline: null,
    units: {
      "g/L": { factor: 1, value: [20, 260], limit: [100, 180] },
      "g/dL": { factor: 10, value: [2, 26], limit: [10, 18] },
    },
  },
  albumin: {
    ...below,
    term: "Hypoalbuminemia",
    bounds: [Number.NaN, 30, 20],
    fromBaseline: null,
    units: {
      "g/L": { factor: 1, value: [10, 70], limit: [30, 50] },
      "g/dL": { factor: 10, value: [1, 7], limit: [3, 5] },
    },
  },
  inr: {
    term: "INR increased",
    from: "value",
    direction: "above",
    bounds: [1.2, 1.5, 2.5],
    fromBaseline: null,
    units: { ratio: { factor: 1, value: [0.5, 20], limit: null } },
  },
  creatinine: {
    ...above,
    term: "Creatinine increased",
    bounds: [1, 1.5, 3, 6],
    fromBaseline: null,
    units: {
      "umol/L": { factor: 1, value: [10, 3000], limit: [40, 200] },
      "mg/dL": { factor: 88.4, value: [0.1, 34], limit: [0.45, 2.3] },
    },
  },
};

/** CTCAE v6.0, as far as its thresholds were read. */
export const CTCAE_6: Readonly<Partial<Record<LaboratoryTest, LaboratoryRule>>> = {
  neutrophils: {
    term: "Neutrophil count decreased",
    from: "value",
    direction: "below",
    bounds: [1.5, 1, 0.5, 0.1],
    fromBaseline: null,
    units: CELLS(200, null),
  },
};
