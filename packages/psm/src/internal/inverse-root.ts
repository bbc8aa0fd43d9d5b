import type { LdlFactor } from "@hcc/numerics";

/** Lower triangle U, row-major, with U' U the inverse of the factored matrix; rows of aliased columns are 0. */
export function inverseRoot({ size, factor, scale, aliased }: LdlFactor): Float64Array {
  const root = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    if (aliased[column] === 1) continue;
    for (let row = column; row < size; row++) {
      if (aliased[row] === 1) continue;
      let sum = row === column ? 1 / scale[column]! : 0;
      for (let j = column; j < row; j++) {
        if (aliased[j] === 0) sum -= factor[row * size + j]! * root[j * size + column]!;
      }
      root[row * size + column] = sum;
    }
  }
  for (let row = 0; row < size; row++) {
    if (aliased[row] === 1) continue;
    const unit = 1 / Math.sqrt(factor[row * size + row]!);
    for (let column = 0; column <= row; column++) root[row * size + column]! *= unit;
  }
  return root;
}
