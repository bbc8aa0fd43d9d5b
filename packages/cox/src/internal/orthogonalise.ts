import { powerOfTwo } from "@hcc/numerics";
import type { AliasedColumn, DesignBasis } from "./design-basis.js";

/** Residual of a column, relative to its length, at which it counts as a combination of earlier ones. */
const DEPENDENT = 1e-11;

/** An orthogonal basis of centred and scaled columns by Gram-Schmidt, twice; columns that earlier ones determine are left out. */
export function orthogonalise(
  x: Float64Array,
  stride: number,
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
    for (let i = 0; i < n; i++) vector[i] = x[i * stride + c]!;
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
  const width = rank + (rank & 1);
  const basis = new Float64Array(n * width);
  for (let k = 0; k < rank; k++) for (let i = 0; i < n; i++) basis[i * width + k] = units[k]![i]! * stretch;
  const back = new Float64Array(rank * rank);
  const unit = new Float64Array(q);
  for (let k = 0; k < rank; k++) {
    unit.fill(0);
    unit[k] = stretch;
    const solved = solveUpper(triangle, unit);
    for (let r = 0; r < rank; r++) back[r * rank + k] = solved[r]! / scale[kept[r]!]!;
  }
  return {
    kept: kept.map((c) => columns[c]!),
    x: basis,
    stride: width,
    largest: Number.POSITIVE_INFINITY,
    back,
    aliased,
  };
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
