import type { Channel, Interval, Omitted, Term, Warning } from "@hcc/data";
import type { Matching } from "./match-pairs.js";
import type { TreatmentChannels } from "./treatment-channels.js";

/** Standard deviation that divides a difference. */
export type BalanceDenominator = "treated" | "control" | "pooled" | "all" | "weighted" | "hedges";

/**
 * How a difference was made: "raw" is undivided, "pooled-sd" was divided by the pooled standard deviation of the unadjusted
 * sample, "adjusted-pooled-sd" by that of the adjusted sample itself, and so on; "weighted-sd" is that of all rows under
 * the weights of an adjusted sample.
 */
export type BalanceFormula =
  | `${BalanceDenominator}-sd`
  | `adjusted-${Exclude<BalanceDenominator, "weighted">}-sd`
  | "raw";

/** What `balance` takes from the result of a matching: weights, one per input row, and who is in a pair or set with whom. */
export interface BalanceMatching {
  readonly weights: Float64Array;
  readonly pairs?: Matching["pairs"];
  readonly subclass?: Int32Array | null;
}

/** An adjusted sample: a matching of the same data, or balancing weights, 0 or more. */
export type AdjustedSample<Row> =
  | { readonly matching: BalanceMatching; readonly weights?: undefined }
  | { readonly weights: Channel<Row, number>; readonly matching?: undefined };

/** Specification of `balance`. */
export interface BalanceSpec<Row> extends TreatmentChannels<Row> {
  /** Variables to compare; also such as are not in the model. */
  readonly covariates: readonly Term<Row>[];
  /** Result of a matching of the same data. Give it or `weights` to see the balance after adjustment. */
  readonly matching?: BalanceMatching;
  /** Balancing weights, 0 or more. */
  readonly weights?: Channel<Row, number>;
  /** Several adjusted samples by name, to be set side by side in the order given. */
  readonly samples?: { readonly [name: string]: AdjustedSample<Row> };
  /**
   * Standard deviation that divides the difference. One of "treated" (default), "control", "pooled" (root of the mean of
   * both variances), "all" (of the two groups together), "weighted" (of the two together under the weights of the
   * adjusted sample) and "hedges" (variances pooled by their degrees of freedom, with the correction for small samples).
   */
  readonly denominator?: BalanceDenominator;
  /**
   * Sample whose standard deviation divides the difference after adjustment: the unadjusted one, "before" (default), or
   * the adjusted one itself, "each".
   */
  readonly deviationOf?: "before" | "each";
  /** Which difference of proportions is `smd`: one of "std" (divided as above, default) and "raw". */
  readonly binary?: "std" | "raw";
  /** Rows for squares of numbers ("age^2"), for products of two variables ("age x afp"), or for both (true). Default false. */
  readonly interactions?: boolean | "squares" | "products";
  /**
   * What counts as balanced in `tally`: |smd| below `smd` (default 0.1), and the variance ratio and its inverse below
   * `varianceRatio` (default 2); null = not counted.
   */
  readonly thresholds?: { readonly smd?: number | null; readonly varianceRatio?: number | null };
  /** Confidence level of the intervals, such as 0.95; without it there are none. */
  readonly level?: number;
}

/** Balance of a variable in one sample. */
export interface BalanceFigures {
  readonly meanTreated: number;
  readonly meanControl: number;
  /** Mean of the treated less that of the controls. */
  readonly difference: number;
  /** `difference` / `standardDeviation`; +-Infinity where the means differ but the denominator is 0. */
  readonly standardized: number;
  /** `standardized`, but `difference` for a 0/1 variable with `binary: "raw"`; `formula` says how it was made. */
  readonly smd: number;
  readonly formula: BalanceFormula;
  /** Denominator of `standardized`. */
  readonly standardDeviation: number;
  /**
   * Of `standardized`, as of two independent groups of the effective sizes (method "hedges-olkin"); without limits where
   * it is infinite, null without `level`.
   */
  readonly interval: Interval | null;
  /** Variance of the treated over that of the controls; null for 0/1 variables, and where a variance is 0. */
  readonly varianceRatio: number | null;
  /** Largest distance between the two (weighted) distribution functions. */
  readonly ks: number;
  /** Mean of that distance over the values that occur in the data; |difference| for 0/1 variables. */
  readonly ecdfMean: number;
  /**
   * Mean |treated - control| within the pairs, or over all pairs of rows within the sets, divided by `standardDeviation`;
   * null for samples without pairs or sets.
   */
  readonly pairDistance: number | null;
}

/** Balance of a variable, or of a level of one. */
export interface BalanceRow {
  /** "age", or "childPugh=B" for a level. */
  readonly name: string;
  readonly term: string;
  readonly level: string | null;
  readonly type: "binary" | "continuous";
  /** That of `before`. */
  readonly formula: BalanceFormula;
  /** Denominator of `smd` before adjustment; null for "raw". */
  readonly standardDeviation: number | null;
  readonly before: BalanceFigures;
  /** Null without `matching` or `weights`. */
  readonly after: BalanceFigures | null;
  /** By name of the sample; empty without `samples`. */
  readonly samples: Readonly<Record<string, BalanceFigures>>;
}

/** One standardized difference for all levels of a factor together. */
export interface FactorBalance {
  readonly term: string;
  readonly formula: "yang-dalton";
  /** Sample whose covariance of the levels divides: the unadjusted one, or each its own. */
  readonly covarianceOf: "before" | "each";
  readonly before: number;
  readonly after: number | null;
  /** By name of the sample; empty without `samples`. */
  readonly samples: Readonly<Record<string, number>>;
}

/** Size of a sample by group. */
export interface BalanceSample {
  readonly treated: number;
  readonly control: number;
  /** (sum w)^2 / sum w^2. */
  readonly effectiveTreated: number;
  readonly effectiveControl: number;
}

/** How many variables keep a threshold. */
export interface ThresholdTally {
  readonly threshold: number;
  /** Strictly below the threshold. */
  readonly balanced: number;
  readonly unbalanced: number;
  /** The farthest variable, the first of equal ones: |smd|, or the variance ratio or its inverse, whichever is above 1. */
  readonly worst: { readonly name: string; readonly value: number } | null;
}

/** Variables against the thresholds in one sample. */
export interface BalanceTally {
  /** Null without a threshold. */
  readonly smd: ThresholdTally | null;
  /** Of the variables that have a variance ratio; null without a threshold. */
  readonly varianceRatio: ThresholdTally | null;
}

/** Result of `balance`. */
export interface Balance {
  readonly kind: "balance";
  readonly version: 1;
  readonly denominator: BalanceDenominator;
  readonly deviationOf: "before" | "each";
  readonly binary: "std" | "raw";
  readonly rows: readonly BalanceRow[];
  /** One per factor of more than two levels. */
  readonly factors: readonly FactorBalance[];
  readonly samples: {
    readonly before: BalanceSample;
    readonly after: BalanceSample | null;
    /** By name; empty without `samples`. */
    readonly adjusted: Readonly<Record<string, BalanceSample>>;
  };
  /** Rows that keep the thresholds. A difference is no P value: it does not depend on the number of rows. */
  readonly tally: {
    readonly before: BalanceTally;
    readonly after: BalanceTally | null;
    /** By name; empty without `samples`. */
    readonly samples: Readonly<Record<string, BalanceTally>>;
  };
  readonly warnings: readonly Warning[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}
