import { midRanks } from "@hcc/numerics";

/** Share of treated-control pairs in which the treated row has the higher value, ties counting one half. */
export function cStatistic(values: Float64Array, treated: Uint8Array): number {
  const { doubled } = midRanks(values);
  let sum = 0;
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    if (treated[i] === 0) continue;
    sum += doubled[i]!;
    n++;
  }
  return (sum - n * (n + 1)) / 2 / (n * (values.length - n));
}
