import type { PenalizedRows } from "./penalized-columns.js";
import { stratifiedOrder } from "./stratified-order.js";

/**
 * Harrell's C of a linear predictor among some rows: concordant pairs and half of those with equal predictors, divided by
 * the comparable pairs, which are those within a stratum whose earlier time is an event; weights multiply. Null without
 * comparable pairs.
 */
export function heldOutConcordance(rows: PenalizedRows, eta: Float64Array): number | null {
  const { rank, event, stratum } = rows;
  const n = rank.length;
  const weight = rows.weight ?? new Float64Array(n).fill(1);
  const order = stratifiedOrder(rank, stratum);
  const distinct = Float64Array.from(new Set(eta)).sort();
  const places = new Map(Array.from(distinct, (value, k) => [value, k]));
  const place = Int32Array.from(eta, (value) => places.get(value)!);
  let sums = new Float64Array(distinct.length + 1);
  let total = 0;
  let agree = 0;
  let comparable = 0;
  const add = (row: number): void => {
    total += weight[row]!;
    for (let k = place[row]! + 1; k < sums.length; k += k & -k) sums[k]! += weight[row]!;
  };
  const below = (count: number): number => {
    let sum = 0;
    for (let k = count; k > 0; k -= k & -k) sum += sums[k]!;
    return sum;
  };
  // From the last time to the first: the sums hold the rows that live longer.
  for (let end = n; end > 0; ) {
    const last = order[end - 1]!;
    let first = end;
    const same = (row: number): boolean =>
      rank[row] === rank[last] && (stratum === null || stratum[row] === stratum[last]);
    while (first > 0 && same(order[first - 1]!)) first--;
    for (let i = first; i < end; i++) if (event[order[i]!] === 0) add(order[i]!);
    for (let i = first; i < end; i++) {
      const row = order[i]!;
      if (event[row] === 0) continue;
      const less = below(place[row]!);
      const equal = below(place[row]! + 1) - less;
      agree += weight[row]! * (less + equal / 2);
      comparable += weight[row]! * total;
    }
    for (let i = first; i < end; i++) if (event[order[i]!] === 1) add(order[i]!);
    if (stratum !== null && first > 0 && stratum[order[first - 1]!] !== stratum[last]) {
      sums = new Float64Array(sums.length);
      total = 0;
    }
    end = first;
  }
  return comparable > 0 ? agree / comparable : null;
}
