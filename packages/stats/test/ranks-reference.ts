import { expect } from "vitest";
import json from "../../../validation/stats-ranks.json" with { type: "json" };
import { expectPValue } from "./reference.js";

/** Different values, and how often each occurs. */
type Counts = readonly [values: readonly number[], counts: readonly number[]];
/** P values by alternative, each the one number of an array. */
export type BySide = Readonly<Record<"twoSided" | "less" | "greater", readonly [number]>>;
type Vector = readonly number[];

/** What validation/stats-ranks.R wrote. */
export const ranks = json as unknown as {
  readonly twoSamples: Readonly<
    Record<
      string,
      {
        readonly x: Counts;
        readonly y: Counts;
        readonly w: readonly [number];
        readonly default: BySide;
        readonly corrected: BySide;
        readonly uncorrected: BySide;
        readonly exact?: BySide;
        readonly midP?: BySide;
        readonly ignoring?: readonly [number];
        readonly shift?: Vector;
      }
    >
  >;
  readonly paired: Readonly<
    Record<
      string,
      {
        readonly counts?: Counts;
        readonly x?: Vector;
        readonly y?: Vector;
        readonly w: readonly [number];
        readonly default: BySide;
        readonly corrected: BySide;
        readonly uncorrected: BySide;
        readonly z: readonly [pratt: number, wilcoxon: number];
        readonly exact?: Readonly<Record<"pratt" | "wilcoxon", { readonly p: BySide; readonly midP: BySide }>>;
        readonly shift?: Vector;
      }
    >
  >;
  readonly dunn: Readonly<
    Record<
      string,
      {
        readonly groups: readonly Vector[];
        readonly kruskal: Vector;
        readonly z: Vector;
        readonly p: Vector;
        readonly holm: Vector;
        readonly bonferroni: Vector;
      }
    >
  >;
  readonly adjust: Readonly<
    Record<
      string,
      {
        readonly p: readonly (number | null)[];
        readonly adjusted: Readonly<
          Record<"holm" | "bonferroni" | "hochberg" | "hommel" | "BH" | "BY" | "none", readonly (number | null)[]>
        >;
      }
    >
  >;
  readonly correlations: Readonly<
    Record<
      string,
      { readonly x: Vector; readonly y: Vector } & Readonly<
        Record<
          "pearson" | "spearman" | "kendall",
          { readonly value: Vector; readonly p: BySide; readonly exact?: BySide | null }
        >
      >
    >
  >;
};

/** What R answers where ours differs on purpose. */
export const apart: Readonly<Record<"anorexia" | "root" | "lower" | "perfect" | "series" | "center", number>> =
  json.apart;

/** Values repeated by their counts. */
export function repeated([values, counts]: Counts): number[] {
  return values.flatMap((value, i) => Array.from({ length: counts[i]! }, () => value));
}

const alternatives = { twoSided: "two-sided", less: "less", greater: "greater" } as const;

/** P values of each alternative. */
export function expectBySide(
  pValue: (alternative: "two-sided" | "less" | "greater") => number | null,
  expected: BySide,
  what: string,
): void {
  for (const [side, alternative] of Object.entries(alternatives) as [keyof BySide, "two-sided"][]) {
    const value = expected[side][0];
    // Below the range of numbers R and we say 0.
    if (value === 0) expect(pValue(alternative), what).toBe(0);
    else expectPValue(pValue(alternative), value, `${what}, ${alternative}`);
  }
}

/** All lists of counts that sum to `n`: which of n ordered places are tied. */
export function tiePatterns(n: number): number[][] {
  if (n === 0) return [[]];
  return Array.from({ length: n }, (_, i) => i + 1).flatMap((first) =>
    tiePatterns(n - first).map((rest) => [first, ...rest]),
  );
}
