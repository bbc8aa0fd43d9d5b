import type {
  Channel,
  EncodedTerm,
  EventValue,
  GroupValue,
  Omitted,
  RowOptions,
  Term,
  Warning,
  WeightOptions,
  WeightType,
} from "@hcc/data";

/**
 * Treatment of tied event times in the partial likelihood. One of:
 * - "efron": the deaths of one time come one after the other, in an order that is averaged over;
 * - "breslow": each of them is compared with all at risk;
 * - "exact": times are discrete, the deaths of one time are a choice among those at risk (conditional logistic regression).
 */
export type CoxTies = "efron" | "breslow" | "exact";

/** How Cox models are fitted and reported. */
export interface CoxOptions {
  /** One of "efron" (default), "breslow" and "exact". */
  readonly ties?: CoxTies;
  /** Most `operations` (see `exactTiesCost`) that exact ties may take. Default 1e10, about 20 seconds an evaluation. */
  readonly exactLimit?: number;
  /** Set of defaults. One of "r" (default; ties Efron) and "spss" (ties Breslow). An explicit option wins. */
  readonly conventions?: "r" | "spss";
  /** Level of the confidence intervals. Default 0.95. */
  readonly level?: number;
}

/** Channels of follow-up, and which rows count how much. */
export interface FollowUpChannels<Row> extends RowOptions<Row>, WeightOptions<Row> {
  /** Time from origin to event or censoring, 0 or more, any unit. */
  readonly time: Channel<Row, number>;
  /** True or 1 for an event, false or 0 for a censored time. */
  readonly event: Channel<Row, EventValue>;
}

/** Channels and options that every function of this package which fits Cox models accepts. */
export interface CoxChannels<Row> extends FollowUpChannels<Row>, CoxOptions {
  /**
   * Time at which the row comes under observation: it is at risk in (entry, time]. Default: at risk from the start. For
   * delayed entry and for covariates that change, a row for each interval.
   */
  readonly entry?: Channel<Row, number>;
  /** Subject of each row, where a subject has several; its intervals may not overlap. `n` then counts subjects. */
  readonly id?: Channel<Row, GroupValue>;
  /** A known part of the linear predictor: added to it with coefficient 1. */
  readonly offset?: Channel<Row, number>;
  /** Groups of rows that are not independent; gives the robust variance with the group as its unit. */
  readonly cluster?: Channel<Row, GroupValue>;
  /** Groups with a baseline hazard of their own, in every model. */
  readonly strata?: Channel<Row, GroupValue>;
}

/** Specification of a Cox model. */
export interface CoxSpec<Row> extends CoxChannels<Row> {
  /** Terms of the model; none gives the null model. */
  readonly covariates: readonly Term<Row>[];
  /** Tests beside the likelihood-ratio and Wald tests. "score": the score test at coefficients 0. */
  readonly tests?: readonly "score"[];
  /**
   * "firth": the log-likelihood is penalized by half the log determinant of the information. Estimates are finite also where
   * the likelihood is monotone, and their bias is of a smaller order; for few events.
   */
  readonly penalty?: "firth";
  /**
   * Confidence intervals of the hazard ratios. One of:
   * - "wald" (default; with a penalty "profile-likelihood"): exp(estimate +/- z SE);
   * - "profile-likelihood": every value that a likelihood-ratio test would not reject. For few events, where the
   *   likelihood is far from a parabola.
   */
  readonly interval?: "wald" | "profile-likelihood";
}

/** A chi-square test. */
export interface CoxTest {
  readonly statistic: number;
  readonly df: number;
  readonly pValue: number;
}

/** One column that explains an aliased one. */
export interface AliasPart {
  /** Name of the coefficient. */
  readonly name: string;
  readonly multiplier: number;
}

