/** Pivot, relative to the diagonal, below which a matrix counts as singular. */
const SINGULAR = 1e-10;

/** Solves A x = r for a symmetric positive definite A (lower triangle read, overwritten); null where A is nearly singular. */
export function choleskySolve(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const q = right.length;
  for (let i = 0; i < q; i++) {
    const own = i * q;
    for (let j = 0; j < i; j++) {
      const other = j * q;
      let sum = matrix[own + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[own + k]! * matrix[other + k]!;
      matrix[own + j] = sum / matrix[other + j]!;
    }
    const diagonal = matrix[own + i]!;
    let pivot = diagonal;
    for (let k = 0; k < i; k++) pivot -= matrix[own + k]! * matrix[own + k]!;
    if (!(pivot > SINGULAR * diagonal)) return null;
    matrix[own + i] = Math.sqrt(pivot);
  }
  const x = right.slice();
  for (let i = 0; i < q; i++) {
    for (let k = 0; k < i; k++) x[i]! -= matrix[i * q + k]! * x[k]!;
    x[i]! /= matrix[i * q + i]!;
  }
  for (let i = q - 1; i >= 0; i--) {
    x[i]! /= matrix[i * q + i]!;
    for (let k = 0; k < i; k++) x[k]! -= matrix[i * q + k]! * x[i]!;
  }
  return x;
}
