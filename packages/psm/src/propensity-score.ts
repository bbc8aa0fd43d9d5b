import { checkOptions, encodeTerms, expand, fingerprint, InputError, oneOf, type RowOf } from "@hcc/data";
import { log } from "@hcc/numerics";
import { cStatistic } from "./internal/c-statistic.js";
import { checkCovariates } from "./internal/check-covariates.js";
import { covariateCoding } from "./internal/covariate-coding.js";
import { fitFirth, fitFlic } from "./internal/fit-firth.js";
import { fitLikelihood } from "./internal/fit-likelihood.js";
import { fitRidge } from "./internal/fit-ridge.js";
import { logit, probit } from "./internal/links.js";
import { readArms } from "./internal/read-arms.js";
import { scoreCoefficients } from "./internal/score-coefficients.js";
import { scoreOverlap } from "./internal/score-overlap.js";
import { scoreWarnings } from "./internal/score-warnings.js";
import { standardise } from "./internal/standardise.js";
import type { PropensityScore, PropensityScoreSpec, ScoreLeverage } from "./score-types.js";

/**
 * Probability of treatment given covariates, by logistic or probit regression.
 *
 * "logistic" and "probit" maximize the likelihood to full precision (R's `glm(binomial)` stops at a relative deviance
 * change of 1e-8, which leaves scores about 1e-9 away); "firth" maximizes log L + log|I| / 2 (R's `logistf`, `brglm2` with
 * `AS_mean`), "flic" then takes the intercept by maximum likelihood (`logistf::flic`), "ridge" maximizes
 * log L / n - penalty x sum (s_j b_j)^2 / 2 (`glmnet(alpha = 0, lambda = penalty)`, which stops at a tolerance of 1e-7).
 * Columns are centered and scaled inside; of dependent columns the later-listed is aliased, as in R.
 *
 * A missing maximum is proved, not guessed: under complete separation no score is returned; under quasi-separation the
 * scores are their limits (0, 1, or the fit to the remaining rows). Variable and level are named in `warnings`, with
 * penalized methods too, where fewer than 10 rows of the smaller group per coefficient are reported as well.
 *
 * `coding` says how each covariate entered. SPSS's own propensity matching enters every numeric code linearly, ECOG grades
 * 0, 1, 2 with one slope; `factor("ecog")` gives each grade a coefficient.
 *
 * @throws InputError when a group is empty, no covariate is given, a factor has one level only, or `penalty` is missing
 * with "ridge", negative, or given with another method.
 *
 * @example
 * ```ts
 * import { propensityScore } from "@hcc/psm";
 * const patients = [
 *   { tki: 0, age: 61 }, { tki: 1, age: 44 }, { tki: 0, age: 50 }, { tki: 1, age: 57 }, { tki: 0, age: 66 }, { tki: 1, age: 52 },
 * ];
 * const model = propensityScore(patients, { treatment: "tki", covariates: ["age"] });
 * model.status; // => "converged"
 * model.coefficients[1].estimate.toFixed(6); // => "-0.194411"
 * model.score[0].toFixed(6); // => "0.235959"
 * model.coding[0].coding; // => "linear"
 * model.overlap.outside; // => { treated: 1, control: 2 }
 * ```
 *
 * @see Rosenbaum PR, Rubin DB (1983) https://doi.org/10.1093/biomet/70.1.41
 * @see Albert A, Anderson JA (1984), separation, https://doi.org/10.1093/biomet/71.1.1
 * @see Firth D (1993) https://doi.org/10.1093/biomet/80.1.27
 * @see Puhr R et al. (2017), FLIC, https://doi.org/10.1002/sim.7273
 * @see le Cessie S, van Houwelingen JC (1992), ridge, https://doi.org/10.2307/2347628
 */
export function propensityScore<D extends Iterable<unknown> | object>(
  data: D,
  spec: PropensityScoreSpec<RowOf<D>>,
): PropensityScore {
  checkOptions("propensityScore", spec, [
    "treatment",
    "treated",
    "covariates",
    "method",
    "penalty",
    "where",
    "missing",
  ] satisfies readonly (keyof PropensityScoreSpec<never>)[]);
  const method = oneOf("method", spec.method, ["logistic", "probit", "firth", "flic", "ridge"], "logistic");
  const penalty = checkPenalty(method, spec.penalty);
  const covariates = checkCovariates(spec.covariates);
  const { frame, treated, treatedCount, controlCount } = readArms(data, spec, {}, covariates);
  const { n } = frame;
  const design = encodeTerms(frame.terms, n);
  const standardized = standardise(design, treated);
  const { k, rows } = standardized;
  const link = method === "probit" ? probit : logit;
  const likelihood = fitLikelihood(rows, link);
  const fit =
    method === "firth"
      ? fitFirth(rows)
      : method === "flic"
        ? fitFlic(rows)
        : method === "ridge" && penalty! > 0
          ? fitRidge(rows, penalty!)
          : likelihood;
  const complete = fit.status === "complete-separation";
  const warnings = scoreWarnings(design, standardized, fit, likelihood, method);
  const smaller = Math.min(treatedCount, controlCount);
  const eventsPerParameter = smaller / Math.max(1, k - 1);
  if (eventsPerParameter < 10) {
    warnings.push({
      code: "few-events-per-coefficient",
      message: `${smaller} rows in the smaller group for ${k - 1} coefficients (${eventsPerParameter.toFixed(1)} each; fewer than 10): estimates may be biased away from 0`,
    });
  }
  const share = treatedCount / n;
  const eta = complete ? new Float64Array(n).fill(Number.NaN) : fit.eta;
  const score = new Float64Array(n);
  for (let i = 0; i < n; i++) score[i] = complete ? Number.NaN : link.probability(eta[i]!);
  const spread = (values: Float64Array): Float64Array => (n === frame.size ? values : expand(frame, values));
  return {
    kind: "propensity-score",
    version: 1,
    method,
    penalty,
    score: spread(score),
    linearPredictor: spread(eta),
    ...scoreCoefficients(design, standardized, fit, method),
    logLikelihood: { null: treatedCount * log(share) + controlCount * log(1 - share), model: fit.logLikelihood },
    deviance: 0 - 2 * fit.logLikelihood,
    n,
    treated: treatedCount,
    eventsPerParameter,
    cStatistic: complete ? null : cStatistic(eta, treated),
    overlap: complete ? null : scoreOverlap(score, treated),
    leverage: complete ? null : leverageOf(fit.leverage, frame.rows, spread),
    iterations: fit.iterations,
    status: fit.status,
    warnings,
    coding: covariateCoding(design),
    terms: design.terms,
    omitted: frame.omitted,
    excluded: frame.excluded,
    fingerprint: fingerprint([treated, ...design.values]),
  };
}

function checkPenalty(method: string, penalty: number | undefined): number | null {
  const place = { column: "penalty" };
  if (method !== "ridge") {
    if (penalty === undefined) return null;
    throw new InputError("option", `penalty is given with method "${method}": it belongs to "ridge"`, place);
  }
  if (typeof penalty === "number" && penalty >= 0 && Number.isFinite(penalty)) return penalty;
  const found = penalty === undefined ? "missing" : String(penalty);
  throw new InputError("option", `penalty is ${found}: method "ridge" needs a number of 0 or more`, place);
}

function leverageOf(
  values: Float64Array,
  rows: Int32Array,
  spread: (values: Float64Array) => Float64Array,
): ScoreLeverage {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[at]!) at = i;
  return { values: spread(values), largest: values[at]!, row: rows[at]! };
}
