import {
  type Channel,
  checkOptions,
  type GroupValue,
  InputError,
  type Omitted,
  type RowOf,
  type Warning,
} from "@hcc/data";
import { matchFull } from "./internal/match-full.js";
import type { Pair } from "./internal/match-problem.js";
import { sampleSizes } from "./internal/moments.js";
import { type Caliper, readMatchProblem } from "./internal/read-match-problem.js";
import { stratumSizes, stratumWeights } from "./internal/stratum-weights.js";
import type { Matching } from "./match-pairs.js";
import type { TreatmentChannels } from "./treatment-channels.js";

/** Specification of `fullMatching`. */
export interface FullMatchingSpec<Row> extends TreatmentChannels<Row> {
  /** Propensity score, a probability. */
  readonly score: Channel<Row, number>;
  /** Default: none, distances on the probability scale. */
  readonly caliper?: Caliper;
  /** Whom the weights stand for: the treated ("ATT", default), the controls ("ATC") or all ("ATE"). */
  readonly estimand?: "ATT" | "ATC" | "ATE";
  /** Rows of a set share the value of each of these. */
  readonly exact?: Channel<Row, GroupValue> | { readonly [name: string]: Channel<Row, GroupValue> };
}

/** A set of one treated row with its controls, or of one control with its treated rows. */
export interface MatchedSet {
  readonly treated: number;
  readonly control: number;
  /** Sum of the distances of the one row from the others. */
  readonly distance: number;
}

