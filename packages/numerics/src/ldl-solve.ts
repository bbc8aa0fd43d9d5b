import type { LdlFactor } from "./ldl.js";

/**
 * Solves A x = b from the factor of `ldl`; aliased elements of the solution are 0.
 *
 * @example
 * ```ts
 * import { ldl, ldlSolve } from "@hcc/numerics";
 * Array.from(ldlSolve(ldl(Float64Array.of(2, 0, 0, 4), 2), Float64Array.of(2, 2))); // => [1, 0.5]
 * ```
 */
export function ldlSolve(ldl: LdlFactor, right: Float64Array): Float64Array {
  const { size, factor, scale, aliased } = ldl;
  const x = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    if (aliased[i] === 1) continue;
    let sum = right[i]! / scale[i]!;
    for (let k = 0; k < i; k++) if (aliased[k] === 0) sum -= factor[i * size + k]! * x[k]!;
    x[i] = sum;
  }
  for (let i = size - 1; i >= 0; i--) {
    if (aliased[i] === 1) continue;
    let sum = x[i]! / factor[i * size + i]!;
    for (let k = i + 1; k < size; k++) if (aliased[k] === 0) sum -= factor[k * size + i]! * x[k]!;
    x[i] = sum;
  }
  for (let i = 0; i < size; i++) if (aliased[i] === 0) x[i]! /= scale[i]!;
  return x;
}
