import { ascendingOrder } from "@hcc/numerics";
import { firstFree, freeControls, take } from "./free-controls.js";
import type { MatchProblem, PairList } from "./match-problem.js";

/** Options of the greedy search. */
export interface NearestOptions {
  /** Places of the treated rows in the order in which they choose. */
  readonly visit: Int32Array;
  /** Instead, who is farthest from its nearest free control chooses first, equal ones in the order of `visit`. */
  readonly farthest: boolean;
  /** The most controls of a treated row. */
  readonly ratio: number;
  /** Controls that each place wants; null: `ratio`. */
  readonly wanted: Int32Array | null;
  readonly replace: boolean;
}

/**
 * Each treated row in turn takes the nearest free control of its stratum that it may have. Equal distances: the control
 * fewer steps away in the joint ascending order of all rows, the left one on equal steps (MatchIt 4.7.2). With a metric
 * the control that it puts nearest, of equal ones the one first by that rule.
 */
export function matchNearest(
  problem: MatchProblem,
  { visit, farthest, ratio, wanted, replace }: NearestOptions,
): PairList {
  const { width, allowed, metric, sorted, strata, onVisit } = problem;
  const { value, row } = sorted;
  const free = freeControls(sorted, strata);
  const { cells, slot, left, right, size } = free;
  const most = Math.min(visit.length * Math.min(ratio, size), replace ? Number.POSITIVE_INFINITY : size);
  const treated = new Int32Array(most);
  const control = new Int32Array(most);
  const atOnce = replace ? Math.min(ratio, size) : 1;
  const taken = new Int32Array(atOnce);
  const takenDistance = new Float64Array(atOnce);
  let count = 0;
  let active = visit;
  for (let round = 0; round < ratio && active.length > 0; round++) {
    if (wanted !== null && round > 0) active = active.filter((p) => wanted[p]! > round);
    if (farthest) active = hardestFirst(round === 0 ? active : active.sort((a, b) => row[a]! - row[b]!));
    const first = count;
    for (let v = 0; v < active.length; v++) {
      const p = active[v]!;
      const found = search(p);
      onVisit?.();
      for (let i = 0; i < found; i++) {
        treated[count] = p;
        control[count++] = cells[taken[i]!]!;
        if (!replace) take(free, taken[i]!);
      }
    }
    if (replace) break;
    active = treated.slice(first, count);
  }
  return { treated: treated.subarray(0, count), control: control.subarray(0, count) };

  /** Puts the nearest controls that a place may have into `taken`, and says how many. */
  function search(p: number): number {
    const x = value[p]!;
    let found = 0;
    let below = firstFree(left, slot[p]! - 1);
    let above = firstFree(right, slot[p]!);
    while (metric !== null || found < atOnce) {
      const low = cells[below]!;
      const high = cells[above]!;
      const lowDistance = low < 0 ? Number.POSITIVE_INFINITY : x - value[low]!;
      const highDistance = high < 0 ? Number.POSITIVE_INFINITY : value[high]! - x;
      const takeLow =
        high < 0 || lowDistance < highDistance || (lowDistance === highDistance && low >= 0 && p - low <= high - p);
      const other = takeLow ? low : high;
      const gap = takeLow ? lowDistance : highDistance;
      if (other < 0 || gap > width) break;
      const cell = takeLow ? below : above;
      if (takeLow) below = firstFree(left, below - 1);
      else above = firstFree(right, above + 1);
      if (allowed !== null && !allowed(row[p]!, row[other]!)) continue;
      const distance = metric === null ? gap : metric(row[p]!, row[other]!);
      if (found === atOnce && !(distance < takenDistance[found - 1]!)) continue;
      let i = found < atOnce ? found++ : found - 1;
      for (; i > 0 && distance < takenDistance[i - 1]!; i--) {
        taken[i] = taken[i - 1]!;
        takenDistance[i] = takenDistance[i - 1]!;
      }
      taken[i] = cell;
      takenDistance[i] = distance;
    }
    return found;
  }

  /** Places that have a control, by descending distance to the nearest one. */
  function hardestFirst(places: Int32Array): Int32Array {
    const reached = new Int32Array(places.length);
    const nearness = new Float64Array(places.length);
    let count = 0;
    for (let i = 0; i < places.length; i++) {
      if (search(places[i]!) === 0) continue;
      reached[count] = places[i]!;
      nearness[count++] = -takenDistance[0]!;
    }
    return ascendingOrder(nearness.subarray(0, count)).order.map((i) => reached[i]!);
  }
}
