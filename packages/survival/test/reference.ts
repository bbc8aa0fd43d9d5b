import { readFileSync } from "node:fs";
import { log } from "@hcc/numerics";
import { expect } from "vitest";

/** A column from R; null for NA. */
type Column = readonly (number | null)[];

interface DataSet {
  readonly time: readonly number[];
  readonly event: readonly number[];
  readonly by: readonly (string | number)[];
  readonly strata: readonly number[];
}

export interface CurveReference {
  readonly level: number;
  readonly time: readonly number[];
  readonly nRisk: readonly number[];
  readonly nEvent: readonly number[];
  readonly nCensor: readonly number[];
  readonly survival: readonly number[];
  readonly standardError: Column;
  readonly limits: readonly {
    readonly type: "log" | "log-log" | "plain" | "logit" | "arcsin";
    readonly lower: Column;
    readonly upper: Column;
    /** Whether the upper limits rise somewhere, where R's quantile() goes wrong. */
    readonly upperRises: boolean;
    /** Limits of the median as R prints them. */
    readonly printed: Column;
    readonly quantile: Column;
    readonly quantileLower: Column;
    readonly quantileUpper: Column;
  }[];
}

interface TestReference {
  readonly survdiff: readonly {
    readonly rho: number;
    readonly stratified: boolean;
    readonly statistic: number;
    readonly df: number;
    readonly logP: number;
    readonly observed: readonly number[];
    readonly expected: readonly number[];
    readonly covariance: readonly (readonly number[])[];
  }[];
  readonly family: Readonly<Record<string, { statistic: number; df: number; logP: number }>>;
  readonly familyStratified: boolean;
  readonly exactScore: number;
  readonly trend: number;
}

interface Reference {
  readonly data: Readonly<Record<string, DataSet>>;
  readonly probabilities: readonly number[];
  readonly curves: Readonly<Record<string, CurveReference>>;
  readonly level90: CurveReference;
  readonly weighted: CurveReference & { readonly weights: readonly number[] };
  readonly at: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  readonly tests: Readonly<Record<string, TestReference>>;
  readonly tails: readonly { readonly m: number; readonly statistic: number; readonly logP: number }[];
  readonly plateau: readonly {
    readonly event: readonly number[];
    readonly quantile: Column;
    readonly lower: Column;
    readonly upper: Column;
  }[];
}

/** What validation/survival.R wrote. */
export const reference: Reference = JSON.parse(
  readFileSync(new URL("../../../validation/survival.json", import.meta.url), "utf8"),
);

/** |actual - expected| <= 1e-9 max(|expected|, scale); null only where both are. */
export function expectClose(actual: number | null, expected: number | null, scale = 0): void {
  // Random cases come here by the hundred thousand, and \`expect\` costs more than the case.
  const close =
    actual === null || expected === null
      ? actual === expected
      : Math.abs(actual - expected) <= 1e-9 * Math.max(Math.abs(expected), scale);
  if (!close) expect.fail(`${actual} is not ${expected}`);
}

/** Columns of equal length, NaN in ours where R has NA. */
export function expectColumn(actual: Iterable<number>, expected: Column): void {
  const values = Array.from(actual);
  expect(values.length).toBe(expected.length);
  values.forEach((value, i) => {
    expectClose(Number.isNaN(value) ? null : value, expected[i]!, 1e-6);
  });
}

/** |log p - expected| <= 1e-8 max(1, |expected|). */
export function expectLogP(p: number, expected: number): void {
  expect(Math.abs(log(p) - expected), `log p is ${log(p)}, not ${expected}`).toBeLessThanOrEqual(
    1e-8 * Math.max(1, Math.abs(expected)),
  );
}