/** Result of `fullMatching`. */
export interface FullMatching {
  readonly kind: "full-matching";
  readonly version: 1;
  readonly estimand: "ATT" | "ATC" | "ATE";
  /** Scale of the distances. */
  readonly scale: "probability" | "logit";
  /** One per input row: number of its set, by first row, from 0; -1 unmatched. */
  readonly subclass: Int32Array;
  /** One per input row, mean 1 over the matched rows of each group; 0 unmatched. */
  readonly weights: Float64Array;
  /** By number. */
  readonly sets: readonly MatchedSet[];
  /** Ascending by row. */
  readonly unmatched: readonly {
    /** Input row. */
    readonly row: number;
    readonly reason: "no-candidate-in-caliper" | "exact-stratum-empty" | "missing-value";
  }[];
  /** As given. */
  readonly caliper: Caliper | null;
  /** Absolute, on `scale`. */
  readonly caliperWidth: number | null;
  /** Largest distance of a row from the one row of its set; null without sets. */
  readonly maxDistance: number | null;
  /** Sum over the sets. */
  readonly totalDistance: number;
  readonly counts: Matching["counts"];
  /** (sum of weights)^2 / sum of squared weights. */
  readonly effectiveSampleSize: { readonly treated: number; readonly control: number };
  readonly warnings: readonly Warning[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

const OPTIONS = ["treatment", "treated", "score", "caliper", "estimand", "exact", "where", "missing"] as const;

/**
 * Puts every row that has a candidate into a set of one treated row with controls, or of one control with treated rows, so
 * that the total distance between the treated rows and controls of the sets is the least there is.
 *
 * Exact, in the time of a sort. It seeks what `matchit(method = "full")` of MatchIt seeks without bounds on the sizes of sets;
 * that rounds distances (`tol`), and of equal totals another may be chosen. With n1 treated rows and n0 controls in a set, the
 * weights are, before each group is scaled to mean 1: "ATT" 1 and n1 / n0, "ATC" n0 / n1 and 1, "ATE" (n1 + n0) / n1 and
 * (n1 + n0) / n0.
 *
 * @throws InputError for an empty group, a caliper without width, scale or unit, an unknown estimand, and a score that is
 * no probability (or is 0 or 1 on the logit scale).
 *
 * @example
 * ```ts
 * import { fullMatching } from "@hcc/psm";
 * const patients = { tki: [1, 1, 0, 0, 0, 0], ps: [0.6, 0.3, 0.58, 0.31, 0.25, 0.9] };
 * const matching = fullMatching(patients, {
 *   treatment: "tki",
 *   score: "ps",
 *   caliper: { width: 0.1, scale: "probability", unit: "absolute" },
 * });
 * matching.subclass; // => Int32Array.of(0, 1, 0, 1, 1, -1)
 * matching.weights; // => Float64Array.of(1, 1, 1.5, 0.75, 0.75, 0)
 * matching.unmatched; // => [{ row: 5, reason: "no-candidate-in-caliper" }]
 * ```
 *
 * @see Rosenbaum PR (1991), https://doi.org/10.1111/j.2517-6161.1991.tb01848.x
 * @see Hansen BB, Klopfer SO (2006), https://doi.org/10.1198/106186006X137047
 */
export function fullMatching<D extends Iterable<unknown> | object>(
  data: D,
  spec: FullMatchingSpec<RowOf<D>>,
): FullMatching {
  checkOptions("fullMatching", spec, OPTIONS);
  const { estimand = "ATT" } = spec;
  if (!["ATT", "ATC", "ATE"].includes(estimand)) {
    throw new InputError("option", `estimand is "${estimand}": give "ATT", "ATC" or "ATE"`, { column: "estimand" });
  }
  const { caliper, scale, width, frame, problem, treatedCount, controlCount } = readMatchProblem(data, spec);
  const { value, treated } = problem;
  const { rows, n } = frame;
  const { pairs, nearest } = matchFull(problem);

  const set = setsOf(pairs, n);
  const count = set.reduce((most, number) => Math.max(most, number + 1), 0);
  const sizes = stratumSizes(set, treated, count);
  const distances = new Float64Array(count);
  let maxDistance = 0;
  let totalDistance = 0;
  for (const [t, c] of pairs) {
    const distance = Math.abs(value[t]! - value[c]!);
    if (distance > problem.width) throw new Error("defect: a pair breaks the caliper");
    distances[set[t]!]! += distance;
    totalDistance += distance;
    maxDistance = Math.max(maxDistance, distance);
  }

  const own = stratumWeights(set, treated, sizes, estimand);
  const matched = sampleSizes(own, treated);
  const weights = new Float64Array(frame.size);
  const subclass = new Int32Array(frame.size).fill(-1);
  const unmatched: { row: number; reason: "no-candidate-in-caliper" | "exact-stratum-empty" | "missing-value" }[] =
    frame.omitted.rows.map((row) => ({ row, reason: "missing-value" }));
  for (let i = 0; i < n; i++) {
    if (set[i]! < 0) {
      unmatched.push({ row: rows[i]!, reason: nearest[i]! < 0 ? "exact-stratum-empty" : "no-candidate-in-caliper" });
    } else {
      subclass[rows[i]!] = set[i]!;
      weights[rows[i]!] = own[i]!;
    }
  }
  unmatched.sort((a, b) => a.row - b.row);
  return {
    kind: "full-matching",
    version: 1,
    estimand,
    scale,
    subclass,
    weights,
    sets: Array.from(distances, (distance, s) => ({ treated: sizes[1][s]!, control: sizes[0][s]!, distance })),
    unmatched,
    caliper,
    caliperWidth: width,
    maxDistance: pairs.length === 0 ? null : maxDistance,
    totalDistance,
    counts: {
      treated: treatedCount,
      control: controlCount,
      matchedTreated: matched.treated,
      matchedControl: matched.control,
    },
    effectiveSampleSize: { treated: matched.effectiveTreated, control: matched.effectiveControl },
    warnings:
      pairs.length === 0 ? [{ code: "no-pairs", message: "no treated row has a control it may be matched to" }] : [],
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}

/** Set of each row, numbered by first row; -1 for rows in no pair. */
function setsOf(pairs: readonly Pair[], n: number): Int32Array {
  const uses = new Int32Array(n);
  const partner = new Int32Array(n).fill(-1);
  for (const [t, c] of pairs) {
    uses[t]!++;
    uses[c]!++;
    partner[t] = c;
    partner[c] = t;
  }
  const set = new Int32Array(n).fill(-1);
  let next = 0;
  for (let i = 0; i < n; i++) {
    if (uses[i] === 0) continue;
    const other = partner[i]!;
    // The row that all others of its set are paired with.
    const center = uses[i]! > 1 || (uses[other] === 1 && i < other) ? i : other;
    if (set[center] === -1) set[center] = next++;
    set[i] = set[center]!;
  }
  return set;
}
