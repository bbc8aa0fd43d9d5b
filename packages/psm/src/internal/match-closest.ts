import { closestEligible } from "./closest-eligible.js";
import { closestNeighbors } from "./closest-neighbors.js";
import { DISCARDED, type MatchProblem, type PairList } from "./match-problem.js";

/**
 * The closest pair of all first, then the next; every treated row gets its first control before any gets a second. Equal
 * distances: the smaller treated row, then the smaller control row.
 *
 * @param wanted controls that each place wants; null: `ratio`, the most that any wants.
 */
export function matchClosest(problem: MatchProblem, ratio: number, wanted: Int32Array | null): PairList {
  const { arm } = problem.sorted;
  const closest = problem.allowed === null && problem.metric === null ? closestNeighbors : closestEligible;
  const waiting = arm.map((own) => (own === DISCARDED ? 0 : 1));
  if (ratio === 1) return closest(problem, waiting);
  const treated: number[] = [];
  const control: number[] = [];
  for (let round = 1; round <= ratio; round++) {
    const found = closest(problem, waiting);
    if (found.treated.length === 0) break;
    for (let p = 0; p < arm.length; p++) if (arm[p] === 1) waiting[p] = 0;
    for (let i = 0; i < found.treated.length; i++) {
      const t = found.treated[i]!;
      const c = found.control[i]!;
      if (wanted === null || wanted[t]! > round) waiting[t] = 1;
      waiting[c] = 0;
      treated.push(t);
      control.push(c);
    }
  }
  return { treated: Int32Array.from(treated), control: Int32Array.from(control) };
}
