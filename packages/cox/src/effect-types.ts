import type { Channel, GroupValue, Interval, Omitted, Warning } from "@hcc/data";
import type { SurvivalLimits } from "./internal/survival-limits.js";
import type { FollowUpChannels } from "./types.js";

/**
 * Whose survival the curves describe. One of:
 * - "all": everybody in the data (average treatment effect, ATE);
 * - "treated": those who are not in the control arm (effect on the treated, ATT);
 * - "control": those in the control arm (effect on the controls, ATC);
 * - "overlap": everybody, weighted by p (1 - p), p the probability of treatment: those who might have been in either arm.
 */
export type EffectPopulation = "all" | "treated" | "control" | "overlap";

/** An estimate with standard error and limits; all null where the data do not determine it. */
export interface EffectEstimate extends Interval {
  readonly standardError: number | null;
}

/** What survival would be if the whole population were at one level of the treatment. */
export interface EffectLevel {
  /** Level of the treatment. */
  readonly level: string;
  /** Rows at that level; with frequency weights the sum of the weights. */
  readonly n: number;
  /** Events among them, counted as `n` is. */
  readonly events: number;
  /** S(t), one per requested time. */
  readonly survival: readonly EffectEstimate[];
  /** Mean time free of the event until `tau`, in the unit of the times; null without `tau`. */
  readonly restrictedMean: EffectEstimate | null;
}

/** A difference or ratio of two levels. */
export interface EffectContrast extends EffectEstimate {
  /** Two-sided, of no difference: normal, for a ratio on the scale of its logarithm; null without a standard error. */
  readonly pValue: number | null;
}

/** One level compared with control. */
export interface EffectComparison {
  readonly level: string;
  readonly control: string;
  /** One per requested time. */
  readonly survival: readonly EffectContrast[];
  /** Null without `tau`. */
  readonly restrictedMean: EffectContrast | null;
}

/** Survival under each level of a treatment in one population, and what the levels differ by. */
export interface SurvivalEffect {
  readonly kind: "survival-effect";
  readonly version: 1;
  /** One of "g-computation" (`adjustedSurvival`), "weighting" (`weightedSurvival`), "doubly-robust" (`doublyRobustSurvival`). */
  readonly estimator: "g-computation" | "weighting" | "doubly-robust";
  readonly population: EffectPopulation;
  /** The requested times in their order. */
  readonly times: Float64Array;
  /** Time to which the restricted mean is taken, or null. */
  readonly tau: number | null;
  /** Control first. */
  readonly levels: readonly EffectLevel[];
  /** Level minus control, one per level but control. */
  readonly differences: readonly EffectComparison[];
  /** Level divided by control; the standard error is that of the logarithm. */
  readonly ratios: readonly EffectComparison[];
  /** Where standard errors come from. One of "influence-function" and "bootstrap". */
  readonly variance: "influence-function" | "bootstrap";
  /** Level of the confidence intervals. */
  readonly level: number;
  readonly warnings: readonly Warning[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Rows left out because their weight is 0. */
  readonly zeroWeight: number;
}

/** Options that all estimators of treatment effects on survival have. */
export interface EffectOptions {
  /** Times at which survival is estimated, 0 or more, in the unit of the data, in any order. Default: none. */
  readonly times?: Iterable<number>;
  /** Time to which the restricted mean is taken. Default: none. */
  readonly tau?: number;
  /** Level of the treatment that the others are compared with. Default: the first. */
  readonly control?: GroupValue;
  /** Level (default 0.95) and scale of the limits of survival probabilities (default "log"); differences are on their own scale, ratios on the logarithm. */
  readonly confidence?: { readonly level?: number; readonly type?: SurvivalLimits };
}

/** Channels of the estimators that weight by the probability of treatment. */
export interface EffectChannels<Row> extends FollowUpChannels<Row> {
  /** The two arms. */
  readonly treatment: Channel<Row, GroupValue>;
  /** Probability of being in the arm that is not control, given covariates: `propensityScore(...).score` of @hcc/psm. */
  readonly propensity: Channel<Row, number>;
}
