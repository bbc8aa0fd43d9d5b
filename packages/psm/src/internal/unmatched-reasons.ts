import type { MatchProblem, Pair } from "./match-problem.js";

/** Why a row is unmatched, by place among the rows in use. */
export interface Reason {
  readonly row: number;
  readonly reason: "no-candidate-in-caliper" | "outcompeted" | "exact-stratum-empty";
  readonly rival?: number;
}

/** Why rows are unmatched, from the nearest row of the other group in their stratum, free or not. */
export function unmatchedReasons(problem: MatchProblem, share: Float64Array, pairs: readonly Pair[]): Reason[] {
  const { value, treated, stratum, strata, width, order } = problem;
  const holder = new Map<number, number>(pairs.map(([t, c]) => [c, t]));
  const nearest = new Int32Array(value.length).fill(-1);
  const distance = new Float64Array(value.length).fill(Number.POSITIVE_INFINITY);
  for (const sweep of [order, order.slice().reverse()]) {
    const last = [new Int32Array(strata).fill(-1), new Int32Array(strata).fill(-1)] as const;
    for (const row of sweep) {
      const s = stratum[row]!;
      const other = last[treated[row] === 1 ? 0 : 1][s]!;
      if (other >= 0 && Math.abs(value[row]! - value[other]!) < distance[row]!) {
        nearest[row] = other;
        distance[row] = Math.abs(value[row]! - value[other]!);
      }
      last[treated[row] === 1 ? 1 : 0][s] = row;
    }
  }
  const found: Reason[] = [];
  for (let row = 0; row < value.length; row++) {
    if (share[row]! > 0) continue;
    if (nearest[row]! < 0) found.push({ row, reason: "exact-stratum-empty" });
    else if (distance[row]! > width) found.push({ row, reason: "no-candidate-in-caliper" });
    else {
      const rival = treated[row] === 1 ? holder.get(nearest[row]!) : undefined;
      found.push({ row, reason: "outcompeted", ...(rival !== undefined && { rival }) });
    }
  }
  return found;
}
