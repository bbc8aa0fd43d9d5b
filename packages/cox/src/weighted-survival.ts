import { checkOptions, expand, InputError, oneOf, type RowOf, type Term } from "@hcc/data";
import type { EffectChannels, EffectOptions, EffectPopulation, SurvivalEffect } from "./effect-types.js";
import { censoringWeights, largestInverse } from "./internal/censoring-weights.js";
import { armCounts, type EffectRows, readEffectRows } from "./internal/effect-rows.js";
import { checkTerms } from "./internal/options.js";
import { effectSettings, influenceCovariance, summarizeEffect } from "./internal/summarize-effect.js";
import { positivityWarnings, propensityInfluence, treatmentWeights } from "./internal/treatment-weights.js";
import { type Estimated, weightedCurve } from "./internal/weighted-curve.js";
import type { CoxTies } from "./types.js";

/** Channels and options of `weightedSurvival`. */
export interface WeightedSurvivalSpec<Row> extends EffectChannels<Row>, EffectOptions {
  /** One of "all" (default), "treated", "control" and "overlap". */
  readonly population?: EffectPopulation;
  /**
   * Terms of the logistic model that gave the propensity: standard errors then allow for its estimation. Default: the
   * propensity counts as known, which makes them too large as a rule.
   */
  readonly propensityCovariates?: readonly Term<Row>[];
  /**
   * Terms of a Cox model of censoring that is fitted to each arm: weights are then also divided by G(t- | x), the probability
   * of not being censored before t. Default: censoring is independent of survival in each arm of the weighted population.
   */
  readonly censoringCovariates?: readonly Term<Row>[];
  /** Ties in the models of censoring. One of "efron" (default) and "breslow". */
  readonly ties?: Exclude<CoxTies, "exact">;
  /** Multiply the reported weights by the share of the row's arm; for population "all". Curves are the same. Default false. */
  readonly stabilized?: boolean;
}

const OPTIONS = [
  "time",
  "event",
  "treatment",
  "propensity",
  "times",
  "tau",
  "control",
  "confidence",
  "population",
  "propensityCovariates",
  "censoringCovariates",
  "ties",
  "stabilized",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof WeightedSurvivalSpec<never>)[];

/** How the weights of one arm are spread. */
export interface ArmWeights {
  readonly level: string;
  /** Sum of the weights. */
  readonly sum: number;
  readonly largest: number;
  /** (Sum of w)^2 / sum of w^2: as many rows of equal weight would know as much. */
  readonly effectiveSampleSize: number;
  /** Largest 1 / G(t- | x) at an event until the last time asked for; null without `censoringCovariates`. */
  readonly largestCensoringWeight: number | null;
}

/** Result of `weightedSurvival`. */
export interface WeightedSurvival extends SurvivalEffect {
  readonly estimator: "weighting";
  /** Weight of each row, case weights included, that for censoring not; length and order of the input, NaN for rows not in use. */
  readonly weights: Float64Array;
  /** Control first. */
  readonly arms: readonly [ArmWeights, ArmWeights];
  readonly stabilized: boolean;
  /** One of "known" and "estimated": what standard errors take the propensity for. */
  readonly propensity: "known" | "estimated";
  /** "cox": weights for censoring by Cox models, whose estimation standard errors allow for. */
  readonly censoring: "independent" | "cox";
}

/**
 * Survival of a population in each of two arms by inverse probability of treatment weighting, with differences and ratios of
 * survival and of restricted means.
 *
 * With p the probability of treatment (`propensity`) the weights of treated and control are, for the population "all" 1/p and
 * 1/(1-p), "treated" 1 and p/(1-p), "control" (1-p)/p and 1, "overlap" 1-p and p. The curve of an arm is the Kaplan-Meier
 * curve with these weights, S = product over event times of 1 - d/Y, d and Y the weights of deaths and of those at risk.
 * Times that differ by rounding only are one time.
 *
 * Variances are sums of squared influence functions: the derivative of the estimate by the weight of each row, so that no
 * model of the hazard is assumed; with equal weights they are Greenwood's. With `propensityCovariates` the influence of the
 * estimated coefficients of the propensity is in them. Answers are null beyond the last time of an arm, unless its survival is 0.
 *
 * Censoring must be independent of survival within each arm of the weighted population. With `censoringCovariates` it may
 * depend on these: at a time t each row at risk counts with its weight / G(t- | x), G = exp(-H), H the cumulative hazard of
 * censoring by a Cox model of the arm, for the rows that were censored before and would be like it; those who die at a time
 * are not at risk of being censored then. Standard errors have the influence of its coefficients and of its baseline hazard.
 * Without covariates (`[]`) G is one curve per arm and cancels.
 *
 * Equals R's `survfit(Surv(time, event) ~ arm, weights = w, robust = TRUE)`, with `censoringCovariates` of rows split at the
 * event times, weights divided by `survfit` of the `coxph` of censoring; with either list its infinitesimal jackknife with `glm`
 * and `coxph` fitted again.
 *
 * @throws InputError when there are not two arms, and for a propensity that is out of range, at 0 or 1 in the other arm, or no
 * logistic fit to `propensityCovariates`; for an infinite coefficient of a model of censoring.
 *
 * @example
 * ```ts
 * import { weightedSurvival } from "@hcc/cox";
 * const rows = Array.from({ length: 40 }, (_, i) => ({
 *   months: 1 + ((i * 7) % 40), death: i % 3 > 0, arm: i % 4 === 0 ? "TKI-I" : "TKI", ps: i % 8 === 0 ? 0.4 : 0.2,
 * }));
 * const spec = { time: "months", event: "death", treatment: "arm", propensity: "ps", times: [12], tau: 24 } as const;
 * const effect = weightedSurvival(rows, spec);
 * effect.levels.map((d) => d.level); // => ["TKI", "TKI-I"]
 * effect.arms.map((d) => d.effectiveSampleSize); // => [30, 9]
 * effect.differences[0].survival[0].estimate; // => 0.211727
 * ```
 *
 * @see Xie J, Liu C. Adjusted Kaplan-Meier estimator and log-rank test with inverse probability of treatment weighting for
 * survival data. Stat Med 2005;24:3089-3110. doi:10.1002/sim.2174
 * @see Robins JM, Finkelstein DM. Correcting for noncompliance and dependent censoring in an AIDS clinical trial with inverse
 * probability of censoring weighted (IPCW) log-rank tests. Biometrics 2000;56:779-788. doi:10.1111/j.0006-341X.2000.00779.x
 * @see Li F, Morgan KL, Zaslavsky AM. Balancing covariates via propensity score weighting. J Am Stat Assoc
 * 2018;113:390-400. doi:10.1080/01621459.2016.1260466
 */
