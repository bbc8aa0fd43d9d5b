import {
  type Channel,
  checkOptions,
  type GroupValue,
  type Omitted,
  type RowOf,
  rereadable,
  type Term,
} from "@hcc/data";
import { log } from "@hcc/numerics";
import { balance } from "./balance.js";
import type { Balance } from "./balance-types.js";
import { type AlgorithmVerdict, algorithmVerdicts } from "./internal/algorithm-verdicts.js";
import { auditedPairs, unusedPair } from "./internal/audit-algorithms.js";
import { matchOptimal } from "./internal/match-optimal.js";
import { pairLists } from "./internal/match-problem.js";
import { readMatchProblem } from "./internal/read-match-problem.js";
import { type IncompletePair, readPairList } from "./internal/read-pair-list.js";
import type { Caliper } from "./match-pairs.js";
import type { TreatmentChannels } from "./treatment-channels.js";

/** Specification of `auditPairs`. */
export interface AuditPairsSpec<Row> extends TreatmentChannels<Row> {
  /** Propensity score, a probability. */
  readonly score: Channel<Row, number>;
  /** Input rows of each pair. Give them or `matchId`. */
  readonly pairs?: readonly (
    | readonly [treated: number, control: number]
    | { readonly treated: number; readonly control: number }
  )[];
  /** Number or name of the pair of each row; missing = not matched. */
  readonly matchId?: Channel<Row, GroupValue>;
  /** Caliper that the pairs are said to keep. Default: none, distances on the probability scale. */
  readonly caliper?: Caliper;
  /** Values that the rows of a pair are said to share. */
  readonly exact?: Channel<Row, GroupValue> | { readonly [name: string]: Channel<Row, GroupValue> };
  /** Variables whose balance is reported. */
  readonly covariates?: readonly Term<Row>[];
  /** Of the standardized differences. Default "treated". */
  readonly denominator?: "treated" | "control" | "pooled" | "all";
}

/** A pair of the list. */
export interface AuditedPair {
  /** Input row. */
  readonly treated: number;
  /** Input row. */
  readonly control: number;
  /** Match id; null for a list of rows. */
  readonly id: string | null;
  /** Difference of the scores. */
  readonly probability: number;
  /** Difference of the logits; null where a score is 0 or 1. */
  readonly logit: number | null;
  /** What the pair breaks; empty for a good one. */
  readonly violations: readonly ("caliper" | "exact")[];
}

/** A row that is in several pairs. */
export interface ReusedRow {
  readonly row: number;
  readonly pairs: number;
}

/** Total and largest of the distances of pairs. */
export interface PairDistances {
  readonly total: number;
  readonly largest: number;
}

/** Result of `auditPairs`. */
export interface PairAudit {
  readonly kind: "pair-audit";
  readonly version: 1;
  readonly pairs: readonly AuditedPair[];
  /** Null without pairs. */
  readonly probability: PairDistances | null;
  /** Null without pairs, and where a score is 0 or 1. */
  readonly logit: PairDistances | null;
  readonly reused: readonly ReusedRow[];
  /** Match ids that are no pair: SPSS leaves the cases without a control in its output. */
  readonly incomplete: readonly IncompletePair[];
  /** Whether no row is in two pairs and none breaks the caliper or an exact value. */
  readonly valid: boolean;
  /** Absolute, on the scale of the caliper. */
  readonly caliperWidth: number | null;
  /** Most pairs that there can be. */
  readonly maximumPairs: number;
  /** Pairs fewer than that. */
  readonly lost: number;
  /** A treated row and a control, both without a pair, that could be one; null: the list is maximal. */
  readonly unused: { readonly treated: number; readonly control: number } | null;
  /** What could have made the list. */
  readonly algorithms: readonly AlgorithmVerdict[];
  /** Null without `covariates`, without pairs, and for a list with rows in several pairs. */
  readonly balance: Balance | null;
  readonly omitted: Omitted;
  readonly excluded: number;
}

const OPTIONS = [
  "treatment",
  "treated",
  "score",
  "pairs",
  "matchId",
  "caliper",
  "exact",
  "covariates",
  "denominator",
  "where",
  "missing",
] as const satisfies readonly (keyof AuditPairsSpec<never>)[];

