import type { SortedRows } from "./sort-rows.js";

/** By how much the scores of two positions may differ because the direction is known only so far. */
export type Slack = (a: number, b: number) => number;

/**
 * Whether the likelihood rises for ever along a direction: in every risk set each death has the largest `score`, and in
 * at least one somebody has a smaller one. Scores within `slack` count as equal.
 *
 * @param score value of the direction for each sorted row.
 * @param slack of two rows, not of all: one far-off row must not make the others equal.
 * @param sign -1 for the opposite direction.
 */
export function isRecession(
  rows: SortedRows,
  score: (position: number) => number,
  slack: Slack,
  sign: 1 | -1 = 1,
): boolean {
  const { rank, event, strataEnd } = rows;
  let strict = false;
  let end = rank.length;
  for (let s = strataEnd.length - 1; s >= 0; s--) {
    const start = s === 0 ? 0 : strataEnd[s - 1]!;
    let top = Number.NEGATIVE_INFINITY;
    let bottom = Number.POSITIVE_INFINITY;
    let topAt = end - 1;
    let bottomAt = end - 1;
    while (end > start) {
      let first = end;
      do {
        first--;
        const value = sign * score(first);
        if (value > top) {
          top = value;
          topAt = first;
        }
        if (value < bottom) {
          bottom = value;
          bottomAt = first;
        }
      } while (first > start && rank[first - 1] === rank[end - 1]);
      for (let i = first; i < end; i++) {
        if (event[i] === 0) continue;
        if (top - sign * score(i) > slack(topAt, i)) return false;
        if (!strict && top - bottom > slack(topAt, bottomAt)) strict = true;
      }
      end = first;
    }
  }
  return strict;
}
