import type { Arena } from "./arena.js";

/**
 * Takes a block of rows into the sums of r x over the risk set, the last row first; the mean of an event time goes to the
 * means that wait for their product.
 *
 * Twin of assembly/moments.ts. Kinds of rows: 0: ends no event time, 1: ends one; 2 and 3: the same where deaths are tied.
 *
 * @param filled means that wait already.
 */
export function moments(
  { x, q, survivor, inverse, dying, inverseDead, share, kind, s1, d1, means }: Arena,
  from: number,
  rows: number,
  filled: number,
): void {
  for (let j = 0; j < q; j++) {
    let risk = s1[j]!;
    let died = d1[j]!;
    let mean = filled * q + j;
    for (let k = rows - 1; k >= 0; k--) {
      const value = x[(from + k) * q + j]!;
      const what = kind[k]!;
      risk += survivor[k]! * value;
      if (what < 2) {
        means[mean] = inverse[k]! * risk;
        if (what === 1) mean += q;
        continue;
      }
      died += dying[k]! * value;
      if (what === 2) continue;
      risk += died;
      const whole = inverse[k]! * risk;
      const gap = whole - inverseDead[k]! * died;
      means[mean] = whole + share[k]! * gap;
      means[mean + q] = gap;
      mean += 2 * q;
      died = 0;
    }
    s1[j] = risk;
    d1[j] = died;
  }
}
