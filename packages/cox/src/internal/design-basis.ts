import { ldl, powerOfTwo } from "@hcc/numerics";
import type { SortedRows } from "./sort-rows.js";

/** A column that the columns before it determine in every risk set. */
export interface AliasedColumn {
  readonly column: number;
  /** The column is this combination of others, up to a constant per stratum; empty when it is constant. */
  readonly combination: readonly { readonly column: number; readonly multiplier: number }[];
}

/** Columns on which the likelihood is well conditioned. */
export interface DesignBasis {
  /** Columns of the design that are kept, in the given order. */
  readonly kept: readonly number[];
  /** Sorted rows x kept columns, row-major. */
  readonly x: Float64Array;
  /** Coefficients of the kept columns = `back` (row-major) x coefficients of the basis. */
  readonly back: Float64Array;
  readonly aliased: readonly AliasedColumn[];
}

/** Share of a column's variance beyond earlier columns below which the basis is orthogonalised. */
const WELL_CONDITIONED = 1e-6;
/** Residual of a column, relative to its length, at which it counts as a combination of earlier ones. */
const DEPENDENT = 1e-11;

/**
 * Centres the columns per stratum, scales them and finds which depend on earlier ones.
 *
 * The information is singular along a direction, at any coefficients, exactly when the direction's values are constant
 * over the sorted rows of each stratum; so aliasing is a question about the columns alone. It is decided on the columns
 * themselves (Gram-Schmidt, twice), not on their products, which would square the condition number: columns that differ
 * by one part in 1e6 are fitted.
 *
 * @param rows sorted rows x columns, row-major.
 * @param columns what the columns are called.
 */
export function designBasis(
  rows: Float64Array,
  { order, strataEnd }: SortedRows,
  columns: readonly number[],
): DesignBasis {
  const n = order.length;
  const q = columns.length;
  const x = new Float64Array(n * q);
  const scale = new Float64Array(q).fill(1);
  const largest = new Float64Array(q);
  const widest = new Float64Array(q);
  const centre = new Float64Array(q);
  for (let s = 0, start = 0; s < strataEnd.length; s++) {
    const end = strataEnd[s]!;
    for (let c = 0; c < q; c++) centre[c] = typicalValue(rows, q, c, start, end);
    for (let i = start, at = start * q; i < end; i++) {
      for (let c = 0; c < q; c++, at++) {
        const value = rows[at]!;
        const distance = value - centre[c]!;
        x[at] = distance;
        if (distance === 0) continue;
        widest[c] = Math.max(widest[c]!, Math.abs(distance));
        largest[c] = Math.max(largest[c]!, Math.abs(value));
      }
    }
    start = end;
  }
  for (let c = 0; c < q; c++) {
    // A power of two: scaling rounds nothing.
    if (widest[c]! > 0) scale[c] = powerOfTwo(widest[c]!);
    largest[c]! /= scale[c]!;
  }
  for (let at = 0; at < x.length; ) for (let c = 0; c < q; c++, at++) x[at]! /= scale[c]!;
  const factor = ldl(gram(x, q, strataEnd), q);
  if (factor.rank === q && factor.smallestPivot > WELL_CONDITIONED) {
    const back = new Float64Array(q * q);
    for (let c = 0; c < q; c++) back[c * q + c] = 1 / scale[c]!;
    return { kept: columns, x, back, aliased: [] };
  }
  return orthogonalise(x, n, q, strataEnd, columns, scale, largest);
}

/** The median of up to 99 evenly spaced rows: near most values even when a few are far off. */
function typicalValue(rows: Float64Array, q: number, column: number, start: number, end: number): number {
  const count = Math.min(99, end - start);
  const sample = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    sample[k] = rows[(start + Math.floor(((k + 0.5) * (end - start)) / count)) * q + column]!;
  }
  sample.sort();
  return sample[count >> 1]!;
}

function gram(x: Float64Array, q: number, strataEnd: Int32Array): Float64Array {
  const product = new Float64Array(q * q);
  const mean = new Float64Array(q);
  const row = new Float64Array(q);
  let start = 0;
  for (const end of strataEnd) {
    mean.fill(0);
    for (let i = start * q; i < end * q; ) for (let c = 0; c < q; c++, i++) mean[c]! += x[i]!;
    for (let c = 0; c < q; c++) mean[c]! /= end - start;
    for (let i = start; i < end; i++) {
      for (let c = 0; c < q; c++) row[c] = x[i * q + c]! - mean[c]!;
      for (let c = 0; c < q; c++) for (let k = 0; k <= c; k++) product[c * q + k]! += row[c]! * row[k]!;
    }
    start = end;
  }
  return product;
}

