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
