import {
  type Channel,
  checkOptions,
  type EventValue,
  type GroupValue,
  InputError,
  type Interval,
  type Omitted,
  oneOf,
  type RowOf,
  type RowOptions,
  type WeightOptions,
  type WeightType,
} from "@hcc/data";
import { checkTimes } from "./internal/check-curve.js";
import { checkTime } from "./internal/check-time.js";
import { comparedGroups } from "./internal/compared-groups.js";
import { difference, homogeneity, logLog, logLogDifference, plain, probability, ratio } from "./internal/contrasts.js";
import { type JointValues, meanNumber, survivalNumber } from "./internal/joint-values.js";
import { resolveConfidence } from "./internal/resolve-confidence.js";
import type { Confidence, ConfidenceType } from "./types.js";

/**
 * How a difference of survival probabilities is judged. One of:
 * - "delta" (default): normal limits with the sum of the variances, and their test;
 * - "log-log": limits from the log(-log) limits of both probabilities, by the square root of the sum of the squared
 *   distances (MOVER), and the test of equal log(-log S), which keeps its level in small groups.
 */
export type DifferenceMethod = "delta" | "log-log";

/** Channels and options of `compareSurvival`. */
export interface CompareSurvivalSpec<Row> extends RowOptions<Row>, WeightOptions<Row> {
  /** Observed time, 0 or more. */
  readonly time: Channel<Row, number>;
  /** 1 or true when the time ended with the event, 0 or false when it is censored. */
  readonly event: Channel<Row, EventValue>;
  /** The groups compared. */
  readonly by: Channel<Row, GroupValue>;
  /** Time of entry: the row is at risk in (entry, time]. Default: all are at risk from the start. */
  readonly entry?: Channel<Row, number>;
  /** Subject of each row, where it has several; their intervals must not overlap. */
  readonly id?: Channel<Row, GroupValue>;
  /** Rows of one value depend on each other (a matched pair, a center), within a group or across: asks for the robust variance. */
  readonly cluster?: Channel<Row, GroupValue>;
  /** Curves are made within strata, and their values averaged with the shares of the strata among all subjects. */
  readonly strata?: Channel<Row, GroupValue>;
  /** The group that the others are compared with. Default: the first level of `by`. */
  readonly control?: GroupValue;
  /** Times at which survival is compared, 0 or more, in the unit of the data, in any order. Default: none. */
  readonly times?: Iterable<number>;
  /**
   * Time to which the mean is restricted, or "common": the latest time at which every curve is known, that is the last
   * observed time of the group where it is earliest, groups that fall to S = 0 set apart. Default: no mean.
   */
  readonly tau?: number | "common";
  /** Level (default 0.95) of all limits, and type (default "log") of those of the survival probabilities themselves. */
  readonly confidence?: { readonly level?: number; readonly type?: ConfidenceType };
  /** Default "delta". */
  readonly differenceMethod?: DifferenceMethod;
}

const OPTIONS = [
  "time",
  "event",
  "by",
  "entry",
  "id",
  "cluster",
  "strata",
  "control",
  "times",
  "tau",
  "confidence",
  "differenceMethod",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof CompareSurvivalSpec<never>)[];

/** An estimate with its standard error. */
export interface ErrorInterval extends Interval {
  readonly standardError: number | null;
}

/** A difference or ratio of two groups. */
export interface GroupContrast extends ErrorInterval {
  /** Two-sided, of no difference; null without a standard error above 0. */
  readonly pValue: number | null;
}

/** A test of no difference among all groups. */
export interface ComparisonTest {
  /** Chi-square; null where a value or its standard error is unknown, or 0. */
  readonly statistic: number | null;
  /** Number of groups less 1. */
  readonly df: number;
  readonly pValue: number | null;
}

/** What is known of one group. */
export interface ComparedGroup {
  readonly level: string;
  /** Number of subjects (sum of frequency weights, each `id` once; sampling weights do not count). */
  readonly n: number;
  readonly events: number;
  /** S(t), one per requested time; null beyond the follow-up. */
  readonly survival: readonly ErrorInterval[];
  /** Mean time free of the event until tau; null without `tau`. */
  readonly restrictedMean: ErrorInterval | null;
  /** Tau less the restricted mean: the mean time lost to the event; null without `tau`. */
  readonly restrictedMeanLost: ErrorInterval | null;
}

/** Differences, a group minus control. */
export interface GroupDifference {
  readonly level: string;
  readonly control: string;
  readonly survival: readonly GroupContrast[];
  readonly restrictedMean: GroupContrast | null;
}

