import { ascendingOrder } from "@hcc/numerics";

const EPSILON = 2.220446049250313e-16;

/** Ranks of absolute differences, doubled, of those other than 0. */
export interface SignedRanks {
  /** In ascending order. */
  readonly doubled: Float64Array;
  readonly positive: number;
  readonly zero: number;
  readonly ties: boolean;
  /** Sum of the doubled ranks of positive differences, of all, and of their squares. */
  readonly sums: { readonly positive: number; readonly all: number; readonly squares: number };
}

/**
 * Ranks the differences x - y, or x alone. Those that rounding alone sets apart are tied, and 0 when they are rounding alone:
 * 1.3 - 1.2 is 0.2 - 0.1. A difference is taken as known to 2^-52 of |x| + |y|.
 *
 * @param pratt whether differences of 0 take part in the ranking.
 */
export function signedRanks(x: Float64Array, y: Float64Array | null, pratt: boolean): SignedRanks {
  const n = x.length;
  const d = new Float64Array(n);
  const sizes = new Float64Array(n);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    d[i] = y === null ? x[i]! : x[i]! - y[i]!;
    sizes[i] = Math.abs(d[i]!);
    if (y !== null) largest = Math.max(largest, Math.abs(x[i]!) + Math.abs(y[i]!));
  }
  const { order, sorted } = ascendingOrder(sizes);
  const error = (place: number): number => {
    const i = order[place]!;
    return y === null ? 0 : EPSILON * (Math.abs(x[i]!) + Math.abs(y[i]!));
  };
  const most = 2 * EPSILON * largest;
  const tied = (place: number): boolean => {
    const gap = sorted[place]! - sorted[place - 1]!;
    return gap === 0 || (gap <= most && gap <= error(place) + error(place - 1));
  };

  let zero = 0;
  if (n > 0 && (sorted[0] === 0 || sorted[0]! <= error(0))) for (zero = 1; zero < n && tied(zero); ) zero++;
  const doubled = new Float64Array(n - zero);
  const before = pratt ? 0 : zero;
  let positive = 0;
  let ties = false;
  const sums = { positive: 0, all: 0, squares: 0 };
  for (let start = zero, end = zero; start < n; start = end) {
    for (end = start + 1; end < n && tied(end); ) end++;
    if (end - start > 1) ties = true;
    const rank = start + end + 1 - 2 * before;
    let above = 0;
    for (let place = start; place < end; place++) {
      doubled[place - zero] = rank;
      if (d[order[place]!]! > 0) above++;
    }
    positive += above;
    sums.positive += above * rank;
    sums.all += (end - start) * rank;
    sums.squares += (end - start) * rank * rank;
  }
  return { doubled, positive, zero, ties, sums };
}
