import type { MatchProblem, Pair } from "./match-problem.js";

/** Options of the greedy search. */
export interface NearestOptions {
  /** Treated rows in the order in which they choose. */
  readonly visit: readonly number[];
  readonly ratio: number;
  readonly replace: boolean;
}

/**
 * Each treated row in turn takes the nearest free control of its stratum. Equal distances: the control fewer steps away
 * in the joint ascending order of all rows, the left one on equal steps (MatchIt 4.7.2).
 */
export function matchNearest(problem: MatchProblem, { visit, ratio, replace }: NearestOptions): Pair[] {
  const { value, treated, stratum, strata, width, order } = problem;
  const n = order.length;
  const place = new Int32Array(n);
  for (let s = 0; s < n; s++) place[order[s]!] = s;

  // Controls of each stratum in joint order, between two sentinels; free neighbours by path-compressed links.
  const slot = new Int32Array(n);
  const controls: Int32Array[] = [];
  const left: Int32Array[] = [];
  const right: Int32Array[] = [];
  const members: number[][] = Array.from({ length: strata }, () => []);
  for (const row of order) {
    const own = members[stratum[row]!]!;
    slot[row] = own.length;
    if (treated[row] === 0) own.push(row);
  }
  for (const own of members) {
    controls.push(Int32Array.from(own));
    left.push(Int32Array.from({ length: own.length + 1 }, (_, i) => i));
    right.push(Int32Array.from({ length: own.length + 1 }, (_, i) => i));
  }
  const find = (links: Int32Array, from: number): number => {
    let root = from;
    while (links[root] !== root) root = links[root]!;
    while (links[from] !== root) {
      const next = links[from]!;
      links[from] = root;
      from = next;
    }
    return root;
  };

  const pairs: Pair[] = [];
  let active = visit;
  for (let round = 0; round < ratio && active.length > 0; round++) {
    const again: number[] = [];
    for (const row of active) {
      const s = stratum[row]!;
      const own = controls[s]!;
      // left: index i stands for control i - 1, 0 for none; right: index i stands for control i, own.length for none.
      const links = { left: left[s]!, right: right[s]! };
      const taken: number[] = [];
      let below = find(links.left, slot[row]!) - 1;
      let above = find(links.right, slot[row]!);
      const wanted = replace ? ratio : 1;
      while (taken.length < wanted) {
        const low = below >= 0 ? own[below]! : -1;
        const high = above < own.length ? own[above]! : -1;
        const lowDistance = low < 0 ? Number.POSITIVE_INFINITY : Math.abs(value[row]! - value[low]!);
        const highDistance = high < 0 ? Number.POSITIVE_INFINITY : Math.abs(value[row]! - value[high]!);
        if (low < 0 && high < 0) break;
        const steps = low < 0 || high < 0 ? 0 : place[row]! - place[low]! - (place[high]! - place[row]!);
        const takeLow =
          high < 0 || (low >= 0 && (lowDistance < highDistance || (lowDistance === highDistance && steps <= 0)));
        if ((takeLow ? lowDistance : highDistance) > width) break;
        taken.push(takeLow ? low : high);
        const index = takeLow ? below : above;
        if (!replace) {
          links.left[index + 1] = index;
          links.right[index] = index + 1;
        }
        if (takeLow) below = find(links.left, below) - 1;
        else above = find(links.right, above + 1);
      }
      for (const control of taken) pairs.push([row, control]);
      if (taken.length > 0) again.push(row);
    }
    if (replace) break;
    active = again;
  }
  return pairs;
}
