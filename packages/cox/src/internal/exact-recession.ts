import { riskIntervals } from "../kernel/intervals.js";
import { riskSetMaximum } from "../kernel/risk-set-maximum.js";
import type { Slack } from "./recession.js";
import type { SortedRows } from "./sort-rows.js";

/**
 * Whether the exact likelihood rises for ever along a direction: at every event time each death has at least the largest
 * `score` among the survivors, and at one of them some death has more than some survivor. The deaths of one time need not
 * have the same score, as they must by Efron's and Breslow's likelihoods.
 *
 * @param score value of the direction for each sorted row.
 * @param slack of two rows: scores within it count as equal.
 * @param sign -1 for the opposite direction.
 */
export function isExactRecession(
  { rank, entryRank, event, strataEnd }: SortedRows,
  score: (position: number) => number,
  slack: Slack,
  sign: 1 | -1 = 1,
): boolean {
  const intervals = riskIntervals(rank, entryRank, event, strataEnd);
  const survivors = { ...intervals, own: new Int32Array(rank.length).fill(-1) };
  const top = riskSetMaximum(survivors, (i) => sign * score(i));
  const bottom = riskSetMaximum(survivors, (i) => -sign * score(i));
  let strict = false;
  for (let i = 0; i < rank.length; i++) {
    const time = intervals.own[i]!;
    if (time < 0 || top[time] === -1) continue;
    const [high, low] = [top[time]!, bottom[time]!];
    if (sign * (score(high) - score(i)) > slack(high, i)) return false;
    if (sign * (score(i) - score(low)) > slack(i, low)) strict = true;
  }
  return strict;
}
