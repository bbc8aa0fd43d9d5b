import { ldl, ldlSolve } from "@hcc/numerics";

/**
 * U' V^- U over the groups ever at risk; the last of them is left out because the differences add up to 0. `defined` is false
 * where U has a part in which V has no variance, so that the form would depend on the inverse taken.
 */
export function quadraticForm(
  difference: Float64Array,
  variance: Float64Array,
  expected: Float64Array,
): { statistic: number; df: number; defined: boolean } {
  const k = difference.length;
  const used = Array.from(expected.keys()).filter((i) => expected[i]! > 0);
  const size = Math.max(used.length - 1, 0);
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    right[a] = difference[used[a]!]!;
    for (let b = 0; b < size; b++) matrix[a * size + b] = variance[used[a]! * k + used[b]!]!;
  }
  const factor = ldl(matrix, size, 1e-10);
  const solution = ldlSolve(factor, right);
  let statistic = 0;
  for (let a = 0; a < size; a++) statistic += right[a]! * solution[a]!;
  const scale = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const defined = right.every((value, a) => {
    let product = 0;
    for (let b = 0; b < size; b++) product += matrix[a * size + b]! * solution[b]!;
    return Math.abs(value - product) <= 1e-8 * scale;
  });
  return { statistic, df: factor.rank, defined };
}
