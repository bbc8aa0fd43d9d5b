import { countingOrder } from "@hcc/numerics";
import { firstAbove } from "../kernel/intervals.js";

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
 */
export function sortRows(
  rank: Int32Array,
  event: Uint8Array,
  stratum: Int32Array | null,
  entryRank: Int32Array | null = null,
): SortedRows {
  const byTime = countingOrder(rank, size(rank));
  const order = stratum === null ? byTime : countingOrder(stratum, size(stratum), byTime);
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
        for (const part of connected(order.subarray(first, end), rank, entryRank, event)) {
          late ||= part.late;
          kept.set(part.rows, count);
          count += part.rows.length;
          ends.push(count);
        }
      }
    }
    start = end;
  }
  const used = count === kept.length ? kept : kept.slice(0, count);
  const ranks = new Int32Array(count);
  const events = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    ranks[i] = rank[used[i]!]!;
    events[i] = event[used[i]!]!;
  }
  return {
    order: used,
    rank: ranks,
    entryRank: late ? used.map((row) => entryRank![row]!) : null,
    event: events,
    strataEnd: Int32Array.from(ends),
  };
}

/** Rows of one stratum in parts between which no row is at risk on both sides; whether somebody enters late in a part. */
function connected(
  order: Int32Array,
  rank: Int32Array,
  entryRank: Int32Array,
  event: Uint8Array,
): { rows: number[]; late: boolean }[] {
  const times = new Int32Array(order.length);
  let count = 0;
  for (const row of order)
    if (event[row] === 1 && (count === 0 || times[count - 1] !== rank[row])) times[count++] = rank[row]!;
  const until = (time: number): number => firstAbove(times, 0, count, time);
  // How many rows span the gap before each event time.
  const spans = new Int32Array(count + 1);
  for (const row of order) {
    const from = until(entryRank[row]!);
    const to = until(rank[row]!);
    if (to - from < 2) continue;
    spans[from + 1]!++;
    spans[to]!--;
  }
  const part = new Int32Array(count);
  const starts = [0];
  for (let k = 1; k < count; k++) {
    spans[k]! += spans[k - 1]!;
    if (spans[k] === 0) starts.push(k);
    part[k] = starts.length - 1;
  }
  const parts = starts.map(() => ({ rows: [] as number[], late: false }));
  for (const row of order) {
    const from = until(entryRank[row]!);
    if (from === until(rank[row]!)) continue;
    const own = parts[part[from]!]!;
    own.rows.push(row);
    if (from > starts[part[from]!]!) own.late = true;
  }
  return parts;
}

function size(codes: Int32Array): number {
  let most = -1;
  for (let i = 0; i < codes.length; i++) most = Math.max(most, codes[i]!);
  return most + 1;
}
