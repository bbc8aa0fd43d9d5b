import {
  type CauseChannel,
  type Channel,
  checkOptions,
  type GroupValue,
  InputError,
  type Omitted,
  type RowOf,
  type RowOptions,
  type WeightOptions,
} from "@hcc/data";
import { chiSquareUpperTail } from "@hcc/numerics";
import { checkBy, comparedLevels } from "./internal/check-by.js";
import { graySums } from "./internal/gray-sums.js";
import { quadraticForm } from "./internal/quadratic-form.js";
import { readCompeting } from "./internal/read-competing.js";
import { refuseSampling } from "./internal/refuse-sampling.js";

/** Time grows with the cube of the number of groups; more of them are a mistake in `by`. */
const MOST_GROUPS = 100;

/** Channels and options of `grayTest`. */
export interface GrayTestSpec<Row> extends RowOptions<Row>, WeightOptions<Row> {
  /** Time to the first event of any kind, or to censoring, 0 or more. */
  readonly time: Channel<Row, number>;
  /** What ended it: `{ channel: "end", event: ["progression"], competing: ["death"], censored: ["alive"] }`. */
  readonly cause: CauseChannel<Row>;
  /** Time from which the row is at risk, below `time`. Default: from the start. */
  readonly entry?: Channel<Row, number>;
  /** The groups compared. */
  readonly by: Channel<Row, GroupValue>;
  /** Groups are compared within strata only, and the comparisons added up. */
  readonly strata?: Channel<Row, GroupValue>;
  /** Exponent of 1 - F(t-) in the weight of a time, 0 or more. Default 0: all times alike. */
  readonly rho?: number;
}

const OPTIONS = [
  "time",
  "cause",
  "entry",
  "by",
  "strata",
  "rho",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof GrayTestSpec<never>)[];

/** Observed and expected events of interest of one group. */
export interface GrayTestGroup {
  readonly group: string;
  /** Number of rows (sum of frequency weights). */
  readonly n: number;
  /** Number of events of interest. */
  readonly events: number;
  /** Sum of the weights of the events; their number for rho 0. */
  readonly observed: number;
  /** Expected under equal cumulative incidence, weighted like `observed`. */
  readonly expected: number;
}

