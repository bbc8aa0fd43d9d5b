import type { EncodedTerm, Omitted, Term, Warning } from "@hcc/data";
import type { TreatmentChannels } from "./treatment-channels.js";

/**
 * How a treatment model is fitted. One of:
 * - "logistic": maximum likelihood, log(p / (1 - p)) = b0 + x b;
 * - "probit": maximum likelihood, p = P(Z <= b0 + x b) with Z standard normal;
 * - "firth": logistic, log L + log|I| / 2 is maximized (Jeffreys prior); always finite;
 * - "flic": "firth" with the intercept by maximum likelihood, so that the mean score is the share of treated rows;
 * - "ridge": logistic, log L / n - penalty x sum (s_j b_j)^2 / 2 is maximized.
 */
export type PropensityMethod = "logistic" | "probit" | "firth" | "flic" | "ridge";

/** Specification of `propensityScore`. */
export interface PropensityScoreSpec<Row> extends TreatmentChannels<Row> {
  /** Terms of the model; at least one. */
  readonly covariates: readonly Term<Row>[];
  /** One of "logistic" (maximum likelihood, default), "probit", "firth", "flic" and "ridge". */
  readonly method?: PropensityMethod;
  /**
   * Penalty of "ridge", 0 or more, and of no other method: log L / n - penalty x sum (s_j b_j)^2 / 2 is maximized, s_j the
   * standard deviation (divisor n) of design column j; the intercept is free. `lambda` of `glmnet(alpha = 0)`, as in `coxPath`.
   */
  readonly penalty?: number;
}

/** A coefficient of the treatment model. */
export interface PropensityCoefficient {
  /** "(Intercept)" or the name of the design column. */
  readonly name: string;
  readonly term: string;
  /** Level that the column marks; null for numbers and the intercept. */
  readonly level: string | null;
  /**
   * Log odds (with "probit": of the normal quantile); +-Infinity where the likelihood has no maximum, null where it cannot
   * be estimated.
   */
  readonly estimate: number | null;
  /** From the inverse expected information; with "ridge" that of the estimator about its mean, A^-1 I A^-1. */
  readonly standardError: number | null;
  /** Null with "ridge", whose estimates are pulled towards 0. */
  readonly z: number | null;
  /** Two-sided Wald p-value; null with "ridge". */
  readonly pValue: number | null;
  /** exp(estimate); null for the intercept and with "probit". */
  readonly oddsRatio: number | null;
  /** One of "ok", "aliased" (constant, or depends on earlier columns), "infinite" and "not-estimable". */
  readonly status: "ok" | "aliased" | "infinite" | "not-estimable";
}

/** How a covariate entered the treatment model. */
export interface CovariateCoding {
  readonly term: string;
  /**
   * One of "linear" (a number as it is: one slope), "log2", "spline" (restricted cubic), "factor" (a coefficient for each
   * level but the reference) and "interaction" (product of two terms).
   */
  readonly coding: "linear" | "log2" | "spline" | "factor" | "interaction";
  /** Names of its coefficients. */
  readonly columns: readonly string[];
  /** Different values of a linear covariate, ascending, where there are ten or fewer: grades, which SPSS enters so; else null. */
  readonly values: readonly number[] | null;
  /** Level that the others are compared with; null unless a factor. */
  readonly reference: string | null;
  /** All levels of a factor, else null. */
  readonly levels: readonly string[] | null;
  /** Knots of a spline, else null. */
  readonly knots: readonly number[] | null;
  /** The same as a phrase. */
  readonly description: string;
}

/** Lowest and highest score of some rows. */
export interface ScoreRange {
  readonly lowest: number;
  readonly highest: number;
}

/** Where treated rows and controls can be compared. */
export interface ScoreOverlap {
  readonly treated: ScoreRange;
  readonly control: ScoreRange;
  /** Scores within both ranges; null where these have none in common. */
  readonly common: ScoreRange | null;
  /** Rows whose score is outside the common range. */
  readonly outside: { readonly treated: number; readonly control: number };
}

/** Hat values: how much a row's own treatment moves its fitted score. */
export interface ScoreLeverage {
  /** w x' (X'WX)^-1 x (with "ridge" the penalized information), one per input row; NaN for rows not used. Their mean is coefficients / n. */
  readonly values: Float64Array;
  readonly largest: number;
  /** Input row that has it, the first of equal ones. */
  readonly row: number;
}

/** Result of `propensityScore`. */
export interface PropensityScore {
  readonly kind: "propensity-score";
  readonly version: 1;
  readonly method: PropensityMethod;
  /** Penalty of "ridge", else null. */
  readonly penalty: number | null;
  /** Probability of treatment, one per input row; NaN for rows not used, and everywhere under complete separation. */
  readonly score: Float64Array;
  /** Log odds of `score`, with "probit" its normal quantile; +-Infinity for rows that quasi-separation puts at 0 or 1. */
  readonly linearPredictor: Float64Array;
  readonly coefficients: readonly PropensityCoefficient[];
  /** In the order of `coefficients`; NaN where there is no standard error. */
  readonly covariance: readonly Float64Array[];
  /** Unpenalised log-likelihood of the intercept-only and of the fitted model. */
  readonly logLikelihood: { readonly null: number; readonly model: number };
  /** -2 x log-likelihood of the model. */
  readonly deviance: number;
  /** Rows in use. */
  readonly n: number;
  /** Treated rows among them. */
  readonly treated: number;
  /** Rows in the smaller group per estimated coefficient, intercept not counted. */
  readonly eventsPerParameter: number;
  /** Probability that a treated row has a higher score than a control, ties one half; null under complete separation. */
  readonly cStatistic: number | null;
  /** Ranges of the scores, and rows outside the common one; null under complete separation. */
  readonly overlap: ScoreOverlap | null;
  /** Null under complete separation. */
  readonly leverage: ScoreLeverage | null;
  readonly iterations: number;
  /** One of "converged", "complete-separation", "quasi-separation" and "not-converged". */
  readonly status: "converged" | "complete-separation" | "quasi-separation" | "not-converged";
  readonly warnings: readonly Warning[];
  /** How each covariate entered the model, in words too. */
  readonly coding: readonly CovariateCoding[];
  /** The coding as `encodeTerms` of @hcc/data takes it for new rows. */
  readonly terms: readonly EncodedTerm[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Fingerprint of treatment and design columns. */
  readonly fingerprint: string;
}
