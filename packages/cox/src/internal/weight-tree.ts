import { ascendingOrder } from "@hcc/numerics";

/** Weights at places 0..size-1 with sums below a place in O(log size) (Fenwick). */
export interface WeightTree {
  add(place: number, weight: number): void;
  /** Sum of the weights at places before `place`. */
  below(place: number): number;
  at(place: number): number;
  total(): number;
}

export function weightTree(size: number): WeightTree {
  const sums = new Float64Array(size + 1);
  const single = new Float64Array(size);
  let total = 0;
  return {
    add(place, weight) {
      for (let k = place + 1; k <= size; k += k & -k) sums[k]! += weight;
      single[place]! += weight;
      total += weight;
    },
    below(place) {
      let sum = 0;
      for (let k = place; k > 0; k -= k & -k) sum += sums[k]!;
      return sum;
    },
    at: (place) => single[place]!,
    total: () => total,
  };
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
