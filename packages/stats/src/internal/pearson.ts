import { meanAndSquares } from "@hcc/numerics";
import { unitOf } from "./unit-of.js";

/** Pearson's coefficient r and 1 - r^2, which keeps its digits where r is close to 1; null where x or y does not vary. */
export function pearson(x: Float64Array, y: Float64Array): { r: number; rest: number } | null {
  const u = normed(x);
  const v = normed(y);
  if (u === null || v === null) return null;
  const n = x.length;
  let product = 0;
  for (let i = 0; i < n; i++) product += u[i]! * v[i]!;
  const sign = product < 0 ? -1 : 1;
  // |r| = 1 - |u - v|^2 / 2 for columns of length 1.
  let apart = 0;
  for (let i = 0; i < n; i++) {
    const difference = u[i]! - sign * v[i]!;
    apart += difference * difference;
  }
  // What rounding of the columns alone makes.
  if (apart <= 16 * 2.220446049250313e-16 * 2.220446049250313e-16) return { r: sign, rest: 0 };
  return { r: Math.max(-1, Math.min(1, product)), rest: (apart / 2) * (2 - apart / 2) };
}

/** Deviations from the mean, divided by their length. */
function normed(values: Float64Array): Float64Array | null {
  const n = values.length;
  const unit = unitOf(values);
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) result[i] = values[i]! / unit;
  const { mean, squares } = meanAndSquares(result);
  if (!(squares > 0)) return null;
  const length = Math.sqrt(squares);
  for (let i = 0; i < n; i++) result[i] = (result[i]! - mean) / length;
  return result;
}
