import { type Arena, PLAN } from "./arena.js";

/**
 * Takes a block of rows into the sums of r x over the risk set, the last row first, as `plan` says for each of them: at
 * the end of an event time the mean goes to `means` from row `filled`, and its part is taken from the score.
 *
 * Twin of assembly/moments.ts. Fields of the plan: risk of a survivor; case weight of a death; factor of the mean in the
 * score; 1 / S0; risk of a tied death; 1 / D0; G1 / d; what the row is. One of: 0: ends no event time, 1: ends one; 2 and
 * 3: the same where deaths are tied.
 */
export function moments(
  { x, q, plan, s1, d1, gradient, means }: Arena,
  from: number,
  to: number,
  filled: number,
  wanted: boolean,
): void {
  const distance = wanted ? q : 0;
  for (let j = 0; j < q; j++) {
    let risk = s1[j]!;
    let died = d1[j]!;
    let score = gradient[j]!;
    let mean = filled * q + j;
    for (let i = to - 1; i >= from; i--) {
      const row = (i - from) * PLAN;
      const value = x[i * q + j]!;
      const kind = plan[row + 7]!;
      risk += plan[row]! * value;
      if (kind < 2) {
        score += plan[row + 1]! * value - plan[row + 2]! * risk;
        means[mean] = plan[row + 3]! * risk;
        if (kind === 1) mean += distance;
        continue;
      }
      died += plan[row + 4]! * value;
      score += plan[row + 1]! * value;
      if (kind === 2) continue;
      risk += died;
      const whole = plan[row + 3]! * risk;
      const gap = whole - plan[row + 5]! * died;
      const steps = whole + plan[row + 6]! * gap;
      score -= plan[row + 2]! * steps;
      means[mean] = steps;
      means[mean + distance] = gap;
      mean += 2 * distance;
      died = 0;
    }
    s1[j] = risk;
    d1[j] = died;
    gradient[j] = score;
  }
}
