import type { LdlFactor } from "./ldl.js";
import { ldlSolve } from "./ldl-solve.js";

/**
 * Inverse of the factored matrix, row-major and exactly symmetric; rows and columns of aliased columns are 0.
 *
 * @example
 * ```ts
 * import { ldl, ldlInverse } from "@hcc/numerics";
 * Array.from(ldlInverse(ldl(Float64Array.of(2, 0, 0, 4), 2))); // => [0.5, 0, 0, 0.25]
 * ```
 */
export function ldlInverse(ldl: LdlFactor): Float64Array {
  const { size, aliased } = ldl;
  const inverse = new Float64Array(size * size);
  const unit = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    if (aliased[j] === 1) continue;
    unit[j] = 1;
    const column = ldlSolve(ldl, unit);
    unit[j] = 0;
    for (let i = j; i < size; i++) {
      inverse[i * size + j] = column[i]!;
      inverse[j * size + i] = column[i]!;
    }
  }
  return inverse;
}
