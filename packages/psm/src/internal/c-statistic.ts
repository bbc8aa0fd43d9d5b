import { ascendingOrder } from "@hcc/numerics";

/** Share of treated-control pairs in which the treated row has the higher value, ties counting one half. */
export function cStatistic(values: Float64Array, treated: Uint8Array): number {
  const n = values.length;
  const { order, sorted } = ascendingOrder(values);
  let below = 0;
  let cases = 0;
  let doubled = 0;
  for (let start = 0, end = 0; start < n; ) {
    let tied = 0;
    while (end < n && sorted[end] === sorted[start]) tied += treated[order[end++]!]!;
    const controls = end - start - tied;
    doubled += tied * (2 * below + controls);
    below += controls;
    cases += tied;
    start = end;
  }
  return doubled / 2 / (cases * below);
}
