import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { BalancingWeights, WeightEstimand } from "../src/index.js";

/** What validation/psm-weights.R keeps of the weights of lalonde. Pairs are treated, then controls. */
export interface WeightDigest {
  /** Of every seventh row. */
  readonly some: readonly number[];
  readonly sum: readonly number[];
  readonly effective: readonly number[];
  readonly largest: readonly number[];
  readonly largestRow: readonly number[];
}

interface Reference {
  readonly score: readonly {
    readonly estimand: WeightEstimand;
    readonly plain: WeightDigest;
    readonly stabilized: WeightDigest;
    readonly normalized: WeightDigest;
  }[];
  readonly trimmed: readonly (WeightDigest & {
    readonly estimand: WeightEstimand;
    readonly action: "winsorize" | "drop";
    readonly quantile?: number;
    readonly lower?: boolean;
    readonly bounds?: readonly number[];
    readonly score?: readonly [number, number];
    readonly counts: readonly number[];
  })[];
  readonly entropy: readonly (WeightDigest & {
    readonly estimand: WeightEstimand;
    readonly moments: 1 | 2 | 3;
  })[];
}

export const reference: Reference = JSON.parse(
  readFileSync(new URL("../../../validation/psm-weights.json", import.meta.url), "utf8"),
);

export const near = (actual: number, expected: number, unit = Math.max(1, Math.abs(expected))): void =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * unit);

export function expectDigest({ weights, groups }: BalancingWeights, expected: WeightDigest): void {
  expected.some.forEach((weight, i) => {
    near(weights[7 * i]!, weight);
  });
  [groups.treated, groups.control].forEach(({ sum, effectiveSampleSize, largest, largestRow }, g) => {
    near(sum, expected.sum[g]!);
    near(effectiveSampleSize, expected.effective[g]!);
    near(largest, expected.largest[g]!);
    expect(weights[largestRow]).toBe(largest);
    near(weights[expected.largestRow[g]!]!, largest);
  });
}
