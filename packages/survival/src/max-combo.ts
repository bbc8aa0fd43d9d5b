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
import { multivariateNormalProbability, normalUpperTail } from "@hcc/numerics";
import { checkBy, comparedLevels } from "./internal/check-by.js";
import { countGroups } from "./internal/count-groups.js";
import { visitEventTimes } from "./internal/event-times.js";
import { checkWeighting } from "./internal/log-rank-weights.js";
import { readSurvival } from "./internal/read-survival.js";
import type { LogRankWeighting } from "./log-rank.js";

const DEFAULT: readonly LogRankWeighting[] = [
  { rho: 0, gamma: 0 },
  { rho: 0, gamma: 1 },
  { rho: 1, gamma: 0 },
  { rho: 1, gamma: 1 },
];

/** The normal probabilities of more are beyond what was tested. */
const MOST_WEIGHTINGS = 6;

/** Channels and options of `maxCombo`. */
export interface MaxComboSpec<Row> extends RowOptions<Row>, WeightOptions<Row> {
  /** Observed time, 0 or more. */
  readonly time: Channel<Row, number>;
  /** 1 or true when the time ended with the event, 0 or false when it is censored. */
  readonly event: Channel<Row, EventValue>;
  /** The two groups compared. */
  readonly by: Channel<Row, GroupValue>;
  /** Groups are compared within strata only, and the comparisons added up. */
  readonly strata?: Channel<Row, GroupValue>;
  /** Delayed entry: the row is at risk after this time and up to `time`. */
  readonly entry?: Channel<Row, number>;
  /** The subject of a row, where a subject has several. */
  readonly id?: Channel<Row, GroupValue>;
  /** Two to six. Default Fleming-Harrington with (rho, gamma) = (0, 0), (0, 1), (1, 0) and (1, 1). */
  readonly weightings?: readonly LogRankWeighting[];
}

const OPTIONS = [
  "time",
  "event",
  "by",
  "strata",
  "entry",
  "id",
  "weightings",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof MaxComboSpec<never>)[];

/** Result of `maxCombo`. */
export interface MaxCombo {
  readonly kind: "max-combo";
  readonly version: 1;
  /** Largest |z| of the components, or null when nothing can be compared. */
  readonly statistic: number | null;
  /** Two-sided: probability that the largest |z| of normal variables with this correlation is above `statistic`. */
  readonly pValue: number | null;
  readonly pValueMethod: "multivariate-normal";
  /** Estimated absolute error of the numerical integration. */
  readonly pValueError: number | null;
  readonly status: "tested" | "no-events" | "not-comparable";
  /** One weighted log-rank test each; z is above 0 when the first group has more events than expected. */
  readonly components: readonly {
    readonly weighting: LogRankWeighting;
    readonly z: number | null;
    readonly pValue: number | null;
  }[];
  /** Correlation of the components; 0 where one of them has no variance. */
  readonly correlation: readonly Float64Array[];
  /** The groups; the first is the one that z is about. */
  readonly groups: readonly { readonly group: string; readonly n: number; readonly events: number }[];
  readonly strata: number;
  readonly n: number;
  readonly events: number;
  readonly omitted: Omitted;
  readonly excluded: number;
  readonly zeroWeight: number;
}

/**
 * MaxCombo test of equal hazards in two groups: the largest of several weighted log-rank tests, with a P value that allows
 * for the choice.
 *
 * The sums U_a = sum w_a (d_1 - d n_1 / n) have covariances sum w_a w_b V_t with the hypergeometric variance V_t of each
 * event time, so z_a = U_a / sqrt V_aa are jointly normal under equal hazards; P = P(max |Z_a| > max |z_a|). It is added
 * up from the tails, sum over a of 2 P(Z_a > m, all earlier |Z_b| <= m), so that small P values keep their digits. Of the
 * default weights, logrank is the sum of (0, 1) and (1, 0): the correlation is singular, and that is allowed for.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @throws InputError for other than two groups, sampling weights, fewer than two or more than six weightings, and what `logRank` refuses.
 *
 * @example
 * ```ts
 * import { maxCombo } from "@hcc/survival";
 * const data = { time: [1, 2, 3, 4, 5, 6], event: [1, 1, 0, 1, 1, 1], arm: ["a", "a", "a", "b", "b", "b"] };
 * const test = maxCombo(data, { time: "time", event: "event", by: "arm" });
 * test.statistic; // => 1.57143
 * test.pValue; // => 0.193298
 * ```
 *
 * @see Lin RS, Lin J, Roychoudhury S, et al. Alternative analysis methods for time to event endpoints under nonproportional hazards. Stat Biopharm Res 2020;12:187-98. https://doi.org/10.1080/19466315.2019.1697738
 */