/** Ratios, a group divided by control; standard errors are of the logarithm. */
export interface GroupRatio extends GroupDifference {
  readonly restrictedMeanLost: GroupContrast | null;
}

/** Result of `compareSurvival`. */
export interface SurvivalComparison {
  readonly kind: "survival-comparison";
  readonly version: 1;
  /** The requested times in their order. */
  readonly times: Float64Array;
  /** Time to which the means are restricted, or null. */
  readonly tau: number | null;
  /** One of "given" and "common"; null without `tau`. */
  readonly tauRule: "given" | "common" | null;
  /** Latest time at which every curve is known; null when all fall to 0. */
  readonly tauLimit: number | null;
  /** Control first. */
  readonly groups: readonly ComparedGroup[];
  readonly differences: readonly GroupDifference[];
  readonly ratios: readonly GroupRatio[];
  /** Of equal survival in all groups, one per requested time, and of equal restricted means; for two groups the tests of `differences`. */
  readonly tests: { readonly survival: readonly ComparisonTest[]; readonly restrictedMean: ComparisonTest | null };
  readonly confidence: Confidence;
  readonly differenceMethod: DifferenceMethod;
  /** Of all standard errors. "robust" (infinitesimal jackknife) with sampling weights or `cluster`. */
  readonly variance: "greenwood" | "robust";
  /** Strata with their shares among all subjects, or null. */
  readonly strata: readonly { readonly level: string; readonly share: number }[] | null;
  /** Number of distinct times that were merged with another because they differ by rounding only. */
  readonly mergedTimes: number;
  /** Rows left out because a value was missing. */
  readonly omitted: Omitted;
  /** Number of rows left out by `where`. */
  readonly excluded: number;
  /** Number of rows left out because their weight is 0. */
  readonly zeroWeight: number;
  /** How weights were read, or null without weights. */
  readonly weightType: WeightType | null;
}

/**
 * Groups compared by survival at given times and by restricted mean survival time, with differences, ratios and tests.
 *
 * S(t) and its variance are those of `survivalAt`, the mean until tau (RMST) and its variance those of `restrictedMean`;
 * tau - RMST is the restricted mean time lost (RMTL) and has the same variance. Groups are independent:
 * var(a - b) = var a + var b, var(log a/b) = var a / a^2 + var b / b^2; limits are normal on these scales. The test of all
 * groups is d' V^-1 d, d the differences from control and V their covariance, chi-square. These equal R's `survRM2::rmst2`,
 * tau "common" its default (where the last time of a group is both an event and a censoring, the curve ends above 0
 * and we end there).
 *
 * With sampling weights or `cluster` variances are the infinitesimal jackknife's. A unit u (the cluster, else the subject, else
 * the row) gives g_u(a) = sum of w da/dw to a value a, and var a = sum of g_u(a)^2, cov(a, b) = sum of g_u(a) g_u(b): groups
 * with rows of one unit in both, such as matched pairs as clusters, vary together, var(a - b) = sum of (g_u(a) - g_u(b))^2.
 * Equals the sums of R's `survfit(..., cluster, influence = TRUE)$influence.surv`.
 *
 * With `differenceMethod: "log-log"` the test of a difference of S(t) is (x_a - x_b)^2 / (var x_a + var x_b), x = log(-log S),
 * var x = var S / (S log S)^2, and the limits with l, u the log(-log) limits are d - sqrt((a - l_a)^2 + (u_b - b)^2) and
 * d + sqrt((u_a - a)^2 + (b - l_b)^2), less twice the correlation of a and b times the product under each root; the test has
 * the variance of x_a - x_b in the same way. Limits and test are of two constructions and need not agree at the border; where
 * S is 1 or 0 in a group there are none.
 *
 * Strata: v = sum w_s v_s, var v = sum w_s^2 var v_s, w_s the share of stratum s among the subjects of all groups (by their
 * weights, each in the stratum of its first row), taken as fixed. Frequency weights are whole numbers and mean repeated rows.
 * `entry` and `id` are as in `kaplanMeier`; time O(n log n).
 *
 * Answers are null beyond the last time of a group whose curve has not reached 0.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @throws InputError without `times` and `tau`, for one group only, a stratum that lacks a group, or as `kaplanMeier`.
 *
 * @example
 * ```ts
 * import { compareSurvival } from "@hcc/survival";
 * const data = {
 *   months: [3, 6, 9, 14, 20, 24, 5, 12, 18, 22, 27, 30], death: [1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0],
 *   arm: ["TKI", "TKI", "TKI", "TKI", "TKI", "TKI", "TKI-I", "TKI-I", "TKI-I", "TKI-I", "TKI-I", "TKI-I"],
 * };
 * const comparison = compareSurvival(data, { time: "months", event: "death", by: "arm", times: [12], tau: "common" });
 * comparison.tau; // => 30
 * comparison.groups.map((d) => d.restrictedMean!.estimate); // => [13.3333, 21.6667]
 * comparison.differences[0]!.restrictedMean!.pValue; // => 0.0973144
 * comparison.differences[0]!.survival[0]!.estimate; // => 0.333333
 * ```
 *
 * @see Uno H, Claggett B, Tian L, et al. Moving beyond the hazard ratio in quantifying the between-group difference in survival analysis. J Clin Oncol 2014;32:2380-5. https://doi.org/10.1200/JCO.2014.55.2208
 * @see Klein JP, Logan B, Harhoff M, Andersen PK. Analyzing survival curves at a fixed point in time. Stat Med 2007;26:4505-19. https://doi.org/10.1002/sim.2864
 * @see Zou GY, Donner A. Construction of confidence limits about effect measures: a general approach. Stat Med 2008;27:1693-702. https://doi.org/10.1002/sim.3095
 */
