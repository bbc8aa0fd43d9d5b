import type { UnmatchedRow } from "../match-pairs.js";
import type { PairList } from "./match-problem.js";
import { nearestOther } from "./nearest-other.js";
import type { ReadMatchProblem } from "./read-match-problem.js";

/** Why rows are unmatched, from the nearest row of the other group that they might have, free or not; ascending by row. */
export function unmatchedRows(
  { frame, problem, discarded }: Pick<ReadMatchProblem, "frame" | "problem" | "discarded">,
  share: Float64Array,
  pairs: PairList,
): UnmatchedRow[] {
  const { value, treated, stratum, width, allowed } = problem;
  const { rows, n, omitted } = frame;
  const holder = new Int32Array(n).fill(-1);
  for (let i = 0; i < pairs.treated.length; i++) holder[pairs.control[i]!] = pairs.treated[i]!;
  const { nearest, distance } = nearestOther(problem);
  const found: UnmatchedRow[] = [];
  let missing = 0;
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    for (; missing < omitted.rows.length && omitted.rows[missing]! < row; missing++) {
      found.push({ row: omitted.rows[missing]!, reason: "missing-value" });
    }
    if (share[i]! > 0) continue;
    let other = nearest[i]!;
    if (discarded?.[i] === 1) found.push({ row, reason: "discarded-support" });
    else if (other < 0) found.push({ row, reason: "exact-stratum-empty" });
    else {
      const within = distance[i]! <= width;
      if (within && allowed !== null) other = nearestAllowed(i);
      if (!within || other < 0) found.push({ row, reason: "no-candidate-in-caliper" });
      else if (treated[i] === 1 && holder[other]! >= 0) {
        found.push({ row, reason: "outcompeted", rival: rows[holder[other]!]! });
      } else found.push({ row, reason: "outcompeted" });
    }
  }
  for (; missing < omitted.rows.length; missing++) {
    found.push({ row: omitted.rows[missing]!, reason: "missing-value" });
  }
  return found;

  function nearestAllowed(row: number): number {
    const { order } = problem;
    let low = lowerPlace(row);
    let high = low + 1;
    for (;;) {
      const down = low < 0 ? Number.POSITIVE_INFINITY : value[row]! - value[order[low]!]!;
      const up = high >= order.length ? Number.POSITIVE_INFINITY : value[order[high]!]! - value[row]!;
      if (down > width && up > width) return -1;
      const gap = Math.min(down, up);
      if (gap === Number.POSITIVE_INFINITY) return -1;
      const other = down <= up ? order[low--]! : order[high++]!;
      if (treated[other] === treated[row] || stratum[other] !== stratum[row]) continue;
      if (treated[row] === 1 ? allowed!(row, other) : allowed!(other, row)) return other;
    }
  }

  /** Index in the order of the last row whose place is before this row's. */
  function lowerPlace(row: number): number {
    const { order, place } = problem;
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (place[order[middle]!]! < place[row]!) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