export function maxCombo<D extends Iterable<unknown> | object>(data: D, spec: MaxComboSpec<RowOf<D>>): MaxCombo {
  checkOptions("maxCombo", spec, OPTIONS);
  const given = spec.weightings ?? DEFAULT;
  const size = Array.isArray(given) ? given.length : 0;
  if (size < 2 || size > MOST_WEIGHTINGS) {
    throw new InputError("option", `weightings has ${size} entries: give 2 to ${MOST_WEIGHTINGS}, in a list`, {
      column: "weightings",
    });
  }
  const weightings = given.map((weighting) => checkWeighting(weighting));
  checkBy(spec.by);
  const rows = readSurvival(data, spec);
  const levels = comparedLevels(rows.by!);
  if (levels.length > 2) {
    throw new InputError("option", `by has ${levels.length} groups: maxCombo compares two; choose them with where`, {
      column: "by",
    });
  }

  const sums = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  visitEventTimes(rows, 2, weightings, ({ n, d, atRisk, deaths, weights }) => {
    const variance = n > 1 ? ((d * (n - d)) / (n - 1)) * (atRisk[0]! / n) * (atRisk[1]! / n) : 0;
    for (let a = 0; a < size; a++) {
      sums[a]! += weights[a]! * (deaths[0]! - (d * atRisk[0]!) / n);
      for (let b = 0; b < size; b++) covariance[a * size + b]! += weights[a]! * weights[b]! * variance;
    }
  });
  const errors = sums.map((_, a) => Math.sqrt(covariance[a * size + a]!));
  const correlation = weightings.map((_, a) =>
    errors.map((error, b) =>
      a === b ? 1 : error * errors[a]! === 0 ? 0 : covariance[a * size + b]! / error / errors[a]!,
    ),
  );
  const z = Array.from(sums, (sum, a) => (errors[a]! > 0 ? sum / errors[a]! : null));
  const { n, events, subjects } = countGroups(rows, 2);
  const total = events[0]! + events[1]!;
  const used = z.flatMap((value, a) => (value === null ? [] : [a]));
  const statistic = used.length === 0 ? null : Math.max(...used.map((a) => Math.abs(z[a]!)));
  const tail = statistic === null ? null : largestTail(statistic, used, correlation);
  return {
    kind: "max-combo",
    version: 1,
    statistic,
    pValue: tail === null ? null : Math.min(1, tail.probability),
    pValueMethod: "multivariate-normal",
    pValueError: tail === null ? null : tail.error,
    status: total === 0 ? "no-events" : statistic === null ? "not-comparable" : "tested",
    components: weightings.map((weighting, a) => ({
      weighting,
      z: z[a]!,
      pValue: z[a] === null ? null : 2 * normalUpperTail(Math.abs(z[a]!)),
    })),
    correlation,
    groups: levels.map((group, i) => ({ group, n: n[i]!, events: events[i]! })),
    strata: rows.strata?.levels.length ?? 1,
    n: subjects,
    events: total,
    omitted: rows.frame.omitted,
    excluded: rows.frame.excluded,
    zeroWeight: rows.frame.zeroWeight,
  };
}

/** P(max |Z| > m): the first variable above m is one of them. */
function largestTail(
  m: number,
  used: readonly number[],
  correlation: readonly Float64Array[],
): { probability: number; error: number } {
  let probability = 0;
  let error = 0;
  used.forEach((a, j) => {
    const some = [a, ...used.slice(0, j)];
    const part = multivariateNormalProbability(
      some.map((b) => (b === a ? m : -m)),
      some.map((b) => (b === a ? Number.POSITIVE_INFINITY : m)),
      some.flatMap((b) => some.map((c) => correlation[b]![c]!)),
    );
    probability += 2 * part.probability;
    error += 2 * part.error;
  });
  return { probability, error };
}
