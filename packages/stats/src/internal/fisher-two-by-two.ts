/** P-values of a 2 x 2 table given its margins; less and greater are of the first cell. */
export interface TwoByTwo {
  readonly "two-sided": number;
  readonly less: number;
  readonly greater: number;
}

/** Tables whose probability differs from the observed one's by less than this, relatively, count as equally likely. */
const TOLERANCE = 1e-7;
// The smallest double with full precision; below it the products would stop shrinking.
const SMALLEST = 2.2250738585072014e-308;

/**
 * Fisher's exact test of a 2 x 2 table and its mid-P, which leaves out half of the probability of the tables as likely as
 * the observed one; one-sided, of the observed one.
 *
 * The hypergeometric probabilities are walked outward from the mode by exact ratios of neighbors, are not stored, and
 * only until they no longer count: some ten standard deviations past the observed table.
 */
export function fisherTwoByTwo(table: readonly (readonly number[])[]): {
  readonly exact: TwoByTwo;
  readonly mid: TwoByTwo;
} {
  const [a, b] = table[0] as [number, number];
  const [c, d] = table[1] as [number, number];
  const m = a + b;
  const n = c + d;
  const k = a + c;
  const lowest = Math.max(0, k - n);
  const highest = Math.min(k, m);
  const mode = Math.min(highest, Math.max(lowest, Math.floor(((k + 1) / (m + n + 2)) * (m + 1))));
  const ratio = (x: number, step: number): number =>
    step > 0 ? ((m - x) / (x + 1)) * ((k - x) / (n - k + x + 1)) : (x / (m - x + 1)) * ((n - k + x) / (k - x + 1));

  // In units of the probability of the mode.
  let observed = 1;
  const towards = Math.sign(a - mode);
  for (let x = mode; x !== a && observed >= SMALLEST; x += towards) observed *= ratio(x, towards);
  if (observed < SMALLEST) observed = 0;

  const sums = { below: 0, above: 0, less: 0, equal: 0, more: 0 };
  const add = (x: number, weight: number): void => {
    if (x < a) sums.below += weight;
    else if (x > a) sums.above += weight;
    if (weight > observed * (1 + TOLERANCE)) sums.more += weight;
    else if (weight < observed * (1 - TOLERANCE)) sums.less += weight;
    else sums.equal += weight;
  };
  const walk = (step: 1 | -1, end: number): void => {
    for (let x = mode, weight = 1; x !== end; ) {
      weight *= ratio(x, step);
      x += step;
      if (weight < SMALLEST) return;
      add(x, weight);
      const own = step > 0 ? sums.above : sums.below;
      if ((x - a) * step > 0 && weight < 1e-20 * Math.min(own, sums.less)) return;
    }
  };
  add(mode, 1);
  walk(-1, lowest);
  walk(1, highest);

  const total = sums.less + sums.equal + sums.more;
  const share = (sum: number): number => Math.min(1, sum / total);
  return {
    exact: {
      "two-sided": share(sums.less + sums.equal),
      less: share(sums.below + observed),
      greater: share(sums.above + observed),
    },
    mid: {
      "two-sided": share(sums.less + sums.equal / 2),
      less: share(sums.below + observed / 2),
      greater: share(sums.above + observed / 2),
    },
  };
}
