import { ascendingOrder } from "@hcc/numerics";

/** Tree of the weights at places 0..size-1 (Fenwick), all 0; adding and summing take O(log size). */
export function weightTree(size: number): Float64Array {
  return new Float64Array(size + 1);
}

export function addWeight(tree: Float64Array, place: number, weight: number): void {
  for (let k = place + 1; k < tree.length; k += k & -k) tree[k]! += weight;
}

/** Sum of the weights at places before `place`. */
export function weightBelow(tree: Float64Array, place: number): number {
  let sum = 0;
  for (let k = place; k > 0; k -= k & -k) sum += tree[k]!;
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