/**
 * Says what a list of pairs is, published or saved by another program: distances, broken rules, pairs that were lost, balance,
 * and which algorithms could have made it.
 *
 * An algorithm is possible when the list contradicts nowhere what it does, whatever it does with equal distances (those that
 * differ by less than 1e-12); a contradiction is shown by two rows:
 * - "largest", "smallest", "data": each treated row in turn takes the nearest free control (`matchPairs`, MatchIt); "some-order"
 *   in any order of them;
 * - "closest": the closest pair of all first;
 * - "optimal": the most pairs, then the least total distance;
 * - "fuzzy-first-control", "fuzzy-first-case", "fuzzy-random": the rules of SPSS's FUZZY in the order of the data (see
 *   `fuzzyMatching`); "maximal": any matching that leaves no pair unused, such as FUZZY with shuffled cases.
 *
 * Needs O(n log n) time. R has no function for it.
 *
 * @throws InputError as `matchPairs`, for pairs of rows that are not there, not in use or of the wrong group, and for both or none
 * of `pairs` and `matchId`.
 *
 * @example
 * ```ts
 * import { auditPairs, spss } from "@hcc/psm";
 * const patients = { tki: [1, 1, 0, 0, 0], ps: [0.5, 0.51, 0.485, 0.505, 0.528], pair: ["a", "b", "a", null, "b"] };
 * const audit = auditPairs(patients, { treatment: "tki", score: "ps", matchId: "pair", caliper: spss(0.02) });
 * audit.valid; // => true
 * audit.lost; // => 0
 * audit.algorithms.filter(({ possible }) => possible).map(({ algorithm }) => algorithm); // => ["fuzzy-random", "maximal"]
 * ```
 */
export function auditPairs<D extends Iterable<unknown> | object>(data: D, spec: AuditPairsSpec<RowOf<D>>): PairAudit {
  checkOptions("auditPairs", spec, OPTIONS);
  const { pairs, matchId, covariates, denominator, ...rest } = spec;
  const source = rereadable(data) as D;
  const read = readMatchProblem(source, rest);
  const { frame, problem, width } = read;
  const { rows } = frame;
  const { list, incomplete, ids } = readPairList(source, read, pairs, matchId);
  const score = (frame.columns as { readonly score: Float64Array }).score;
  const audited = [...list.treated].map((t, i): AuditedPair => {
    const c = list.control[i]!;
    return {
      treated: rows[t]!,
      control: rows[c]!,
      id: ids?.[i] ?? null,
      probability: Math.abs(score[t]! - score[c]!),
      logit: logitDistance(score[t]!, score[c]!),
      violations: [
        ...(Math.abs(problem.value[t]! - problem.value[c]!) > problem.width ? (["caliper"] as const) : []),
        ...(problem.stratum[t] !== problem.stratum[c] ? (["exact"] as const) : []),
      ],
    };
  });
  const uses = new Int32Array(frame.n);
  for (const row of [...list.treated, ...list.control]) uses[row]!++;
  const reused = [...uses].flatMap((count, i): ReusedRow[] => (count > 1 ? [{ row: rows[i]!, pairs: count }] : []));
  const valid = reused.length === 0 && audited.every(({ violations }) => violations.length === 0);
  const optimal = pairLists(matchOptimal(problem, { ratio: 1, objective: "total" }));
  const pairsOf = auditedPairs(problem, list);
  const unused = unusedPair(pairsOf);
  const logits = audited.map(({ logit }) => logit);
  return {
    kind: "pair-audit",
    version: 1,
    pairs: audited,
    probability: distances(audited.map(({ probability }) => probability)),
    logit: logits.includes(null) ? null : distances(logits as number[]),
    reused,
    incomplete,
    valid,
    caliperWidth: width,
    maximumPairs: optimal.treated.length,
    lost: optimal.treated.length - audited.length,
    unused: unused === null ? null : { treated: rows[unused.treated]!, control: rows[unused.control]! },
    algorithms: algorithmVerdicts(pairsOf, optimal, unused, rows, valid),
    balance:
      covariates === undefined || audited.length === 0 || reused.length > 0
        ? null
        : balance(source, {
            treatment: rest.treatment,
            ...(rest.treated !== undefined && { treated: rest.treated }),
            ...(rest.where !== undefined && { where: rest.where }),
            missing: rest.missing ?? "error",
            covariates,
            ...(denominator !== undefined && { denominator }),
            matching: { weights: weightsOf(audited, frame.size) },
          }),
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}

const isInside = (p: number): boolean => p > 0 && p < 1;

function logitDistance(p: number, q: number): number | null {
  return isInside(p) && isInside(q) ? Math.abs(log(p / (1 - p)) - log(q / (1 - q))) : null;
}

function distances(values: readonly number[]): PairDistances | null {
  if (values.length === 0) return null;
  return {
    total: values.reduce((sum, it) => sum + it, 0),
    largest: values.reduce((most, it) => Math.max(most, it), 0),
  };
}

function weightsOf(pairs: readonly AuditedPair[], size: number): Float64Array {
  const weights = new Float64Array(size);
  for (const { treated, control } of pairs) weights[treated] = weights[control] = 1;
  return weights;
}
