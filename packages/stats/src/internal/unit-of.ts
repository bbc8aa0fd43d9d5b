import { powerOfTwo } from "@hcc/numerics";

/** A power of two of the size of the largest value: divided by it, values of any size can be squared, and nothing is rounded. */
export function unitOf(...samples: readonly Float64Array[]): number {
  let most = 0;
  for (const values of samples) for (const value of values) most = Math.max(most, Math.abs(value));
  return powerOfTwo(most);
}
