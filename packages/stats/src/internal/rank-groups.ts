import type { Omitted } from "@hcc/data";
import { midRanks } from "@hcc/numerics";
import { readSamples, type Values } from "./read-values.js";

/** Groups ranked together. */
export interface RankedGroups {
  readonly groups: readonly { readonly n: number; readonly meanRank: number; readonly omitted: Omitted }[];
  /** Twice the sum of the mid-ranks of each group. */
  readonly doubledSums: readonly number[];
  /** Number of values in all. */
  readonly size: number;
  /** Sum over groups of tied values of t^3 - t. */
  readonly tieSum: number;
  /** Whether all values are equal. */
  readonly equal: boolean;
}

/** Reads two or more groups of values and ranks all values. */
export function rankGroups(values: readonly Values[], missing: "error" | "omit" | undefined): RankedGroups {
  const samples = readSamples(values, missing);
  const size = samples.reduce((sum, sample) => sum + sample.values.length, 0);
  const pooled = new Float64Array(size);
  let start = 0;
  for (const sample of samples) {
    pooled.set(sample.values, start);
    start += sample.values.length;
  }
  const { doubled, tieSum } = midRanks(pooled);
  let end = 0;
  const doubledSums = samples.map((sample) => {
    let sum = 0;
    for (let i = end; i < end + sample.values.length; i++) sum += doubled[i]!;
    end += sample.values.length;
    return sum;
  });
  return {
    groups: samples.map(({ values: { length: n }, omitted }, g) => ({ n, meanRank: doubledSums[g]! / 2 / n, omitted })),
    doubledSums,
    size,
    tieSum,
    equal: tieSum === size * (size * size - 1),
  };
}
