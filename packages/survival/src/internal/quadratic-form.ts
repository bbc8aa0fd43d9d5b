import { ldl, ldlSolve } from "@hcc/numerics";

/** U' V^- U over the groups ever at risk; the last of them is left out because the differences add up to 0. */
export function quadraticForm(
  difference: Float64Array,
  variance: Float64Array,
  expected: Float64Array,
): { statistic: number; df: number } {
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
  return { statistic, df: factor.rank };
}
