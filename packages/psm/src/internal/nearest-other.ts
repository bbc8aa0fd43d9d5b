import type { MatchProblem } from "./match-problem.js";

/** Nearest row of the other group in the same stratum, of two equally near that of lower score; -1 and Infinity without. */
export function nearestOther({ value, treated, stratum, strata, order }: MatchProblem): {
  nearest: Int32Array;
  distance: Float64Array;
} {
  const nearest = new Int32Array(value.length).fill(-1);
  const distance = new Float64Array(value.length).fill(Number.POSITIVE_INFINITY);
  for (const step of [1, -1]) {
    const last = new Int32Array(2 * strata).fill(-1);
    for (let i = step > 0 ? 0 : order.length - 1; i >= 0 && i < order.length; i += step) {
      const row = order[i]!;
      const own = 2 * stratum[row]! + treated[row]!;
      const other = last[own ^ 1]!;
      if (other >= 0 && Math.abs(value[row]! - value[other]!) < distance[row]!) {
        nearest[row] = other;
        distance[row] = Math.abs(value[row]! - value[other]!);
      }
      last[own] = row;
    }
  }
  return { nearest, distance };
}
