import type { EncodedTerm, Omitted, RowOf, Term, Warning, WeightType } from "@hcc/data";
import { checkUnpenalized, pathResult } from "./internal/path-result.js";
import { penalizedPath } from "./internal/penalized-path.js";
import { readPath } from "./internal/read-path.js";
import type { CoxChannels } from "./types.js";

/** Specification of penalized Cox models along a sequence of penalties. */
export interface CoxPathSpec<Row> extends Omit<CoxChannels<Row>, "level" | "cluster" | "ties" | "exactLimit"> {
  /** One of "efron" (default) and "breslow". */
  readonly ties?: "efron" | "breslow";
  /** Terms of the model. */
  readonly covariates: readonly Term<Row>[];
  /** Share of the absolute values in the penalty: 1 (default) is the lasso, 0 ridge regression, between them the elastic net. */
  readonly alpha?: number;
  /** Penalties; they are taken from the largest to the smallest. Default: `lambdaCount` of them from the largest of use. */
  readonly lambda?: readonly number[] | Float64Array;
  /** Number of penalties. Default 100. */
  readonly lambdaCount?: number;
  /** Smallest penalty divided by the largest. Default 0.0001; 0.01 with fewer rows than columns. */
  readonly lambdaRatio?: number;
  /** By name of the term, what lambda is multiplied by for its columns; 0: not penalized. Default 1. */
  readonly penaltyFactor?: { readonly [term: string]: number };
  /** Whether columns are penalized in units of their standard deviation. Default true. */
  readonly standardize?: boolean;
}

/** One column along the path. */
export interface CoxPathCoefficient {
  /** Unique name, for example "age" or "childPugh=B". */
  readonly name: string;
  /** Name of the term. */
  readonly term: string;
  /** Level that is compared with the reference, null for a number. */
  readonly level: string | null;
  /** Penalty factor, scaled so that the mean over all columns is 1. */
  readonly penaltyFactor: number;
  /** Weighted, with divisor the sum of the weights. */
  readonly standardDeviation: number;
  /** Log hazard ratio per unit of the column (not standardized) at each lambda. */
  readonly estimates: Float64Array;
}

/** Penalized Cox models along a sequence of penalties. Holds no rows. */
export interface CoxPath {
  readonly kind: "cox-path";
  readonly version: 1;
  readonly alpha: number;
  readonly standardize: boolean;
  /** Penalties, descending. Empty when the status is "no-events" or "no-information", unless they were given. */
  readonly lambda: Float64Array;
  /** Smallest penalty at which every penalized coefficient is 0 (with alpha below 0.001, that of alpha 0.001). */
  readonly lambdaMax: number;
  readonly coefficients: readonly CoxPathCoefficient[];
  /** Number of coefficients that are not 0, at each lambda. */
  readonly df: Int32Array;
  /** Log partial likelihood, without the penalty: with all coefficients 0, and at each lambda. */
  readonly logLikelihood: { readonly null: number; readonly model: Float64Array };
  /** (l - l null) / (l saturated - l null) at each lambda. */
  readonly devianceRatio: Float64Array;
  /** Number of rows in use, of subjects where `id` is given; with frequency weights the sum of the weights. */
  readonly n: number;
  /** Number of events, counted as `n` is. */
  readonly events: number;
  /** Number of strata, 1 without `strata`. */
  readonly strata: number;
  /** Newton steps of the whole path. */
  readonly iterations: number;
  /**
   * One of:
   * - "converged": the conditions of the maximum are met at every lambda;
   * - "no-events";
   * - "no-information": nobody with other covariates is at risk at any event;
   * - "not-converged": at some lambda they are not met, see `warnings`.
   */
  readonly status: "converged" | "no-events" | "no-information" | "not-converged";
  readonly warnings: readonly Warning[];
  /** How the terms were coded, with levels and reference. */
  readonly terms: readonly EncodedTerm[];
  readonly ties: "efron" | "breslow";
  readonly weightType: WeightType | null;
  /** Distinct times merged because they differ by rounding only. */
  readonly mergedTimes: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Rows left out because their weight is 0. */
  readonly zeroWeight: number;
}

/**
 * Ridge, lasso and elastic-net Cox regression along a sequence of penalties (regularization path).
 *
 * At each lambda maximizes
 *   l(b) / W - lambda x sum of v_j [alpha |s_j b_j| + (1 - alpha) (s_j b_j)^2 / 2],
 * l the log partial likelihood of `coxph`, W the sum of the case weights of the rows in use, s_j the standard deviation of
 * column j (weighted, divisor W; 1 with `standardize: false`), v_j its penalty factor, scaled to mean 1 over the columns.
 * The default sequence is geometric from lambdaMax = max |dl/db_j| / (W v_j s_j max(alpha, 0.001)) at the fit of the columns
 * that are not penalized, the smallest lambda at which all others are 0. Levels of a factor are columns of their own.
 *
 * The maximum is exact: at every lambda the conditions |dl/db_j| <= lambda alpha W v_j s_j (for b_j = 0), and equality with
 * the derivative of the penalty (for the others), hold to 1e-9 of the penalty. Columns that depend on each other and more
 * columns than rows are allowed. Penalized estimates are shrunken: they have no standard errors or P values here.
 *
 * Equals R's `glmnet(x, Surv(t, d), family = "cox")` with Breslow ties, but for three things: censorings at the time of an
 * event are at risk in any unit of time (glmnet loses them from 256 units on), the sequence is not cut short where the
 * deviance hardly changes, and the first coefficients of ridge regression are those of lambdaMax, not of an infinite
 * lambda. (glmnet stops with strata or `entry` far from the maximum unless `glmnet.control(epsnr = 1e-12)`.) Efron ties are the default. `alpha: 0` is R's `coxph(Surv(t, d) ~ ridge(x, theta = W * lambda, scale = FALSE))`
 * with `standardize: false`.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @returns coefficients per column, each over the penalties.
 * @throws InputError as `coxph` does, for penalties below 0, and when the likelihood is monotone in a column that is not
 * penalized.
 *
 * @example
 * ```ts
 * import { coxPath } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 61) / (1 + (i % 2)), d: i % 5 > 0, arm: i % 2 ? "B" : "A", age: 40 + ((i * 7) % 30),
 * }));
 * const path = coxPath(rows, { time: "t", event: "d", covariates: ["arm", "age"] });
 * path.lambda.length; // => 100
 * Array.from(path.df).slice(0, 2); // => [0, 1]
 * path.coefficients[0].estimates[99]; // => 1.82575
 * ```
 *
 * @see Simon N, Friedman J, Hastie T, Tibshirani R. Regularization paths for Cox's proportional hazards model via coordinate
 * descent. J Stat Softw 2011;39(5):1-13. doi:10.18637/jss.v039.i05
 * @see Tibshirani R. The lasso method for variable selection in the Cox model. Stat Med 1997;16:385-395.
 * doi:10.1002/(SICI)1097-0258(19970228)16:4<385::AID-SIM380>3.0.CO;2-3
 */
export function coxPath<Data extends Iterable<unknown> | object>(data: Data, spec: CoxPathSpec<RowOf<Data>>): CoxPath {
  const read = readPath("coxPath", data, spec);
  const path = penalizedPath(read.problem, read.sequence);
  checkUnpenalized(path, read.design.columns);
  return pathResult(read, path);
}
