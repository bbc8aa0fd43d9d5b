import {
  type Channel,
  checkOptions,
  type GroupValue,
  InputError,
  type Omitted,
  type RowOf,
  type Warning,
} from "@hcc/data";
import { matchClosest } from "./internal/match-closest.js";
import { matchNearest } from "./internal/match-nearest.js";
import { matchOptimal } from "./internal/match-optimal.js";
import type { MatchProblem, Pair } from "./internal/match-problem.js";
import { type Caliper, readMatchProblem } from "./internal/read-match-problem.js";
import { shuffle } from "./internal/shuffle.js";
import { unmatchedReasons } from "./internal/unmatched-reasons.js";
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
}

/** A treated row and its control. */
export interface MatchedPair {
  /** Input row. */
  readonly treated: number;
  /** Input row. */
  readonly control: number;
  /** Absolute difference of the scores on the scale of the matching. */
  readonly distance: number;
}

/** A row without a partner. */
export interface UnmatchedRow {
  /** Input row. */
  readonly row: number;
  /**
   * One of "no-candidate-in-caliper", "outcompeted" (its candidates went to others, or were not needed),
   * "exact-stratum-empty" (nobody of the other group shares its exact values) and "missing-value".
   */
  readonly reason: "no-candidate-in-caliper" | "outcompeted" | "exact-stratum-empty" | "missing-value";
  /** Outcompeted treated row: the treated row that holds its nearest candidate. */
  readonly rival?: number;
}

/** Result of `matchPairs`. */
export interface Matching {
  readonly kind: "matching";
  readonly version: 1;
  readonly method: "nearest" | "optimal";
  /** Null for optimal matching and matching with replacement, which have no order. */
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
 * Every result is checked before it is returned: distances within the caliper, equal exact values, single use.
 *
 * @throws InputError for an empty group, a caliper without width, scale or unit, a score that is no probability (or is 0
 * or 1 on the logit scale), `order: "random"` without `random`, optimal matching with `replace`, and an objective without it.
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
  const { caliper, scale, width, frame, problem, treatedCount, controlCount } = readMatchProblem(data, spec);
  const { rows, n } = frame;
  const { value, treated } = problem;

  let places: Pair[];
  if (method === "optimal") places = matchOptimal(problem, { ratio, objective });
  else if (order === "closest" && !replace) places = matchClosest(problem, ratio);
  else
    places = matchNearest(problem, {
      visit: visitOrder(problem, replace ? "data" : order, spec.random),
      ratio,
      replace,
    });
  const at = new Map<Pair, number>(places.map((pair, i) => [pair, i]));
  places.sort((a, b) => a[0] - b[0] || at.get(a)! - at.get(b)!);
  verify(places, problem, replace);

  const pairs = places.map(([t, c]) => ({
    treated: rows[t]!,
    control: rows[c]!,
    distance: Math.abs(value[t]! - value[c]!),
  }));
  const perTreated = new Int32Array(n);
  for (const [t] of places) perTreated[t]!++;
  const share = new Float64Array(n);
  const subclass = new Int32Array(frame.size).fill(-1);
  let matchedTreated = 0;
  let full = 0;
  for (let i = 0; i < n; i++) {
    if (perTreated[i]! > 0) {
      share[i] = 1;
      subclass[rows[i]!] = matchedTreated++;
      if (perTreated[i] === ratio) full++;
    }
  }
  for (const [t, c] of places) {
    share[c]! += 1 / perTreated[t]!;
    subclass[rows[c]!] = subclass[rows[t]!]!;
  }
  let matchedControl = 0;
  for (let i = 0; i < n; i++) if (treated[i] === 0 && share[i]! > 0) matchedControl++;
  const weights = new Float64Array(frame.size);
  for (let i = 0; i < n; i++) {
    // Shares of controls sum to the number of matched treated rows.
    weights[rows[i]!] = treated[i] === 1 ? share[i]! : (share[i]! * matchedControl) / Math.max(1, matchedTreated);
  }

  const unmatched: UnmatchedRow[] = [
    ...unmatchedReasons(problem, share, places).map(({ row, reason, rival }) => ({
      row: rows[row]!,
      reason,
      ...(rival !== undefined && { rival: rows[rival]! }),
    })),
    ...frame.omitted.rows.map((row) => ({ row, reason: "missing-value" as const })),
  ].sort((a, b) => a.row - b.row);
  const warnings: Warning[] = [];
  if (width === null && !replace && Math.min(treatedCount, controlCount) > 0.9 * Math.max(treatedCount, controlCount)) {
    warnings.push({
      code: "no-caliper",
      message: `no caliper with ${treatedCount} treated rows and ${controlCount} controls: nearly every row is matched and little is adjusted`,
    });
  }
  if (places.length === 0)
    warnings.push({ code: "no-pairs", message: "no treated row has a control it may be matched to" });
  return {
    kind: "matching",
    version: 1,
    method,
    order: method === "optimal" || replace ? null : order,
    ratio,
    replace,
    scale,
    pairs,
    weights,
    subclass: replace ? null : subclass,
    unmatched,
    caliper,
    caliperWidth: width,
    maxDistance: pairs.length === 0 ? null : pairs.reduce((max, { distance }) => Math.max(max, distance), 0),
    totalDistance: pairs.reduce((sum, { distance }) => sum + distance, 0),
    counts: { treated: treatedCount, control: controlCount, matchedTreated, matchedControl },
    status: places.length === 0 ? "none" : full === treatedCount ? "complete" : "partial",
    warnings,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
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

function visitOrder({ value, treated }: MatchProblem, order: MatchOrder, random: (() => number) | undefined): number[] {
  const rows: number[] = [];
  for (let i = 0; i < treated.length; i++) if (treated[i] === 1) rows.push(i);
  if (order === "largest") rows.sort((a, b) => value[b]! - value[a]! || a - b);
  if (order === "smallest") rows.sort((a, b) => value[a]! - value[b]! || a - b);
  if (order === "random") shuffle(rows, random!);
  return rows;
}

/** A result that breaks its own rules is a defect of this package, not of the input. */
function verify(pairs: readonly Pair[], { value, stratum, treated, width }: MatchProblem, replace: boolean): void {
  const used = new Uint8Array(value.length);
  for (const [t, c] of pairs) {
    const broken =
      treated[t] !== 1 ||
      treated[c] !== 0 ||
      stratum[t] !== stratum[c] ||
      Math.abs(value[t]! - value[c]!) > width ||
      (!replace && used[c] === 1);
    if (broken) throw new Error("defect: a pair breaks the caliper, the exact values or the single use of controls");
    used[c] = 1;
  }
}
