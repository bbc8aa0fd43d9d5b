import { countingOrder } from "@hcc/numerics";

/** The rows that carry information, in the order of the kernel. */
export interface SortedRows {
  /** Row of the caller at each position. */
  readonly order: Int32Array;
  readonly rank: Int32Array;
  readonly event: Uint8Array;
  /** End (exclusive) of every stratum that is left. */
  readonly strataEnd: Int32Array;
}

/**
 * Orders rows by stratum and ascending time rank, in O(n), and leaves out those in no risk set of an event: rows of a
 * stratum without events and rows censored before its first event. They add exactly 0 to the likelihood.
 */
export function sortRows(rank: Int32Array, event: Uint8Array, stratum: Int32Array | null): SortedRows {
  const byTime = countingOrder(rank, size(rank));
  const order = stratum === null ? byTime : countingOrder(stratum, size(stratum), byTime);
  const kept = new Int32Array(order.length);
  const ends: number[] = [];
  let count = 0;
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
      for (let i = first; i < end; i++) kept[count++] = order[i]!;
      ends.push(count);
    }
    start = end;
  }
  const used = kept.slice(0, count);
  return {
    order: used,
    rank: used.map((row) => rank[row]!),
    event: Uint8Array.from(used, (row) => event[row]!),
    strataEnd: Int32Array.from(ends),
  };
}

function size(codes: Int32Array): number {
  let most = -1;
  for (let i = 0; i < codes.length; i++) most = Math.max(most, codes[i]!);
  return most + 1;
}
