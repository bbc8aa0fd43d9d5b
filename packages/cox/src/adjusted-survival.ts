import { InputError, oneOf, type RowOf, type Warning } from "@hcc/data";
import { coxph } from "./coxph.js";
import type { EffectOptions, EffectPopulation, SurvivalEffect } from "./effect-types.js";
import { type MarginalMean, marginalMeans } from "./internal/adjusted-curves.js";
import { counts } from "./internal/fit-design.js";
import { type FittedRows, fittedRows } from "./internal/fitted-rows.js";
import { type FittedHazards, fittedHazards, hazardInfluence } from "./internal/hazard-influence.js";
import { type Resample, resampleFit } from "./internal/resample-fit.js";
import { type Scenarios, scenariosOf } from "./internal/scenarios.js";
import {
  drawsCovariance,
  type EffectSettings,
  effectSettings,
  type Functional,
  influenceCovariance,
  summarizeEffect,
} from "./internal/summarize-effect.js";
import type { CoxModel, CoxSpec } from "./types.js";

/** The specification of the fit, and what is to be estimated. */
export interface AdjustedSurvivalSpec<Row> extends CoxSpec<Row>, EffectOptions {
  /**
   * Name of the treatment among the terms of the model: a factor, or a number with two values; or the field of the
   * model's strata. It is set in interactions too.
   */
  readonly treatment: string;
  /** One of "all" (default), "treated" and "control". */
  readonly population?: Exclude<EffectPopulation, "overlap">;
  /** Take the covariates of the population as they are, not as a sample of a larger one. Default false. */
  readonly fixedCovariates?: boolean;
  /** Uniform numbers in [0, 1): gives standard errors and intervals by bootstrap instead. */
  readonly random?: () => number;
  /** Number of bootstrap replicates. Default 1000. */
  readonly replicates?: number;
}

const CALL = "adjustedSurvival";
const OWN = [
  "treatment",
  "times",
  "tau",
  "control",
  "confidence",
  "population",
  "fixedCovariates",
  "random",
  "replicates",
] as const;

/** Result of `adjustedSurvival`. */
export interface AdjustedSurvival extends SurvivalEffect {
  readonly estimator: "g-computation";
  readonly population: Exclude<EffectPopulation, "overlap">;
  /** Whether the covariates of the population were taken as fixed. */
  readonly fixedCovariates: boolean;
  /** Replicates asked for and those without an answer (an infinite coefficient, a level without rows); else null. */
  readonly bootstrap: { readonly replicates: number; readonly failed: number } | null;
}

/**
 * Survival of a population, had all its patients been at one level of the treatment: predictions of a Cox model averaged over
 * their covariates (g-computation, direct adjustment), with differences and ratios of survival and of restricted means.
 *
 *   S_a(t) = sum of w_i exp(-L(t) exp(x_i(a)'b)) / sum of w_i
 * over the population, x_i(a) the covariates of patient i with the treatment at level a, in interactions too, L the baseline
 * hazard of the patient's own stratum and w the case weights; the restricted mean is its integral from 0 to `tau`. Products with the
 * treatment must be `interaction` terms: one that an accessor computed is not seen. Where the strata of the model are the
 * treatment, patients get the hazard of the level's stratum: survival without proportional hazards between levels.
 *
 * Variances are sums of squared influence functions, the derivative of the whole estimate by the weight of each row: the
 * uncertainty of coefficients and baseline hazard together and, unless `fixedCovariates`, that of the covariates as a
 * sample. They do not assume that hazards are proportional; rows of one `cluster` count together. With `random` rows (or clusters) are drawn with replacement and the model fitted again: percentile intervals
 * and bootstrap standard errors.
 *
 * Answers are null beyond the last observed time of a stratum of the population. Everything rests on the model: on its
 * covariates being all that treatment and survival have in common, and on its form.
 *
 * Equals in R the means of `survfit(coxph, newdata)` (stype 2) over patients with the treatment set, and their infinitesimal
 * jackknife. R's function for it is `riskRegression::ate(estimator = "GFORMULA")`.
 *
 * @param data the data of the fit.
 * @param spec the specification of the fit, with `treatment` and `times`, `tau` or both.
 * @throws InputError when data or specification are not those of the fit, a coefficient is infinite, the model does not have
 * the treatment, or a patient (`id`) has several rows.
 *
 * @example
 * ```ts
 * import { adjustedSurvival, coxph } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({
 *   months: 1 + ((i * 37) % 61) / (1 + (i % 2)), death: i % 5 > 0, arm: i % 2 ? "TKI" : "TKI-I", age: 40 + ((i * 7) % 30),
 * }));
 * const spec = { time: "months", event: "death", covariates: ["arm", "age"] } as const;
 * const options = { ...spec, treatment: "arm", control: "TKI", times: [12], tau: 24 } as const;
 * const effect = adjustedSurvival(coxph(rows, spec), rows, options);
 * effect.levels.map((d) => d.survival[0].estimate.toFixed(3)); // => ["0.759", "0.957"]
 * effect.differences[0].restrictedMean.estimate.toFixed(2); // => "5.37"
 * ```
 *
 * @see Makuch RW. Adjusted survival curve estimation using covariates. J Chronic Dis 1982;35:437-443.
 * doi:10.1016/0021-9681(82)90058-3
 * @see Ozenne BMH, Scheike TH, Staerk L, Gerds TA. On the estimation of average treatment effects with right-censored time
 * to event outcome and competing risks. Biom J 2020;62:751-763. doi:10.1002/bimj.201800298
 */
