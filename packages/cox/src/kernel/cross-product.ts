import { type Arena, BLOCK } from "./arena.js";
import { product } from "./plain-product.js";
import type { KernelRows } from "./types.js";

/** X'X in the lower triangle at the distance `stride`. */
export function crossProduct({ n, x, stride }: Pick<KernelRows, "n" | "x" | "stride">): Float64Array {
  const target = new Float64Array(stride * stride);
  const one = new Float64Array(n).fill(1);
  const scaled = new Float64Array(2 * BLOCK);
  for (let start = 0; start < n; start += BLOCK) {
    product(target, x, one, start, Math.min(start + BLOCK, n), stride, scaled);
  }
  return target;
}

/** The same by assembly/cross-product.ts. */
export function arenaCrossProduct({ information }: Arena, crossProduct: () => void): Float64Array {
  crossProduct();
  return information.slice();
}
