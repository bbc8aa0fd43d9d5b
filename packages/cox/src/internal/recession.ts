import type { SortedRows } from "./sort-rows.js";

/**
 * Whether the likelihood rises for ever along a direction: in every risk set each death has the largest `score` (within
 * `tolerance`), and in at least one somebody has a smaller one.
 *
 * @param score value of the direction for each sorted row.
 * @param sign -1 for the opposite direction.
 */
export function isRecession(
  rows: SortedRows,
  score: (position: number) => number,
  tolerance: number,
  sign = 1,
): boolean {
  const { rank, event, strataEnd } = rows;
  let strict = false;
  let end = rank.length;
  for (let s = strataEnd.length - 1; s >= 0; s--) {
    const start = s === 0 ? 0 : strataEnd[s - 1]!;
    let top = Number.NEGATIVE_INFINITY;
    let bottom = Number.POSITIVE_INFINITY;
    while (end > start) {
      let first = end;
      do {
        first--;
        const value = sign * score(first);
        top = Math.max(top, value);
        bottom = Math.min(bottom, value);
      } while (first > start && rank[first - 1] === rank[end - 1]);
      for (let i = first; i < end; i++) {
        if (event[i] === 0) continue;
        if (sign * score(i) < top - tolerance) return false;
        if (top - bottom > tolerance) strict = true;
      }
      end = first;
    }
  }
  return strict;
}