export function adjustedSurvival<Data extends Iterable<unknown> | object>(
  model: CoxModel,
  data: Data,
  spec: AdjustedSurvivalSpec<RowOf<Data>>,
): AdjustedSurvival {
  const rows = fittedRows(CALL, model, data, spec, OWN);
  const settings = effectSettings(CALL, spec, model.level);
  const population = oneOf("population", spec.population, ["all", "treated", "control"], "all");
  const { random, fixedCovariates = false, replicates = 1000 } = spec;
  if (random === undefined && spec.replicates !== undefined) {
    throw new InputError("option", "replicates without random: give random, such as a seeded generator", {
      column: "replicates",
    });
  }
  if (random !== undefined && fixedCovariates) {
    throw new InputError("option", "fixedCovariates and random: the bootstrap draws covariates too, leave one out", {
      column: "fixedCovariates",
    });
  }
  if (!Number.isInteger(replicates) || replicates < 2) {
    throw new InputError("option", `replicates is ${replicates}: give a whole number from 2`, { column: "replicates" });
  }
  checkPatients(rows);
  const { strata, control, treatment } = spec;
  const found = scenariosOf(CALL, rows, model, treatment, { strata, control });
  const names = found.scenarios.map(({ level }) => level);
  const task: Task = { treatment, strata, names, population, settings };
  const { functionals, failed } =
    random === undefined
      ? { functionals: byInfluence(model, rows, found, task, fixedCovariates), failed: 0 }
      : byBootstrap(model, rows, found, task, resampleFit(model, rows, random), replicates);
  const place = new Int32Array(rows.n);
  rows.order.forEach((row, i) => {
    place[row] = found.own[i]!;
  });
  const { frame } = rows.read;
  return {
    kind: "survival-effect",
    version: 1,
    estimator: "g-computation",
    population,
    times: settings.times,
    tau: settings.tau,
    ...summarizeEffect(
      names,
      names.map((_, a) => counts(rows.read, (row) => place[row] === a)),
      functionals.slice(0, settings.times.length),
      settings.tau === null ? null : functionals.at(-1)!,
      settings,
    ),
    variance: random === undefined ? "influence-function" : "bootstrap",
    level: settings.level,
    warnings: failed === 0 ? [] : [failedWarning(failed, replicates)],
    fixedCovariates,
    bootstrap: random === undefined ? null : { replicates, failed },
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
  };
}

/** What is to be estimated. */
interface Task {
  readonly treatment: string;
  readonly strata: unknown;
  readonly names: readonly string[];
  readonly population: "all" | "treated" | "control";
  readonly settings: EffectSettings;
}

