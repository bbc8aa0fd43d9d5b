import { expect } from "vitest";
import json from "../../../validation/stats.json" with { type: "json" };

/** What validation/stats.R wrote. */
export const reference = json as unknown as {
  readonly probabilities: number[];
  readonly contingency: {
    readonly table: number[][];
    readonly pearson: [number | null, number, number | null];
    readonly yates: [number | null, number | null] | null;
    readonly expectedMinimum: number;
    readonly fisher: number;
  }[];
  readonly samples: {
    readonly x: number[];
    readonly y: number[];
    readonly w: number;
    readonly default: number;
    readonly corrected: number;
    readonly uncorrected: number;
    readonly z: number;
    readonly exact: number;
    readonly kruskal: number[];
    readonly welch: number[] | null;
    readonly pooled: number[];
    readonly pooled99: number[];
  }[];
  readonly kruskal: { readonly groups: number[][]; readonly result: number[] }[];
  readonly summaries: {
    readonly values: number[];
    readonly mean: number;
    readonly sd: number | null;
    readonly range: [number, number];
    readonly type2: number[];
    readonly type6: number[];
    readonly type7: number[];
  }[];
  readonly proportions: {
    readonly x: number;
    readonly n: number;
    readonly clopper: number[];
    readonly clopper90: number[];
    readonly wilson: number[];
    readonly wilson99: number[];
  }[];
  readonly differences: { readonly counts: number[]; readonly level95: number[]; readonly level90: number[] }[];
};

/** |difference| <= 1e-9 max(|reference|, floor), the family's tolerance of estimates. */
export function expectEstimate(actual: number | null, expected: number, floor = 0, what = ""): void {
  const close = actual !== null && Math.abs(actual - expected) <= 1e-9 * Math.max(Math.abs(expected), floor);
  // Random cases come here by the hundred thousand, and \`expect\` costs more than the case.
  if (!close) expect.fail(`${what} ${actual} vs ${expected}`);
}

/** |difference of log p| <= 1e-9 max(1, |log p|): ten times closer than the family's tolerance. */
export function expectPValue(actual: number | null, expected: number, what = ""): void {
  const difference = actual === expected ? 0 : Math.abs(Math.log(actual!) - Math.log(expected));
  const close = actual !== null && difference <= 1e-9 * Math.max(1, Math.abs(Math.log(expected)));
  if (!close) expect.fail(`${what} ${actual} vs ${expected}`);
}
