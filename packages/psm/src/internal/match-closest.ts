import type { MatchProblem, Pair } from "./match-problem.js";

/** The closest pair of all first, then the next; every treated row gets its first control before any gets a second. */
export function matchClosest(problem: MatchProblem, ratio: number): Pair[] {
  const used = new Uint8Array(problem.value.length);
  let active = problem.treated.slice();
  const pairs: Pair[] = [];
  for (let round = 0; round < ratio; round++) {
    const found = closestPairs(problem, (row) => (problem.treated[row] === 1 ? active[row] === 1 : used[row] === 0));
    if (found.length === 0) break;
    active = new Uint8Array(used.length);
    for (const [t, c] of found) {
      active[t] = 1;
      used[c] = 1;
      pairs.push([t, c]);
    }
  }
  return pairs;
}

/**
 * Takes the closest pair of all that are left, again and again. In the ascending order of the rows left the closest pair
 * is always a pair of neighbours, so a heap of neighbours suffices. Equal distances: the smaller treated row, then the
 * smaller control row.
 */
function closestPairs(problem: MatchProblem, candidates: (row: number) => boolean): Pair[] {
  const { value, treated, stratum, strata, width, order } = problem;
  const n = value.length;
  const before = new Int32Array(n).fill(-1);
  const after = new Int32Array(n).fill(-1);
  const gone = new Uint8Array(n);
  const last = new Int32Array(strata).fill(-1);
  const heap: { distance: number; t: number; c: number }[] = [];
  type Entry = (typeof heap)[number];
  const less = (a: Entry, b: Entry): boolean =>
    a.distance !== b.distance ? a.distance < b.distance : a.t !== b.t ? a.t < b.t : a.c < b.c;
  const push = (a: number, b: number): void => {
    if (a < 0 || b < 0 || treated[a] === treated[b]) return;
    const distance = Math.abs(value[a]! - value[b]!);
    if (distance > width) return;
    const entry = treated[a] === 1 ? { distance, t: a, c: b } : { distance, t: b, c: a };
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!less(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  };
  const pop = (): Entry => {
    const top = heap[0]!;
    const entry = heap.pop()!;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && less(heap[child + 1]!, heap[child]!)) child++;
      if (!less(heap[child]!, entry)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    if (heap.length > 0) heap[i] = entry;
    return top;
  };
  for (const row of order) {
    if (!candidates(row)) continue;
    const s = stratum[row]!;
    const previous = last[s]!;
    before[row] = previous;
    if (previous >= 0) after[previous] = row;
    last[s] = row;
    push(previous, row);
  }
  const pairs: Pair[] = [];
  while (heap.length > 0) {
    const { t, c } = pop();
    if (gone[t] === 1 || gone[c] === 1) continue;
    pairs.push([t, c]);
    for (const row of [t, c]) {
      gone[row] = 1;
      if (before[row]! >= 0) after[before[row]!] = after[row]!;
      if (after[row]! >= 0) before[after[row]!] = before[row]!;
    }
    // t and c were neighbours: what is left of them now meets.
    const low = before[t] === c ? before[c]! : before[t]!;
    const high = after[t] === c ? after[c]! : after[t]!;
    push(low, high);
  }
  return pairs;
}
