import { codeCount } from "./code-count.js";
/** Kaplan-Meier curves of the time to censoring, one per group, on common time ranks. */
export interface CensoringSurvival {
  /** Number of ranks. */
  readonly ranks: number;
  /** Group x rank: probability to be uncensored until just before the time. */
  readonly before: Float64Array;
  /** Group x rank: rows of the group with this time or a later one. */
  readonly atRisk: Float64Array;
  /** Group x rank: rows censored at the time. */
  readonly censored: Float64Array;
}

/** Estimates G(t-) of every group; all rows of a time are at risk for a censoring at it. */
export function censoringSurvival(
  rank: Int32Array,
  censored: Uint8Array,
  group: Int32Array,
  groups: number,
): CensoringSurvival {
  const ranks = codeCount(rank);
  const result = {
    ranks,
    before: new Float64Array(groups * ranks),
    atRisk: new Float64Array(groups * ranks),
    censored: new Float64Array(groups * ranks),
  };
  for (let i = 0; i < rank.length; i++) {
    const at = group[i]! * ranks + rank[i]!;
    result.atRisk[at]!++;
    result.censored[at]! += censored[i]!;
  }
  for (let g = 0; g < groups; g++) {
    const first = g * ranks;
    for (let r = ranks - 2; r >= 0; r--) result.atRisk[first + r]! += result.atRisk[first + r + 1]!;
    let survival = 1;
    for (let r = 0; r < ranks; r++) {
      result.before[first + r] = survival;
      const left = result.atRisk[first + r]!;
      if (left > 0) survival *= (left - result.censored[first + r]!) / left;
    }
  }
  return result;
}
