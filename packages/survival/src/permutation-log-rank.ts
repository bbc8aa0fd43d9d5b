import {
  type Channel,
  checkLevel,
  checkOptions,
  checkSeed,
  type EventValue,
  type GroupValue,
  InputError,
  type Interval,
  type Omitted,
  oneOf,
  type RowOf,
  type RowOptions,
} from "@hcc/data";
import { type LdlFactor, ldl, ldlSolve, randomGenerator } from "@hcc/numerics";
import { proportionInterval } from "@hcc/stats";
import { checkBy, comparedLevels } from "./internal/check-by.js";
import { countGroups } from "./internal/count-groups.js";
import { bestCut, twoSidedShare } from "./internal/exact-sum.js";
import { checkWeighting } from "./internal/log-rank-weights.js";
import { permutationScores, type ScoredStratum } from "./internal/permutation-scores.js";
import { readSurvival } from "./internal/read-survival.js";
import type { LogRankWeighting } from "./log-rank.js";

/** Half of the draws may be 2^21 different ones: 42 patients in two groups. */
const MOST_BITS = 21;

/** Sums that differ by less than this share of the largest score are the same. */
const TIE = 1e-10;

/** Channels and options of `permutationLogRank`. */
export interface PermutationLogRankSpec<Row> extends RowOptions<Row> {
  /** Observed time, 0 or more. */
  readonly time: Channel<Row, number>;
  /** 1 or true when the time ended with the event, 0 or false when it is censored. */
  readonly event: Channel<Row, EventValue>;
  /** The groups compared. */
  readonly by: Channel<Row, GroupValue>;
  /** Patients change groups within their stratum only. */
  readonly strata?: Channel<Row, GroupValue>;
  /** Default "logrank". */
  readonly weighting?: LogRankWeighting;
  /**
   * One of:
   * - "auto" (default): exact for two groups of up to about 42 patients in all, else Monte-Carlo;
   * - "exact": every allocation to two groups counts;
   * - "monte-carlo": `replicates` random allocations.
   */
  readonly method?: "auto" | "exact" | "monte-carlo";
  /** Random allocations. Default 10000. */
  readonly replicates?: number;
  /** Whole number from 0 to 2^32 - 1; the same seed gives the same P value. Default 1. */
  readonly seed?: number;
  /** Confidence level of the interval about a Monte-Carlo P value. Default 0.99. */
  readonly level?: number;
}

const OPTIONS = [
  "time",
  "event",
  "by",
  "strata",
  "weighting",
  "method",
  "replicates",
  "seed",
  "level",
  "where",
  "missing",
] as const satisfies readonly (keyof PermutationLogRankSpec<never>)[];

/** Result of `permutationLogRank`. */
export interface PermutationLogRank {
  readonly kind: "permutation-log-rank";
  readonly version: 1;
  /** Chi-square statistic with the permutation variance, or null when `status` is not "tested". */
  readonly statistic: number | null;
  /** Two groups: signed root of `statistic`, above 0 when the first group has more events than expected. */
  readonly z: number | null;
  readonly pValue: number | null;
  readonly pValueMethod: "exact" | "monte-carlo";
  /** Why this method. */
  readonly reason: string;
  /** Clopper-Pearson interval of a Monte-Carlo P value; its estimate is the share of the allocations alone. */
  readonly pValueInterval: Interval | null;
  readonly replicates: number | null;
  readonly seed: number | null;
  /** "not-comparable": whatever the allocation, the statistic is the same. */
  readonly status: "tested" | "no-events" | "not-comparable";
  /** Observed minus expected events by group, weighted; as in `logRank`. */
  readonly groups: readonly {
    readonly group: string;
    readonly n: number;
    readonly events: number;
    readonly difference: number;
  }[];
  readonly weighting: LogRankWeighting;
  readonly strata: number;
  readonly n: number;
  readonly events: number;
  readonly mergedTimes: number;
  readonly omitted: Omitted;
  readonly excluded: number;
}

