import type { Interval } from "@hcc/data";

/**
 * Scale on which pointwise limits of a survival probability are symmetric. One of:
 * - "log" (default, as R): S exp(+-z se(log S)), the upper limit at most 1;
 * - "log-log" (default of SAS): symmetric on log(-log S);
 * - "plain" (SPSS): S +- z se(S), cut to [0, 1];
 * - "logit": symmetric on log(S / (1 - S));
 * - "arcsin": symmetric on asin(sqrt S).
 */
export type ConfidenceType = "log" | "log-log" | "plain" | "logit" | "arcsin";

/** Level and type of confidence limits. */
export interface Confidence {
  /** Confidence level, for example 0.95. */
  readonly level: number;
  readonly type: ConfidenceType;
  /** How far the lower limits reach; absent where as usual. */
  readonly lower?: Exclude<LowerLimit, "usual">;
}

/**
 * Standard error of log S behind the lower limits, which are too high where few are left at risk. One of:
 * - "usual" (default): that of the upper limits;
 * - "modified" (Dorey and Korn): times the square root of the number at risk at the last event over that at the time;
 * - "peto": sqrt((1 - S) / number at risk).
 */
export type LowerLimit = "usual" | "peto" | "modified";

/** What the limits of a curve shall be. */
export interface ConfidenceOptions {
  /** Default 0.95. */
  readonly level?: number;
  readonly type?: ConfidenceType;
  /** Default "usual". */
  readonly lower?: LowerLimit;
}

/**
 * Which time is the quantile when the curve reaches it exactly and stays there. One of:
 * - "midpoint" (default, as `quantile(survfit)` in R): the middle of the plateau;
 * - "infimum" (Kaplan and Meier, SPSS): its left end, min { t: S(t) <= 1 - p }.
 */
export type QuantileRule = "midpoint" | "infimum";

/**
 * How the limits of a quantile are found. One of:
 * - "inversion" (default, Brookmeyer and Crowley): where the pointwise limits of the curve cross 1 - p;
 * - "spss": normal limits with the standard error of SPSS, se(S(t)) (l - u) / (S(u) - S(l));
 * - "sas": where the limits of type "log-log" cross 1 - p, whatever the type of the curve;
 * - "bootstrap": percentiles of the quantiles of resampled subjects.
 */
export type QuantileInterval = "inversion" | "spss" | "sas" | "bootstrap";

/** One estimated survival curve; the arrays have one entry per distinct observed time, ascending. */
export interface SurvivalCurve {
  /** Name of the group, or null when the curve is of all rows. */
  readonly group: string | null;
  /** Number of subjects: sum of frequency weights, each `id` once; sampling weights do not count. */
  readonly n: number;
  /** Number of events, counted likewise. */
  readonly events: number;
  /** Time from which the curve runs: S is the probability of those who are free of the event beyond it. */
  readonly start: number;
  /** Distinct times of the group, events, censorings and late entries, in the unit of the input. */
  readonly time: Float64Array;
  /** Number at risk just before the time; sum of their weights, as in the two columns below. */
  readonly nRisk: Float64Array;
  /** Number of events at the time. */
  readonly nEvent: Float64Array;
  /** Number censored at the time; they were still at risk for its events. */
  readonly nCensor: Float64Array;
  /** Number entering at the time, who are at risk after it; null without `entry`. */
  readonly nEnter: Float64Array | null;
  /** S(t), the probability to be free of the event beyond the time. */
  readonly survival: Float64Array;
  /** Standard error of S(t); NaN where S = 0, because it is not defined there. */
  readonly standardError: Float64Array;
  /** The standard error for independent rows, beside a robust one; else null. */
  readonly naiveStandardError: Float64Array | null;
  /** "greenwood", "hazard" (S times the standard error of the cumulative hazard) or "robust" (infinitesimal jackknife). */
  readonly variance: "greenwood" | "hazard" | "robust";
  /** Lower pointwise limit; NaN where S = 0. */
  readonly lower: Float64Array;
  /** Upper pointwise limit; NaN where S = 0. */
  readonly upper: Float64Array;
  /** Of a robust variance: standard error of the mean until each time, and its covariance with S(t); absent otherwise. */
  readonly robustMean?: { readonly standardError: Float64Array; readonly covariance: Float64Array };
  /** Level and type of `lower` and `upper`. */
  readonly confidence: Confidence;
  /** Median survival time. */
  readonly median: Interval;
}
