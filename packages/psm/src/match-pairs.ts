import type { Channel, GroupValue, Omitted, RowOf, Term, Warning } from "@hcc/data";
import type { Caliper } from "./internal/read-match-problem.js";
import { planMatching, runMatching } from "./internal/run-matching.js";
import type { TreatmentChannels } from "./treatment-channels.js";

export type { Caliper } from "./internal/read-match-problem.js";

/**
 * Order in which treated rows choose: by descending or ascending score, by row, at random, the closest pair of all first,
 * or the row farthest from its nearest control first (the hardest to match, which gets that control).
 */
export type MatchOrder = "largest" | "smallest" | "data" | "random" | "closest" | "farthest";

/** Numbers of controls that differ between treated rows. */
export interface VariableRatio {
  /** Least number of controls, a whole number from 1. */
  readonly min: number;
  /** Largest number, whole and above `min`. */
  readonly max: number;
  /** Mean number over all treated rows, between the two; need not be whole. */
  readonly mean: number;
}

/** Specification of `matchPairs`. */
export interface MatchPairsSpec<Row> extends TreatmentChannels<Row> {
  /** Propensity score, a probability. */
  readonly score: Channel<Row, number>;
  /** Default: none, distances on the probability scale. */
  readonly caliper?: Caliper;
  /** One of "nearest" (greedy, default) and "optimal". */
  readonly method?: "nearest" | "optimal";
  /** Of the greedy search. Default "largest"; with `replace` it has no influence. */
  readonly order?: MatchOrder;
  /** Controls per treated row, a whole number, or numbers that differ; every row gets its first before any gets a second. Default 1. */
  readonly ratio?: number | VariableRatio;
  /** Lets a control serve several treated rows. Default false. */
  readonly replace?: boolean;
  /** Pairs share the value of each of these. */
  readonly exact?: Channel<Row, GroupValue> | { readonly [name: string]: Channel<Row, GroupValue> };
  /** Uniform numbers in [0, 1), for `order: "random"`. */
  readonly random?: () => number;
  /** Of optimal matching, after the most pairs: the least total distance (default), or the least largest one and then the total. */
  readonly objective?: "total" | "maximum";
  /** Leaves out rows of that group whose score lies outside the range of the other group's. Default "none". */
  readonly discard?: "none" | "treated" | "control" | "both";
  /** Largest difference of covariates within a pair, beside that of the score. */
  readonly calipers?: { readonly [name: string]: CovariateCaliper<Row> };
  /** The rows of a pair differ in each of these. */
  readonly antiExact?: Channel<Row, GroupValue> | { readonly [name: string]: Channel<Row, GroupValue> };
  /** Covariates whose Mahalanobis distance chooses among the pairs within the caliper, instead of the score. */
  readonly distance?: { readonly mahalanobis: readonly Term<Row>[] };
}

/** Largest difference of a covariate within a pair. */
export interface CovariateCaliper<Row> {
  readonly channel: Channel<Row, number>;
  /** Positive; a difference equal to it is allowed. */
  readonly width: number;
  /** One of "absolute" and "sd": standard deviations (n - 1) of the covariate of all rows not discarded. */
  readonly unit: "absolute" | "sd";
}

/** A treated row and its control. */
export interface MatchedPair {
  /** Input row. */
  readonly treated: number;
  /** Input row. */
  readonly control: number;
  /** Absolute difference of the scores on the scale of the matching. */
  readonly distance: number;
  /** With `distance: { mahalanobis }`: that distance. */
  readonly mahalanobis?: number;
}

/** A row without a partner. */
export interface UnmatchedRow {
  /** Input row. */
  readonly row: number;
  /**
   * One of "no-candidate-in-caliper", "outcompeted" (its candidates went to others, or were not needed),
   * "exact-stratum-empty" (nobody of the other group shares its exact values), "discarded-support" and "missing-value".
   * "no-candidate-in-caliper" is of the score, or of `calipers` and `antiExact` among those within it.
   */
  readonly reason:
    | "no-candidate-in-caliper"
    | "outcompeted"
    | "exact-stratum-empty"
    | "discarded-support"
    | "missing-value";
  /** Outcompeted treated row: the treated row that holds its nearest candidate. */
  readonly rival?: number;
}

