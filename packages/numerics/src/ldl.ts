/** The factor L D L' of a symmetric matrix, with the columns that depend on earlier ones set aside. */
export interface LdlFactor {
  /** Number of rows and columns. */
  readonly size: number;
  /** Unit lower triangle L below the diagonal and D on it, row-major, of the scaled matrix. */
  readonly factor: Float64Array;
  /** Scale s_j by which the matrix was divided on both sides; 0 for a column that is zero. */
  readonly scale: Float64Array;
  /** 1 where a column is a linear combination of earlier ones (or zero), else 0. */
  readonly aliased: Uint8Array;
  /** Number of columns that are not aliased. */
  readonly rank: number;
  /** Smallest pivot of the scaled matrix among the columns kept: 1 - R squared of a column on those before it. */
  readonly smallestPivot: number;
  /** False when a pivot was clearly negative: the matrix is not positive semidefinite. */
  readonly semidefinite: boolean;
}

/**
 * Factors a symmetric positive semidefinite matrix A = S L D L' S with S the diagonal of root diagonal elements.
 *
 * Columns are taken in their order. One whose pivot (1 - R squared on the columns before it) is at most `tolerance` is
 * aliased: it is left out and solutions have 0 there. The later-listed of two dependent columns is the one set aside, as
 * in R's `coxph` and `lm`.
 *
 * @param matrix `size` x `size`, row-major; only the lower triangle is read.
 * @param tolerance pivot at or below which a column counts as dependent. Default 1e-13.
 *
 * @example
 * ```ts
 * import { ldl, ldlSolve } from "@hcc/numerics";
 * const factor = ldl(Float64Array.of(4, 2, 2, 3), 2);
 * Array.from(ldlSolve(factor, Float64Array.of(2, 5))); // => [-0.5, 2]
 * ```
 */
export function ldl(matrix: Float64Array, size: number, tolerance = 1e-13): LdlFactor {
  const factor = new Float64Array(size * size);
  const scale = new Float64Array(size);
  const aliased = new Uint8Array(size);
  let rank = 0;
  let smallestPivot = 1;
  let semidefinite = true;
  for (let j = 0; j < size; j++) scale[j] = Math.sqrt(Math.max(matrix[j * size + j]!, 0));
  for (let i = 0; i < size; i++) {
    const si = scale[i]!;
    if (!(si > 0) || !Number.isFinite(si)) {
      aliased[i] = 1;
      if (matrix[i * size + i]! < 0) semidefinite = false;
      continue;
    }
    let pivot = 1;
    for (let j = 0; j < i; j++) {
      if (aliased[j] === 1) continue;
      let sum = matrix[i * size + j]! / si / scale[j]!;
      for (let k = 0; k < j; k++) {
        if (aliased[k] === 0) sum -= factor[i * size + k]! * factor[j * size + k]! * factor[k * size + k]!;
      }
      const value = sum / factor[j * size + j]!;
      factor[i * size + j] = value;
      pivot -= value * sum;
    }
    if (pivot > tolerance) {
      factor[i * size + i] = pivot;
      smallestPivot = Math.min(smallestPivot, pivot);
      rank++;
    } else {
      aliased[i] = 1;
      if (!(pivot > -1e-8)) semidefinite = false;
    }
  }
  return { size, factor, scale, aliased, rank, smallestPivot, semidefinite };
}