export function weightedSurvival<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: WeightedSurvivalSpec<RowOf<Data>>,
): WeightedSurvival {
  const call = "weightedSurvival";
  checkOptions(call, spec, OPTIONS);
  const settings = effectSettings(call, spec);
  const population = oneOf("population", spec.population, ["all", "treated", "control", "overlap"], "all");
  if (spec.stabilized === true && population !== "all") {
    throw new InputError("option", `stabilized is for population "all", not "${population}": leave it out`, {
      column: "stabilized",
    });
  }
  const { propensityCovariates, censoringCovariates } = spec;
  if (propensityCovariates !== undefined) checkTerms("propensityCovariates", propensityCovariates);
  if (censoringCovariates !== undefined) checkTerms("censoringCovariates", censoringCovariates);
  const ties = oneOf("ties", spec.ties, ["efron", "breslow"], "efron");
  if (spec.ties !== undefined && censoringCovariates === undefined) {
    throw new InputError("option", "ties is for the models of censoring: give censoringCovariates, or leave it out", {
      column: "ties",
    });
  }
  const rows = readEffectRows(call, data, spec, [propensityCovariates ?? [], censoringCovariates ?? []]);
  const treatment = treatmentWeights(rows, population);
  const total = rows.weight.map((value, i) => value * treatment.weight[i]!);
  const censoring =
    censoringCovariates === undefined
      ? null
      : ([0, 1] as const).map((arm) => censoringWeights(call, rows, arm, rows.designs[1]!, { ties, weight: total }));
  const curves = [0, 1].map((arm) => weightedCurve(rows, arm, total, censoring?.[arm]?.free ?? null));
  const correct =
    propensityCovariates === undefined ? null : propensityInfluence(rows, rows.designs[0]!, treatment.slope);
  const summary = (estimated: readonly Estimated[]) => ({
    estimate: Float64Array.from(estimated, ({ estimate }) => estimate),
    covariance: influenceCovariance(
      estimated.map((own, arm) => {
        const influence = own.perWeight.map((value, i) => value * treatment.weight[i]!);
        correct?.(own.perWeight, influence);
        censoring?.[arm]?.influence(curves[arm]!, own).forEach((value, i) => {
          influence[i]! += value;
        });
        return rows.frame.weightType === "sampling" ? influence.map((value, i) => value * rows.weight[i]!) : influence;
      }),
      rows.frequency,
    ),
  });
  const { frame, names } = rows;
  const { tau } = settings;
  const end = Math.max(tau ?? 0, ...settings.times);
  const largest = censoring?.map(({ free }, arm) => largestInverse(rows, arm, free, end)) ?? null;
  return {
    kind: "survival-effect",
    version: 1,
    estimator: "weighting",
    population,
    times: settings.times,
    tau,
    ...summarizeEffect(
      names,
      armCounts(rows),
      Array.from(settings.times, (time) => summary(curves.map((curve) => curve.survival(time)))),
      tau === null ? null : summary(curves.map((curve) => curve.restricted(tau))),
      settings,
    ),
    variance: "influence-function",
    level: settings.level,
    warnings: [...positivityWarnings(rows, population), ...(censoring ?? []).flatMap(({ warnings }) => warnings)],
    ...reportedWeights(rows, total, spec.stabilized === true, largest),
    propensity: correct === null ? "known" : "estimated",
    censoring: censoring === null ? "independent" : "cox",
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
  };
}

function reportedWeights(
  { arm, weight, frequency, names, frame }: EffectRows,
  total: Float64Array,
  stabilized: boolean,
  largestCensoring: readonly number[] | null,
): Pick<WeightedSurvival, "weights" | "arms" | "stabilized"> {
  const all = weight.reduce((sum, value) => sum + value, 0);
  const share = [0, 1].map((a) => weight.reduce((sum, value, i) => (arm[i] === a ? sum + value : sum), 0) / all);
  const weights = stabilized ? total.map((value, i) => value * share[arm[i]!]!) : total;
  const spread = (a: 0 | 1): ArmWeights => {
    let sum = 0;
    let squares = 0;
    let largest = 0;
    for (let i = 0; i < weights.length; i++) {
      if (arm[i] !== a) continue;
      const times = frequency?.[i] ?? 1;
      const own = weights[i]! / times;
      sum += weights[i]!;
      squares += times * own * own;
      largest = Math.max(largest, own);
    }
    const largestCensoringWeight = largestCensoring?.[a] ?? null;
    return { level: names[a], sum, largest, effectiveSampleSize: (sum * sum) / squares, largestCensoringWeight };
  };
  return { weights: expand(frame, weights), arms: [spread(0), spread(1)], stabilized };
}
