import type { Arena } from "./arena.js";
import { logarithm } from "./elementary.js";

/** Rows whose risk sets are multiplied before a logarithm is taken: 16 factors a lane, of at most 1e15. */
const GROUP = 32;
const LARGEST = 1e15;

/** Whether no two rows have one time, with that before them too, and all weigh 1. */
export function areDistinct({ rank, weight }: Arena, from: number, to: number, start: number): boolean {
  for (let i = from; i < to; i++) {
    if (weight[i] !== 1 || (i > start && rank[i] === rank[i - 1])) return false;
  }
  return true;
}

/**
 * Takes rows of distinct times and weight 1 into the risk set, whose sum is `before` without them, in the scale exp(-m).
 * Twin of assembly/distinct.ts, whose two lanes are the even and the odd rows of a group.
 *
 * @returns the sum with them, their part of the log-likelihood and their deaths; null, and nothing is done, where the sums
 * are not of a size that may be multiplied.
 */
export function distinctTimes(
  { risk, gain, deathGain, eta, event, survivor, inverse, kind }: Arena,
  from: number,
  to: number,
  scale: number,
  before: number,
): { total: number; part: number; deaths: number } | null {
  let total = before;
  for (let i = to - 1; i >= from; i--) {
    total += risk[i]!;
    gain[i] = total;
  }
  if (!(gain[to - 1]! > 1 / LARGEST && total < LARGEST)) return null;
  const parts = [0, 0];
  let logs = 0;
  let deaths = 0;
  for (let begin = from; begin < to; begin += GROUP) {
    const products = [1, 1];
    for (let i = begin; i < Math.min(begin + GROUP, to); i++) {
      const lane = (i - begin) & 1;
      const alive = gain[i]!;
      const dead = event[i]!;
      const share = 1 / alive;
      const hazard = dead * share;
      if (dead === 1) products[lane]! *= alive;
      parts[lane]! += dead * (eta[i]! - scale);
      deaths += dead;
      gain[i] = hazard;
      deathGain[i] = hazard;
      eta[i] = scale;
      inverse[i - from] = share;
      survivor[i - from] = risk[i]!;
      kind[i - from] = dead;
    }
    logs += logarithm(products[0]!) + logarithm(products[1]!);
  }
  return { total, part: parts[0]! + parts[1]! - logs, deaths };
}
