import json from "../../../validation/stats-contingency.json" with { type: "json" };

type Side = "less" | "greater" | "midLess" | "midGreater";

/** What validation/stats-contingency.R wrote. */
export const reference = json as unknown as {
  readonly contingency: {
    readonly name: string;
    readonly table: number[][];
    readonly pearson: [number, number, number];
    readonly yates: [number, number] | null;
    readonly likelihoodRatio: [number, number];
    readonly linearByLinear: [number, number];
    readonly squaredScores: number;
    readonly expected: number[][];
    readonly fisher: { readonly p: number | null; readonly error: string | null };
    readonly sides: (Readonly<Record<Side, number | null>> & { readonly midTwoSided: number | null }) | null;
  }[];
  readonly trends: {
    readonly name: string;
    readonly events: number[];
    readonly totals: number[];
    readonly scores: number[];
    readonly statistic: number;
    readonly pValue: number;
    readonly exact: number;
    readonly less: number;
    readonly greater: number;
    readonly mid: number;
    readonly midGreater: number;
  }[];
};

/** The table of that name. */
export function tableOf(name: string): number[][] {
  return reference.contingency.find((c) => c.name === name)!.table;
}
