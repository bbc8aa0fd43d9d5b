import { checkOptions, oneOf, type RowOf, type Term } from "@hcc/data";
import type { EffectChannels, EffectOptions, EffectPopulation, SurvivalEffect } from "./effect-types.js";
import { armHazard, uncensored } from "./internal/arm-model.js";
import { type AugmentedTerms, augmentedCurve } from "./internal/augmented-curve.js";
import { armCounts, readEffectRows } from "./internal/effect-rows.js";
import { checkTerms } from "./internal/options.js";
import { effectSettings, type Functional, influenceCovariance, summarizeEffect } from "./internal/summarize-effect.js";
import { positivityWarnings, propensityInfluence, treatmentWeights } from "./internal/treatment-weights.js";
import type { CoxTies } from "./types.js";

/** Channels and options of `doublyRobustSurvival`. */
export interface DoublyRobustSurvivalSpec<Row> extends EffectChannels<Row>, EffectOptions {
  /** Terms of the Cox model of survival that is fitted to each arm. */
  readonly covariates: readonly Term<Row>[];
  /** Terms of a Cox model of censoring in each arm. Default: the Kaplan-Meier curve of censoring of the arm. */
  readonly censoringCovariates?: readonly Term<Row>[];
  /**
   * Terms of the logistic model that gave the propensity: standard errors then allow for its estimation. Default: the
   * propensity counts as known.
   */
  readonly propensityCovariates?: readonly Term<Row>[];
  /** One of "all" (default), "treated" and "control". */
  readonly population?: Exclude<EffectPopulation, "overlap">;
  /** Ties in the Cox models. One of "efron" (default) and "breslow". */
  readonly ties?: Exclude<CoxTies, "exact">;
}

const OPTIONS = [
  "time",
  "event",
  "treatment",
  "propensity",
  "covariates",
  "censoringCovariates",
  "propensityCovariates",
  "times",
  "tau",
  "control",
  "confidence",
  "population",
  "ties",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof DoublyRobustSurvivalSpec<never>)[];

/** Result of `doublyRobustSurvival`. */
export interface DoublyRobustSurvival extends SurvivalEffect {
  readonly estimator: "doubly-robust";
  readonly population: Exclude<EffectPopulation, "overlap">;
  /** How censoring was modeled. */
  readonly censoring: "kaplan-meier" | "cox";
  /** One of "known" and "estimated": what standard errors take the propensity for. */
  readonly propensity: "known" | "estimated";
  readonly ties: Exclude<CoxTies, "exact">;
}

/**
 * Survival of a population in each of two arms by augmented inverse probability weighting, with differences and ratios of
 * survival and of restricted means: right when the survival models are right, or the propensity and the censoring model.
 *
 * For an arm a, with S and L the survival and cumulative hazard of its Cox model, G that of censoring, g_i = 1 in the
 * population (0 elsewhere) and w_i the weight of `weightedSurvival` for rows of the arm (0 for others),
 *   S_a(t) = sum of [ g_i S(t|x_i) - w_i S(t|x_i) integral until t of dM_i(u) / (S(u|x_i) G(u-|x_i)) ] / sum of g_i,
 * dM_i = dN_i - (at risk) (1 - exp(-dL(u|x_i))). The restricted mean is its integral. Survival is modeled by a Cox model per
 * arm, with a baseline hazard and coefficients of its own; those who die at a time are not at risk of being censored then.
 * Without covariates and with the share of the arm as propensity S_a is the Kaplan-Meier curve of the arm, exactly.
 * R's function for it is `riskRegression::ate(estimator = "AIPTW")`, where dM has dL itself.
 *
 * Standard errors are those of the influence function, the sum of squares of the bracket less g_i S_a(t). They are right
 * when survival, propensity and censoring models are all right; with `propensityCovariates` they are also right, or too
 * large, where only the survival models are wrong. Answers are null beyond the last time of an arm. Estimates are not forced
 * into [0, 1]; there is a warning.
 *
 * @throws InputError as `weightedSurvival` does, and when a coefficient of a Cox model is infinite.
 *
 * @example
 * ```ts
 * import { doublyRobustSurvival } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({
 *   months: 1 + ((i * 37) % 61), death: i % 3 > 0, arm: i % 2 ? "TKI-I" : "TKI", age: 40 + ((i * 7) % 30), ps: 0.5,
 * }));
 * const effect = doublyRobustSurvival(rows, {
 *   time: "months", event: "death", treatment: "arm", propensity: "ps", covariates: ["age"], times: [12, 70], tau: 24,
 * });
 * effect.estimator; // => "doubly-robust"
 * effect.differences[0].survival[1].estimate; // => null
 * ```
 *
 * @see Zhang M, Schaubel DE. Double-robust semiparametric estimator for differences in restricted mean lifetimes in
 * observational studies. Biometrics 2012;68:999-1009. doi:10.1111/j.1541-0420.2012.01759.x
 * @see Bai X, Tsiatis AA, O'Brien SM. Doubly-robust estimators of treatment-specific survival distributions in observational
 * studies with stratified sampling. Biometrics 2013;69:830-839. doi:10.1111/biom.12076
 * @see Ozenne BMH, Scheike TH, Staerk L, Gerds TA. On the estimation of average treatment effects with right-censored time
 * to event outcome and competing risks. Biom J 2020;62:751-763. doi:10.1002/bimj.201800298
 */