/**
 * Permutation test of equal hazards: the P value of the log-rank statistic when every allocation of the patients to groups
 * of these sizes (within strata) is equally likely.
 *
 * Each patient has the score a = W(t) event - sum over s <= t of W d / n, whose sums over groups are U, observed minus expected
 * events of `logRank`. V = sum over strata of sum a^2 / (N - 1) (n_g [g = h] - n_g n_h / N); statistic = U' V^- U. For two
 * groups the P value is P(|U| >= |u|). The scores are those of R's `coin::logrank_test` with ties.method "mid-ranks" (event
 * minus Nelson-Aalen hazard), not its other two. Exact: both halves of the patients are enumerated, equal sums once, and
 * combined. Monte-Carlo: (1 + allocations at least as extreme) / (1 + replicates), which never is 0.
 *
 * The groups must have the same censoring; the log-rank test itself does not need that. Meant for small groups, where its
 * chi-square distribution is rough.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @throws InputError for one group only, "exact" with three groups or too many patients, and what `logRank` refuses.
 *
 * @example
 * ```ts
 * import { permutationLogRank } from "@hcc/survival";
 * const data = { time: [1, 2, 3, 4, 5, 6], event: [1, 1, 1, 1, 1, 0], arm: ["a", "a", "a", "b", "b", "b"] };
 * const test = permutationLogRank(data, { time: "time", event: "event", by: "arm" });
 * test.pValueMethod; // => "exact"
 * test.pValue; // => 0.1
 * ```
 *
 * @see Callaert H. Comparing statistical software packages: the case of the logrank test in StatXact. Am Stat 2003;57:214-7. https://doi.org/10.1198/0003130031900
 * @see Phipson B, Smyth GK. Permutation P-values should never be zero. Stat Appl Genet Mol Biol 2010;9:39. https://doi.org/10.2202/1544-6115.1585
 */
export function permutationLogRank<D extends Iterable<unknown> | object>(
  data: D,
  spec: PermutationLogRankSpec<RowOf<D>>,
): PermutationLogRank {
  checkOptions("permutationLogRank", spec, OPTIONS);
  const weighting = checkWeighting(spec.weighting);
  const method = oneOf("method", spec.method, ["auto", "exact", "monte-carlo"], "auto");
  const { replicates = 10000, seed = 1 } = spec;
  const level = checkLevel(spec.level ?? 0.99);
  if (!Number.isInteger(replicates) || replicates < 100) {
    throw new InputError("option", `replicates is ${replicates}: give a whole number of 100 or more`, {
      column: "replicates",
    });
  }
  checkSeed(seed);
  checkBy(spec.by);
  const rows = readSurvival(data, spec);
  const { codes } = rows.by!;
  const levels = comparedLevels(rows.by!);
  const k = levels.length;
  if (method === "exact" && k > 2) {
    throw new InputError("option", `by has ${k} groups: the exact test has two; use "monte-carlo"`, {
      column: "method",
    });
  }

  const strata = permutationScores(rows, k, weighting);
  const variance = permutationVariance(strata, codes, k);
  const factor = ldl(variance, k, 1e-10);
  const sums = groupSums(strata, codes, k);
  const statistic = quadratic(factor, sums);
  const { n, events } = countGroups(rows, k);
  const status = events.every((count) => count === 0) ? "no-events" : factor.rank === 0 ? "not-comparable" : "tested";
  const tested = status === "tested";
  const drawn = strata.map(({ rows: members, scores }) => ({
    scores,
    size: members.reduce((count, row) => count + (codes[row] === 0 ? 1 : 0), 0),
  }));
  const cut = k === 2 ? bestCut(drawn) : null;
  const bits = cut?.bits ?? Number.POSITIVE_INFINITY;
  if (method === "exact" && bits > MOST_BITS) {
    throw new InputError(
      "too-costly",
      `half of the allocations of ${codes.length} patients are 2^${Math.round(bits)}, above 2^${MOST_BITS}: use "monte-carlo"`,
      { column: "method" },
    );
  }
  const exact = method === "exact" || (method === "auto" && bits <= MOST_BITS);
  const reason =
    method !== "auto"
      ? "asked for"
      : exact
        ? `two groups and ${codes.length} patients`
        : k > 2
          ? `${k} groups`
          : `${codes.length} patients`;
  let pValue: number | null = null;
  let interval: Interval | null = null;
  if (tested && exact) {
    const largest = strata.reduce((most, { scores }) => scores.reduce((a, b) => Math.max(a, Math.abs(b)), most), 0);
    pValue = twoSidedShare(drawn, cut!, sums[0]!, TIE * largest);
  } else if (tested) {
    const extreme = countExtreme(strata, codes, factor, statistic * (1 - 1e-9), replicates, randomGenerator(seed));
    pValue = (extreme + 1) / (replicates + 1);
    interval = proportionInterval(extreme, replicates, { level });
  }
  return {
    kind: "permutation-log-rank",
    version: 1,
    statistic: tested ? statistic : null,
    z: tested && k === 2 ? Math.sign(sums[0]!) * Math.sqrt(statistic) : null,
    pValue,
    pValueMethod: exact ? "exact" : "monte-carlo",
    reason,
    pValueInterval: interval,
    replicates: exact ? null : replicates,
    seed: exact ? null : seed,
    status,
    groups: levels.map((group, i) => ({ group, n: n[i]!, events: events[i]!, difference: sums[i]! })),
    weighting,
    strata: strata.length,
    n: codes.length,
    events: events.reduce((sum, count) => sum + count, 0),
    mergedTimes: rows.ranks.merged,
    omitted: rows.frame.omitted,
    excluded: rows.frame.excluded,
  };
}

