import { type AnyTerm, checkOptions, InputError, type Omitted, type RowOf, rereadable, type Term } from "@hcc/data";
import { balance } from "./balance.js";
import type { BalanceRow, BalanceSpec } from "./balance-types.js";
import { readArms } from "./internal/read-arms.js";
import { type NamedDifference, worstDifference } from "./internal/worst-difference.js";
import { type Matching, type MatchPairsSpec, matchPairs } from "./match-pairs.js";
import { matchedRows } from "./matched-rows.js";
import { propensityScore } from "./propensity-score.js";
import type { PropensityScore, PropensityScoreSpec } from "./score-types.js";
import type { TreatmentChannels } from "./treatment-channels.js";

export type { NamedDifference } from "./internal/worst-difference.js";

/** Specification of `leaveOneCovariateOut`. */
export interface LeaveOneCovariateOutSpec<Row> extends TreatmentChannels<Row> {
  /** Terms of the propensity model; at least two. Each is left out once. */
  readonly covariates: readonly Term<Row>[];
  /** Further options of `propensityScore`. */
  readonly score?: Omit<PropensityScoreSpec<Row>, "covariates" | keyof TreatmentChannels<Row>>;
  /** Further options of `matchPairs`. */
  readonly matching?: Omit<MatchPairsSpec<Row>, "score" | keyof TreatmentChannels<Row>>;
  /** Of the standardized differences. Default "treated". */
  readonly denominator?: BalanceSpec<Row>["denominator"];
  /**
   * The effect in a matched sample, for example the log hazard ratio of `coxph(rows, ...)`: of the rows that the matching kept,
   * or of all data with `matching.weights`. Null where there is none.
   */
  readonly estimate?: (rows: readonly Row[], matching: Matching) => number | null;
}

/** The study with all covariates, or without one. */
export interface CovariateLeftOut {
  /** The term left out of score and matching; null with all of them. */
  readonly covariate: string | null;
  /** Of the propensity model; under "complete-separation" there is no matching. */
  readonly status: PropensityScore["status"];
  readonly cStatistic: number | null;
  readonly pairs: number;
  /** Largest difference of the covariate left out, over its levels; null with all covariates and without pairs. */
  readonly leftOut: NamedDifference | null;
  /** Largest difference of any covariate, left out or not; null without pairs. */
  readonly worst: NamedDifference | null;
  /** What `estimate` gave; null without it, without pairs and where it is no finite number. */
  readonly estimate: number | null;
}

