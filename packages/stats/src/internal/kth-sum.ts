/**
 * The k-th smallest of all sums a[i] + b[j], or of those with i <= j, without making them: the answer is enclosed between two
 * sums; a number between these is compared with all sums in one walk along the border of the smaller ones, and the limits
 * move to the sums on either side of it. Some seventy walks are enough, whatever the magnitudes.
 *
 * @param a ascending, `b` too.
 * @param k from 1 to the number of sums.
 * @param upper whether only i <= j counts.
 *
 * @see Johnson DB, Mizoguchi T. SIAM J Comput 1978;7:147-153. https://doi.org/10.1137/0207013
 */
export function kthSum(a: Float64Array, b: Float64Array, k: number, upper: boolean): number {
  const m = a.length;
  const n = b.length;
  let low = a[0]! + b[0]!;
  let high = a[m - 1]! + b[n - 1]!;
  while (low < high) {
    const middle = between(low, high);
    let count = 0;
    let below = low;
    let above = high;
    for (let i = 0, j = n; i < m; i++) {
      const value = a[i]!;
      while (j > 0 && value + b[j - 1]! > middle) j--;
      const first = upper ? i : 0;
      if (j > first) {
        count += j - first;
        below = Math.max(below, value + b[j - 1]!);
      }
      const next = Math.max(j, first);
      if (next < n) above = Math.min(above, value + b[next]!);
    }
    if (count >= k) high = below;
    else low = above;
  }
  return low;
}

/** A number from `low` to below `high`, near their middle; on the scale of logarithms where they are far apart. */
function between(low: number, high: number): number {
  if (low < 0 && high > 0) return 0;
  if (high === 0) return -Number.MIN_VALUE;
  const [less, more] = [Math.abs(low), Math.abs(high)];
  const far = less > 4 * more || more > 4 * less;
  const middle = far ? Math.sign(low + high) * Math.sqrt(less) * Math.sqrt(more) : low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}
