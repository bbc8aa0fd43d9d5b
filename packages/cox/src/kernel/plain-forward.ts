import type { Arena } from "./arena.js";
import { exponential } from "./elementary.js";
import { addRowProduct } from "./plain-product.js";

/**
 * First product: the risk of every row times the cumulative hazard over the event times that it was at risk at. Twin of
 * assembly/forward.ts.
 */
export function forward(arena: Arena): void {
  const { eta, risk, rank, event, strataEnd, gain, deathGain } = arena;
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    const stop = strataEnd[s]!;
    let hazard = 0;
    let scale = Number.POSITIVE_INFINITY;
    while (i < stop) {
      const begin = i;
      do i++;
      while (i < stop && rank[i] === rank[begin]);
      const top = eta[begin]!;
      if (top !== scale) {
        hazard = hazard === 0 ? 0 : hazard * exponential(top - scale);
        scale = top;
      }
      const dying = hazard + deathGain[begin]!;
      hazard += gain[begin]!;
      for (let k = begin; k < i; k++) risk[k]! *= event[k] === 1 ? dying : hazard;
    }
  }
  addRowProduct(arena);
}
