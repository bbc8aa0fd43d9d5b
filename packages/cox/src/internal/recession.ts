import { type Intervals, riskIntervals } from "../kernel/intervals.js";
import { riskSetMaximum } from "../kernel/risk-set-maximum.js";
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
  if (rows.entryRank !== null) return isRecessionOfIntervals(rows, score, slack, sign);
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

/** Deaths and some others at risk with them at a few event times: most directions fail here already. */
const LOOKS = 16;
const OTHERS = 64;

function isRecessionOfIntervals(
  rows: SortedRows,
  score: (position: number) => number,
  slack: Slack,
  sign: 1 | -1,
): boolean {
  const { rank, event } = rows;
  const n = rank.length;
  for (let look = 0; look < LOOKS; look++) {
    let death = Math.floor(((look + 0.5) * n) / LOOKS);
    while (death < n && event[death] === 0) death++;
    if (death === n) break;
    if (isExceeded(rows, death, score, slack, sign)) return false;
  }
  // The death whose value is the smallest has the best chance that somebody at risk has a larger one.
  let lowest = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    if (event[i] === 0) continue;
    const value = sign * score(i);
    if (value < least) {
      least = value;
      lowest = i;
    }
  }
  if (lowest < 0 || isExceeded(rows, lowest, score, slack, sign)) return false;
  const intervals = intervalsOf(rows);
  const top = riskSetMaximum(intervals, (i) => sign * score(i));
  const bottom = riskSetMaximum(intervals, (i) => -sign * score(i));
  let strict = false;
  for (let i = 0; i < n; i++) {
    const time = intervals.own[i]!;
    if (time < 0) continue;
    const [high, low] = [top[time]!, bottom[time]!];
    if (sign * (score(high) - score(i)) > slack(high, i)) return false;
    if (sign * (score(high) - score(low)) > slack(high, low)) strict = true;
  }
  return strict;
}

/** Whether somebody among the next rows at risk with a death has a larger value. */
function isExceeded(
  { rank, entryRank, strataEnd }: SortedRows,
  death: number,
  score: (position: number) => number,
  slack: Slack,
  sign: 1 | -1,
): boolean {
  const own = sign * score(death);
  const end = strataEnd.find((last) => death < last)!;
  for (let i = death + 1, seen = 0; i < end && seen < OTHERS; i++) {
    if (entryRank![i]! >= rank[death]!) continue;
    seen++;
    if (sign * score(i) - own > slack(i, death)) return true;
  }
  return false;
}

const arranged = new WeakMap<SortedRows, Intervals>();

function intervalsOf(rows: SortedRows): Intervals {
  const { rank, entryRank, event, strataEnd } = rows;
  const known = arranged.get(rows) ?? riskIntervals(rank, entryRank, event, strataEnd);
  arranged.set(rows, known);
  return known;
}
