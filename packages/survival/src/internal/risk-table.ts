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
  // Group and event of a row in one small number, brought into the order of time in a loop of its own: reads then overlap.
  const tag = groups <= 128 ? new Uint8Array(n) : new Int32Array(n);
  const rows = new Int32Array(groups);
  const weight = new Float64Array(groups);
  for (let row = 0; row < n; row++) {
    const group = codes === null ? 0 : codes[row]!;
    tag[row] = 2 * group + event[row]!;
    rows[group]!++;
    weight[group]! += counts === null ? 1 : counts[row]!;
  }
  const tags = tag.slice();
  for (let k = 0; k < n; k++) tags[k] = tag[order[k]!]!;
  const growing = Array.from(rows, (count, group) => emptyTable(Math.min(count, time.length), weight[group]!));
  for (let k = 0; k < n; k++) {
    const table = growing[tags[k]! >> 1]!;
    const rank = rankInOrder[k]!;
    if (rank !== table.rank) {
      table.rank = rank;
      table.last++;
      table.time[table.last] = time[rank]!;
      table.nRisk[table.last] = table.left;
    }
    const count = counts === null ? 1 : counts[order[k]!]!;
    const dead = (tags[k]! & 1) * count;
    table.nEvent[table.last]! += dead;
    table.nCensor[table.last]! += count - dead;
    table.left -= count;
  }
  return growing.map(finished);
}

/** A table that rows are added to in the order of time. */
interface GrowingTable {
  readonly n: number;
  readonly time: Float64Array;
  readonly nRisk: Float64Array;
  readonly nEvent: Float64Array;
  readonly nCensor: Float64Array;
  /** Place and rank of the last time, and number at risk after it. */
  last: number;
  rank: number;
  left: number;
}

function emptyTable(size: number, n: number): GrowingTable {
  const column = (): Float64Array => new Float64Array(size);
  const columns = { time: column(), nRisk: column(), nEvent: column(), nCensor: column() };
  return { n, ...columns, last: -1, rank: -1, left: n };
}

function finished({ n, last, time, nRisk, nEvent, nCensor }: GrowingTable): RiskTable {
  const kept = (values: Float64Array): Float64Array =>
    values.length === last + 1 ? values : values.slice(0, last + 1);
  let events = 0;
  for (let i = 0; i <= last; i++) events += nEvent[i]!;
  const columns = { time: kept(time), nRisk: kept(nRisk), nEvent: kept(nEvent), nCensor: kept(nCensor) };
  return { n, events, ...columns, nEnter: null, nLeft: null, tied: null };
}
