import {
  type Channel,
  checkOptions,
  type EventValue,
  type GroupValue,
  InputError,
  type Omitted,
  type RowOf,
  type RowOptions,
  type WeightOptions,
} from "@hcc/data";
import { chiSquareUpperTail } from "@hcc/numerics";
import { checkBy, comparedLevels } from "./internal/check-by.js";
import { checkWeighting } from "./internal/log-rank-weights.js";
import { readSurvival } from "./internal/read-survival.js";
import { testRows } from "./internal/test-rows.js";

/**
 * Weight of an event time t in the sum of observed minus expected events; n at risk, d events, all in the stratum.
 * One of:
 * - "logrank" (default): 1;
 * - "gehan": n (Gehan-Breslow, Wilcoxon);
 * - "tarone-ware": sqrt n;
 * - "peto": product over the times up to t of 1 - d / (n + 1) (Peto-Peto);
 * - "modified-peto": that times n / (n + 1) (Andersen);
 * - `{ rho, gamma }`: S(t-)^rho (1 - S(t-))^gamma with the pooled Kaplan-Meier curve just before t (Fleming-Harrington);
 *   R's `survdiff` has rho alone.
 */
export type LogRankWeighting =
  | "logrank"
  | "gehan"
  | "tarone-ware"
  | "peto"
  | "modified-peto"
  | { readonly rho: number; readonly gamma: number };

/** Time and memory grow with the square of the number of groups; more of them are a mistake in `by`. */
const MOST_GROUPS = 500;

/** Channels and options of `logRank`. */
export interface LogRankSpec<Row> extends RowOptions<Row>, WeightOptions<Row> {
  /** Observed time, 0 or more. */
  readonly time: Channel<Row, number>;
  /** 1 or true when the time ended with the event, 0 or false when it is censored. */
  readonly event: Channel<Row, EventValue>;
  /** The groups compared. */
  readonly by: Channel<Row, GroupValue>;
  /** Groups are compared within strata only, and the comparisons added up. */
  readonly strata?: Channel<Row, GroupValue>;
  /**
   * Delayed entry: the row is at risk after this time and up to `time`. Default: from the start. A subject whose value
   * of `by` or `strata` changes has one row for each interval.
   */
  readonly entry?: Channel<Row, number>;
  /** The subject of a row, where a subject has several; intervals that overlap are an error. */
  readonly id?: Channel<Row, GroupValue>;
  /** Rows that belong together, such as matched pairs: the variance is then robust, by sums over each cluster. */
  readonly cluster?: Channel<Row, GroupValue>;
  /** Default "logrank". */
  readonly weighting?: LogRankWeighting;
  /** Test for trend across the groups in their order: true for the scores 0, 1, 2, ..., or one score per group. */
  readonly trend?: boolean | readonly number[];
}

const OPTIONS = [
  "time",
  "event",
  "by",
  "strata",
  "entry",
  "id",
  "cluster",
  "weighting",
  "trend",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof LogRankSpec<never>)[];

/** Observed and expected events of one group. */
export interface LogRankGroup {
  readonly group: string;
  /** Number of subjects that were ever in the group (sum of frequency weights; sampling weights do not count here). */
  readonly n: number;
  /** Number of events, counted like `n`. */
  readonly events: number;
  /** Sum over the events of weight of the time and sampling weight; the number of events for weighting "logrank" without sampling weights. */
  readonly observed: number;
  /** Expected under equal hazards, weighted like `observed`. */
  readonly expected: number;
}

/** Result of `logRank`. */
export interface LogRank {
  readonly kind: "log-rank";
  readonly version: 1;
  /** Chi-square statistic, or null when `status` is not "tested". */
  readonly statistic: number | null;
  /** Rank of the covariance: number of groups ever at risk with another one, minus one; 0 when nothing can be compared. */
  readonly df: number;
  readonly pValue: number | null;
  readonly pValueMethod: "chi-square";
  /** Why there is no test. "not-comparable": at no event time of a stratum were two groups at risk. */
  readonly status: "tested" | "no-events" | "not-comparable";
  readonly groups: readonly LogRankGroup[];
  /** Covariance of observed minus expected, in the order of `groups`. */
  readonly covariance: readonly Float64Array[];
  /** "robust" with sampling weights or `cluster`. */
  readonly variance: "hypergeometric" | "robust";
  /** Test for trend, or null when not asked for. */
  readonly trend: {
    readonly scores: readonly number[];
    readonly statistic: number | null;
    readonly df: 1;
    readonly pValue: number | null;
  } | null;
  readonly weighting: LogRankWeighting;
  /** Number of strata; 1 without `strata`. */
  readonly strata: number;
  readonly n: number;
  readonly events: number;
  /** Number of distinct times that were merged with another because they differ by rounding only. */
  readonly mergedTimes: number;
  /** Rows left out because a value was missing. */
  readonly omitted: Omitted;
  /** Number of rows left out by `where`. */
  readonly excluded: number;
  /** Number of rows left out because their weight is 0. */
  readonly zeroWeight: number;
}

