import { log1p } from "@hcc/numerics";
import type { Margins } from "./contingency-margins.js";

type Table = readonly (readonly number[])[];

/** Sum of (O - E)^2 / E. */
export function pearson(table: Table, { rows, columns, n }: Margins): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns.length; j++) {
      // (O - E)^2 / E with both numbers multiplied by n, which keeps the difference exact.
      const product = rows[i]! * columns[j]!;
      const difference = table[i]![j]! * n - product;
      sum += (difference / product) * difference;
    }
  }
  return sum / n;
}

/** Pearson's chi-square of a 2 x 2 table with every |O - E| brought nearer to 0 by one half, at most to 0. */
export function yates(table: Table, { rows, columns, n }: Margins): number {
  const excess = Math.max(0, Math.abs(table[0]![0]! * table[1]![1]! - table[0]![1]! * table[1]![0]!) - n / 2);
  return (n * (excess / rows[0]!) * (excess / rows[1]!)) / columns[0]! / columns[1]!;
}

/** G^2 = 2 sum of O log(O / E). */
export function likelihoodRatio(table: Table, { rows, columns, n }: Margins): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns.length; j++) {
      // O log(O / E) - (O - E) is never negative, so nothing cancels between the cells; the O - E add up to 0.
      const product = rows[i]! * columns[j]!;
      const excess = (table[i]![j]! * n - product) / product;
      sum += (product / n) * (excess === -1 ? 1 : (1 + excess) * log1p(excess) - excess);
    }
  }
  return 2 * Math.max(0, sum);
}

/** (n - 1) r^2 with r the correlation of the scores of row and column; null when either does not vary. */
export function linearByLinear(
  table: Table,
  { rows, columns, n }: Margins,
  rowScores: readonly number[],
  columnScores: readonly number[],
): number | null {
  const u = centered(rowScores, rows, n);
  const v = centered(columnScores, columns, n);
  const uu = sumOf(rows, (count, i) => count * u[i]! * u[i]!);
  const vv = sumOf(columns, (count, j) => count * v[j]! * v[j]!);
  if (!(uu > 0 && vv > 0)) return null;
  const uv = sumOf(table, (cells, i) => u[i]! * sumOf(cells, (count, j) => count * v[j]!));
  return (n - 1) * (uv / uu) * (uv / vv);
}

/** Scores less their mean over the subjects, in units of their largest distance from it. */
function centered(scores: readonly number[], counts: readonly number[], n: number): number[] {
  // From a score that occurs: where all subjects have one score the differences are exactly 0.
  const origin = scores[counts.findIndex((count) => count > 0)]!;
  const mean = sumOf(counts, (count, i) => count * (scores[i]! - origin)) / n;
  const distances = scores.map((score) => score - origin - mean);
  const most = distances.reduce(
    (largest, distance, i) => Math.max(largest, counts[i] === 0 ? 0 : Math.abs(distance)),
    0,
  );
  return most === 0 ? distances.map(() => 0) : distances.map((distance) => distance / most);
}

function sumOf<Item>(items: readonly Item[], value: (item: Item, index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < items.length; i++) sum += value(items[i]!, i);
  return sum;
}
