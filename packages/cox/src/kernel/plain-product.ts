import { type Arena, BLOCK } from "./arena.js";

/** information += X' diag(risk) X, by blocks of rows. */
export function addRowProduct({ n, q, x, risk, information, scaled }: Arena): void {
  for (let start = 0; start < n; start += BLOCK) {
    product(information, x, risk, start, Math.min(start + BLOCK, n), q, scaled);
  }
}

/**
 * target += X' diag(weight) X over rows `from` to `to`, in tiles of the lower triangle. Twin of assembly/product.ts.
 *
 * @param scaled room for two numbers a row.
 */
export function product(
  target: Float64Array,
  x: Float64Array,
  weight: Float64Array,
  from: number,
  to: number,
  q: number,
  scaled: Float64Array,
): void {
  for (let j = 0; j < q; j += 2) {
    for (let i = from, left = from * q + j, at = 0; i < to; i++, left += q, at += 2) {
      const w = weight[i]!;
      scaled[at] = w * x[left]!;
      scaled[at + 1] = w * x[left + 1]!;
    }
    for (let k = 0; k <= j; k += 2) {
      let a0 = 0;
      let a1 = 0;
      let b0 = 0;
      let b1 = 0;
      const end = 2 * (to - from);
      for (let left = 0, right = from * q + k; left < end; left += 2, right += q) {
        const y0 = scaled[left]!;
        const y1 = scaled[left + 1]!;
        const x0 = x[right]!;
        const x1 = x[right + 1]!;
        a0 += y0 * x0;
        a1 += y0 * x1;
        b0 += y1 * x0;
        b1 += y1 * x1;
      }
      const at = j * q + k;
      target[at]! += a0;
      target[at + 1]! += a1;
      target[at + q]! += b0;
      target[at + q + 1]! += b1;
    }
  }
}
