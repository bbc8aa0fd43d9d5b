import { ascendingOrder } from "@hcc/numerics";

/** Share of treated-control pairs in which the treated row has the higher value, ties counting one half. */
export function cStatistic(values: Float64Array, treated: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < treated.length; i++) count += treated[i]!;
  const cases = new Float64Array(count);
  const controls = new Float64Array(values.length - count);
  for (let i = 0, a = 0, b = 0; i < values.length; i++) {
    if (treated[i] === 1) cases[a++] = values[i]!;
    else controls[b++] = values[i]!;
  }
  const { sorted: high } = ascendingOrder(cases);
  const { sorted: low } = ascendingOrder(controls);
  let below = 0;
  let upTo = 0;
  let doubled = 0;
  for (let i = 0; i < high.length; i++) {
    const value = high[i]!;
    while (below < low.length && low[below]! < value) below++;
    while (upTo < low.length && low[upTo]! <= value) upTo++;
    doubled += below + upTo;
  }
  return doubled / 2 / (cases.length * controls.length);
}
