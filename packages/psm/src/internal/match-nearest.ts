import type { MatchProblem, PairList } from "./match-problem.js";

/** Options of the greedy search. */
export interface NearestOptions {
  /** Treated rows in the order in which they choose. */
  readonly visit: Int32Array;
  readonly ratio: number;
  readonly replace: boolean;
}

/**
 * Each treated row in turn takes the nearest free control of its stratum that it may have. Equal distances: the control
 * fewer steps away in the joint ascending order of all rows, the left one on equal steps (MatchIt 4.7.2). With a metric
 * the control that it puts nearest, of equal ones the one first by that rule.
 */
export function matchNearest(problem: MatchProblem, { visit, ratio, replace }: NearestOptions): PairList {
  const { value, width, place, allowed, metric } = problem;
  const { cells, slot, left, right, starts } = layOut(problem);
  const controls = cells.length - starts.length - 1;
  const most = Math.min(visit.length * Math.min(ratio, controls), replace ? Number.POSITIVE_INFINITY : controls);
  const treated = new Int32Array(most);
  const control = new Int32Array(most);
  let count = 0;
  const wanted = replace ? Math.min(ratio, controls) : 1;
  const taken = new Int32Array(wanted);
  const takenDistance = new Float64Array(wanted);
  let active = visit;
  for (let round = 0; round < ratio && active.length > 0; round++) {
    const first = count;
    for (let v = 0; v < active.length; v++) {
      const row = active[v]!;
      const x = value[row]!;
      let found = 0;
      let below = free(left, slot[row]! - 1);
      let above = free(right, slot[row]!);
      while (metric !== null || found < wanted) {
        const low = cells[below]!;
        const high = cells[above]!;
        const lowDistance = low < 0 ? Number.POSITIVE_INFINITY : Math.abs(x - value[low]!);
        const highDistance = high < 0 ? Number.POSITIVE_INFINITY : Math.abs(value[high]! - x);
        const takeLow =
          high < 0 ||
          lowDistance < highDistance ||
          (lowDistance === highDistance && low >= 0 && place[row]! - place[low]! <= place[high]! - place[row]!);
        const other = takeLow ? low : high;
        if (other < 0 || (takeLow ? lowDistance : highDistance) > width) break;
        const cell = takeLow ? below : above;
        if (takeLow) below = free(left, below - 1);
        else above = free(right, above + 1);
        if (allowed !== null && !allowed(row, other)) continue;
        if (metric === null) {
          taken[found++] = cell;
          continue;
        }
        const distance = metric(row, other);
        if (found === wanted && !(distance < takenDistance[found - 1]!)) continue;
        let i = found < wanted ? found++ : found - 1;
        for (; i > 0 && distance < takenDistance[i - 1]!; i--) {
          taken[i] = taken[i - 1]!;
          takenDistance[i] = takenDistance[i - 1]!;
        }
        taken[i] = cell;
        takenDistance[i] = distance;
      }
      for (let i = 0; i < found; i++) {
        const cell = taken[i]!;
        treated[count] = row;
        control[count++] = cells[cell]!;
        if (replace) continue;
        left[cell] = cell - 1;
        right[cell] = cell + 1;
      }
    }
    if (replace) break;
    active = treated.slice(first, count);
  }
  return { treated: treated.subarray(0, count), control: control.subarray(0, count) };
}

/** The first cell from here on, in the direction of the links, that is free or a boundary; shortens the way to it. */
function free(links: Int32Array, from: number): number {
  let root = from;
  while (links[root] !== root) root = links[root]!;
  while (links[from] !== root) {
    const next = links[from]!;
    links[from] = root;
    from = next;
  }
  return root;
}

/** Controls of each stratum in joint order, a boundary cell on both sides; where each row stands among them; links. */
function layOut({ value, stratum, order, strata, treated }: MatchProblem): {
  cells: Int32Array;
  slot: Int32Array;
  left: Int32Array;
  right: Int32Array;
  starts: Int32Array;
} {
  const starts = new Int32Array(strata);
  let total = 0;
  for (let i = 0; i < order.length; i++) {
    if (treated[order[i]!] === 0) {
      starts[stratum[order[i]!]!]!++;
      total++;
    }
  }
  // A boundary cell of -1 before, between and after the strata.
  for (let s = 0, next = 1; s < strata; s++) {
    const size = starts[s]!;
    starts[s] = next;
    next += size + 1;
  }
  const cells = new Int32Array(total + strata + 1).fill(-1);
  const slot = new Int32Array(value.length);
  const cursor = starts.slice();
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    const s = stratum[row]!;
    slot[row] = cursor[s]!;
    if (treated[row] === 0) cells[cursor[s]!++] = row;
  }
  const left = new Int32Array(cells.length);
  for (let i = 0; i < cells.length; i++) left[i] = i;
  return { cells, slot, left, right: left.slice(), starts };
}
