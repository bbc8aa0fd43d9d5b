import { DISCARDED, type MatchProblem } from "./match-problem.js";

/**
 * Place of the nearest row of the other group in the same stratum, of two equally near ones that of lower score, for each
 * place; -1 without one and for rows that may not be matched.
 */
export function nearestOther({ sorted, strata }: MatchProblem): Int32Array {
  const { value, arm, stratum } = sorted;
  const n = arm.length;
  const nearest = new Int32Array(n).fill(-1);
  const last = new Int32Array(2 * strata).fill(-1);
  for (let p = 0; p < n; p++) {
    if (arm[p] === DISCARDED) continue;
    const own = 2 * stratum[p]! + arm[p]!;
    nearest[p] = last[own ^ 1]!;
    last[own] = p;
  }
  last.fill(-1);
  for (let p = n - 1; p >= 0; p--) {
    if (arm[p] === DISCARDED) continue;
    const own = 2 * stratum[p]! + arm[p]!;
    const above = last[own ^ 1]!;
    const below = nearest[p]!;
    if (above >= 0 && (below < 0 || value[above]! - value[p]! < value[p]! - value[below]!)) nearest[p] = above;
    last[own] = p;
  }
  return nearest;
}