export function compareSurvival<D extends Iterable<unknown> | object>(
  data: D,
  spec: CompareSurvivalSpec<RowOf<D>>,
): SurvivalComparison {
  checkOptions("compareSurvival", spec, OPTIONS);
  const confidence = resolveConfidence(spec.confidence, "log");
  const differenceMethod = oneOf("differenceMethod", spec.differenceMethod, ["delta", "log-log"], "delta");
  const given = spec.times ?? [];
  checkTimes(given);
  const times = Float64Array.from(given, (time) => checkTime(time));
  const tauRule = spec.tau === undefined ? null : spec.tau === "common" ? "common" : "given";
  if (tauRule === "given") checkTau(spec.tau as number);
  if (times.length === 0 && tauRule === null) {
    throw new InputError("option", "neither times nor tau is given: give one of them, or both", { column: "times" });
  }
  const compared = comparedGroups(data, spec, confidence, false);
  const { rows, groups, limit, last } = compared;
  const tau = tauRule === null ? null : tauRule === "given" ? (spec.tau as number) : Math.min(limit, last);

  const { level } = confidence;
  const at = Array.from(times, (t) => compared.joint(survivalNumber(t)));
  const means = tau === null ? null : compared.joint(meanNumber(tau));
  const lost: JointValues | null = means && {
    ...means,
    values: means.values.map(({ estimate, variance }) => ({ estimate: tau! - estimate, variance })),
  };
  const others = Array.from(groups.keys()).slice(1);
  const names = (g: number) => ({ level: groups[g]!.level, control: groups[0]!.level });
  const compare = differenceMethod === "delta" ? difference : logLogDifference;
  return {
    kind: "survival-comparison",
    version: 1,
    times,
    tau,
    tauRule,
    tauLimit: Number.isFinite(limit) ? limit : null,
    groups: groups.map(({ level: name, n, events }, g) => ({
      level: name,
      n,
      events,
      survival: at.map(({ values }) => probability(values[g]!, confidence.type, level)),
      restrictedMean: means && plain(means.values[g]!, level),
      restrictedMeanLost: lost && plain(lost.values[g]!, level),
    })),
    differences: others.map((g) => ({
      ...names(g),
      survival: at.map((joint) => compare(joint, g, level)),
      restrictedMean: means && difference(means, g, level),
    })),
    ratios: others.map((g) => ({
      ...names(g),
      survival: at.map((joint) => ratio(joint, g, level)),
      restrictedMean: means && ratio(means, g, level),
      restrictedMeanLost: lost && ratio(lost, g, level),
    })),
    tests: {
      survival: at.map((joint) => homogeneity(joint, differenceMethod === "delta" ? undefined : logLog)),
      restrictedMean: means && homogeneity(means),
    },
    confidence,
    differenceMethod,
    variance: compared.robust ? "robust" : "greenwood",
    strata: compared.strata,
    mergedTimes: rows.ranks.merged,
    omitted: rows.frame.omitted,
    excluded: rows.frame.excluded,
    zeroWeight: rows.frame.zeroWeight,
    weightType: rows.frame.weightType,
  };
}

function checkTau(tau: number): void {
  if (checkTime(tau, "tau") > 0) return;
  throw new InputError("option", 'tau is 0: give a time above 0, or "common"', { column: "tau" });
}
