import type { MatchProblem, PairList } from "./match-problem.js";

/** The closest pair of all first, then the next; every treated row gets its first control before any gets a second. */
export function matchClosest(problem: MatchProblem, ratio: number): PairList {
  const { treated: arm } = problem;
  const waiting = Uint8Array.from(arm, () => 1);
  const treated: number[] = [];
  const control: number[] = [];
  for (let round = 0; round < ratio; round++) {
    const found = closestPairs(problem, waiting);
    if (found.treated.length === 0) break;
    for (let row = 0; row < arm.length; row++) if (arm[row] === 1) waiting[row] = 0;
    for (let i = 0; i < found.treated.length; i++) {
      const t = found.treated[i]!;
      const c = found.control[i]!;
      waiting[t] = 1;
      waiting[c] = 0;
      treated.push(t);
      control.push(c);
    }
  }
  return { treated: Int32Array.from(treated), control: Int32Array.from(control) };
}

/**
 * Takes the closest pair of all that wait, again and again. In the ascending order of the rows left the closest pair
 * is always a pair of neighbors, so a heap of neighbors suffices. Equal distances: the smaller treated row, then the
 * smaller control row.
 */
function closestPairs({ value, treated, stratum, strata, width, order }: MatchProblem, waiting: Uint8Array): PairList {
  const n = value.length;
  const before = new Int32Array(n).fill(-1);
  const after = new Int32Array(n).fill(-1);
  const last = new Int32Array(strata).fill(-1);
  // Neighbors at the start, and one more for every pair taken.
  const most = n + (n >> 1) + 1;
  const distances = new Float64Array(most);
  const ts = new Int32Array(most);
  const cs = new Int32Array(most);
  const heap = new Int32Array(most);
  let entries = 0;
  let size = 0;
  const less = (a: number, b: number): boolean => {
    const gap = distances[a]! - distances[b]!;
    if (gap !== 0) return gap < 0;
    return ts[a] !== ts[b] ? ts[a]! < ts[b]! : cs[a]! < cs[b]!;
  };
  const push = (a: number, b: number): void => {
    if (a < 0 || b < 0 || treated[a] === treated[b]) return;
    const distance = Math.abs(value[a]! - value[b]!);
    if (distance > width) return;
    const entry = entries++;
    distances[entry] = distance;
    ts[entry] = treated[a] === 1 ? a : b;
    cs[entry] = treated[a] === 1 ? b : a;
    let i = size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!less(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  };
  const pop = (): number => {
    const top = heap[0]!;
    const entry = heap[--size]!;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && less(heap[child + 1]!, heap[child]!)) child++;
      if (!less(heap[child]!, entry)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = entry;
    return top;
  };
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (waiting[row] === 0) continue;
    const s = stratum[row]!;
    const previous = last[s]!;
    before[row] = previous;
    if (previous >= 0) after[previous] = row;
    last[s] = row;
    push(previous, row);
  }
  const gone = new Uint8Array(n);
  const pairs = { treated: new Int32Array(n >> 1), control: new Int32Array(n >> 1) };
  let count = 0;
  while (size > 0) {
    const entry = pop();
    const t = ts[entry]!;
    const c = cs[entry]!;
    if (gone[t] === 1 || gone[c] === 1) continue;
    gone[t] = 1;
    gone[c] = 1;
    pairs.treated[count] = t;
    pairs.control[count++] = c;
    // t and c were neighbors: what is left of them now meets.
    const low = before[t] === c ? before[c]! : before[t]!;
    const high = after[t] === c ? after[c]! : after[t]!;
    if (low >= 0) after[low] = high;
    if (high >= 0) before[high] = low;
    push(low, high);
  }
  return { treated: pairs.treated.subarray(0, count), control: pairs.control.subarray(0, count) };
}
