import {
  type AnyTerm,
  type CauseChannel,
  type Channel,
  checkLevel,
  checkOptions,
  column,
  encodeTerms,
  fingerprint,
  type Group,
  type GroupValue,
  type Omitted,
  optionalColumn,
  type RowOf,
  type RowOptions,
  readCauses,
  readFrame,
  type Term,
  type Warning,
} from "@hcc/data";
import { timeRanks } from "@hcc/survival";
import { type FineGrayInput, fitFineGray } from "./internal/fit-fine-gray.js";
import { checkTerms } from "./internal/options.js";
import type { CoxCoefficient, CoxModel, CoxTest } from "./types.js";

/** Specification of a Fine-Gray model. */
export interface FineGraySpec<Row> extends RowOptions<Row> {
  /** Time from origin to the first event of any kind, or to censoring, 0 or more. */
  readonly time: Channel<Row, number>;
  /** What happened then: `{ channel: "status", event: ["progression"], competing: ["death"], censored: ["alive"] }`. */
  readonly cause: CauseChannel<Row>;
  /** Terms of the model. */
  readonly covariates: readonly Term<Row>[];
  /** Groups with a baseline subdistribution hazard of their own. */
  readonly strata?: Channel<Row, GroupValue>;
  /** Groups whose censoring differs: each has a Kaplan-Meier curve G(t) of its own. Default: one curve for all rows. */
  readonly censoringGroups?: Channel<Row, GroupValue>;
  /** Level of the confidence intervals. Default 0.95. */
  readonly level?: number;
}

/** Baseline of the subdistribution of one stratum. */
export interface SubdistributionBaseline {
  /** Name of the stratum, or null without strata. */
  readonly stratum: string | null;
  /** Distinct times of events, ascending. */
  readonly time: Float64Array;
  /** Cumulative subdistribution hazard of a patient with the reference covariates. */
  readonly cumulativeHazard: Float64Array;
  /** Last time of any row of the stratum; nothing is known beyond. */
  readonly lastTime: number;
}

/** A fitted Fine-Gray model. Holds no rows. */
export interface FineGrayModel {
  readonly kind: "fine-gray-model";
  readonly version: 1;
  /** `hazardRatio` is that of the subdistribution; `naiveStandardError` is that of the inverse information. */
  readonly coefficients: readonly CoxCoefficient[];
  /** Sandwich that counts the estimation of G; NaN in rows and columns of coefficients that are not "ok". */
  readonly covariance: readonly Float64Array[];
  readonly variance: "robust";
  /** Log partial likelihood of the weighted risk sets, without covariates and at the estimates. It has no likelihood-ratio test. */
  readonly logLikelihood: { readonly null: number; readonly model: number };
  /** Wald test of all coefficients; null without any, and where one is infinite. */
  readonly tests: { readonly likelihoodRatio: null; readonly wald: CoxTest | null; readonly score: null };
  readonly n: number;
  /** Rows with the event. */
  readonly events: number;
  /** Rows with a competing event. */
  readonly competing: number;
  readonly censored: number;
  readonly strata: number;
  readonly iterations: number;
  readonly status: CoxModel["status"];
  readonly warnings: readonly Warning[];
  readonly terms: CoxModel["terms"];
  readonly ties: "breslow";
  readonly level: number;
  /** Values of the columns that the baseline is for: 0 for columns of -1, 0 and 1, else the lower median of the events. */
  readonly reference: readonly number[];
  /** One per stratum; empty where a coefficient is infinite. */
  readonly baseline: readonly SubdistributionBaseline[];
  readonly mergedTimes: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  readonly fingerprint: string;
}

