/** Quantile of type 7 of values repeated as often as their whole-number weights say. */
export function quantileOf(values: Float64Array, weight: Float64Array, probability: number): number {
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  const total = weight.reduce((sum, value) => sum + value, 0);
  const place = (total - 1) * probability;
  const at = (position: number): number => {
    let sum = 0;
    for (const i of order) {
      sum += weight[i]!;
      if (sum > position) return values[i]!;
    }
    return values[order.at(-1)!]!;
  };
  const low = Math.floor(place);
  return at(low) + (place - low) * (at(Math.ceil(place)) - at(low));
}
