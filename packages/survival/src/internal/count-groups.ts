import { countingOrder } from "@hcc/numerics";
import type { SurvivalRows } from "./read-survival.js";

/** Subjects and events of each group, by number or by frequency, and subjects in all. */
export interface GroupCounts {
  readonly n: Float64Array;
  readonly events: Float64Array;
  readonly subjects: number;
}

/** Counts what is compared; a subject of several rows counts once in each of its groups. */
export function countGroups(rows: SurvivalRows, k: number): GroupCounts {
  const { event, id } = rows;
  const codes = rows.by!.codes;
  const frequencies = rows.weightType === "frequency" ? rows.counts : null;
  const n = new Float64Array(k);
  const events = new Float64Array(k);
  for (let i = 0; i < codes.length; i++) {
    const count = frequencies === null ? 1 : frequencies[i]!;
    n[codes[i]!]! += count;
    if (event[i] === 1) events[codes[i]!]! += count;
  }
  if (id === null) return { n, events, subjects: n.reduce((sum, count) => sum + count, 0) };
  n.fill(0);
  let subjects = 0;
  const order = countingOrder(id.codes, id.levels.length, countingOrder(codes, k));
  for (let place = 0; place < order.length; place++) {
    const row = order[place]!;
    const before = place === 0 ? -1 : order[place - 1]!;
    const count = frequencies === null ? 1 : frequencies[row]!;
    const known = before >= 0 && id.codes[before] === id.codes[row];
    if (!known) subjects += count;
    if (!known || codes[before] !== codes[row]) n[codes[row]!]! += count;
  }
  return { n, events, subjects };
}
