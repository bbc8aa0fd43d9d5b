import { readFileSync } from "node:fs";
import type { Columns } from "./reference.js";

interface ConcordanceCase {
  readonly time: "time" | "month";
  readonly score: string;
  readonly strata: string | null;
  readonly weights: string | null;
  readonly timewt: "n" | "n/G2" | "S" | "S/G";
  readonly maxTime: number | null;
  readonly estimate: number;
  readonly error: number;
  readonly count: readonly [number, number, number];
}

interface PredictionCase {
  readonly ties: "efron" | "breslow";
  readonly strata: string | null;
  readonly weights: string | null;
  readonly offset: string | null;
  readonly entry: string | null;
  readonly lp: readonly {
    readonly reference: "zero" | "sample" | "strata";
    readonly lp: number[];
    readonly error: number[];
    readonly wrong: number[];
    readonly terms: number[][];
    readonly termErrors: number[][];
  }[];
  readonly expected: {
    readonly expected: number[];
    readonly error: number[];
    readonly survival: number[];
    readonly survivalError: number[];
  } | null;
  readonly martingale: number[] | null;
  readonly printed: number[] | null;
}

interface ObservedCase {
  readonly n: number;
  readonly events: number;
  readonly predicted: number;
  readonly observed: number;
  readonly error: number;
  readonly lower: number;
  readonly upper: number;
}

/** What R gives for the performance of predictions. */
export const performance: {
  readonly lung: Columns;
  readonly concordance: readonly ConcordanceCase[];
  readonly difference: readonly { readonly timewt: "n" | "n/G2"; readonly estimate: number; readonly error: number }[];
  readonly entered: {
    readonly data: Columns;
    readonly estimate: number;
    readonly error: number;
    readonly count: readonly [number, number, number];
  };
  readonly chosen: readonly number[];
  readonly prediction: readonly PredictionCase[];
  readonly variation: readonly {
    readonly time: "time" | "month";
    readonly strata: string | null;
    readonly terms: string[];
    readonly d: number;
    readonly error: number;
    readonly r2: number;
    readonly ko: number;
    readonly nagelkerke: number;
    readonly gh: number;
    readonly adjusted: { readonly d: number; readonly error: number; readonly r2: number } | null;
  }[];
  readonly brier: readonly {
    readonly time: "time" | "month";
    readonly at: number[];
    readonly survival: number[][];
    readonly lp: number[];
    readonly score: number[];
    readonly base: number[];
    readonly auc: number[];
    readonly cases: number[];
    readonly controls: number[];
    readonly weights: number[];
  }[];
  readonly calibration: {
    readonly horizon: number;
    readonly survival: number[];
    readonly overall: ObservedCase;
    readonly groups: readonly ObservedCase[];
    readonly slope: number;
    readonly slopeError: number;
    readonly smooth: {
      readonly ici: number;
      readonly e50: number;
      readonly e90: number;
      readonly eMax: number;
      readonly lowest: number;
      readonly highest: number;
    };
  };
  readonly validation: {
    readonly seed: number;
    readonly resamples: number;
    readonly apparent: number[];
    readonly training: number[];
    readonly test: number[];
    readonly monteCarlo: number[];
  };
} = JSON.parse(readFileSync(new URL("../../../validation/cox-performance.json", import.meta.url), "utf8"));

/** R's `timewt` in our words. */
export const WEIGHTING = { n: "harrell", "n/G2": "uno", S: "survival", "S/G": "schemper" } as const;