/** One coefficient of a Cox model. */
export interface CoxCoefficient {
  /** Unique name, for example "age" or "childPugh=B". */
  readonly name: string;
  /** Name of the term. */
  readonly term: string;
  /** Level that is compared with the reference, null for a number. */
  readonly level: string | null;
  /** Log hazard ratio; Infinity or -Infinity with status "infinite"; null when not estimable. */
  readonly estimate: number | null;
  /** Square root of the diagonal of `covariance`; null unless status is "ok". */
  readonly standardError: number | null;
  /** With robust variance that of the inverse information, else null. */
  readonly naiveStandardError: number | null;
  /** `estimate / standardError`; null unless status is "ok". */
  readonly z: number | null;
  /** Two-sided; null when not estimable. */
  readonly pValue: number | null;
  /**
   * "wald" with status "ok", "likelihood-ratio" (without this column) with status "infinite", else null; null with status
   * "infinite" under robust variance. With a penalty "penalized-likelihood-ratio": this coefficient 0, its column still in
   * the penalty.
   */
  readonly pValueMethod: "wald" | "likelihood-ratio" | "penalized-likelihood-ratio" | null;
  /** exp(estimate); Infinity or 0 with status "infinite". */
  readonly hazardRatio: number | null;
  /** Lower limit of the hazard ratio. */
  readonly lower: number | null;
  /** Upper limit of the hazard ratio. */
  readonly upper: number | null;
  /**
   * "wald" or "profile-likelihood" ("profile-penalized-likelihood" with a penalty) with status "ok", as asked for;
   * "profile-likelihood" with status "infinite", where one limit is finite; else null.
   */
  readonly intervalMethod: "wald" | "profile-likelihood" | "profile-penalized-likelihood" | null;
  /**
   * One of:
   * - "ok": estimated;
   * - "infinite": the likelihood is monotone in it, the estimate is Infinity or -Infinity;
   * - "aliased": constant, or a combination of columns listed earlier: see `reason` and `combination`;
   * - "not-estimable": the data say nothing about it, see `reason`.
   */
  readonly status: "ok" | "infinite" | "aliased" | "not-estimable";
  /**
   * Why the status is not "ok". One of:
   * - "monotone-likelihood": every event happens to those with the largest (or smallest) value at risk;
   * - "constant": one value in all rows;
   * - "constant-in-risk-sets": one value among those at risk in each stratum;
   * - "combination": see `combination`;
   * - "no-events", "no-information": no event, or no event with anybody else at risk;
   * - "limit": where the likelihood is largest (other coefficients may be infinite there) it does not depend on this one.
   */
  readonly reason:
    | "monotone-likelihood"
    | "constant"
    | "constant-in-risk-sets"
    | "combination"
    | "no-events"
    | "no-information"
    | "limit"
    | null;
  /** With reason "combination": the column is the sum of multiplier x column (plus a constant per stratum). */
  readonly combination: readonly AliasPart[];
}

/** A fitted Cox model. Holds no rows. */
export interface CoxModel {
  readonly kind: "cox-model";
  readonly version: 1;
  readonly coefficients: readonly CoxCoefficient[];
  /** In the order of the coefficients; NaN in rows and columns of those that are not "ok". */
  readonly covariance: readonly Float64Array[];
  /** One of "information" (inverse information) and "robust" (sandwich, with sampling weights or `cluster`). */
  readonly variance: "information" | "robust";
  /**
   * Log partial likelihood without covariates and at the estimates (in the limit, where coefficients are infinite), without
   * penalty.
   */
  readonly logLikelihood: { readonly null: number; readonly model: number };
  /** What the log-likelihood was penalized by; null: nothing. */
  readonly penalty: "firth" | null;
  /**
   * With a penalty: log-likelihood + log det(information) / 2 with all coefficients 0 and at its maximum, the determinant over
   * the columns that are not aliased, as they are given; else null.
   */
  readonly penalizedLogLikelihood: { readonly null: number; readonly model: number } | null;
  /**
   * Tests of all coefficients together; null where there is none, and `score` also unless asked for. With robust variance
   * there is the Wald test only; with a penalty the likelihood-ratio test is of the penalized likelihood.
   */
  readonly tests: {
    readonly likelihoodRatio: CoxTest | null;
    readonly wald: CoxTest | null;
    readonly score: CoxTest | null;
  };
  /** Number of rows in use, of subjects where `id` is given; with frequency weights the sum of the weights. */
  readonly n: number;
  /** Number of events, counted as `n` is. */
  readonly events: number;
  /** Number of strata, 1 without `strata`. */
  readonly strata: number;
  /** Newton steps. */
  readonly iterations: number;
  /**
   * One of:
   * - "converged";
   * - "monotone": converged in the limit of one or more infinite coefficients;
   * - "no-events";
   * - "no-information": nobody else is at risk at any event, or every covariate is constant there;
   * - "not-converged": the step limit was reached.
   */
  readonly status: "converged" | "monotone" | "no-events" | "no-information" | "not-converged";
  readonly warnings: readonly Warning[];
  /** How the terms were coded, with levels and reference. */
  readonly terms: readonly EncodedTerm[];
  readonly ties: CoxTies;
  /** Level of the confidence intervals. */
  readonly level: number;
  readonly weightType: WeightType | null;
  /** Distinct times merged because they differ by rounding only. */
  readonly mergedTimes: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Rows left out because their weight is 0. */
  readonly zeroWeight: number;
  /** Whether the fit had an offset: predictions for new rows then need theirs. */
  readonly offset: boolean;
  /** Number of clusters of the robust variance (rows, where there is no `cluster`); null without robust variance. */
  readonly clusters: number | null;
  /** Fingerprint of times, events, covariates, strata, offsets and weights in use. */
  readonly fingerprint: string;
}
