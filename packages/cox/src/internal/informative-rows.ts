import { riskIntervals } from "../kernel/intervals.js";
import type { Problem } from "./maximise.js";
import { type SortedRows, sortRows } from "./sort-rows.js";

/** The rows of a problem that carry information, in strata that may be finer than those of the problem. */
export function informativeRows(
  { rank, order, event, entryRank, ties }: Problem,
  stratum: Int32Array | null,
): SortedRows {
  const sorted = sortRows(rank, event, stratum, entryRank, order);
  return ties === "exact" ? sortRows(rank, withoutCertain(event, sorted), stratum, entryRank, order) : sorted;
}

/** Events of rows without those at a time at which all at risk die: certain by the exact likelihood, they say nothing. */
function withoutCertain(event: Uint8Array, sorted: SortedRows): Uint8Array {
  const { order, rank, entryRank, strataEnd } = sorted;
  const { count, from, to, own } = riskIntervals(rank, entryRank, sorted.event, strataEnd);
  // Rows that live through each event time.
  const survivors = new Int32Array(count + 1);
  for (let i = 0; i < order.length; i++) {
    if (from[i]! > to[i]!) continue;
    survivors[from[i]!]!++;
    survivors[to[i]! + 1]!--;
  }
  for (let k = 1; k < count; k++) survivors[k]! += survivors[k - 1]!;
  const left = event.slice();
  for (let i = 0; i < order.length; i++) if (own[i]! >= 0 && survivors[own[i]!] === 0) left[order[i]!] = 0;
  return left;
}
