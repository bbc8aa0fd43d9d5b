import type { Channel, Omitted, Term, Warning } from "@hcc/data";
import type { WeightEstimand } from "./internal/score-weights.js";
import type { WeightTrim } from "./internal/trim-weights.js";
import type { TreatmentChannels } from "./treatment-channels.js";

export type { WeightEstimand } from "./internal/score-weights.js";
export type { WeightTrim } from "./internal/trim-weights.js";

/** Specification of `balancingWeights`. */
export interface BalancingWeightsSpec<Row> extends TreatmentChannels<Row> {
  /**
   * Whom the weighted groups stand for. One of "ATE" (everybody), "ATT" (the treated), "ATC" (the controls), "overlap"
   * (everybody by e (1 - e): those who might have been in either group) and "matching" (by the smaller of e and 1 - e).
   */
  readonly estimand: WeightEstimand;
  /** One of "propensity" (from the score, default) and "entropy" (entropy balancing; ATE, ATT or ATC). */
  readonly method?: "propensity" | "entropy";
  /** Propensity score, a probability. Give it or `covariates`. */
  readonly score?: Channel<Row, number>;
  /** Terms of a logistic model for the score; with "entropy" the terms whose means are balanced. */
  readonly covariates?: readonly Term<Row>[];
  /** Entropy balancing: powers of each number whose means are balanced, 1 (default), 2 or 3. */
  readonly moments?: 1 | 2 | 3;
  /** Multiplies each weight by the share of its group among the rows in use. Default false. */
  readonly stabilized?: boolean;
  /** Scales the weights to mean 1 in each group, last of all. Default false; entropy weights have it before they are trimmed. */
  readonly normalized?: boolean;
  /** Default: none. */
  readonly trim?: WeightTrim;
}

/** Weights of one group. */
export interface WeightedGroup {
  /** Rows of positive weight. */
  readonly rows: number;
  readonly sum: number;
  /** (sum w)^2 / sum w^2. */
  readonly effectiveSampleSize: number;
  readonly largest: number;
  /** Input row that has it, the first of several. */
  readonly largestRow: number;
}

/** What trimming did. */
export interface TrimmedRows {
  readonly by: "quantile" | "score";
  readonly action: "winsorize" | "drop";
  /** Smallest weight or score left untouched; null where there is no lower bound. */
  readonly lower: number | null;
  /** Largest one. */
  readonly upper: number;
  /** Treated rows trimmed. */
  readonly treated: number;
  /** Controls trimmed. */
  readonly control: number;
}

/** How well entropy balancing did. */
export interface EntropyBalance {
  readonly moments: 1 | 2 | 3;
  /** Newton steps, of both groups together. */
  readonly iterations: number;
  /** Largest difference of a weighted mean from its target before trimming, in standard deviations of the column. */
  readonly largestDifference: number;
  /**
   * One of "balanced" and "balanced-at-edge": a target is the smallest or largest value of the group, or a level that only
   * the weighted group has; the rows that this rules out have weight 0.
   */
  readonly status: "balanced" | "balanced-at-edge";
  /** Rows that the edge rules out. */
  readonly ruledOut: number;
}

/** Result of `balancingWeights`. */
export interface BalancingWeights {
  readonly kind: "balancing-weights";
  readonly version: 1;
  readonly method: "propensity" | "entropy";
  readonly estimand: WeightEstimand;
  readonly stabilized: boolean;
  readonly normalized: boolean;
  /** One per input row; 0 for rows dropped or not in use. */
  readonly weights: Float64Array;
  /** One per input row, before trimming, NaN for rows not in use; null with "entropy". */
  readonly score: Float64Array | null;
  readonly groups: { readonly treated: WeightedGroup; readonly control: WeightedGroup };
  /** Null without `trim`. */
  readonly trimmed: TrimmedRows | null;
  /** Null with "propensity". */
  readonly entropy: EntropyBalance | null;
  /** Of the propensity model too. */
  readonly warnings: readonly Warning[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}
