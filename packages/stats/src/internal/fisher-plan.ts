/** How the tables with given margins are gone through. */
export interface FisherPlan {
  /** Totals that the nodes keep. */
  readonly rows: readonly number[];
  /** Totals of the columns in the order of placing; the last of them from `split` on are gone through way by way. */
  readonly columns: readonly number[];
  readonly split: number;
  /** Estimated steps. */
  readonly cost: number;
}

/** Columns beyond which only the two largest are left for the end. */
const WIDE = 16;

/**
 * Chooses the columns that are placed first and those that are left for the end, so that the ways to all nodes and the ends
 * of all nodes are fewest together. Estimates: of a column, the tables within the ellipsoid of chi-square 2 `deficit`, at
 * most all compositions that its rows have room for.
 */
export function fisherPlan(rows: readonly number[], columns: readonly number[], deficit: number): FisherPlan {
  const n = rows.reduce((sum, count) => sum + count, 0);
  const sorted = [...columns].sort((a, b) => a - b);
  const all = sorted.map((count) => compositions(rows, count));
  const likely = sorted.map((count, j) => Math.min(all[j]!, ellipsoid(rows, n, count, deficit)));
  let best: { cost: number; last: readonly number[] } | null = null;
  const width = sorted.length;
  // About so many weights differ: in rows with room, the order of the counts does not matter.
  const different = sorted.map((count, j) => {
    let orders = 1;
    for (let i = rows.filter((own) => 2 * own >= count).length; i > 1; i--) orders *= i;
    return Math.floor(1 + (likely[j]! - 1) / orders);
  });
  const consider = (last: readonly number[]): void => {
    let ways = 1;
    let weights = 1;
    let nodes = 1;
    let placed = 0;
    let work = 0;
    for (let j = 0, k = 0; j < width; j++) {
      if (j === last[k]) {
        k++;
        continue;
      }
      ways *= likely[j]!;
      weights *= different[j]!;
      placed += sorted[j]!;
      nodes = Math.min(ways, compositions(rows, placed), ellipsoid(rows, n, placed, deficit));
      ways = Math.min(ways, nodes * weights);
      work += 8 * ways;
    }
    let ends = all[last.at(-2)!]!;
    for (let k = 0; k < last.length - 2; k++) ends *= likely[last[k]!]!;
    const cost = work + nodes * (100 + 2 * ends);
    if (best === null || cost < best.cost) best = { cost, last };
  };
  const extend = (last: readonly number[], from: number): void => {
    if (last.length >= 2) consider(last);
    if (last.length === 4) return;
    for (let j = from; j < width; j++) if (j === from || sorted[j] !== sorted[j - 1]) extend([...last, j], j + 1);
  };
  if (width > WIDE) consider([width - 2, width - 1]);
  else extend([], 0);
  const { cost, last } = best!;
  return {
    rows,
    columns: [...sorted.filter((_, j) => !last.includes(j)), ...last.map((j) => sorted[j]!)],
    split: width - last.length,
    cost,
  };
}

/** At least the ways of taking `count` from the totals. */
function compositions(rows: readonly number[], count: number): number {
  const room = rows.map((own) => Math.min(own, count) + 1).sort((a, b) => a - b);
  let free = 1;
  let capped = 1;
  for (let i = 1; i < rows.length; i++) {
    free *= (count + i) / i;
    capped *= room[i - 1]!;
  }
  return Math.min(free, capped);
}

/** Volume of the ellipsoid of the counts that `count` draws from the totals take, half a count wider. */
function ellipsoid(rows: readonly number[], n: number, count: number, deficit: number): number {
  const spread = count * (1 - count / n);
  const dimensions = rows.length - 1;
  let volume = dimensions % 2 === 0 ? 1 : 2;
  for (let d = dimensions % 2 === 0 ? 2 : 3; d <= dimensions; d += 2) volume *= (2 * Math.PI) / d;
  let squared = 1;
  for (const own of rows) squared *= own / n + 0.25 / Math.max(0.25, spread);
  for (let i = 0; i < dimensions; i++) squared *= 2 * deficit * Math.max(0.25, spread);
  return Math.max(1, volume * Math.sqrt(squared));
}
