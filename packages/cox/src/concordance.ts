import { InputError, type Omitted, oneOf, type RowOf } from "@hcc/data";
import { normalQuantile } from "@hcc/numerics";
import { codeCount } from "./internal/code-count.js";
import { type ConcordanceWeighting, concordanceOf } from "./internal/concordance-of.js";
import { counts } from "./internal/fit-design.js";
import { fittedRows } from "./internal/fitted-rows.js";
import { checkMaxTime, ranksUntil } from "./internal/sorted-outcome.js";
import type { ConcordanceChoices } from "./score-concordance.js";
import type { CoxModel, CoxSpec } from "./types.js";

/** The specification of the fit, and how pairs are weighted. */
export interface ConcordanceSpec<Row> extends CoxSpec<Row>, ConcordanceChoices {}

/** Concordance of a Cox model's linear predictor with survival. */
export interface Concordance {
  readonly kind: "cox-concordance";
  readonly version: 1;
  /** C, between 0 and 1; null when no pair of rows can be compared. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  /** Limits estimate +/- z SE, cut to [0, 1]. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
  readonly method: "infinitesimal-jackknife";
  readonly weighting: ConcordanceWeighting;
  readonly maxTime: number | null;
  readonly pairWeights: "estimated" | "known";
  /** Pairs in which the row with the higher predictor has the event first (products of the rows' and the pair's weights). */
  readonly concordant: number;
  /** Pairs in which it has it later. */
  readonly discordant: number;
  /** Comparable pairs with equal predictors; they count half. */
  readonly tiedPredictor: number;
  /** Pairs with events at one time; they are not comparable. */
  readonly tiedTime: number;
  readonly n: number;
  readonly events: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/**
 * Concordance of a Cox model on the data of its fit, Harrell's or with other weights of the pairs, with its standard error.
 *
 * C = (concordant + tied predictor / 2) / comparable. A pair of one stratum is comparable when the earlier time is an event
 * (not after `maxTime`); a censoring at the time of an event is later; two events at one time are not comparable. Weights
 * of pairs (`weighting`, for example "uno") and the variance, the infinitesimal jackknife, are those of
 * `scoreConcordance`, which also compares models. O(n log n).
 *
 * Equals R's `concordance(coxph, timewt, ymax)`, which treats frequency weights as sampling weights.
 *
 * @param data the data of the fit.
 * @param spec the specification of the fit.
 * @throws InputError when data or specification are not those of the fit, and when a coefficient is infinite.
 *
 * @example
 * ```ts
 * import { concordance, coxph } from "@hcc/cox";
 * const rows = [
 *   { t: 1, d: 1, x: 1 }, { t: 1, d: 0, x: 1 }, { t: 6, d: 1, x: 1 },
 *   { t: 6, d: 1, x: 0 }, { t: 8, d: 0, x: 0 }, { t: 9, d: 1, x: 0 },
 * ];
 * const spec = { time: "t", event: "d", covariates: ["x"] } as const;
 * const { concordant, discordant, tiedPredictor, estimate } = concordance(coxph(rows, spec), rows, spec);
 * [concordant, discordant, tiedPredictor]; // => [5, 0, 4]
 * estimate; // => 0.77777778
 * ```
 *
 * @see Harrell FE, Lee KL, Mark DB. Multivariable prognostic models. Stat Med 1996;15:361-387.
 * doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4
 */
export function concordance<Data extends Iterable<unknown> | object>(
  model: CoxModel,
  data: Data,
  spec: ConcordanceSpec<RowOf<Data>>,
): Concordance {
  const rows = fittedRows("concordance", model, data, spec, ["weighting", "maxTime", "pairWeights"], "allow");
  const weighting = oneOf("weighting", spec.weighting, ["harrell", "uno", "survival", "schemper"], "harrell");
  const pairWeights = oneOf("pairWeights", spec.pairWeights, ["estimated", "known"], "estimated");
  checkMaxTime(spec.maxTime);
  const { read } = rows;
  if (rows.entryRank !== null && weighting !== "harrell") {
    throw new InputError(
      "option",
      `concordance: weighting "${weighting}" is not defined for rows that enter late: use "harrell"`,
      {
        column: "weighting",
      },
    );
  }
  const sums = concordanceOf(rows, rows.eta, {
    weighting,
    until: spec.maxTime === undefined ? Number.POSITIVE_INFINITY : ranksUntil(distinctTimes(read), spec.maxTime),
    estimated: pairWeights === "estimated",
    frequency: read.frame.weightType !== "sampling",
    cluster: read.cluster && rows.order.map((row) => read.cluster![row]!),
  });
  const { estimate, standardError, concordant, discordant, tiedPredictor, tiedTime } = sums;
  const some = concordant + discordant + tiedPredictor > 0;
  const width = -normalQuantile((1 - model.level) / 2) * standardError;
  return {
    kind: "cox-concordance",
    version: 1,
    estimate: some ? estimate : null,
    standardError: some ? standardError : null,
    lower: some ? Math.max(estimate - width, 0) : null,
    upper: some ? Math.min(estimate + width, 1) : null,
    level: model.level,
    method: "infinitesimal-jackknife",
    weighting,
    maxTime: spec.maxTime ?? null,
    pairWeights,
    concordant,
    discordant,
    tiedPredictor,
    tiedTime,
    ...counts(read),
    omitted: read.frame.omitted,
    excluded: read.frame.excluded,
  };
}

function distinctTimes({ time, rank }: { readonly time: Float64Array; readonly rank: Int32Array }): Float64Array {
  const times = new Float64Array(codeCount(rank));
  times.fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < rank.length; i++) times[rank[i]!] = Math.min(times[rank[i]!]!, time[i]!);
  return times;
}
