import { countingOrder } from "@hcc/numerics";
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
export function riskTables(rows: SurvivalRows): RiskTable[] {
  const { by, event, counts, ranks } = rows;
  const groups = by?.levels.length ?? 1;
  const byTime = countingOrder(ranks.ranks, ranks.time.length);
  const order = by === null ? byTime : countingOrder(by.codes, groups, byTime);
  const tables: RiskTable[] = [];
  let first = 0;
  for (let group = 0; group < groups; group++) {
    let end = first;
    let n = 0;
    let distinct = 0;
    while (end < order.length && (by === null || by.codes[order[end]!] === group)) {
      const row = order[end]!;
      if (end === first || ranks.ranks[row] !== ranks.ranks[order[end - 1]!]) distinct++;
      n += counts === null ? 1 : counts[row]!;
      end++;
    }
    const time = new Float64Array(distinct);
    const nRisk = new Float64Array(distinct);
    const nEvent = new Float64Array(distinct);
    const nCensor = new Float64Array(distinct);
    let at = -1;
    let left = n;
    let events = 0;
    for (let i = first; i < end; i++) {
      const row = order[i]!;
      const rank = ranks.ranks[row]!;
      if (i === first || rank !== ranks.ranks[order[i - 1]!]) {
        time[++at] = ranks.time[rank]!;
        nRisk[at] = left;
      }
      const count = counts === null ? 1 : counts[row]!;
      left -= count;
      if (event[row] === 1) {
        nEvent[at]! += count;
        events += count;
      } else nCensor[at]! += count;
    }
    tables.push({ n, events, time, nRisk, nEvent, nCensor, nEnter: null, nLeft: null, tied: null });
    first = end;
  }
  return tables;
}
