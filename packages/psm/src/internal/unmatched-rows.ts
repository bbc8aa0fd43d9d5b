import type { UnmatchedRow } from "../match-pairs.js";
import { DISCARDED, type PairList } from "./match-problem.js";
import { nearestOther } from "./nearest-other.js";
import type { ReadMatchProblem } from "./read-match-problem.js";

const REASONS = [
  "outcompeted",
  "no-candidate-in-caliper",
  "exact-stratum-empty",
  "discarded-support",
] as const satisfies readonly UnmatchedRow["reason"][];

/**
 * Why rows are unmatched, from the nearest row of the other group that they might have, free or not; ascending by row.
 *
 * @param matched 1 at the places of matched rows.
 */
export function unmatchedRows(
  { frame, problem }: Pick<ReadMatchProblem, "frame" | "problem">,
  matched: Uint8Array,
  pairs: PairList,
): UnmatchedRow[] {
  const { width, allowed, sorted } = problem;
  const { row, value, arm, stratum } = sorted;
  const { rows, n, omitted } = frame;
  const holder = new Int32Array(n).fill(-1);
  for (let i = 0; i < pairs.treated.length; i++) holder[pairs.control[i]!] = pairs.treated[i]!;
  const nearest = nearestOther(problem);
  // By row: 1 and more, less 1, is the place among the reasons.
  const code = new Uint8Array(n);
  const rival = new Int32Array(n).fill(-1);
  for (let p = 0; p < n; p++) {
    if (matched[p] === 1) continue;
    let other = nearest[p]!;
    let reason = 0;
    if (arm[p] === DISCARDED) reason = 3;
    else if (other < 0) reason = 2;
    else {
      const within = Math.abs(value[p]! - value[other]!) <= width;
      if (within && allowed !== null) other = nearestAllowed(p);
      if (!within || other < 0) reason = 1;
      else if (arm[p] === 1 && holder[other]! >= 0) rival[row[p]!] = row[holder[other]!]!;
    }
    code[row[p]!] = reason + 1;
  }
  const found: UnmatchedRow[] = [];
  let missing = 0;
  for (let i = 0; i < n; i++) {
    const own = rows[i]!;
    for (; missing < omitted.rows.length && omitted.rows[missing]! < own; missing++) {
      found.push({ row: omitted.rows[missing]!, reason: "missing-value" });
    }
    if (code[i] === 0) continue;
    const reason = REASONS[code[i]! - 1]!;
    found.push(rival[i]! < 0 ? { row: own, reason } : { row: own, reason, rival: rows[rival[i]!]! });
  }
  for (; missing < omitted.rows.length; missing++) {
    found.push({ row: omitted.rows[missing]!, reason: "missing-value" });
  }
  return found;

  function nearestAllowed(p: number): number {
    let low = p - 1;
    let high = p + 1;
    for (;;) {
      const down = low < 0 ? Number.POSITIVE_INFINITY : value[p]! - value[low]!;
      const up = high >= n ? Number.POSITIVE_INFINITY : value[high]! - value[p]!;
      const gap = Math.min(down, up);
      if (gap === Number.POSITIVE_INFINITY || gap > width) return -1;
      const other = down <= up ? low-- : high++;
      if (arm[other] !== 1 - arm[p]! || stratum[other] !== stratum[p]) continue;
      const [t, c] = arm[p] === 1 ? [p, other] : [other, p];
      if (allowed!(row[t]!, row[c]!)) return other;
    }
  }
}
