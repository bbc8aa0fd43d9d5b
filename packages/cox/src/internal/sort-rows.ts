import { firstAbove } from "../kernel/intervals.js";
import { stratifiedOrder } from "./stratified-order.js";

/** The rows that carry information, in the order of the kernel. */
export interface SortedRows {
  /** Row of the caller at each position. */
  readonly order: Int32Array;
  readonly rank: Int32Array;
  /** Null where every row is at risk at all event times of its stratum until its own time. */
  readonly entryRank: Int32Array | null;
  readonly event: Uint8Array;
  /** End (exclusive) of every stratum that is left. */
  readonly strataEnd: Int32Array;
}

/**
 * Orders rows by stratum and ascending time rank, in O(n), and leaves out those in no risk set of an event: rows of a
 * stratum without events, rows censored before its first event and rows whose interval holds no event time. They add
 * exactly 0 to the likelihood. Where no row is at risk at both of two consecutive event times the stratum is split: no sum
 * of the likelihood reaches across.
 *
 * @param ascending rows in ascending order of rank, where that is known.
 */
export function sortRows(
  rank: Int32Array,
  event: Uint8Array,
  stratum: Int32Array | null,
  entryRank: Int32Array | null = null,
  ascending: Int32Array | null = null,
): SortedRows {
  const order = stratifiedOrder(rank, stratum, ascending);
  const kept = new Int32Array(order.length);
  const ends: number[] = [];
  let count = 0;
  let late = false;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let first = -1;
    const code = stratum === null ? 0 : stratum[order[start]!]!;
    for (; end < order.length && (stratum === null || stratum[order[end]!] === code); end++) {
      if (first < 0 && event[order[end]!] === 1) first = end;
    }
    if (first >= 0) {
      const time = rank[order[first]!]!;
      while (first > start && rank[order[first - 1]!] === time) first--;
      if (entryRank === null) {
        for (let i = first; i < end; i++) kept[count++] = order[i]!;
        ends.push(count);
      } else {
        const parts = connected(order.subarray(first, end), rank, entryRank, event);
        kept.set(parts.rows, count);
        for (const length of parts.ends) ends.push(count + length);
        count += parts.rows.length;
        late ||= parts.late;
      }
    }
    start = end;
  }
  const used = count === kept.length ? kept : kept.slice(0, count);
  const ranks = new Int32Array(count);
  const events = new Uint8Array(count);
  // One distant place a row, not two.
  const both = new Int32Array(rank.length);
  for (let row = 0; row < both.length; row++) both[row] = 2 * rank[row]! + event[row]!;
  for (let i = 0; i < count; i++) {
    const of = both[used[i]!]!;
    ranks[i] = of >> 1;
    events[i] = of & 1;
  }
  return {
    order: used,
    rank: ranks,
    entryRank: late ? used.map((row) => entryRank![row]!) : null,
    event: events,
    strataEnd: Int32Array.from(ends),
  };
}

/** Rows of one stratum with the ends of the parts between which no row is at risk on both sides; whether some enter late. */
function connected(
  order: Int32Array,
  rank: Int32Array,
  entryRank: Int32Array,
  event: Uint8Array,
): { rows: Int32Array; ends: number[]; late: boolean } {
  const n = order.length;
  const times = new Int32Array(n);
  let count = 0;
  // Event times until the entry and until the time of each row.
  const from = new Int32Array(n);
  const to = new Int32Array(n);
  for (let start = 0; start < n; ) {
    const time = rank[order[start]!]!;
    let end = start;
    let deaths = 0;
    for (; end < n && rank[order[end]!] === time; end++) deaths += event[order[end]!]!;
    if (deaths > 0) times[count++] = time;
    to.fill(count, start, end);
    start = end;
  }
  // How many rows span the gap before each event time.
  const spans = new Int32Array(count + 1);
  for (let i = 0; i < n; i++) {
    from[i] = firstAbove(times, 0, to[i]!, entryRank[order[i]!]!);
    if (to[i]! - from[i]! < 2) continue;
    spans[from[i]! + 1]!++;
    spans[to[i]!]!--;
  }
  const rows = new Int32Array(n);
  const ends: number[] = [];
  let kept = 0;
  let late = false;
  // First event time of the part.
  let base = 0;
  let time = 0;
  for (let i = 0; i < n; i++) {
    if (from[i] === to[i]) continue;
    // Rows ascend by time, so parts follow each other.
    for (; time < to[i]! - 1; ) {
      spans[++time]! += spans[time - 1]!;
      if (spans[time] !== 0) continue;
      ends.push(kept);
      base = time;
    }
    rows[kept++] = order[i]!;
    if (from[i]! > base) late = true;
  }
  ends.push(kept);
  return { rows: rows.subarray(0, kept), ends, late };
}
