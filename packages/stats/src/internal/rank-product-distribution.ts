import type { DiscreteDistribution } from "@hcc/numerics";

/**
 * Exact distribution of sum(x[i] y[p(i)]) over all orders p of whole numbers: the sums of the first i products, for each set
 * of i of the y, are made from those of the first i - 1. 2^n n / 2 sets times the range of the sum.
 */
export function rankProductDistribution(x: Float64Array, y: Float64Array): DiscreteDistribution {
  const n = x.length;
  let layer = new Map([[0, Float64Array.of(1)]]);
  for (let i = 0; i < n; i++) {
    const next = new Map<number, Float64Array<ArrayBuffer>>();
    for (const [set, sums] of layer) {
      for (let j = 0; j < n; j++) {
        if ((set >> j) & 1) continue;
        const shift = x[i]! * y[j]!;
        const key = set | (1 << j);
        let target = next.get(key) ?? new Float64Array(0);
        if (target.length < sums.length + shift) {
          const longer = new Float64Array(sums.length + shift);
          longer.set(target);
          target = longer;
          next.set(key, target);
        }
        for (let k = 0; k < sums.length; k++) target[k + shift]! += sums[k]! / (n - i);
      }
    }
    layer = next;
  }
  return { first: 0, step: 1, probability: layer.get((1 << n) - 1)! };
}
