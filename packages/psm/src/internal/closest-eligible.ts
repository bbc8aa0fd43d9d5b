import { firstFree, freeControls, take } from "./free-controls.js";
import type { MatchProblem, PairList } from "./match-problem.js";
import { PairHeap } from "./pair-heap.js";

/**
 * Takes the closest pair of all that wait, again and again, where covariates decide too. The nearest control that each
 * treated row may have is sought anew only when it comes first and that control is gone: distances only grow.
 */
export function closestEligible(
  { sorted, strata, width, allowed, metric, onVisit }: MatchProblem,
  waiting: Uint8Array,
): PairList {
  const { row, value, arm } = sorted;
  const n = arm.length;
  const free = freeControls(sorted, strata);
  const { cells, slot, left, right } = free;
  for (let cell = 0; cell < cells.length; cell++) {
    if (cells[cell]! >= 0 && waiting[cells[cell]!] === 0) take(free, cell);
  }
  const heap = new PairHeap(row, n);
  const cellOf = new Int32Array(n);
  const seek = (p: number): void => {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    let below = firstFree(left, slot[p]! - 1);
    let above = firstFree(right, slot[p]!);
    for (;;) {
      const low = cells[below]!;
      const high = cells[above]!;
      const lowGap = low < 0 ? Number.POSITIVE_INFINITY : value[p]! - value[low]!;
      const highGap = high < 0 ? Number.POSITIVE_INFINITY : value[high]! - value[p]!;
      const gap = Math.min(lowGap, highGap);
      if (gap === Number.POSITIVE_INFINITY || gap > width || (metric === null && gap > least)) break;
      const cell = lowGap === gap ? below : above;
      if (lowGap === gap) below = firstFree(left, below - 1);
      else above = firstFree(right, above + 1);
      const other = cells[cell]!;
      if (allowed !== null && !allowed(row[p]!, row[other]!)) continue;
      const distance = metric === null ? gap : metric(row[p]!, row[other]!);
      if (best < 0 || distance < least || (distance === least && row[other]! < row[cells[best]!]!)) {
        best = cell;
        least = distance;
      }
    }
    if (best < 0) return;
    cellOf[p] = best;
    heap.push(least, p, cells[best]!);
  };
  for (let p = 0; p < n; p++) if (arm[p] === 1 && waiting[p] === 1) seek(p);
  heap.sort();

  const pairs = { treated: new Int32Array(n >> 1), control: new Int32Array(n >> 1) };
  let count = 0;
  while (heap.size > 0) {
    const t = heap.firstTreated;
    const c = heap.firstControl;
    heap.pop();
    const cell = cellOf[t]!;
    if (left[cell] !== cell) {
      seek(t);
      continue;
    }
    take(free, cell);
    pairs.treated[count] = t;
    pairs.control[count++] = c;
    onVisit?.();
  }
  return { treated: pairs.treated.subarray(0, count), control: pairs.control.subarray(0, count) };
}
