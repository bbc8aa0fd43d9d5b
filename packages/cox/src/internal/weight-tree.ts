import { ascendingOrder } from "@hcc/numerics";

/** Weights at places 0..size-1; adding and summing take O(log size) (Fenwick). */
export interface WeightTree {
  readonly sums: Float64Array;
  /** Weight at each place. */
  readonly at: Float64Array;
}

export function weightTree(size: number): WeightTree {
  return { sums: new Float64Array(size + 1), at: new Float64Array(size) };
}

export function addWeight({ sums, at }: WeightTree, place: number, weight: number): void {
  for (let k = place + 1; k < sums.length; k += k & -k) sums[k]! += weight;
  at[place]! += weight;
}

/** Sum of the weights at places before `place`. */
export function weightBelow({ sums }: WeightTree, place: number): number {
  let sum = 0;
  for (let k = place; k > 0; k -= k & -k) sum += sums[k]!;
  return sum;
}

/** Place of each of the values among the distinct ones, ascending, and how many these are. */
export function places(values: Float64Array): { readonly place: Int32Array; readonly distinct: number } {
  const { order, sorted } = ascendingOrder(values);
  const place = new Int32Array(values.length);
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
    place[order[i]!] = distinct - 1;
  }
  return { place, distinct };
}
