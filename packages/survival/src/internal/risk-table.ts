import type { SurvivalRows } from "./read-survival.js";

/** Counts at the distinct times of one group. */
export interface RiskTable {
  readonly n: number;
  readonly events: number;
  readonly time: Float64Array;
  readonly nRisk: Float64Array;
  readonly nEvent: Float64Array;
  readonly nCensor: Float64Array;
  /** Late entries at the time, at risk after it; null where all are at risk from the start. */
  readonly nEnter: Float64Array | null;
  /** At risk without the event at the time; null where all counts are whole and it is nRisk - nEvent. */
  readonly nLeft: Float64Array | null;
  /** Events behind `nEvent`, where that is a sum of sampling weights; null where it is the same. */
  readonly tied: Float64Array | null;
}

/** One risk table per level of `by` (or one of all rows), in O(n). All counts are whole numbers, so row order has no effect. */
export function riskTables({ by, event, counts, ranks, rankInOrder }: SurvivalRows): RiskTable[] {
  const { order, time } = ranks;
  const n = order.length;
  const groups = by?.levels.length ?? 1;
  const codes = by?.codes ?? null;
  // Group and event of a row in one small number, brought into the order of time: memory is then read from end to end.
  const tag = groups <= 128 ? new Uint8Array(n) : new Int32Array(n);
  const start = new Int32Array(groups + 1);
  for (let row = 0; row < n; row++) {
    const group = codes === null ? 0 : codes[row]!;
    tag[row] = 2 * group + event[row]!;
    start[group + 1]!++;
  }
  for (let group = 0; group < groups; group++) start[group + 1]! += start[group]!;
  const next = start.slice();
  const cells = new Int32Array(n);
  const weights = counts === null ? null : new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const own = tag[order[k]!]!;
    const to = next[own >> 1]!++;
    cells[to] = 2 * rankInOrder[k]! + (own & 1);
    if (weights !== null) weights[to] = counts![order[k]!]!;
  }
  return Array.from({ length: groups }, (_, group) => {
    const [from, to] = [start[group]!, start[group + 1]!];
    return tableOf(cells.subarray(from, to), weights === null ? null : weights.subarray(from, to), time);
  });
}

/** The table of rows in the order of time, each twice its rank and one more for an event. */
function tableOf(cells: Int32Array, weights: Float64Array | null, times: Float64Array): RiskTable {
  let n = 0;
  let distinct = 0;
  let last = -1;
  for (let k = 0; k < cells.length; k++) {
    const rank = cells[k]! >> 1;
    if (rank !== last) distinct++;
    last = rank;
    n += weights === null ? 1 : weights[k]!;
  }
  const time = new Float64Array(distinct);
  const nRisk = new Float64Array(distinct);
  const nEvent = new Float64Array(distinct);
  const nCensor = new Float64Array(distinct);
  let left = n;
  let events = 0;
  for (let k = 0, at = 0; k < cells.length; at++) {
    const rank = cells[k]! >> 1;
    time[at] = times[rank]!;
    nRisk[at] = left;
    let dead = 0;
    let censored = 0;
    for (; k < cells.length && cells[k]! >> 1 === rank; k++) {
      const count = weights === null ? 1 : weights[k]!;
      if ((cells[k]! & 1) === 1) dead += count;
      else censored += count;
    }
    nEvent[at] = dead;
    nCensor[at] = censored;
    events += dead;
    left -= dead + censored;
  }
  return { n, events, time, nRisk, nEvent, nCensor, nEnter: null, nLeft: null, tied: null };
}
