import { countingOrder } from "@hcc/numerics";
import { coverSums } from "./cover.js";
import { countUntil } from "./find-time.js";
import type { SurvivalRows } from "./read-survival.js";
import type { RiskTable } from "./risk-table.js";

/** Rows of one group with the points of its table at which they are at risk. */
export interface Members {
  readonly row: Int32Array;
  /** First and last point at which the row is at risk; an event is at the last one. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** A risk table and the rows it is made of. */
export interface IntervalTable extends RiskTable {
  readonly members: Members;
}

/**
 * One risk table per group, of rows that may enter late, weigh what they like and be several of a subject.
 *
 * Its points are the times of events, ends of follow-up and late entries; where a row of a subject goes on in the next one
 * nobody is censored and nobody enters. With `start` those followed beyond it are the sample: it is the time when they enter.
 */
export function intervalTables(rows: SurvivalRows, start: number | null): IntervalTable[] {
  const { by, ranks, entryRank } = rows;
  const groups = by?.levels.length ?? 1;
  const size = ranks.time.length;
  const split = (order: Int32Array): Int32Array => (by === null ? order : countingOrder(by.codes, groups, order));
  const exits = split(countingOrder(ranks.ranks, size));
  const entries = entryRank === null ? null : split(countingOrder(entryRank, size));
  const origin = start === null ? (ranks.time[0] === 0 ? 0 : -1) : countUntil(ranks.time, start) - 1;
  const work: Work = {
    ...joinsOf(rows),
    from: new Int32Array(ranks.ranks.length),
    to: new Int32Array(ranks.ranks.length),
    seen: new Int32Array(rows.id?.levels.length ?? 0).fill(-1),
  };
  const tables: IntervalTable[] = [];
  for (let group = 0, first = 0; group < groups; group++) {
    let end = first;
    while (end < exits.length && (by === null || by.codes[exits[end]!] === group)) end++;
    const used = (order: Int32Array): Int32Array => {
      const own = order.subarray(first, end);
      return start === null ? own : own.filter((row) => ranks.ranks[row]! > origin);
    };
    const own = { group, origin, exits: used(exits), entries: entries && used(entries) };
    tables.push(tableOf(rows, own, work));
    first = end;
  }
  return tables;
}

/** Whether a row of a subject ends, or begins, where another one of the same group begins, or ends. */
interface Joins {
  readonly ends: Uint8Array;
  readonly begins: Uint8Array;
}

/** What is found out of each row, and the group in which each subject was last seen. */
interface Work extends Joins {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly seen: Int32Array;
}

/** The rows of a group in the order of their ends and of their entries; those who enter until `origin` do not enter late. */
interface GroupRows {
  readonly group: number;
  readonly origin: number;
  readonly exits: Int32Array;
  readonly entries: Int32Array | null;
}

function joinsOf({ next, entryRank, ranks, by }: SurvivalRows): Joins {
  const n = ranks.ranks.length;
  const joins = { ends: new Uint8Array(n), begins: new Uint8Array(n) };
  if (next === null || entryRank === null) return joins;
  for (let row = 0; row < n; row++) {
    const after = next[row]!;
    if (after < 0 || entryRank[after] !== ranks.ranks[row] || (by !== null && by.codes[after] !== by.codes[row]))
      continue;
    joins.ends[row] = 1;
    joins.begins[after] = 1;
  }
  return joins;
}

function tableOf(rows: SurvivalRows, own: GroupRows, work: Work): IntervalTable {
  const { event, counts, entryRank } = rows;
  const { origin, exits, entries } = own;
  const { ends, begins, from, to, seen } = work;
  const { ranks, time: times } = rows.ranks;
  const weight = (row: number): number => (counts === null ? 1 : counts[row]!);
  const point: number[] = [];
  const late = (row: number): boolean => entryRank![row]! > origin && begins[row] === 0;
  for (let i = 0, j = 0; i < exits.length; ) {
    let rank = ranks[exits[i]!]!;
    if (entries !== null && j < entries.length) rank = Math.min(rank, Math.max(entryRank![entries[j]!]!, origin));
    let counted = false;
    const [exit, entry] = [i, j];
    for (; i < exits.length && ranks[exits[i]!] === rank; i++) {
      const row = exits[i]!;
      if (event[row] === 1 || ends[row] === 0) counted = true;
    }
    if (entries !== null) {
      for (; j < entries.length && entryRank![entries[j]!]! <= rank; j++) if (late(entries[j]!)) counted = true;
    }
    if (counted) point.push(rank);
    for (let k = exit; k < i; k++) to[exits[k]!] = point.length - 1;
    for (let k = entry; k < j; k++) from[entries![k]!] = point.length;
  }

  const size = point.length;
  const nEvent = new Float64Array(size);
  const nCensor = new Float64Array(size);
  const tied = new Float64Array(size);
  for (const row of exits) {
    if (event[row] === 1) {
      nEvent[to[row]!]! += weight(row);
      tied[to[row]!]! += rows.weightType === "sampling" ? 1 : weight(row);
    } else if (ends[row] === 0) nCensor[to[row]!]! += weight(row);
  }
  const nEnter = entries === null ? null : new Float64Array(size);
  for (const row of entries ?? []) if (late(row)) nEnter![from[row]! - 1]! += weight(row);

  const members = {
    row: exits,
    from: Int32Array.from(exits, (row) => from[row]!),
    to: Int32Array.from(exits, (row) => to[row]!),
  };
  const without = members.to.map((at, i) => at - event[exits[i]!]!);
  const nLeft = coverSums(size, members.from, without, (i) => weight(exits[i]!));
  return {
    n: subjects(rows, own, seen),
    events: tied.reduce((sum, value) => sum + value, 0),
    time: Float64Array.from(point, (rank) => times[rank]!),
    nRisk: nLeft.map((left, k) => left + nEvent[k]!),
    nEvent,
    nCensor,
    nEnter,
    nLeft,
    tied,
    members,
  };
}

/** Subjects of a group, by their frequency where they have one. */
function subjects({ id, counts, weightType }: SurvivalRows, { exits, group }: GroupRows, seen: Int32Array): number {
  let n = 0;
  for (const row of exits) {
    if (id !== null) {
      if (seen[id.codes[row]!] === group) continue;
      seen[id.codes[row]!] = group;
    }
    n += weightType === "frequency" ? counts![row]! : 1;
  }
  return n;
}
