import { exp, log10 } from "@hcc/numerics";
import { PATIENTS } from "./cells.js";
import { SIZES } from "./targets.js";

/** Intercept and the eight covariates of the paper. */
const TERMS = 9;

/** What enters the propensity model; number of tumors as counted (more than 10 is 10). */
export interface Covariates {
  readonly age: Int32Array;
  readonly ecogPs: Int32Array;
  readonly childPughB: Int32Array;
  /** Tenths of a microgram per litre. */
  readonly afp: Int32Array;
  readonly tumorNumber: Int32Array;
  /** Millimeters. */
  readonly size: Int32Array;
  readonly bilobar: Int32Array;
  readonly invasion: Int32Array;
}

/** Names of the covariates in the order of the model. */
export const COVARIATES: readonly (keyof Covariates)[] = [
  "age",
  "ecogPs",
  "childPughB",
  "afp",
  "tumorNumber",
  "size",
  "bilobar",
  "invasion",
];

/** A logistic model that is refitted after every small change of a few rows, starting from its last coefficients. */
export interface PropensityModel {
  readonly coefficients: Float64Array;
  readonly linearPredictor: Float64Array;
  readonly score: Float64Array;
  /** Reads the covariates of one patient anew. */
  update(row: number): void;
  /** Newton iterations until no coefficient moves by more than `tolerance`; false if they do not settle. */
  fit(tolerance: number): boolean;
}

/**
 * Logistic model of treatment with TKI-I on age, ECOG PS, Child-Pugh class, log10 AFP, number of tumors, largest size,
 * distribution and macrovascular invasion. Covariates are shifted and scaled by constants, which leaves scores unchanged.
 */
export function propensityModel(covariates: Covariates): PropensityModel {
  const x = new Float64Array(PATIENTS * TERMS);
  const coefficients = new Float64Array(TERMS);
  const linearPredictor = new Float64Array(PATIENTS);
  const score = new Float64Array(PATIENTS);
  const gradient = new Float64Array(TERMS);
  const information = new Float64Array(TERMS * TERMS);
  const c = covariates;

  const update = (i: number): void => {
    const at = i * TERMS;
    x[at] = 1;
    x[at + 1] = (c.age[i]! - 56) / 10;
    x[at + 2] = c.ecogPs[i]! - 0.37;
    x[at + 3] = c.childPughB[i]! - 0.14;
    x[at + 4] = log10(c.afp[i]! / 10) - 2.4;
    x[at + 5] = (c.tumorNumber[i]! - 4) / 3;
    x[at + 6] = (c.size[i]! - 85) / 40;
    x[at + 7] = c.bilobar[i]! - 0.56;
    x[at + 8] = c.invasion[i]! - 0.78;
  };

  const evaluate = (): void => {
    for (let i = 0, at = 0; i < PATIENTS; i++, at += TERMS) {
      let eta = 0;
      for (let j = 0; j < TERMS; j++) eta += coefficients[j]! * x[at + j]!;
      linearPredictor[i] = eta;
      score[i] = 1 / (1 + exp(-eta));
    }
  };

  const fit = (tolerance: number): boolean => {
    for (let iteration = 0; iteration < 25; iteration++) {
      evaluate();
      gradient.fill(0);
      information.fill(0);
      for (let i = 0, at = 0; i < PATIENTS; i++, at += TERMS) {
        const p = score[i]!;
        const r = (i < SIZES[0] ? 1 : 0) - p;
        const w = p * (1 - p);
        for (let j = 0; j < TERMS; j++) {
          const v = x[at + j]!;
          gradient[j]! += r * v;
          const wv = w * v;
          for (let k = 0; k <= j; k++) information[j * TERMS + k]! += wv * x[at + k]!;
        }
      }
      if (!solveInPlace(information, gradient)) return false;
      let largest = 0;
      for (let j = 0; j < TERMS; j++) {
        coefficients[j]! += gradient[j]!;
        largest = Math.max(largest, Math.abs(gradient[j]!));
      }
      if (!(largest < 20)) return false;
      if (largest < tolerance) {
        evaluate();
        return true;
      }
    }
    return false;
  };

  for (let i = 0; i < PATIENTS; i++) update(i);
  return { coefficients, linearPredictor, score, update, fit };
}

/** Solves a b = g by Cholesky from the lower triangle of `a`; g becomes b. */
function solveInPlace(a: Float64Array, g: Float64Array): boolean {
  const n = g.length;
  for (let j = 0; j < n; j++) {
    let d = a[j * n + j]!;
    for (let k = 0; k < j; k++) d -= a[j * n + k]! * a[j * n + k]!;
    if (!(d > 1e-10)) return false;
    const root = Math.sqrt(d);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let s = a[i * n + j]!;
      for (let k = 0; k < j; k++) s -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = s / root;
    }
  }
  for (let i = 0; i < n; i++) {
    let s = g[i]!;
    for (let k = 0; k < i; k++) s -= a[i * n + k]! * g[k]!;
    g[i] = s / a[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let s = g[i]!;
    for (let k = i + 1; k < n; k++) s -= a[k * n + i]! * g[k]!;
    g[i] = s / a[i * n + i]!;
  }
  return true;
}
