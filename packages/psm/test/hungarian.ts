/** The Hungarian algorithm (Kuhn, Munkres; O(n^3)) with a column of its own, at the cost `alone`, for each row. */
export function hungarian(cost: readonly (readonly number[])[], alone = 1000): { count: number; total: number } {
  const m = cost.length;
  const n = cost[0]!.length;
  const never = 1e9;
  const at = (i: number, j: number): number => (j < n ? Math.min(never, cost[i]![j]!) : j - n === i ? alone : never);
  const u = new Array<number>(m + 1).fill(0);
  const v = new Array<number>(n + m + 1).fill(0);
  const rowOf = new Array<number>(n + m + 1).fill(0);
  for (let i = 1; i <= m; i++) {
    rowOf[0] = i;
    let j0 = 0;
    const least = new Array<number>(n + m + 1).fill(Number.POSITIVE_INFINITY);
    const seen = new Array<boolean>(n + m + 1).fill(false);
    const way = new Array<number>(n + m + 1).fill(0);
    do {
      seen[j0] = true;
      const i0 = rowOf[j0]!;
      let delta = Number.POSITIVE_INFINITY;
      let j1 = 0;
      for (let j = 1; j <= n + m; j++) {
        if (seen[j]) continue;
        const reduced = at(i0 - 1, j - 1) - u[i0]! - v[j]!;
        if (reduced < least[j]!) {
          least[j] = reduced;
          way[j] = j0;
        }
        if (least[j]! < delta) {
          delta = least[j]!;
          j1 = j;
        }
      }
      for (let j = 0; j <= n + m; j++) {
        if (seen[j]) {
          u[rowOf[j]!]! += delta;
          v[j]! -= delta;
        } else least[j]! -= delta;
      }
      j0 = j1;
    } while (rowOf[j0] !== 0);
    while (j0 !== 0) {
      rowOf[j0] = rowOf[way[j0]!]!;
      j0 = way[j0]!;
    }
  }
  let count = 0;
  let total = 0;
  for (let j = 1; j <= n; j++) {
    if (rowOf[j] === 0) continue;
    count++;
    total += cost[rowOf[j]! - 1]![j - 1]!;
  }
  return { count, total };
}

/** The first limit on the distances that costs no pair. */
export function hungarianMaximum(cost: readonly (readonly number[])[]): {
  count: number;
  total: number;
  maximum: number;
} {
  const { count } = hungarian(cost);
  const limits = [...new Set(cost.flat())].filter(Number.isFinite).sort((a, b) => a - b);
  for (const maximum of limits) {
    const best = hungarian(cost.map((row) => row.map((d) => (d <= maximum ? d : Number.POSITIVE_INFINITY))));
    if (best.count === count) return { ...best, maximum };
  }
  return { count: 0, total: 0, maximum: 0 };
}
