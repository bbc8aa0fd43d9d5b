/** Rank sum of one of two samples in both. */
export interface RankSum {
  /** Twice the sum of the mid-ranks of x. */
  readonly doubled: number;
  /** Sum over groups of tied values of t^3 - t; 0 without ties. */
  readonly tieSum: number;
}

/** Merges the two sorted samples: where the ranks of single values are not asked for, no order need be kept. */
export function rankSum(x: Float64Array, y: Float64Array): RankSum {
  const a = x.slice().sort();
  const b = y.slice().sort();
  const m = a.length;
  const n = b.length;
  let doubled = 0;
  let tieSum = 0;
  for (let i = 0, j = 0; i < m || j < n; ) {
    const value = j === n || (i < m && a[i]! <= b[j]!) ? a[i]! : b[j]!;
    const start = i + j;
    const before = i;
    while (i < m && a[i] === value) i++;
    while (j < n && b[j] === value) j++;
    const end = i + j;
    doubled += (i - before) * (start + end + 1);
    tieSum += (end - start) * ((end - start) * (end - start) - 1);
  }
  return { doubled, tieSum };
}
