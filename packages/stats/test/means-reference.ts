import { expect } from "vitest";
import json from "../../../validation/stats-means.json" with { type: "json" };

type Numbers = readonly number[];

/** What validation/stats-means.R wrote; [statistic, df, ..., P, limits, standard error]. */
export const means = json as unknown as {
  readonly shapiro: readonly {
    readonly name: string;
    readonly values: Numbers;
    readonly w: number;
    readonly p: number;
  }[];
  readonly tests: readonly ({ readonly name: string; readonly x: Numbers; readonly y: Numbers; readonly mu: number } & {
    readonly [Name in "welch" | "pooled" | "less" | "greater" | "shifted" | "shiftedLess"]: readonly (number | null)[];
  })[];
  readonly paired: readonly ({ readonly name: string; readonly x: Numbers; readonly y: Numbers } & {
    readonly [Name in "plain" | "less" | "greater"]: readonly (number | null)[];
  })[];
  readonly kSamples: readonly {
    readonly name: string;
    readonly groups: readonly Numbers[];
    readonly pooled: Numbers;
    readonly welch: Numbers;
    readonly squares: Numbers;
    readonly mean: Numbers;
    readonly median: Numbers;
  }[];
  readonly probabilities: Numbers;
  readonly quantiles: readonly {
    readonly name: string;
    readonly values: Numbers;
    readonly types: readonly Numbers[];
  }[];
  readonly tables: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
    readonly by: readonly string[];
    readonly weights: Numbers;
    readonly groups: readonly string[];
    readonly rows: readonly Numbers[];
    readonly overall: Numbers;
  }[];
  readonly differences: { readonly type2: number; readonly tied: Numbers; readonly three: number };
  readonly rules: readonly {
    readonly data: string;
    readonly variable: string;
    readonly type: "number" | "category";
    readonly values: readonly (number | string | boolean | null)[];
    readonly by: readonly string[];
    readonly counts?: readonly Numbers[];
    readonly tableone: number;
    readonly gtsummary: number;
    readonly nonnormal?: number;
    readonly welch?: number;
  }[];
};

/** |difference of log p| <= 1e-8 max(1, |log p|), the family's tolerance. */
export function expectTail(actual: number | null, expected: number, what = ""): void {
  const difference = actual === expected ? 0 : Math.abs(Math.log(actual!) - Math.log(expected));
  expect(
    actual !== null && difference <= 1e-8 * Math.max(1, Math.abs(Math.log(expected))),
    `${what} ${actual} vs ${expected}`,
  ).toBe(true);
}