function groupSums(strata: readonly ScoredStratum[], codes: Int32Array, k: number): Float64Array {
  const sums = new Float64Array(k);
  for (const { rows, scores } of strata) for (let i = 0; i < rows.length; i++) sums[codes[rows[i]!]!]! += scores[i]!;
  return sums;
}

function permutationVariance(strata: readonly ScoredStratum[], codes: Int32Array, k: number): Float64Array {
  const variance = new Float64Array(k * k);
  for (const { rows, scores } of strata) {
    const size = rows.length;
    if (size < 2) continue;
    const counts = new Float64Array(k);
    for (const row of rows) counts[codes[row]!]!++;
    const spread = scores.reduce((sum, score) => sum + score * score, 0) / (size - 1);
    for (let g = 0; g < k; g++) {
      for (let h = 0; h < k; h++) {
        variance[g * k + h]! += (spread * counts[g]! * (g === h ? size - counts[g]! : -counts[h]!)) / size;
      }
    }
  }
  return variance;
}

function quadratic(factor: LdlFactor, sums: Float64Array): number {
  const solution = ldlSolve(factor, sums);
  return sums.reduce((total, value, i) => total + value * solution[i]!, 0);
}

/** How many of the random allocations have a statistic of at least `bound`. */
function countExtreme(
  strata: readonly ScoredStratum[],
  codes: Int32Array,
  factor: LdlFactor,
  bound: number,
  replicates: number,
  random: () => number,
): number {
  const shuffled = strata.map(({ rows, scores }) => ({ scores, groups: Int32Array.from(rows, (row) => codes[row]!) }));
  const sums = new Float64Array(factor.size);
  let extreme = 0;
  for (let replicate = 0; replicate < replicates; replicate++) {
    sums.fill(0);
    for (const { scores, groups } of shuffled) {
      for (let i = groups.length - 1; i >= 0; i--) {
        const other = Math.floor(random() * (i + 1));
        const group = groups[other]!;
        groups[other] = groups[i]!;
        groups[i] = group;
        sums[group]! += scores[i]!;
      }
    }
    if (quadratic(factor, sums) >= bound) extreme++;
  }
  return extreme;
}