/**
 * Fine-Gray regression of competing risks: proportional hazards of the subdistribution, that is of the cumulative
 * incidence of the event.
 *
 * The cumulative incidence is F(t | x) = 1 - exp(-L(t) exp(x'b)). At an event at t those are at risk who have a time of t
 * or later, with weight 1, and those with a competing event at T < t, with weight G(t-) / G(T-), G the Kaplan-Meier
 * curve of the time to censoring; the score of the weighted partial likelihood (tied events: Breslow) is 0 at b. The
 * variance is I^-1 [sum of (eta + psi)(eta + psi)'] I^-1: eta_i the score residual of the row, psi_i what the row
 * contributes to the error of G. A hazard ratio above 1 means a higher cumulative incidence; it is no rate among those
 * still at risk.
 *
 * **Cause-specific hazards**, which do compare rates, are plain Cox models in which the other causes are censored, one
 * for each cause: `coxph(data, { time: "months", event: (d) => d.status === "progression", covariates })`. Report both.
 *
 * Equals R's `cmprsk::crr` run to convergence, `strata` as in `crrSC::crrs` with one G for all. With `cengroup` estimates are
 * those of R, as long as a group is followed up to the last event: after that its G stays as it is, in R it is 0. Standard
 * errors are not: R leaves the events of other groups out of the error of a group's G (cmprsk 2.2-11). Sums cost O(n p^2) per
 * step. Without censoring it is the Cox model (Breslow) in which competing events stay at risk for ever.
 *
 * @throws InputError for a cause in none of the lists, or in two, and as `coxph` does; there are no weights and no delayed
 * entry.
 *
 * @example
 * ```ts
 * import { fineGray } from "@hcc/cox";
 * const rows = Array.from({ length: 80 }, (_, i) => ({
 *   months: 1 + ((i * 37) % 41), status: ["alive", "progression", "death", "progression"][(i * 7 + (i >> 2)) % 4], age: 40 + ((i * 11) % 30),
 * }));
 * const cause = { channel: "status", event: ["progression"], competing: ["death"], censored: ["alive"] } as const;
 * const model = fineGray(rows, { time: "months", cause, covariates: ["age"] });
 * model.coefficients[0].status; // => "ok"
 * [model.events, model.competing, model.censored]; // => [40, 20, 20]
 * ```
 *
 * @see Fine JP, Gray RJ. A proportional hazards model for the subdistribution of a competing risk. J Am Stat Assoc
 * 1999;94:496-509. doi:10.1080/01621459.1999.10474144
 * @see Zhou B, Latouche A, Rocha V, Fine J. Competing risks regression for stratified data. Biometrics 2011;67:661-670.
 * doi:10.1111/j.1541-0420.2010.01493.x
 */
export function fineGray<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: FineGraySpec<RowOf<Data>>,
): FineGrayModel {
  const call = "fineGray";
  const without = "a Fine-Gray model has none here: leave it out";
  checkOptions(call, spec, ["time", "cause", "covariates", "strata", "censoringGroups", "where", "missing", "level"], {
    weights: without,
    entry: without,
    event: "say which causes are the event: cause: { channel, event: [...], ... }",
  });
  checkTerms("covariates", spec.covariates);
  const level = checkLevel(spec.level ?? 0.95);
  const frame = readFrame(
    data,
    {
      time: column("time", spec.time),
      cause: column("group", spec.cause?.channel),
      strata: optionalColumn("group", spec.strata),
      groups: optionalColumn("group", spec.censoringGroups),
    },
    {
      terms: spec.covariates as readonly AnyTerm[],
      where: spec.where,
      ...(spec.missing !== undefined && { missing: spec.missing }),
    },
  );
  const { time, strata, groups } = frame.columns;
  const cause = readCauses(frame.rows, frame.columns.cause, spec.cause);
  const design = encodeTerms(frame.terms, frame.n);
  const { ranks, merged } = timeRanks(time);
  const input: FineGrayInput = { frame, time, rank: ranks, cause, strata, groups, design, level };
  const count = (code: number): number => cause.reduce((sum, value) => sum + (value === code ? 1 : 0), 0);
  return {
    kind: "fine-gray-model",
    version: 1,
    ...fitFineGray(input),
    variance: "robust",
    n: frame.n,
    events: count(1),
    competing: count(2),
    censored: count(0),
    strata: strata?.levels.length ?? 1,
    terms: design.terms,
    ties: "breslow",
    level,
    mergedTimes: merged,
    omitted: frame.omitted,
    excluded: frame.excluded,
    fingerprint: fingerprint([time, cause, design.matrix, codes(strata), codes(groups)]),
  };
}

function codes(group: Group | null): Int32Array {
  return group?.codes ?? new Int32Array(0);
}