/** Result of `grayTest`. */
export interface GrayTest {
  readonly kind: "gray-test";
  readonly version: 1;
  /** Chi-square statistic, or null when `status` is not "tested". */
  readonly statistic: number | null;
  /** Rank of the covariance; 0 when nothing can be compared. */
  readonly df: number;
  readonly pValue: number | null;
  readonly pValueMethod: "chi-square";
  /**
   * Why there is no test. "not-comparable": at no time of an event of a stratum were two groups at risk. "singular": the groups
   * differ where the covariance has no variance, as when all that are left have tied events at one time.
   */
  readonly status: "tested" | "no-events" | "not-comparable" | "singular";
  readonly groups: readonly GrayTestGroup[];
  /** Covariance of observed minus expected, in the order of `groups`. */
  readonly covariance: readonly Float64Array[];
  readonly rho: number;
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
 * Gray's test of equal cumulative incidence in two or more groups in the presence of competing events.
 *
 * With n_j at risk in group j, S_j its Kaplan-Meier curve of either event, F_j its cumulative incidence,
 * R_j(t) = n_j (1 - F_j(t-)) / S_j(t-): U_j = sum over times of L (d_1j - d_1 R_j / R), L = (1 - F(t-))^rho with the common
 * incidence F(t) = sum d_1 / sum_j n_j / S_j(t-). The covariance is Gray's; where events are tied, those of interest count
 * with 1 - (d_1 - 1) / (m - 1), m the number at risk in all groups as S_j sees it, competing ones with
 * (n_j - d_2j) / (n_j - 1). Statistic = U' V^- U, chi-square with rank(V) degrees of freedom, summed over strata. Equals
 * `cmprsk::cuminc(...)$Tests`. Without competing events and ties it is close to the log-rank test, not equal to it.
 *
 * With `entry` a row is at risk in (entry, time], and n_j and S_j are those of the rows followed. The differences are integrals
 * over the counting processes of the events less n_j(t) times their hazards, and late entry that does not depend on the event
 * leaves both as they are: covariance and distribution carry over. Rows of one subject may follow each other. Curves start
 * where the first of a group enters, so all groups should be followed from about the same time; where few are, few events bring
 * S_j to 0 for good, which is an error. No function of R has the test with late entries.
 *
 * The test compares how many have the event by a time, as `cumulativeIncidence` shows it. Whether the rate of the event
 * differs among those still free of either is another question: the log-rank test with the other causes censored,
 * `logRank(data, { time, event: (d) => d.end === "progression", by })`. Report both.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @throws InputError for one group only, or more than 100, a cause in none of the lists or in two, a missing value, a
 * negative time, an entry not before its time, a group whose curve comes to 0 while others of it are followed later, sampling
 * weights, an unknown option.
 *
 * @example
 * ```ts
 * import { grayTest } from "@hcc/survival";
 * const data = { time: [1, 2, 3, 4, 5, 6], end: [1, 1, 2, 1, 0, 2], arm: ["a", "a", "b", "a", "b", "b"] };
 * const cause = { channel: "end", event: [1], competing: [2], censored: [0] } as const;
 * const test = grayTest(data, { time: "time", cause, by: "arm" });
 * test.statistic; // => 4.71712
 * test.groups.map((group) => group.observed); // => [3, 0]
 * ```
 *
 * @see Gray RJ. A class of k-sample tests for comparing the cumulative incidence of a competing risk. Ann Stat 1988;16:1141-54. https://doi.org/10.1214/aos/1176350951
 */
export function grayTest<D extends Iterable<unknown> | object>(data: D, spec: GrayTestSpec<RowOf<D>>): GrayTest {
  checkOptions("grayTest", spec, OPTIONS, {
    event: "say which causes are the event: cause: { channel, event: [...], competing: [...], censored: [...] }",
    cluster: "there is no robust variance of clusters here",
  });
  const { rho = 0 } = spec;
  if (!(typeof rho === "number" && rho >= 0 && rho < Number.POSITIVE_INFINITY)) {
    throw new InputError("option", `rho is ${String(rho)}: give a number of 0 or more`, { column: "rho" });
  }
  checkBy(spec.by);
  refuseSampling(spec.weightType, "the test has");
  const rows = readCompeting(data, spec);
  const levels = comparedLevels(rows.by!, MOST_GROUPS);
  const k = levels.length;
  const { n, events, observed, expected, variance } = graySums(rows, k, rho);
  const total = events.reduce((sum, count) => sum + count, 0);
  const difference = observed.map((value, j) => value - expected[j]!);
  const { statistic, df, defined } = quadraticForm(difference, variance, expected);
  const status = total === 0 ? "no-events" : df === 0 ? "not-comparable" : defined ? "tested" : "singular";
  const tested = status === "tested";
  return {
    kind: "gray-test",
    version: 1,
    statistic: tested ? statistic : null,
    df,
    pValue: tested ? chiSquareUpperTail(statistic, df) : null,
    pValueMethod: "chi-square",
    status,
    groups: levels.map((group, j) => ({
      group,
      n: n[j]!,
      events: events[j]!,
      observed: observed[j]!,
      expected: expected[j]!,
    })),
    covariance: levels.map((_, j) => variance.slice(j * k, (j + 1) * k)),
    rho,
    strata: rows.strata?.levels.length ?? 1,
    n: n.reduce((sum, count) => sum + count, 0),
    events: total,
    mergedTimes: rows.merged,
    omitted: rows.frame.omitted,
    excluded: rows.frame.excluded,
    zeroWeight: rows.frame.zeroWeight,
  };
}
