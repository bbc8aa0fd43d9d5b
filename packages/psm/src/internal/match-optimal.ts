import { InputError } from "@hcc/data";
import type { MatchProblem, Pair } from "./match-problem.js";

/**
 * Most pairs, and of these the least total distance. With convex costs on a line an optimum without crossings exists, so
 * f(i, j) = best of f(i-1, j), f(i, j-1) and f(i-1, j-1) plus pair (i, j), over sorted rows; a caliper confines j to a band.
 */
export function matchOptimal(problem: MatchProblem): Pair[] {
  const { treated, stratum, strata, order } = problem;
  const rows = Array.from({ length: strata }, () => ({ t: [] as number[], c: [] as number[] }));
  for (const row of order) {
    const own = rows[stratum[row]!]!;
    (treated[row] === 1 ? own.t : own.c).push(row);
  }
  return rows.flatMap(({ t, c }) => solve(t, c, problem));
}

const SKIP_CONTROL = 1;
const PAIR = 2;

function solve(t: readonly number[], c: readonly number[], { value, width }: MatchProblem): Pair[] {
  const m = t.length;
  const low = new Int32Array(m);
  const high = new Int32Array(m);
  const offset = new Float64Array(m + 1);
  for (let i = 0, lo = 0, hi = 0; i < m; i++) {
    const x = value[t[i]!]!;
    while (lo < c.length && value[c[lo]!]! < x && x - value[c[lo]!]! > width) lo++;
    hi = Math.max(hi, lo);
    while (hi < c.length && (value[c[hi]!]! <= x || value[c[hi]!]! - x <= width)) hi++;
    low[i] = lo;
    high[i] = hi;
    offset[i + 1] = offset[i]! + hi - lo;
  }
  if (offset[m]! > 5e8) {
    throw new InputError(
      "option",
      `optimal matching would compare ${offset[m]} pairs of rows: give a (narrower) caliper, or use method: "nearest"`,
      { column: "method" },
    );
  }
  // State j: the first j controls are in play. Beyond the band of row i the value equals that at its upper end.
  const step = new Uint8Array(offset[m]!);
  const count = new Int32Array(c.length + 1);
  const cost = new Float64Array(c.length + 1);
  let reach = 0;
  for (let i = 0; i < m; i++) {
    const lo = low[i]!;
    const hi = high[i]!;
    for (; reach < hi; reach++) {
      count[reach + 1] = count[reach]!;
      cost[reach + 1] = cost[reach]!;
    }
    // f(i-1, j-1) and f(i, j-1); equal at j = lo because row i reaches no control before its band.
    let diagonalCount = count[lo]!;
    let diagonalCost = cost[lo]!;
    for (let j = lo + 1; j <= hi; j++) {
      const upCount = count[j]!;
      const upCost = cost[j]!;
      const pairCount = diagonalCount + 1;
      const pairCost = diagonalCost + Math.abs(value[t[i]!]! - value[c[j - 1]!]!);
      let bestCount = upCount;
      let bestCost = upCost;
      let code = 0;
      const better = (otherCount: number, otherCost: number): boolean =>
        otherCount > bestCount || (otherCount === bestCount && otherCost < bestCost);
      if (better(count[j - 1]!, cost[j - 1]!)) {
        bestCount = count[j - 1]!;
        bestCost = cost[j - 1]!;
        code = SKIP_CONTROL;
      }
      if (better(pairCount, pairCost)) {
        bestCount = pairCount;
        bestCost = pairCost;
        code = PAIR;
      }
      step[offset[i]! + j - 1 - lo] = code;
      diagonalCount = upCount;
      diagonalCost = upCost;
      count[j] = bestCount;
      cost[j] = bestCost;
    }
  }
  const pairs: Pair[] = [];
  for (let i = m - 1, j = c.length; i >= 0; ) {
    j = Math.min(j, high[i]!);
    const code = j <= low[i]! ? 0 : step[offset[i]! + j - 1 - low[i]!]!;
    if (code === 0) i--;
    else {
      j--;
      if (code === PAIR) {
        pairs.push([t[i]!, c[j]!]);
        i--;
      }
    }
  }
  return pairs.reverse();
}
