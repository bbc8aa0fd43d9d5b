import { matchLine } from "./match-line.js";
import type { MatchProblem, Pair } from "./match-problem.js";
import { nearestOther } from "./nearest-other.js";

/**
 * Pairs of the least total distance that leave no row out that has a candidate; each has a row that is in no other pair.
 *
 * A row alone costs the distance to its nearest candidate, which it then joins; so what is sought is a matching in which
 * pairs cost their distance and rows left alone their price.
 */
export function matchFull(problem: MatchProblem): { pairs: Pair[]; nearest: Int32Array } {
  const { value, treated, stratum, strata, order, width } = problem;
  const { row: rowAt } = problem.sorted;
  const nearest = new Int32Array(rowAt.length);
  const distance = new Float64Array(rowAt.length).fill(Number.POSITIVE_INFINITY);
  nearestOther(problem).forEach((other, p) => {
    const row = rowAt[p]!;
    nearest[row] = other < 0 ? -1 : rowAt[other]!;
    if (other >= 0) distance[row] = Math.abs(value[row]! - value[rowAt[other]!]!);
  });
  const lines: number[][] = Array.from({ length: strata }, () => []);
  for (const row of order) if (distance[row]! <= width) lines[stratum[row]!]!.push(row);
  const used = new Int32Array(value.length);
  const pairs: Pair[] = [];
  const join = (t: number, c: number): void => {
    pairs.push([t, c]);
    used[t]!++;
    used[c]!++;
  };
  for (const rows of lines) matchLine({ value, treated, rows }, width, distance, join);
  for (const rows of lines) {
    for (const row of rows) {
      const other = nearest[row]!;
      if (used[row] === 0) join(treated[row] === 1 ? row : other, treated[row] === 1 ? other : row);
    }
  }
  // At distance 0 a pair may have become needless because both of its rows were joined by others.
  const kept = pairs.filter(([t, c]) => {
    if (used[t] === 1 || used[c] === 1) return true;
    used[t]!--;
    used[c]!--;
    return false;
  });
  return { pairs: kept, nearest };
}