function orthogonalise(
  x: Float64Array,
  n: number,
  q: number,
  strataEnd: Int32Array,
  columns: readonly number[],
  scale: Float64Array,
  largest: Float64Array,
): DesignBasis {
  const kept: number[] = [];
  const units: Float64Array[] = [];
  /** Column c of the triangular factor: coordinates of kept column c in `units`. */
  const triangle: Float64Array[] = [];
  const aliased: AliasedColumn[] = [];
  for (let c = 0; c < q; c++) {
    const vector = new Float64Array(n);
    for (let i = 0; i < n; i++) vector[i] = x[i * q + c]!;
    centre(vector, strataEnd);
    const length = norm(vector);
    const coordinates = new Float64Array(q);
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < units.length; k++) {
        const unit = units[k]!;
        let dot = 0;
        for (let i = 0; i < n; i++) dot += unit[i]! * vector[i]!;
        coordinates[k]! += dot;
        for (let i = 0; i < n; i++) vector[i]! -= dot * unit[i]!;
      }
    }
    const rest = norm(vector);
    const multipliers = solveUpper(triangle, coordinates);
    let rounding = largest[c]!;
    multipliers.forEach((value, k) => {
      rounding = Math.max(rounding, Math.abs(value) * largest[kept[k]!]!);
    });
    if (!(rest > DEPENDENT * length) || rest <= 16 * Number.EPSILON * rounding * Math.sqrt(n)) {
      const biggest = multipliers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      aliased.push({
        column: columns[c]!,
        combination:
          length <= 16 * Number.EPSILON * rounding
            ? []
            : [...multipliers.keys()]
                .filter((k) => Math.abs(multipliers[k]!) > 1e-8 * biggest)
                .map((k) => ({
                  column: columns[kept[k]!]!,
                  multiplier: (multipliers[k]! * scale[c]!) / scale[kept[k]!]!,
                })),
      });
      continue;
    }
    for (let i = 0; i < n; i++) vector[i]! /= rest;
    coordinates[units.length] = rest;
    units.push(vector);
    triangle.push(coordinates);
    kept.push(c);
  }
  const rank = kept.length;
  // Unit vectors have elements of size 1 / sqrt n; a power of two brings them to size 1.
  const stretch = powerOfTwo(Math.sqrt(Math.max(n, 1)));
  const basis = new Float64Array(n * rank);
  for (let k = 0; k < rank; k++) for (let i = 0; i < n; i++) basis[i * rank + k] = units[k]![i]! * stretch;
  const back = new Float64Array(rank * rank);
  const unit = new Float64Array(q);
  for (let k = 0; k < rank; k++) {
    unit.fill(0);
    unit[k] = stretch;
    const solved = solveUpper(triangle, unit);
    for (let r = 0; r < rank; r++) back[r * rank + k] = solved[r]! / scale[kept[r]!]!;
  }
  return { kept: kept.map((c) => columns[c]!), x: basis, back, aliased };
}

function centre(vector: Float64Array, strataEnd: Int32Array): void {
  for (let s = 0, start = 0; s < strataEnd.length; s++) {
    const end = strataEnd[s]!;
    for (let pass = 0; pass < 2; pass++) {
      let mean = 0;
      for (let i = start; i < end; i++) mean += vector[i]!;
      mean /= end - start;
      for (let i = start; i < end; i++) vector[i]! -= mean;
    }
    start = end;
  }
}

function norm(vector: Float64Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}

/** Solves R c = r where column k of the upper triangle R is `triangle[k]`. */
function solveUpper(triangle: readonly Float64Array[], right: Float64Array): Float64Array {
  const solution = right.slice(0, triangle.length);
  for (let k = triangle.length - 1; k >= 0; k--) {
    solution[k]! /= triangle[k]![k]!;
    for (let r = 0; r < k; r++) solution[r]! -= triangle[k]![r]! * solution[k]!;
  }
  return solution;
}