/**
 * Log-rank test of equal hazards in two or more groups, with strata and the usual weights.
 *
 * With d events among n at risk at an event time, d_i and n_i of them in group i, and the weight w of the time:
 * U_i = sum w (d_i - d n_i / n), V_ij = sum w^2 d (n - d) / (n - 1) (n_i / n) ([i = j] - n_j / n) (hypergeometric; 0 where
 * n = 1). Both are summed over times and strata; statistic = U' V^- U, chi-square with rank(V) degrees of freedom. Equals
 * R's `survdiff` (weighting "logrank", and `{ rho, gamma: 0 }`) and the score test of `coxph(ties = "exact")`. A group
 * that is never at risk at an event time has expected 0 and costs no degree of freedom. Groups that never meet, such as
 * those of separate strata, lower the degrees of freedom; R stops there with a singular matrix.
 *
 * p-values are upper tails and keep their digits down to about 1e-307.
 *
 * Trend: (a' U)^2 / a' V a with scores a, one degree of freedom.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @throws InputError for one group only, or more than 500, a missing value, a negative time, an event other than 0 and 1, an unknown option.
 *
 * @example
 * ```ts
 * import { logRank } from "@hcc/survival";
 * const data = { time: [1, 2, 3, 4, 5, 6], event: [1, 1, 0, 1, 1, 1], arm: ["a", "a", "a", "b", "b", "b"] };
 * const test = logRank(data, { time: "time", event: "event", by: "arm" });
 * test.statistic; // => 2.46939
 * test.pValue; // => 0.116083
 * test.groups.map((group) => group.observed); // => [2, 3]
 * ```
 *
 * @see Mantel N. Evaluation of survival data and two new rank order statistics. Cancer Chemother Rep 1966;50:163-70.
 * @see Harrington DP, Fleming TR. A class of rank test procedures for censored survival data. Biometrika 1982;69:553-66. https://doi.org/10.1093/biomet/69.3.553
 * @see Tarone RE, Ware J. On distribution-free tests for equality of survival distributions. Biometrika 1977;64:156-60. https://doi.org/10.1093/biomet/64.1.156
 */
export function logRank<D extends Iterable<unknown> | object>(data: D, spec: LogRankSpec<RowOf<D>>): LogRank {
  checkOptions("logRank", spec, OPTIONS);
  const weighting = checkWeighting(spec.weighting);
  checkBy(spec.by);
  const rows = readSurvival(data, spec, true);
  const levels = comparedLevels(rows.by!, MOST_GROUPS);
  const k = levels.length;
  const scores = trendScores(spec.trend, k);

  const { statistic, df, status, counts, observed, expected, variance, difference, robust } = testRows(
    rows,
    k,
    weighting,
  );
  const { n, events } = counts;
  const tested = status === "tested";
  return {
    kind: "log-rank",
    version: 1,
    statistic: tested ? statistic : null,
    df,
    pValue: tested ? chiSquareUpperTail(statistic, df) : null,
    pValueMethod: "chi-square",
    status,
    groups: levels.map((group, i) => ({
      group,
      n: n[i]!,
      events: events[i]!,
      observed: observed[i]!,
      expected: expected[i]!,
    })),
    covariance: levels.map((_, i) => variance.slice(i * k, (i + 1) * k)),
    variance: robust ? "robust" : "hypergeometric",
    trend: scores === null ? null : trendTest(difference, variance, scores, tested),
    weighting,
    strata: rows.strata?.levels.length ?? 1,
    n: counts.subjects,
    events: events.reduce((sum, count) => sum + count, 0),
    mergedTimes: rows.ranks.merged,
    omitted: rows.frame.omitted,
    excluded: rows.frame.excluded,
    zeroWeight: rows.frame.zeroWeight,
  };
}

function trendScores(trend: boolean | readonly number[] | undefined, k: number): readonly number[] | null {
  if (trend === undefined || trend === false) return null;
  const scores = Array.isArray(trend) ? [...trend] : trend === true ? Array.from({ length: k }, (_, i) => i) : [trend];
  const range = Math.max(...scores) - Math.min(...scores);
  if (scores.length !== k || !scores.every(Number.isFinite) || range === Number.POSITIVE_INFINITY) {
    throw new InputError(
      "option",
      `trend is [${scores.join(", ")}]: give one finite score for each of the ${k} groups`,
      {
        column: "trend",
      },
    );
  }
  return scores;
}

function trendTest(
  difference: Float64Array,
  variance: Float64Array,
  scores: readonly number[],
  tested: boolean,
): NonNullable<LogRank["trend"]> {
  const k = scores.length;
  // Relative to the first, as differences and the rows of the covariance add up to 0; in units that squares fit into.
  const relative = scores.map((score) => score - scores[0]!);
  const unit = relative.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  let sum = 0;
  let square = 0;
  let apart = 0;
  for (let i = 0; i < k; i++) {
    const own = relative[i]! / unit;
    sum += own * difference[i]!;
    apart += own * own * variance[i * k + i]!;
    for (let j = 0; j < k; j++) square += own * (relative[j]! / unit) * variance[i * k + j]!;
  }
  // Scores that differ only between groups that never meet leave rounding errors.
  const statistic = tested && square > 1e-10 * apart ? (sum * sum) / square : null;
  return { scores, statistic, df: 1, pValue: statistic === null ? null : chiSquareUpperTail(statistic, 1) };
}
