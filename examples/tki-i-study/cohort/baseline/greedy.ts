import { PATIENTS } from "./cells.js";
import { CALIPER, SIZES } from "./targets.js";

/** Nearest-neighbour matching for the search: order kept between calls, result in `partner` (-1 = unmatched). */
export interface GreedyMatcher {
  readonly partner: Int32Array;
  /** Distance of each treated patient to the nearest control free at its turn; 2 if none was left. */
  readonly nearest: Float64Array;
  /** All patients by ascending score. */
  readonly order: Int32Array;
  /** Smallest distance of any decision from being decided otherwise. */
  readonly slack: () => number;
  run(score: Float64Array): void;
}

/** 1:1 without replacement, treated by descending score, nearest free control, absolute caliper, inclusive. */
export function greedyMatcher(): GreedyMatcher {
  const order = Int32Array.from({ length: PATIENTS }, (_, i) => i);
  const partner = new Int32Array(PATIENTS);
  const nearestFree = new Float64Array(SIZES[0]);
  let slack = 0;
  const run = (score: Float64Array): void => {
    for (let a = 1; a < PATIENTS; a++) {
      const i = order[a]!;
      const s = score[i]!;
      let b = a - 1;
      for (; b >= 0 && score[order[b]!]! > s; b--) order[b + 1] = order[b]!;
      order[b + 1] = i;
    }
    partner.fill(-1);
    slack = 1;
    for (let a = PATIENTS - 1; a >= 0; a--) {
      const i = order[a]!;
      if (a > 0) slack = Math.min(slack, s(i) - s(order[a - 1]!));
      if (i >= SIZES[0]) continue;
      const free = (b: number): boolean => order[b]! >= SIZES[0] && partner[order[b]!]! < 0;
      let left = a - 1;
      while (left >= 0 && !free(left)) left--;
      let right = a + 1;
      while (right < PATIENTS && !free(right)) right++;
      const below = left >= 0 ? s(i) - s(order[left]!) : 2;
      const above = right < PATIENTS ? s(order[right]!) - s(i) : 2;
      const nearest = Math.min(below, above);
      nearestFree[i] = nearest;
      slack = Math.min(slack, Math.abs(nearest - CALIPER));
      if (nearest > CALIPER) continue;
      slack = Math.min(slack, Math.abs(below - above));
      const control = below <= above ? order[left]! : order[right]!;
      partner[i] = control;
      partner[control] = i;
    }
    function s(i: number): number {
      return score[i]!;
    }
  };
  return { partner, nearest: nearestFree, order, slack: () => slack, run };
}
