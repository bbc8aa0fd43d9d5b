import { checkLevel, checkOptions, type GroupValue, InputError, type Interval, oneOf } from "@hcc/data";
import { exp, ldl, ldlInverse, log, normalQuantile, normalUpperTail } from "@hcc/numerics";
import type { LogRank } from "./log-rank.js";

/** Options of `logRankHazardRatio`. */
export interface LogRankHazardRatioOptions {
  /** One of "peto" (default) and "pike". */
  readonly method?: "peto" | "pike";
  /** The group in the denominator. Default: the first. */
  readonly control?: GroupValue;
  /** Default 0.95. */
  readonly level?: number;
}

/** Hazard ratio of one group to the control group. */
export interface LogRankRatio extends Interval {
  readonly group: string;
  readonly control: string;
  /** Of the log hazard ratio. */
  readonly standardError: number | null;
  /** Two-sided, of hazard ratio 1; under "peto" with two groups the log-rank test's. */
  readonly pValue: number | null;
}

/**
 * Hazard ratios from observed and expected events of a log-rank test, one for each group beside the control group.
 *
 * "peto": exp((O - E) / V) with standard error 1 / sqrt V, V the hypergeometric variance; with more groups the log hazard
 * ratios are V^-1 (O - E) without the control's row, and the standard errors those of V^-1. This is one Newton step of the
 * exact Cox model from hazard ratio 1: near 1 it is close to the Cox estimate, far from 1 (below 1/2, above 2) it is biased
 * towards 1. "pike": (O_1 / E_1) / (O_0 / E_0), standard error of the log sqrt(1 / E_1 + 1 / E_0). Equals the arithmetic
 * on R's `survdiff`; where a model is wanted, fit `coxph`. Null where a group has no expected events or, under "pike",
 * where the control has no events; without events in the other group "pike" is 0 without limits. "peto" is null above
 * 1.8e308 too, which it can be where an event happens in a group that is one of thousands.
 *
 * @param test result of `logRank` with weighting "logrank" and the hypergeometric variance.
 * @param options `method`, `control`, `level`.
 * @returns one ratio per group other than the control, in the order of the groups.
 * @throws InputError for another weighting, a robust variance and an unknown group.
 *
 * @example
 * ```ts
 * import { logRank, logRankHazardRatio } from "@hcc/survival";
 * const data = { time: [6, 7, 10, 15, 19, 25, 3, 5, 8, 9, 12, 14], event: [1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 1], arm: "aaaaaabbbbbb".split("") };
 * const test = logRank(data, { time: "time", event: "event", by: "arm" });
 * const [ratio] = logRankHazardRatio(test);
 * ratio!.group; // => "b"
 * ratio!.estimate; // => 2.44479
 * [ratio!.lower, ratio!.upper]; // => [0.587484, 10.1739]
 * ```
 *
 * @see Yusuf S, Peto R, Lewis J, Collins R, Sleight P. Beta blockade during and after myocardial infarction. Prog Cardiovasc Dis 1985;27:335-71. https://doi.org/10.1016/S0033-0620(85)80003-7
 * @see Berry G, Kitchin RM, Mock PA. A comparison of two simple hazard ratio estimators based on the logrank test. Stat Med 1991;10:749-55. https://doi.org/10.1002/sim.4780100510
 */
export function logRankHazardRatio(test: LogRank, options: LogRankHazardRatioOptions = {}): readonly LogRankRatio[] {
  checkOptions("logRankHazardRatio", options, ["method", "control", "level"]);
  const method = oneOf("method", options.method, ["peto", "pike"], "peto");
  const level = checkLevel(options.level ?? 0.95);
  if (test?.kind !== "log-rank") {
    throw new InputError("option", "this is no log-rank test: give the result of logRank", { column: "test" });
  }
  const names = test.groups.map(({ group }) => group);
  const control = String(options.control ?? names[0]!);
  const reference = names.indexOf(control);
  if (reference < 0) {
    throw new InputError("unknown-level", `control is "${control}": the groups are ${names.join(", ")}`, {
      column: "control",
    });
  }
  if (test.weighting !== "logrank") {
    throw new InputError(
      "option",
      `the test has weighting ${JSON.stringify(test.weighting)}: a weighted sum estimates no hazard ratio; use "logrank"`,
      { column: "weighting" },
    );
  }
  if (test.variance === "robust") {
    throw new InputError("option", "the test has a robust variance: fit coxph with the same weights or cluster", {
      column: "variance",
    });
  }
  const others = names.map((_, i) => i).filter((i) => i !== reference);
  const found = method === "peto" ? peto(test, others) : others.map((i) => pike(test, i, reference));
  const z = normalQuantile((1 + level) / 2);
  return others.map((i, place) => {
    const { logRatio, error } = found[place]!;
    const finite = logRatio !== null && error !== null && Number.isFinite(logRatio);
    return {
      group: names[i]!,
      control,
      estimate: logRatio === null ? null : representable(exp(logRatio)),
      lower: finite ? representable(exp(logRatio - z * error)) : null,
      upper: finite ? representable(exp(logRatio + z * error)) : null,
      level,
      method,
      standardError: finite ? error : null,
      pValue: finite ? 2 * normalUpperTail(Math.abs(logRatio / error)) : null,
    };
  });
}

function representable(ratio: number): number | null {
  return ratio === Number.POSITIVE_INFINITY ? null : ratio;
}

interface LogRatio {
  readonly logRatio: number | null;
  readonly error: number | null;
}

function peto({ groups, covariance }: LogRank, others: readonly number[]): LogRatio[] {
  const size = others.length;
  const matrix = new Float64Array(size * size);
  others.forEach((i, a) => {
    others.forEach((j, b) => {
      matrix[a * size + b] = covariance[i]![j]!;
    });
  });
  const factor = ldl(matrix, size, 1e-10);
  const inverse = ldlInverse(factor);
  // A group that is never at risk has no ratio; groups that never meet leave all ratios undetermined.
  const apart = others.some((i, a) => factor.aliased[a] === 1 && covariance[i]![i]! > 0);
  return others.map((_, a) => {
    if (apart || factor.aliased[a] === 1) return { logRatio: null, error: null };
    let logRatio = 0;
    others.forEach((j, b) => {
      logRatio += inverse[a * size + b]! * (groups[j]!.observed - groups[j]!.expected);
    });
    return { logRatio, error: Math.sqrt(inverse[a * size + a]!) };
  });
}

function pike({ groups }: LogRank, i: number, reference: number): LogRatio {
  const one = groups[i]!;
  const other = groups[reference]!;
  if (!(one.expected > 0 && other.expected > 0 && other.observed > 0)) return { logRatio: null, error: null };
  return {
    logRatio: log(one.observed / one.expected / (other.observed / other.expected)),
    error: Math.sqrt(1 / one.expected + 1 / other.expected),
  };
}
