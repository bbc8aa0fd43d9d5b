import type { LogRankWeighting } from "../log-rank.js";
import { visitEventTimes } from "./event-times.js";
import type { SurvivalRows } from "./read-survival.js";

/** Rows of one stratum and their scores. */
export interface ScoredStratum {
  readonly rows: Int32Array;
  /** Weight of the own event minus the sum of W d / n over the times at which the row is at risk; they add up to 0. */
  readonly scores: Float64Array;
}

/** Scores whose sums over groups are the weighted log-rank sums of observed minus expected events. */
export function permutationScores(rows: SurvivalRows, k: number, weighting: LogRankWeighting): ScoredStratum[] {
  const found: ScoredStratum[] = [];
  const { event, ranks } = rows;
  let weights: number[] = [];
  let hazards: number[] = [];
  visitEventTimes(
    rows,
    k,
    [weighting],
    ({ n, d, weights: [weight] }) => {
      weights.push(weight!);
      hazards.push(d / n);
    },
    ({ first, end, order }) => {
      const members = order.slice(first, end);
      const scores = new Float64Array(members.length);
      let passed = 0;
      let time = weights.length;
      for (let i = 0; i < members.length; ) {
        const rank = ranks.ranks[members[i]!]!;
        let next = i;
        let dead = false;
        for (; next < members.length && ranks.ranks[members[next]!] === rank; next++)
          dead ||= event[members[next]!] === 1;
        if (dead) {
          time--;
          passed += weights[time]! * hazards[time]!;
        }
        for (; i < next; i++) scores[i] = (event[members[i]!] === 1 ? weights[time]! : 0) - passed;
      }
      found.push({ rows: members, scores });
      weights = [];
      hazards = [];
    },
  );
  return found;
}