/** Result of `leaveOneCovariateOut`. */
export interface LeaveOneCovariateOut {
  readonly kind: "leave-one-covariate-out";
  readonly version: 1;
  /** First with all covariates, then without each in turn. */
  readonly rows: readonly CovariateLeftOut[];
  /** Rows in use, the same throughout: those complete in all covariates. */
  readonly n: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

const OPTIONS = [
  "treatment",
  "treated",
  "covariates",
  "score",
  "matching",
  "denominator",
  "estimate",
  "where",
  "missing",
] as const satisfies readonly (keyof LeaveOneCovariateOutSpec<never>)[];

/**
 * Refits propensity score and matching without each covariate in turn: what a covariate that was not measured could have done.
 *
 * Each row of the result tells how many pairs there are without the covariate, how unequal the groups then are in it, and with
 * `estimate` the effect in that matched sample. Where leaving a known prognostic factor out moves the effect little, an
 * unmeasured one must be stronger than it to matter. All fits use the same rows, those complete in all covariates, so that
 * only the covariate makes the difference; an interaction is a term of its own and stays when one of its parts is left out.
 *
 * @throws InputError as `propensityScore`, `matchPairs` and `balance` do, for fewer than two covariates, and when `estimate`
 * returns something else than a number or null.
 *
 * @example
 * ```ts
 * import { leaveOneCovariateOut } from "@hcc/psm";
 * const patients = {
 *   tki: [1, 1, 1, 1, 0, 0, 0, 0],
 *   age: [44, 57, 52, 61, 61, 50, 66, 54],
 *   afp: [5.1, 3.2, 6.4, 4.4, 4.9, 4.1, 2.7, 5.2],
 *   died: [1, 0, 0, 1, 1, 1, 1, 0],
 * };
 * const { rows } = leaveOneCovariateOut(patients, {
 *   treatment: "tki",
 *   covariates: ["age", "afp"],
 *   matching: { caliper: { width: 0.1, scale: "probability", unit: "absolute" } },
 *   estimate: (matched) => {
 *     const deaths = (tki: number) => matched.filter((d) => d.tki === tki && d.died === 1).length;
 *     return (2 * (deaths(1) - deaths(0))) / matched.length;
 *   },
 * });
 * rows.map((row) => row.covariate); // => [null, "age", "afp"]
 * rows[0].pairs; // => 2
 * rows[1].leftOut.name; // => "age"
 * ```
 *
 * @see Rosenbaum PR, Rubin DB (1983), sensitivity to an unobserved covariate, https://doi.org/10.1111/j.2517-6161.1983.tb01242.x
 */
export function leaveOneCovariateOut<D extends Iterable<unknown> | object>(
  data: D,
  spec: LeaveOneCovariateOutSpec<RowOf<D>>,
): LeaveOneCovariateOut {
  checkOptions("leaveOneCovariateOut", spec, OPTIONS);
  const { covariates, denominator, estimate, score = {}, matching: options = {} } = spec;
  if (!Array.isArray(covariates) || covariates.length < 2) {
    const found = Array.isArray(covariates) ? `${covariates.length} of them` : "no list";
    throw new InputError("option", `covariates is ${found}: name at least two`, { column: "covariates" });
  }
  if (estimate !== undefined && typeof estimate !== "function") {
    throw new InputError("option", "estimate is no function: give (rows, matching) => number", { column: "estimate" });
  }
  const source = rereadable(data) as D;
  const { frame } = readArms(source, spec, {}, covariates as readonly AnyTerm[]);
  const where = new Uint8Array(frame.size);
  for (const row of frame.rows) where[row] = 1;
  const common = {
    treatment: spec.treatment,
    ...(spec.treated !== undefined && { treated: spec.treated }),
    where,
  } as TreatmentChannels<RowOf<D>>;

  const differences = (terms: readonly Term<RowOf<D>>[], matching: Matching | null): readonly BalanceRow[] =>
    balance(source, {
      ...common,
      covariates: terms,
      ...(denominator !== undefined && { denominator }),
      ...(matching !== null && { matching }),
    }).rows;
  const fit = (leftOut: number | null): CovariateLeftOut => {
    const terms = covariates.filter((_, place) => place !== leftOut);
    const model = propensityScore(source, { ...common, ...score, covariates: terms });
    const separated = model.status === "complete-separation";
    const matched = separated ? null : matchPairs(source, { ...common, ...options, score: model.score });
    const matching = matched !== null && matched.pairs.length > 0 ? matched : null;
    const own = leftOut === null ? null : differences([covariates[leftOut]!], matching);
    return {
      covariate: own === null ? null : [...new Set(own.map(({ term }) => term))].join(", "),
      status: model.status,
      cStatistic: model.cStatistic,
      pairs: matched?.pairs.length ?? 0,
      leftOut: own === null || matching === null ? null : worstDifference(own),
      worst: matching === null ? null : worstDifference(differences(covariates, matching)),
      estimate:
        estimate === undefined || matching === null ? null : answer(estimate(matchedRows(source, matching), matching)),
    };
  };
  return {
    kind: "leave-one-covariate-out",
    version: 1,
    rows: [null, ...covariates.keys()].map(fit),
    n: frame.n,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}

function answer(value: unknown): number | null {
  if (value === null) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  throw new InputError("option", `estimate returned ${typeof value}: return a number, or null`, { column: "estimate" });
}
