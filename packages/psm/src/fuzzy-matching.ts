import { type Channel, checkOptions, checkSeed, type GroupValue, InputError, oneOf, type RowOf } from "@hcc/data";
import { randomGenerator } from "@hcc/numerics";
import { assembleMatching } from "./internal/assemble-matching.js";
import { fileOf, matchFuzzy } from "./internal/match-fuzzy.js";
import { atPlaces } from "./internal/match-problem.js";
import { readMatchProblem } from "./internal/read-match-problem.js";
import { shuffle } from "./internal/shuffle.js";
import type { Matching } from "./match-pairs.js";
import type { TreatmentChannels } from "./treatment-channels.js";

/** Specification of `fuzzyMatching`. */
export interface FuzzyMatchingSpec<Row> extends TreatmentChannels<Row> {
  /** Propensity score, a probability (SPSS saves it as PRE_1). */
  readonly score: Channel<Row, number>;
  /** "Match tolerance": largest difference of the probabilities, inclusive. */
  readonly tolerance: number;
  /** Pairs share the value of each of these. */
  readonly exact?: Channel<Row, GroupValue> | { readonly [name: string]: Channel<Row, GroupValue> };
  /**
   * Who takes whom. One of:
   * - "random-control" (default): each case, in the order of the file, takes a random control within the tolerance, as FUZZY
   *   1.3 with "Maximize execution performance" off;
   * - "first-control": each case takes the first such control of the file, as FUZZY 2.0;
   * - "first-case": each control, in the order of the file, goes to the first case still open, as FUZZY 1.3 by default, which
   *   however goes through the cases in the order of a hash table of Python 2.7, not of the file.
   */
  readonly rule?: "random-control" | "first-control" | "first-case";
  /** Takes controls of exactly the same score first. Default false. */
  readonly exactPriority?: boolean;
  /** Shuffles the cases before ("randomize case order"). Default false. */
  readonly shuffle?: boolean;
  /** Of the random draws. Default 1. */
  readonly seed?: number;
}

/**
 * Matches as the "Propensity Score Matching" of SPSS does: no case looks for its nearest control, any within the tolerance
 * will do.
 *
 * For seeing what such a matching is like, not for doing one: `matchPairs` finds nearer pairs, and more of them when optimal.
 * Pairs depend on the order of the file or on the seed. The pairs of a given run of SPSS cannot be had from its data alone:
 * `auditPairs` takes those that it saved. No control that is within the tolerance of an unmatched case is left. In R there is
 * no such matching.
 *
 * @returns a matching, for `matchedRows`, `balance` and `auditPairs`; its `order` is null.
 * @throws InputError as `matchPairs`, and for a tolerance that is not positive.
 *
 * @example
 * ```ts
 * import { fuzzyMatching } from "@hcc/psm";
 * const patients = { tki: [1, 1, 0, 0, 0], ps: [0.5, 0.51, 0.485, 0.51, 0.53] };
 * const spec = { treatment: "tki", score: "ps", tolerance: 0.02 } as const;
 * const pairs = (rule: "first-control" | "first-case") =>
 *   fuzzyMatching(patients, { ...spec, rule }).pairs.map(({ treated, control }) => [treated, control]);
 * pairs("first-control"); // => [[0, 2], [1, 3]]
 * fuzzyMatching(patients, { ...spec, seed: 7 }).pairs.length; // => 2
 * ```
 */
export function fuzzyMatching<D extends Iterable<unknown> | object>(
  data: D,
  spec: FuzzyMatchingSpec<RowOf<D>>,
): Matching {
  checkOptions("fuzzyMatching", spec, [
    "treatment",
    "treated",
    "score",
    "tolerance",
    "exact",
    "rule",
    "exactPriority",
    "shuffle",
    "seed",
    "where",
    "missing",
  ]);
  const { tolerance, rule, exactPriority = false, shuffle: shuffled = false, seed = 1, ...rest } = spec;
  const chosen = oneOf("rule", rule, ["random-control", "first-control", "first-case"], "random-control");
  if (!(typeof tolerance === "number" && tolerance > 0 && Number.isFinite(tolerance))) {
    throw new InputError("option", `tolerance is ${String(tolerance)}: give a positive difference of probabilities`, {
      column: "tolerance",
    });
  }
  for (const [name, value] of Object.entries({ exactPriority, shuffle: shuffled })) {
    if (typeof value === "boolean") continue;
    throw new InputError("option", `${name} is ${String(value)}: give true or false`, { column: name });
  }
  const caliper = { width: tolerance, scale: "probability", unit: "absolute" } as const;
  const read = readMatchProblem(data, { ...rest, caliper });
  const random = randomGenerator(checkSeed(seed));
  const file = fileOf(read.problem);
  if (shuffled) shuffle(file.cases, random);
  const found = matchFuzzy(read.problem, file, chosen, { exactPriority, random });
  const asked = { method: "fuzzy", order: null, ratio: 1, replace: false } as const;
  return assembleMatching(read, asked, atPlaces(read.problem, found), null);
}
