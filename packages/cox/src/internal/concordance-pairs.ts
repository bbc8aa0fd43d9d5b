import type { SortedOutcome } from "./sorted-outcome.js";
import { addWeight, places, weightBelow, weightTree } from "./weight-tree.js";

/** Pairs of which the order is known, and how they are divided between the rows. */
export interface ConcordancePairs {
  /** Of each event, without its own weight: all pairs that it opens, and those of them that are concordant or, by half, tied. */
  readonly opened: Float64Array;
  readonly won: Float64Array;
  /** Of each row the same of all its pairs: the weight of the other row, times the weight of the pair's event. */
  readonly shared: Float64Array;
  readonly gained: Float64Array;
  readonly concordant: number;
  readonly discordant: number;
  readonly tied: number;
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
  const opened = new Float64Array(rows.n);
  const won = new Float64Array(rows.n);
  const sums = { concordant: 0, discordant: 0, tied: 0, tiedTime: 0 };
  const strata: Stratum[] = [];
  let start = 0;
  for (const end of rows.strataEnd) {
    const stratum = { start, end, ...places(score.subarray(start, end)) };
    const found = pairsOfEvents(rows, stratum, factor, frequency, opened, won);
    sums.concordant += found.concordant;
    sums.discordant += found.discordant;
    sums.tied += found.tied;
    sums.tiedTime += found.tiedTime;
    strata.push(stratum);
    start = end;
  }
  const shared = opened.slice();
  const gained = won.slice();
  for (const stratum of strata) pairsBefore(rows, stratum, factor, shared, gained);
  return { opened, won, shared, gained, ...sums };
}

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
  opened: Float64Array,
  won: Float64Array,
): Pick<ConcordancePairs, "concordant" | "discordant" | "tied" | "tiedTime"> {
  const { rank, entryRank, event, weight } = rows;
  const entries = byEntry(rows, start, end);
  const tree = weightTree(distinct);
  let entered = 0;
  let longer = 0;
  let concordant = 0;
  let discordant = 0;
  let tied = 0;
  let tiedTime = 0;
  for (let stop = end; stop > start; ) {
    let first = stop - 1;
    while (first > start && rank[first - 1] === rank[stop - 1]) first--;
    // Those who are censored at the time are at risk at it, those who enter at it or later are not.
    for (let i = first; i < stop; i++) {
      if (event[i] === 1) continue;
      addWeight(tree, place[i - start]!, weight[i]!);
      longer += weight[i]!;
    }
    for (; entries !== null && entryRank![entries[entered]!]! >= rank[first]!; entered++) {
      const row = entries[entered]!;
      addWeight(tree, place[row - start]!, -weight[row]!);
      longer -= weight[row]!;
    }
    let factorOfTime = 0;
    let sum = 0;
    let squares = 0;
    for (let i = first; i < stop; i++) {
      if (event[i] === 0) continue;
      const at = place[i - start]!;
      const below = weightBelow(tree, at);
      const equal = tree.at[at]!;
      const own = factor[i]!;
      won[i] = own * (below + equal / 2);
      opened[i] = own * longer;
      const pair = own * weight[i]!;
      factorOfTime = own;
      concordant += pair * below;
      tied += pair * equal;
      discordant += pair * (longer - below - equal);
      sum += weight[i]!;
      squares += frequency ? weight[i]! : weight[i]! * weight[i]!;
    }
    for (let i = first; i < stop; i++) {
      if (event[i] === 0) continue;
      addWeight(tree, place[i - start]!, weight[i]!);
      longer += weight[i]!;
    }
    tiedTime += (factorOfTime * (sum * sum - squares)) / 2;
    stop = first;
  }
  return { concordant, discordant, tied, tiedTime };
}

/** Of any row: the events before it at which it is at risk. */
function pairsBefore(
  rows: SortedOutcome,
  { start, end, place, distinct }: Stratum,
  factor: Float64Array,
  shared: Float64Array,
  gained: Float64Array,
): void {
  const { rank, entryRank, event, weight } = rows;
  const entries = byEntry(rows, start, end)?.reverse() ?? null;
  const tree = weightTree(distinct);
  let entered = 0;
  let earlier = 0;
  const lower = (at: number): number => weightBelow(tree, at) + tree.at[at]! / 2;
  for (let first = start; first < end; ) {
    let stop = first + 1;
    while (stop < end && rank[stop] === rank[first]) stop++;
    // Events until the entry of a row are not its own.
    for (; entries !== null && entered < entries.length && entryRank![entries[entered]!]! < rank[first]!; entered++) {
      const row = entries[entered]!;
      shared[row]! -= earlier;
      gained[row]! -= earlier - lower(place[row - start]!);
    }
    for (let i = first; i < stop; i++) {
      if (event[i] === 0) continue;
      shared[i]! += earlier;
      gained[i]! += earlier - lower(place[i - start]!);
    }
    for (let i = first; i < stop; i++) {
      if (event[i] === 0) continue;
      const pair = weight[i]! * factor[i]!;
      addWeight(tree, place[i - start]!, pair);
      earlier += pair;
    }
    for (let i = first; i < stop; i++) {
      if (event[i] === 1) continue;
      shared[i]! += earlier;
      gained[i]! += earlier - lower(place[i - start]!);
    }
    first = stop;
  }
}
