import { type ReadOutcome, ranksUntil, timeSlack } from "./sorted-outcome.js";
import type { StepCurve } from "./step-curve.js";

/** What is known of the rows at one time, with the weights that make up for those who were censored before. */
export interface StatusAt {
  /** Whether the time is after the last observed one, a censoring: nothing can be estimated. */
  readonly beyond: boolean;
  /** Of each sorted row: 1 had the event by the time, 0 free of it, -1 censored before. */
  readonly status: Int8Array;
  /** Inverse probability of being uncensored until the event or the time; 0 for those censored before. */
  readonly inverse: Float64Array;
  /**
   * Change of the sum of w_k x inverse_k x value_k per unit of weight of each row by the estimation of the probabilities.
   */
  censoringInfluence(value: Float64Array): Float64Array;
}

/**
 * Status of sorted rows, of one stratum, at a time.
 *
 * A censoring at the time itself is known to be free of the event. With G = 1 - c / (Y - d) over censorings, events before
 * censorings of the same time, the weights of all rows with a known status add up to the number of rows.
 */
export function statusAt(
  rows: Pick<ReadOutcome<unknown>, "n" | "rank" | "event" | "weight" | "times">,
  censoring: StepCurve,
  time: number,
): StatusAt {
  const { n, rank, event, weight, times } = rows;
  const until = ranksUntil(times, time);
  // Those of an observed time are under observation at it unless they have the event.
  const from = until > 0 && times[until - 1]! >= time - timeSlack(times) ? until - 1 : until;
  let beyond = false;
  for (let i = n - 1; from === times.length && rank[i] === rank[n - 1]; i--) beyond ||= event[i] === 0;
  const status = new Int8Array(n).fill(-1);
  const inverse = new Float64Array(n);
  const free = 1 / censoring.until(from);
  for (let i = 0; i < n; i++) {
    if (event[i] === 1 && rank[i]! < until) {
      status[i] = 1;
      inverse[i] = 1 / censoring.before[i]!;
    } else if (rank[i]! >= from) {
      status[i] = 0;
      inverse[i] = free;
    }
  }
  return {
    beyond,
    status,
    inverse,
    censoringInfluence(value) {
      const events = new Float64Array(n);
      let lump = 0;
      for (let i = 0; i < n; i++) {
        const own = weight[i]! * inverse[i]! * value[i]!;
        if (status[i] === 1) events[i] = own;
        else if (status[i] === 0) lump += own;
      }
      return censoring.spread(events, { value: lump, rank: from }).map((change) => -change);
    },
  };
}
