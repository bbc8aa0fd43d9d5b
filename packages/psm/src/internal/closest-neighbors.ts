import type { MatchProblem, PairList } from "./match-problem.js";
import { PairHeap } from "./pair-heap.js";

/**
 * Takes the closest pair of all that wait, again and again, where the scores alone decide. In the ascending order of the
 * rows left the closest pair is one of neighbors, so a heap of neighbors suffices. Rows of one group and one score stand
 * behind each other, so that of equal pairs that of the smallest rows is one of neighbors too.
 */
export function closestNeighbors({ sorted, strata, width, onVisit }: MatchProblem, waiting: Uint8Array): PairList {
  const { row, value, arm, stratum } = sorted;
  const n = value.length;
  // A stand bears the place of its first row.
  const stand = new Int32Array(n);
  const front = new Int32Array(n).fill(-1);
  const behind = new Int32Array(n).fill(-1);
  const before = new Int32Array(n).fill(-1);
  const after = new Int32Array(n).fill(-1);
  const heap = new PairHeap(row, n);

  const push = (low: number, high: number): void => {
    if (low < 0 || high < 0 || arm[low] === arm[high]) return;
    const distance = value[high]! - value[low]!;
    if (distance > width) return;
    if (arm[low] === 1) heap.push(distance, front[low]!, front[high]!);
    else heap.push(distance, front[high]!, front[low]!);
  };
  const leave = (p: number): void => {
    const own = stand[p]!;
    front[own] = behind[p]!;
    if (front[own]! >= 0) return;
    const low = before[own]!;
    const high = after[own]!;
    if (low >= 0) after[low] = high;
    if (high >= 0) before[high] = low;
  };

  const last = new Int32Array(strata).fill(-1);
  const lastOfArm = new Int32Array(2 * strata).fill(-1);
  for (let p = 0; p < n; p++) {
    if (waiting[p] === 0) continue;
    const s = stratum[p]!;
    const same = lastOfArm[2 * s + arm[p]!]!;
    lastOfArm[2 * s + arm[p]!] = p;
    if (same >= 0 && value[same] === value[p]) {
      stand[p] = stand[same]!;
      behind[same] = p;
      continue;
    }
    stand[p] = p;
    front[p] = p;
    before[p] = last[s]!;
    if (before[p]! >= 0) after[before[p]!] = p;
    last[s] = p;
    push(before[p]!, p);
  }

  heap.sort();

  const pairs = { treated: new Int32Array(n >> 1), control: new Int32Array(n >> 1) };
  let count = 0;
  while (heap.size > 0) {
    const t = heap.firstTreated;
    const c = heap.firstControl;
    heap.pop();
    const low = Math.min(stand[t]!, stand[c]!);
    const high = Math.max(stand[t]!, stand[c]!);
    if (front[low]! < 0 || front[high]! < 0) continue;
    if (front[stand[t]!] === t && front[stand[c]!] === c) {
      pairs.treated[count] = t;
      pairs.control[count++] = c;
      onVisit?.();
      leave(t);
      leave(c);
    }
    push(front[low]! < 0 ? before[low]! : low, front[high]! < 0 ? after[high]! : high);
  }
  return { treated: pairs.treated.subarray(0, count), control: pairs.control.subarray(0, count) };
}
