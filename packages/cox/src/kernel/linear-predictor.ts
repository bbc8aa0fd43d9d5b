import type { KernelRows } from "./types.js";

/** x'b plus offset of every row. */
export function linearPredictor({ n, p, stride, offset, x }: KernelRows, beta: Float64Array): Float64Array {
  const eta = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let value = offset === null ? 0 : offset[i]!;
    for (let j = 0; j < p; j++) value += beta[j]! * x[i * stride + j]!;
    eta[i] = value;
  }
  return eta;
}
