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
export function riskTables({ by, event, counts, ranks }: SurvivalRows): RiskTable[] {
  const { order, time } = ranks;
  const n = order.length;
  const groups = by?.levels.length ?? 1;
  // Rank, group and event of a row in one number, so that the way to its place in time is gone once.
  const width = 2 * groups;
  const packed = time.length * width < 2_147_483_648 ? new Int32Array(n) : new Float64Array(n);
  const codes = by?.codes ?? null;
  for (let row = 0; row < n; row++) {
    packed[row] = ranks.ranks[row]! * width + (codes === null ? 0 : 2 * codes[row]!) + event[row]!;
  }
  const rank = new Int32Array(n);
  const code = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    const cell = packed[order[k]!]!;
    const at = Math.floor(cell / width);
    rank[k] = at;
    code[k] = cell - at * width;
  }
  const weight = counts === null ? null : Float64Array.from(order, (row) => counts[row]!);
  const left = new Float64Array(groups);
  const distinct = new Int32Array(groups);
  const last = new Int32Array(groups).fill(-1);
  for (let k = 0; k < n; k++) {
    const group = code[k]! >> 1;
    left[group]! += weight === null ? 1 : weight[k]!;
    if (last[group] === rank[k]) continue;
    last[group] = rank[k]!;
    distinct[group]!++;
  }
  const columns = Array.from(distinct, (size, group) => ({
    n: left[group]!,
    time: new Float64Array(size),
    nRisk: new Float64Array(size),
    nEvent: new Float64Array(size),
    nCensor: new Float64Array(size),
  }));
  const at = new Int32Array(groups).fill(-1);
  const events = new Float64Array(groups);
  last.fill(-1);
  for (let k = 0; k < n; k++) {
    const group = code[k]! >> 1;
    const own = columns[group]!;
    if (last[group] !== rank[k]) {
      last[group] = rank[k]!;
      const next = ++at[group]!;
      own.time[next] = time[rank[k]!]!;
      own.nRisk[next] = left[group]!;
    }
    const count = weight === null ? 1 : weight[k]!;
    left[group]! -= count;
    if ((code[k]! & 1) === 1) {
      own.nEvent[at[group]!]! += count;
      events[group]! += count;
    } else own.nCensor[at[group]!]! += count;
  }
  return columns.map((own, group) => ({ ...own, events: events[group]!, nEnter: null, nLeft: null, tied: null }));
}
