/**
 * Makes columns orthonormal in the weighted inner product by Gram-Schmidt, twice, and does the same to their companions:
 * with columns A and companions B, A C is orthonormal and B C is left. False where no more than `dependent` of a column's length is left
 * beyond those before it.
 */
export function weightedOrthogonal(
  columns: readonly Float64Array[],
  companions: readonly Float64Array[],
  weight: Float64Array | null,
  dependent: number,
): boolean {
  for (const [c, column] of columns.entries()) {
    const length = Math.sqrt(weightedProduct(column, column, weight));
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < c; k++) {
        const by = weightedProduct(columns[k]!, column, weight);
        for (let i = 0; i < column.length; i++) column[i]! -= by * columns[k]![i]!;
        for (let i = 0; i < companions[c]!.length; i++) companions[c]![i]! -= by * companions[k]![i]!;
      }
    }
    const rest = Math.sqrt(weightedProduct(column, column, weight));
    if (!(rest > dependent * length)) return false;
    for (let i = 0; i < column.length; i++) column[i]! /= rest;
    for (let i = 0; i < companions[c]!.length; i++) companions[c]![i]! /= rest;
  }
  return true;
}

/** Sum of a x b x weight; null: every weight is 1. */
export function weightedProduct(a: Float64Array, b: Float64Array, weight: Float64Array | null): number {
  let sum = 0;
  if (weight === null) for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  else for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]! * weight[i]!;
  return sum;
}