/** Result of `matchPairs`. */
export interface Matching {
  readonly kind: "matching";
  readonly version: 1;
  /** "fuzzy" is that of `fuzzyMatching`. */
  readonly method: "nearest" | "optimal" | "fuzzy";
  /** Null for optimal and fuzzy matching and matching with replacement, which have no order. */
  readonly order: MatchOrder | null;
  /** As given. */
  readonly ratio: number | VariableRatio;
  readonly replace: boolean;
  /** Scale of the distances. */
  readonly scale: "probability" | "logit";
  /** In the order of the treated rows. */
  readonly pairs: readonly MatchedPair[];
  /** One per input row: 0 unmatched, 1 treated; controls the sum of 1 / (controls of that treated row), scaled to mean 1. */
  readonly weights: Float64Array;
  /** One per input row: number of the pair or set in the order of treated rows, from 0; -1 unmatched. Null with `replace`. */
  readonly subclass: Int32Array | null;
  /** Ascending by row. */
  readonly unmatched: readonly UnmatchedRow[];
  /** As given. */
  readonly caliper: Caliper | null;
  /** Absolute, on `scale`. */
  readonly caliperWidth: number | null;
  /** Null without pairs. */
  readonly maxDistance: number | null;
  readonly totalDistance: number;
  readonly counts: {
    readonly treated: number;
    readonly control: number;
    readonly matchedTreated: number;
    readonly matchedControl: number;
  };
  /** One of "complete" (every treated row has as many controls as it is to have), "partial" and "none". */
  readonly status: "complete" | "partial" | "none";
  readonly warnings: readonly Warning[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/**
 * Pairs treated rows with controls of similar propensity score.
 *
 * "nearest" is greedy: treated rows choose in `order` the nearest free control within the caliper. Equals `matchit` of
 * MatchIt 4.7.2 (`method = "nearest"`, `m.order = order`), its rule for equal distances included: of two, the control
 * fewer places away in the ascending order of all rows, then the one with the lower score. "closest" takes of all pairs
 * left the closest, of equal ones that of the smaller treated row, then of the smaller control row; "farthest" lets rows
 * choose by descending distance to their nearest control at the start, equal ones in row order.
 * With the scale "logit" distances are differences of log(p / (1 - p)), as in MatchIt with `link = "linear.logit"`.
 * "optimal" gives the most pairs that the caliper allows and, among these, the least total distance, exactly; with a ratio
 * the most treated rows have a first control, of such matchings the most have a second, and so on.
 *
 * `ratio: { min, max, mean }` is extremal matching (MatchIt's `min.controls`, `max.controls` and `ratio`): of n treated
 * rows, discarded ones included, and m = round(n mean) controls, floor((m - n min) / (max - min)) rows want `max`, one
 * wants what is left over, the others want `min`. Those of the lowest scores want the most, or of the highest where the
 * mean score of the treated is not above that of the controls; of equal scores the later rows. The caliper has no say in it.
 * Only that MatchIt may leave one row fewer than `min` where that is above 1.
 *
 * `distance: { mahalanobis }` takes of the controls within the caliper the one of least root of (x - y)' S^-1 (x - y), S
 * the pooled covariance within the groups (MatchIt's `mahvars`); of equal ones that of the nearer score. That distance
 * then also says what is closest, farthest and the least total or largest. Optimal matching by covariates (`calipers`,
 * `antiExact`, `distance`) chooses among the pairs that keep all rules, at most ten million.
 *
 * Every result is checked before it is returned: all calipers, equal and different exact values, single use.
 *
 * @throws InputError for an empty group, a caliper without width, scale or unit, a score that is no probability (or is 0
 * or 1 on the logit scale), `order: "random"` without `random`, optimal matching with `replace`, a variable ratio with either
 * of them, an objective without optimal matching, a Mahalanobis distance without a caliper, and too many pairs to choose among.
 *
 * @example
 * ```ts
 * import { matchPairs } from "@hcc/psm";
 * const patients = { tki: [1, 1, 0, 0, 0], ps: [0.6, 0.5, 0.52, 0.2, 0.59] };
 * const matching = matchPairs(patients, {
 *   treatment: "tki",
 *   score: "ps",
 *   caliper: { width: 0.015, scale: "probability", unit: "absolute" },
 * });
 * matching.pairs.map((pair) => [pair.treated, pair.control]); // => [[0, 4]]
 * matching.unmatched[0]; // => { row: 1, reason: "no-candidate-in-caliper" }
 * ```
 *
 * @see Austin PC (2011), caliper widths, https://doi.org/10.1002/pst.433
 * @see Rassen JA et al. (2012), order "closest", https://doi.org/10.1002/pds.3263
 * @see Ming K, Rosenbaum PR (2000), numbers of controls that differ, https://doi.org/10.1111/j.0006-341X.2000.00118.x
 */
export function matchPairs<D extends Iterable<unknown> | object>(data: D, spec: MatchPairsSpec<RowOf<D>>): Matching {
  return runMatching(planMatching(data, spec), spec.random);
}