export function doublyRobustSurvival<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: DoublyRobustSurvivalSpec<RowOf<Data>>,
): DoublyRobustSurvival {
  const call = "doublyRobustSurvival";
  checkOptions(call, spec, OPTIONS);
  const settings = effectSettings(call, spec);
  const population = oneOf("population", spec.population, ["all", "treated", "control"], "all");
  const ties = oneOf("ties", spec.ties, ["efron", "breslow"], "efron");
  checkTerms("covariates", spec.covariates);
  const lists = [spec.covariates, spec.censoringCovariates ?? [], spec.propensityCovariates ?? []];
  lists.forEach((terms, k) => {
    checkTerms(["covariates", "censoringCovariates", "propensityCovariates"][k]!, terms);
  });
  const rows = readEffectRows(call, data, spec, lists);
  const { n, frame, names, arm, weight, frequency } = rows;
  const [outcome, dropout, propensity] = rows.designs;
  const warnings = positivityWarnings(rows, population);
  const curves = ([0, 1] as const).map((a) => {
    const survival = armHazard(call, rows, a, outcome!, { ties, censoring: false });
    warnings.push(...survival.warnings);
    if (spec.censoringCovariates === undefined) return augmentedCurve(rows, a, survival, uncensored(rows, a), settings);
    const censoring = armHazard(call, rows, a, dropout!, { ties, censoring: true });
    warnings.push(...censoring.warnings);
    return augmentedCurve(rows, a, survival, censoring, settings);
  });
  const treatment = treatmentWeights(rows, population);
  const member = Float64Array.from(arm, (a) =>
    population === "all" || (a === 1) === (population === "treated") ? 1 : 0,
  );
  const total = weight.reduce((sum, value, i) => sum + value * member[i]!, 0);
  const correct =
    spec.propensityCovariates === undefined ? null : propensityInfluence(rows, propensity!, treatment.slope);
  const summary = (levels: readonly AugmentedTerms[]): Functional => {
    const estimate = new Float64Array(2);
    const influence = levels.map(({ predicted, correction }, a) => {
      const own = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        const term = member[i]! * predicted[i]! - treatment.weight[i]! * correction[i]!;
        own[i] = term;
        estimate[a]! += weight[i]! * term;
      }
      estimate[a]! /= total;
      for (let i = 0; i < n; i++) own[i] = (own[i]! - estimate[a]! * member[i]!) / total;
      correct?.(
        correction.map((value) => -value / total),
        own,
      );
      return frame.weightType === "sampling" ? own.map((value, i) => value * weight[i]!) : own;
    });
    return { estimate, covariance: influenceCovariance(influence, frequency) };
  };
  const survival = Array.from(settings.times, (_, t) => summary(curves.map((curve) => curve.survival[t]!)));
  if (survival.some(({ estimate }) => estimate.some((value) => value < 0 || value > 1))) {
    warnings.push({
      code: "out-of-range",
      message: "a survival probability is estimated below 0 or above 1: the weights are too uneven for so few rows",
    });
  }
  return {
    kind: "survival-effect",
    version: 1,
    estimator: "doubly-robust",
    population,
    times: settings.times,
    tau: settings.tau,
    ...summarizeEffect(
      names,
      armCounts(rows),
      survival,
      settings.tau === null ? null : summary(curves.map(({ restricted }) => restricted!)),
      settings,
    ),
    variance: "influence-function",
    level: settings.level,
    warnings,
    censoring: spec.censoringCovariates === undefined ? "kaplan-meier" : "cox",
    propensity: correct === null ? "known" : "estimated",
    ties,
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
  };
}
