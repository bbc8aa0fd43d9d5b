import { ldl } from "@hcc/numerics";
import type { CoxTies } from "../types.js";
import { codeCount } from "./code-count.js";
import type { FittedRows } from "./fitted-rows.js";
import { weightedInformation } from "./weighted-information.js";

/** A square root of the inverse information V. */
export interface CovarianceFactor {
  /** T with V = T T', p x p row-major, upper triangle. */
  readonly factor: Float64Array;
  /** The inverse of T: the columns x T have the identity as information. */
  readonly inverse: Float64Array;
}

/** Smallest pivot of the scaled information at which its factor counts as accurate. */
const WELL_CONDITIONED = 1e-4;

/**
 * Factors the inverse information at the coefficients of the model.
 *
 * A sum such as q' V q = |T'q|^2 stays accurate where columns are nearly collinear and the elements of V, however precise,
 * cancel. The columns are orthogonalised by the Cholesky factor of their information until nothing is left to do
 * (Cholesky QR, repeated).
 */
export function covarianceFactor(rows: FittedRows, ties: CoxTies): CovarianceFactor {
  const { p } = rows;
  // Columns of size 1 to begin with: squares of very large or small ones are no numbers.
  const size = new Float64Array(p).fill(Number.MIN_VALUE);
  for (let at = 0; at < rows.x.length; ) {
    for (let j = 0; j < p; j++, at++) size[j] = Math.max(size[j]!, Math.abs(rows.x[at]!));
  }
  let factor = diagonal(size.map((value) => 1 / value));
  let inverse = diagonal(size);
  const every = new Float64Array(codeCount(rows.rank)).fill(1);
  for (let pass = 0; pass < 6; pass++) {
    const [information] = weightedInformation({ ...rows, x: times(rows.x, factor, p) }, ties, [every]);
    const total = information!;
    // Far below the accuracy asked for, but enough to keep pivots positive.
    for (let j = 0; j < p; j++) total[j * p + j]! *= 1 + 1e-14 * p;
    const { factor: lower, scale, smallestPivot } = ldl(total, p, 0);
    // Total = C C' with C = scale L sqrt(D).
    const c = new Float64Array(p * p);
    for (let j = 0; j < p; j++) {
      for (let k = 0; k <= j; k++) {
        c[j * p + k] = scale[j]! * (j === k ? 1 : lower[j * p + k]!) * Math.sqrt(lower[k * p + k]!);
      }
    }
    inverse = times(transpose(c, p), inverse, p);
    factor = times(factor, transpose(lowerInverse(c, p), p), p);
    if (smallestPivot > WELL_CONDITIONED) break;
  }
  return { factor, inverse };
}

/** Rows x p times p x p. */
export function times(left: Float64Array, right: Float64Array, p: number): Float64Array {
  const product = new Float64Array(left.length);
  for (let at = 0; at < left.length; at += p) {
    for (let k = 0; k < p; k++) {
      const value = left[at + k]!;
      if (value !== 0) for (let j = 0; j < p; j++) product[at + j]! += value * right[k * p + j]!;
    }
  }
  return product;
}

/** The p x p matrix with rows and columns exchanged. */
export function transpose(matrix: Float64Array, p: number): Float64Array {
  return matrix.map((_, at) => matrix[(at % p) * p + Math.floor(at / p)]!);
}

function diagonal(values: Float64Array): Float64Array {
  const p = values.length;
  return Float64Array.from({ length: p * p }, (_, at) => (at % (p + 1) === 0 ? values[at % p]! : 0));
}

function lowerInverse(c: Float64Array, p: number): Float64Array {
  const result = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= c[i * p + k]! * result[k * p + j]!;
      result[i * p + j] = sum / c[i * p + i]!;
    }
  }
  return result;
}
