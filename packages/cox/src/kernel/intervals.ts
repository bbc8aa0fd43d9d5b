/** Event times of a block. */
export const TIMES = 64;
const SHIFT = 6;
/** Levels of the tree of a block. */
const LEVELS = SHIFT + 1;

/** Event times of sorted rows, and at which of them each row is at risk. */
export interface Intervals {
  /** Number of event times, numbered ascending within strata, strata one after the other. */
  readonly count: number;
  /** End (exclusive) of the event times of every stratum. */
  readonly strataEnd: Int32Array;
  /** First event time at which the row is at risk. */
  readonly from: Int32Array;
  /** Last event time at which it is, its own death not counted; before `from` when there is none. */
  readonly to: Int32Array;
  /** Event time at which the row dies, -1 for a censored row. */
  readonly own: Int32Array;
  /** Rows whose times lie in one block, by block and level. */
  readonly order: Int32Array;
  /** End (exclusive) in `order` of every level of every block: blocks x `LEVELS`. */
  readonly levelEnd: Int32Array;
  /** Rows whose times reach from one block into another. */
  readonly crossing: Int32Array;
  /** The blocks that these rows fill, as if blocks were times; null where there is one block only. */
  readonly coarse: Intervals | null;
}

/**
 * Rows that come and go, arranged so that nothing is ever subtracted from a sum over a risk set.
 *
 * A row whose times reach into another block of 64 event times is at risk from `from` until the end of its first block, from
 * the start of its last block until `to`, and throughout the blocks between, which are treated as times themselves. Sums
 * over risk sets are then running sums within blocks, forwards for those who come and backwards for those who go. Within a
 * block the times are the leaves of a binary tree. A row belongs to the smallest node that holds all of its times; there
 * it is at risk from `from` until the end of the left half, and from the start of the right half until `to`. Level 0 are
 * rows at risk at one time only; at level L halves have 2^(L - 1) times.
 *
 * @param entryRank a row is at risk at an event time of rank t when entryRank < t <= rank; null: from the start.
 */
export function riskIntervals(
  rank: Int32Array,
  entryRank: Int32Array | null,
  event: Uint8Array,
  strataEnd: Int32Array,
): Intervals {
  const n = rank.length;
  const times = new Int32Array(n);
  const from = new Int32Array(n);
  const to = new Int32Array(n);
  const own = new Int32Array(n).fill(-1);
  const ends = new Int32Array(strataEnd.length);
  let count = 0;
  for (let s = 0, start = 0; s < strataEnd.length; s++) {
    const end = strataEnd[s]!;
    const base = count;
    for (let first = start; first < end; ) {
      let stop = first;
      let deaths = 0;
      for (; stop < end && rank[stop] === rank[first]; stop++) deaths += event[stop]!;
      if (deaths > 0) times[count++] = rank[first]!;
      for (let i = first; i < stop; i++) {
        const dies = event[i] === 1;
        if (dies) own[i] = count - 1;
        to[i] = count - 1 - (dies ? 1 : 0);
      }
      first = stop;
    }
    for (let i = start; i < end; i++)
      from[i] = entryRank === null ? base : firstAbove(times, base, count, entryRank[i]!);
    ends[s] = count;
    start = end;
  }
  return arrangeIntervals({ count, strataEnd: ends, from, to, own });
}

/** Orders the rows by block and level. */
export function arrangeIntervals(parts: Pick<Intervals, "count" | "strataEnd" | "from" | "to" | "own">): Intervals {
  const { count, from, to } = parts;
  const n = from.length;
  const next = new Int32Array(((count + TIMES - 1) >> SHIFT) * LEVELS + 1);
  let crosses = 0;
  const cellOf = (i: number): number => (from[i]! >> SHIFT) * LEVELS + levelOf(from[i]!, to[i]!);
  for (let i = 0; i < n; i++) {
    if (from[i]! > to[i]!) continue;
    if (from[i]! >> SHIFT === to[i]! >> SHIFT) next[cellOf(i) + 1]!++;
    else crosses++;
  }
  for (let cell = 1; cell < next.length; cell++) next[cell]! += next[cell - 1]!;
  const levelEnd = next.slice(1);
  const order = new Int32Array(levelEnd.at(-1) ?? 0);
  const crossing = new Int32Array(crosses);
  crosses = 0;
  for (let i = 0; i < n; i++) {
    if (from[i]! > to[i]!) continue;
    if (from[i]! >> SHIFT === to[i]! >> SHIFT) order[next[cellOf(i)]!++] = i;
    else crossing[crosses++] = i;
  }
  return { ...parts, order, levelEnd, crossing, coarse: crosses === 0 ? null : blocks(parts, crossing) };
}

/**
 * Calls for every level of every block that has rows: `leaf` with rows at risk at one time only, `node` with those of a
 * level, half a node's length and the block's times.
 */
export function forEachLevel(
  { count, order, levelEnd }: Intervals,
  leaf: (row: number) => void,
  node: (rows: Int32Array, half: number, start: number, end: number) => void,
): void {
  for (let cell = 0, first = 0; cell < levelEnd.length; cell++) {
    const last = levelEnd[cell]!;
    if (last === first) continue;
    const level = cell % LEVELS;
    const start = ((cell - level) / LEVELS) << SHIFT;
    if (level === 0) for (let o = first; o < last; o++) leaf(order[o]!);
    else node(order.subarray(first, last), 1 << (level - 1), start, Math.min(start + TIMES, count));
    first = last;
  }
}

/** Calls for every node of a level from `start` to `end`: its first time, the first of its right half and its end. */
export function forEachNode(
  half: number,
  start: number,
  end: number,
  visit: (first: number, middle: number, last: number) => void,
): void {
  for (let first = start; first < end; first += 2 * half) {
    visit(first, Math.min(first + half, end), Math.min(first + 2 * half, end));
  }
}

function blocks({ count, from, to }: Pick<Intervals, "count" | "from" | "to">, crossing: Int32Array): Intervals {
  const first = new Int32Array(from.length);
  const last = new Int32Array(from.length).fill(-1);
  for (const row of crossing) {
    first[row] = (from[row]! >> SHIFT) + 1;
    last[row] = (to[row]! >> SHIFT) - 1;
  }
  return arrangeIntervals({
    count: (count + TIMES - 1) >> SHIFT,
    strataEnd: new Int32Array(0),
    from: first,
    to: last,
    own: new Int32Array(0),
  });
}

function levelOf(from: number, to: number): number {
  return 32 - Math.clz32(from ^ to);
}

/** Position of the first of the ascending `times` between start and end that is larger than `value`. */
export function firstAbove(times: Int32Array, start: number, end: number, value: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
