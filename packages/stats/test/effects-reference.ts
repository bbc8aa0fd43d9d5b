import json from "../../../validation/stats-effects.json" with { type: "json" };

type Pair = readonly [number | null, number | null];
type Triple = readonly [number | null, number | null, number | null];

/** What validation/stats-effects.R wrote; null is R's NA or Inf. */
export const effects = json as unknown as {
  readonly proportions: readonly {
    readonly x: number;
    readonly n: number;
    readonly levels: readonly {
      readonly level: number;
      readonly clopper: Pair;
      readonly wilson: Pair;
      readonly jeffreys: Pair;
      readonly agrestiCoull: Pair;
      readonly wald: Pair;
      readonly midP: Pair;
    }[];
  }[];
  readonly effects: readonly {
    readonly name: string;
    readonly counts: readonly [number, number, number, number];
    readonly scoreP: number | null;
    readonly waldDifferenceP: number | null;
    readonly waldRatioP: number | null;
    readonly waldOddsP: number | null;
    readonly exactP: number;
    readonly midP: number;
    readonly levels: readonly {
      readonly level: number;
      readonly waldDifference: Pair;
      readonly scoreDifference: Pair;
      /** Limits and standard error. */
      readonly waldRatio: Triple;
      readonly scoreRatio: Pair;
      readonly waldOdds: Triple;
      readonly scoreOdds: Pair;
      /** Estimate and limits. */
      readonly exactOdds: Triple;
      readonly midOdds: Triple;
      readonly fisher: Triple;
    }[];
  }[];
};

export type Counts = readonly [number, number, number, number];

/** Tails of the first count given all margins, by counting the tables with binomial coefficients. */
export function tailOf(
  [x1, n1, x2, n2]: Counts,
  odds: number,
): { below: number; at: number; above: number; mean: number } {
  const choose = (n: number, k: number): number => {
    let product = 1;
    for (let i = 0; i < k; i++) product = (product * (n - i)) / (i + 1);
    return k < 0 || k > n ? 0 : product;
  };
  const tables = Array.from({ length: x1 + x2 + 1 }, (_, x) => choose(n1, x) * choose(n2, x1 + x2 - x) * odds ** x);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const total = sum(tables);
  return {
    below: sum(tables.slice(0, x1)) / total,
    at: tables[x1]! / total,
    above: sum(tables.slice(x1 + 1)) / total,
    mean: sum(tables.map((weight, x) => weight * x)) / total,
  };
}
