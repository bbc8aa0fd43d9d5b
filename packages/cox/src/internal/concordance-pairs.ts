import type { SortedOutcome } from "./sorted-outcome.js";
import { places, weightTree } from "./weight-tree.js";

/** Of each sorted row the weight of the rows with which it forms a pair of a kind, times the weight of the pair's event. */
export interface ConcordancePairs {
  readonly concordant: Float64Array;
  readonly discordant: Float64Array;
  readonly tied: Float64Array;
  /** Of each event: concordant + tied / 2 among the pairs that it opens, without the event's own weight. */
  readonly won: Float64Array;
  /** Of each event: all pairs that it opens. */
  readonly opened: Float64Array;
  /** Pairs with events at one time. */
  readonly tiedTime: number;
}

/**
 * Finds in O(n log n) the pairs of one stratum in which the earlier time is an event at which the other row is at risk; a
 * censoring at the time of an event is later.
 *
 * @param factor weight of the pairs that each event opens.
 */
export function concordancePairs(
  rows: SortedOutcome,
  score: Float64Array,
  factor: Float64Array,
  frequency: boolean,
): ConcordancePairs {
  const column = (): Float64Array => new Float64Array(rows.n);
  const pairs = {
    concordant: column(),
    discordant: column(),
    tied: column(),
    won: column(),
    opened: column(),
    tiedTime: 0,
  };
  let start = 0;
  for (const end of rows.strataEnd) {
    const stratum = { start, end, ...places(score.subarray(start, end)) };
    pairs.tiedTime += pairsOfEvents(rows, stratum, factor, frequency, pairs);
    pairsOfAll(rows, stratum, factor, pairs);
    start = end;
  }
  return pairs;
}

type Counted = Omit<ConcordancePairs, "tiedTime">;

/** Rows of a stratum, and the place of their score among its distinct ones. */
interface Stratum {
  readonly start: number;
  readonly end: number;
  readonly place: Int32Array;
  readonly distinct: number;
}

/** Rows of a stratum by their time of entry, latest first; null where all are at risk from the start. */
function byEntry({ entryRank }: SortedOutcome, start: number, end: number): Int32Array | null {
  if (entryRank === null) return null;
  return Int32Array.from({ length: end - start }, (_, i) => start + i).sort(
    (a, b) => entryRank[b]! - entryRank[a]! || a - b,
  );
}

/** Of an event: the rows that live longer. */
function pairsOfEvents(
  rows: SortedOutcome,
  { start, end, place, distinct }: Stratum,
  factor: Float64Array,
  frequency: boolean,
  pairs: Counted,
): number {
  const { rank, entryRank, event, weight } = rows;
  const entries = byEntry(rows, start, end);
  let entered = 0;
  const longer = weightTree(distinct);
  const add = (wanted: number, from: number, to: number): void => {
    for (let i = from; i < to; i++) if (event[i] === wanted) longer.add(place[i - start]!, weight[i]!);
  };
  let tiedTime = 0;
  for (let stop = end; stop > start; ) {
    let first = stop - 1;
    while (first > start && rank[first - 1] === rank[stop - 1]) first--;
    add(0, first, stop);
    // Those who enter at the time or later are not at risk at it.
    for (; entries !== null && entryRank![entries[entered]!]! >= rank[first]!; entered++) {
      const row = entries[entered]!;
      longer.add(place[row - start]!, -weight[row]!);
    }
    let sum = 0;
    let squares = 0;
    let pairWeight = 0;
    for (let i = first; i < stop; i++) {
      if (event[i] === 0) continue;
      const at = place[i - start]!;
      const below = longer.below(at);
      const equal = longer.at(at);
      const total = longer.total();
      const own = factor[i]!;
      pairs.concordant[i]! += own * below;
      pairs.tied[i]! += own * equal;
      pairs.discordant[i]! += own * (total - below - equal);
      pairs.won[i] = own * (below + equal / 2);
      pairs.opened[i] = own * total;
      pairWeight = own;
      sum += weight[i]!;
      squares += frequency ? weight[i]! : weight[i]! * weight[i]!;
    }
    tiedTime += (pairWeight * (sum * sum - squares)) / 2;
    add(1, first, stop);
    stop = first;
  }
  return tiedTime;
}

/** Of any row: the events before it. */
function pairsOfAll(
  rows: SortedOutcome,
  { start, end, place, distinct }: Stratum,
  factor: Float64Array,
  pairs: Counted,
): void {
  const { rank, entryRank, event, weight } = rows;
  const entries = byEntry(rows, start, end)?.reverse() ?? null;
  let entered = 0;
  const earlier = weightTree(distinct);
  const count = (i: number, sign: 1 | -1): void => {
    const at = place[i - start]!;
    const below = earlier.below(at);
    const equal = earlier.at(at);
    pairs.discordant[i]! += sign * below;
    pairs.tied[i]! += sign * equal;
    pairs.concordant[i]! += sign * (earlier.total() - below - equal);
  };
  for (let first = start; first < end; ) {
    let stop = first + 1;
    while (stop < end && rank[stop] === rank[first]) stop++;
    // Events until the entry of a row are not its own.
    for (; entries !== null && entered < entries.length && entryRank![entries[entered]!]! < rank[first]!; entered++) {
      count(entries[entered]!, -1);
    }
    for (let i = first; i < stop; i++) if (event[i] === 1) count(i, 1);
    for (let i = first; i < stop; i++) {
      if (event[i] === 1) earlier.add(place[i - start]!, weight[i]! * factor[i]!);
    }
    for (let i = first; i < stop; i++) if (event[i] === 0) count(i, 1);
    first = stop;
  }
}
