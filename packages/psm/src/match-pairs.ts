import {
  type Channel,
  checkOptions,
  type GroupValue,
  InputError,
  type Omitted,
  type RowOf,
  type Term,
  type Warning,
} from "@hcc/data";
import { assembleMatching } from "./internal/assemble-matching.js";
import { matchClosest } from "./internal/match-closest.js";
import { matchNearest } from "./internal/match-nearest.js";
import { matchOptimal } from "./internal/match-optimal.js";
import type { MatchProblem, PairList } from "./internal/match-problem.js";
import { type Caliper, readMatchProblem } from "./internal/read-match-problem.js";
import { shuffle } from "./internal/shuffle.js";
import type { TreatmentChannels } from "./treatment-channels.js";

export type { Caliper } from "./internal/read-match-problem.js";

/** Order in which treated rows choose: by descending or ascending score, by row, at random, or closest pair first. */
export type MatchOrder = "largest" | "smallest" | "data" | "random" | "closest";

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
  /** Controls per treated row, a whole number; every row gets its first before any gets a second. Default 1. */
  readonly ratio?: number;
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
  /** Covariates whose Mahalanobis distance chooses among the controls within the caliper, instead of the score. */
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
  readonly ratio: number;
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
  /** One of "complete" (every treated row matched in full), "partial" and "none". */
  readonly status: "complete" | "partial" | "none";
  readonly warnings: readonly Warning[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

const OPTIONS = [
  "treatment",
  "treated",
  "score",
  "caliper",
  "method",
  "order",
  "ratio",
  "replace",
  "exact",
  "random",
  "where",
  "missing",
  "objective",
  "discard",
  "calipers",
  "antiExact",
  "distance",
] as const;

/**
 * Pairs treated rows with controls of similar propensity score.
 *
 * "nearest" is greedy: treated rows choose in `order` the nearest free control within the caliper. Equals `matchit` of
 * MatchIt 4.7.2 (`method = "nearest"`, `m.order = order`), its rule for equal distances included: of two, the control
 * fewer places away in the ascending order of all rows, then the one with the lower score; "closest" resolves ties by row.
 * With the scale "logit" distances are differences of log(p / (1 - p)), as in MatchIt with `link = "linear.logit"`.
 * "optimal" gives the most pairs that the caliper allows and, among these, the least total distance, exactly; with a ratio
 * the most treated rows have a first control, of such matchings the most have a second, and so on.
 *
 * `distance: { mahalanobis }` takes of the controls within the caliper the one of least root of (x - y)' S^-1 (x - y), S
 * the pooled covariance within the groups (MatchIt's `mahvars`); of equal ones that of the nearer score.
 *
 * Every result is checked before it is returned: all calipers, equal and different exact values, single use.
 *
 * @throws InputError for an empty group, a caliper without width, scale or unit, a score that is no probability (or is 0
 * or 1 on the logit scale), `order: "random"` without `random`, optimal matching with `replace`, and an objective without it,
 * a Mahalanobis distance without a caliper, and `calipers`, `antiExact` or `distance` in optimal or closest matching.
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
 */
export function matchPairs<D extends Iterable<unknown> | object>(data: D, spec: MatchPairsSpec<RowOf<D>>): Matching {
  checkOptions("matchPairs", spec, OPTIONS);
  const { method, order, ratio, replace, objective } = readOptions(spec);
  const read = readMatchProblem(data, spec);
  const { problem } = read;
  const restricted = problem.allowed !== null || problem.metric !== null;
  if (restricted && !replace && (method === "optimal" || order === "closest")) {
    throw new InputError(
      "option",
      `calipers, antiExact and distance are for nearest matching in order largest, smallest, data or random, not ${method === "optimal" ? "optimal" : "closest"}`,
      { column: method === "optimal" ? "method" : "order" },
    );
  }
  let found: PairList;
  if (method === "optimal") {
    const pairs = matchOptimal(problem, { ratio, objective });
    found = { treated: Int32Array.from(pairs, ([t]) => t), control: Int32Array.from(pairs, ([, c]) => c) };
  } else if (order === "closest" && !replace) found = matchClosest(problem, ratio);
  else
    found = matchNearest(problem, {
      visit: visitOrder(problem, replace ? "data" : order, spec.random),
      ratio,
      replace,
    });
  return assembleMatching(
    read,
    { method, order: method === "optimal" || replace ? null : order, ratio, replace },
    found,
  );
}

type Options = Required<Pick<MatchPairsSpec<unknown>, "method" | "order" | "ratio" | "replace" | "objective">>;

function readOptions(spec: Pick<MatchPairsSpec<unknown>, keyof Options | "random">): Options {
  const { method = "nearest", order = "largest", ratio = 1, replace = false, objective = "total" } = spec;
  const fail = (message: string, name: string): never => {
    throw new InputError("option", message, { column: name });
  };
  if (method !== "nearest" && method !== "optimal")
    fail(`method is "${method}": give "nearest" or "optimal"`, "method");
  if (!["largest", "smallest", "data", "random", "closest"].includes(order)) {
    fail(`order is "${order}": give "largest", "smallest", "data", "random" or "closest"`, "order");
  }
  if (!Number.isInteger(ratio) || ratio < 1) fail(`ratio is ${ratio}: give a whole number of controls`, "ratio");
  if (typeof replace !== "boolean") fail(`replace is ${String(replace)}: give true or false`, "replace");
  if (objective !== "total" && objective !== "maximum") {
    fail(`objective is "${objective}": give "total" or "maximum"`, "objective");
  }
  if (method === "nearest" && spec.objective !== undefined) {
    fail('an objective is for optimal matching: give method "optimal" too', "objective");
  }
  if (method === "optimal" && replace) {
    fail('matching with replacement is optimal already: use method "nearest"', "replace");
  }
  if (method === "nearest" && order === "random" && !replace && typeof spec.random !== "function") {
    fail("order random needs random: give a seeded generator of numbers in [0, 1)", "random");
  }
  return { method, order, ratio, replace, objective };
}

function visitOrder({ value, treated, order: rows }: MatchProblem, order: MatchOrder, random: unknown): Int32Array {
  const ascending = rows.filter((row) => treated[row] === 1);
  if (order === "smallest") return ascending;
  if (order !== "largest") {
    const byRow = ascending.sort();
    if (order === "random") shuffle(byRow, random as () => number);
    return byRow;
  }
  const descending = new Int32Array(ascending.length);
  for (let end = ascending.length, to = 0; end > 0; ) {
    let start = end - 1;
    while (start > 0 && value[ascending[start - 1]!] === value[ascending[start]!]) start--;
    for (let i = start; i < end; i++) descending[to++] = ascending[i]!;
    end = start;
  }
  return descending;
}
