/**
 * Distances of the groups' weighted distribution functions at the values that occur, those of weight 0 among them: the
 * largest, and the mean over the values. `order` sorts the values.
 */
export function distributionDistance(
  values: Float64Array,
  order: Int32Array,
  weights: Float64Array,
  treated: Uint8Array,
): { readonly largest: number; readonly mean: number } {
  const total = [0, 0];
  for (let i = 0; i < values.length; i++) total[treated[i]!]! += weights[i]!;
  const reached = [0, 0];
  let largest = 0;
  let sum = 0;
  let distinct = 0;
  for (let s = 0; s < order.length; s++) {
    const row = order[s]!;
    reached[treated[row]!]! += weights[row]!;
    const next = order[s + 1];
    if (next !== undefined && values[next] === values[row]) continue;
    const distance = next === undefined ? 0 : Math.abs(reached[1]! / total[1]! - reached[0]! / total[0]!);
    largest = Math.max(largest, distance);
    sum += distance;
    distinct++;
  }
  return { largest, mean: sum / distinct };
}