function byInfluence(
  model: CoxModel,
  rows: FittedRows,
  found: Scenarios,
  task: Task,
  fixedCovariates: boolean,
): Functional[] {
  const hazards = fittedHazards(rows, model.ties);
  const influence = hazardInfluence(rows, model.ties, hazards);
  const { weightType } = rows.read.frame;
  const cluster = rows.read.cluster && rows.order.map((row) => rows.read.cluster![row]!);
  const weight = populationWeight(rows, found, task.population);
  const total = weight.reduce((sum, value) => sum + value, 0);
  return meansOf(rows, hazards, found, weight, task.settings).map((levels) => {
    const values = levels.map(({ estimate, own, q, g }) => {
      const change = influence(q, g);
      for (let i = 0; i < change.length; i++) {
        if (!fixedCovariates && weight[i]! > 0) change[i]! += (own[i]! - estimate) / total;
        if (weightType === "sampling") change[i]! *= rows.weight[i]!;
        // Of a mean that is not determined.
        if (Number.isNaN(estimate)) change[i] = Number.NaN;
      }
      return change;
    });
    const frequency = weightType === "frequency" ? rows.weight : null;
    return { estimate: estimates(levels), covariance: influenceCovariance(values, frequency, cluster) };
  });
}

function byBootstrap(
  model: CoxModel,
  rows: FittedRows,
  found: Scenarios,
  task: Task,
  draw: () => Resample,
  replicates: number,
): { readonly functionals: Functional[]; readonly failed: number } {
  const { treatment, strata, names, population, settings } = task;
  const meansIn = (own: FittedRows, levels: Scenarios): MarginalMean[][] =>
    meansOf(own, fittedHazards(own, model.ties), levels, populationWeight(own, levels, population), settings);
  const means = meansIn(rows, found);
  const draws = means.map(() => names.map(() => new Float64Array(replicates).fill(Number.NaN)));
  let failed = 0;
  for (let b = 0; b < replicates; b++) {
    const { data, spec } = draw();
    try {
      const fit = coxph(data, spec);
      const own = fittedRows(CALL, fit, data, spec);
      const levels = scenariosOf(CALL, own, fit, treatment, { strata, control: names[0]! });
      if (levels.scenarios.length < names.length) failed++;
      else {
        meansIn(own, levels).forEach((drawn, f) => {
          levels.scenarios.forEach(({ level }, a) => {
            draws[f]![names.indexOf(level)]![b] = drawn[a]!.estimate;
          });
        });
      }
    } catch (error) {
      if ((error as Error).name !== "HccInputError") throw error;
      failed++;
    }
  }
  const functionals = means.map((levels, f) => ({
    estimate: estimates(levels),
    covariance: drawsCovariance(draws[f]!),
    draws: draws[f]!,
  }));
  return { functionals, failed };
}

function failedWarning(failed: number, replicates: number): Warning {
  const message = `${failed} of ${replicates} replicates have no answer (an infinite coefficient, or a level without rows): the intervals are of the others`;
  return { code: "bootstrap", message };
}

/** Survival at each time, then the restricted mean, of every level. */
function meansOf(
  rows: FittedRows,
  hazards: FittedHazards,
  { scenarios }: Scenarios,
  weight: Float64Array,
  { times, tau }: EffectSettings,
): MarginalMean[][] {
  const { survival, restricted } = marginalMeans(rows, hazards, weight);
  const means = Array.from(times, (time) => scenarios.map((scenario) => survival(scenario, time)));
  if (tau !== null) means.push(scenarios.map((scenario) => restricted(scenario, tau)));
  return means;
}

function estimates(levels: readonly MarginalMean[]): Float64Array {
  return Float64Array.from(levels, ({ estimate }) => estimate);
}

/** Weights of the rows in the mean: 0 outside of the population. */
function populationWeight(
  { weight }: FittedRows,
  { own }: Scenarios,
  population: "all" | "treated" | "control",
): Float64Array {
  if (population === "all") return weight;
  return weight.map((value, i) => ((own[i] === 0) === (population === "control") ? value : 0));
}

/** Of a patient with several rows it is not known which covariates the prediction is for. */
function checkPatients({ read }: FittedRows): void {
  const seen = new Set<number>();
  read.subject?.forEach((subject, i) => {
    if (seen.has(subject)) {
      const row = read.frame.rows[i]!;
      throw new InputError("option", `${CALL}: the id at row ${row} has an earlier row: give one row per patient`, {
        column: "id",
        row,
      });
    }
    seen.add(subject);
  });
}
