import {
  type AnyTerm,
  checkOptions,
  type EncodedTerm,
  encodeTerms,
  expand,
  fingerprint,
  InputError,
  type Omitted,
  type RowOf,
  type Term,
  type Warning,
} from "@hcc/data";
import { exp, log, normalUpperTail } from "@hcc/numerics";
import { cStatistic } from "./internal/c-statistic.js";
import { describeSeparation } from "./internal/describe-separation.js";
import { fitFirth, fitLogistic, inverseLogit } from "./internal/fit-logistic.js";
import { readArms } from "./internal/read-arms.js";
import { standardise, unscale, unscaleCovariance } from "./internal/standardise.js";
import type { TreatmentChannels } from "./treatment-channels.js";

/** Specification of `propensityScore`. */
export interface PropensityScoreSpec<Row> extends TreatmentChannels<Row> {
  /** Terms of the model; at least one. */
  readonly covariates: readonly Term<Row>[];
  /** One of "logistic" (maximum likelihood, default) and "firth" (Jeffreys penalty, always finite). */
  readonly method?: "logistic" | "firth";
}

/** A coefficient of the treatment model. */
export interface PropensityCoefficient {
  /** "(Intercept)" or the name of the design column. */
  readonly name: string;
  readonly term: string;
  /** Level that the column marks; null for numbers and the intercept. */
  readonly level: string | null;
  /** Log odds; +-Infinity where the likelihood has no maximum, null where it cannot be estimated. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly z: number | null;
  /** Two-sided Wald p-value. */
  readonly pValue: number | null;
  /** exp(estimate); null for the intercept. */
  readonly oddsRatio: number | null;
  /** One of "ok", "aliased" (constant, or depends on earlier columns), "infinite" and "not-estimable". */
  readonly status: "ok" | "aliased" | "infinite" | "not-estimable";
}

/** Result of `propensityScore`. */
export interface PropensityScore {
  readonly kind: "propensity-score";
  readonly version: 1;
  readonly method: "logistic" | "firth";
  /** Probability of treatment, one per input row; NaN for rows not used, and everywhere under complete separation. */
  readonly score: Float64Array;
  /** Log odds of `score`; +-Infinity for rows that quasi-separation puts at 0 or 1. */
  readonly linearPredictor: Float64Array;
  readonly coefficients: readonly PropensityCoefficient[];
  /** In the order of `coefficients`; NaN where there is no standard error. */
  readonly covariance: readonly Float64Array[];
  /** Unpenalised log-likelihood of the intercept-only and of the fitted model. */
  readonly logLikelihood: { readonly null: number; readonly model: number };
  /** -2 x log-likelihood of the model. */
  readonly deviance: number;
  /** Rows in use. */
  readonly n: number;
  /** Treated rows among them. */
  readonly treated: number;
  /** Rows in the smaller group per estimated coefficient, intercept not counted. */
  readonly eventsPerParameter: number;
  /** Probability that a treated row has a higher score than a control, ties one half; null under complete separation. */
  readonly cStatistic: number | null;
  readonly iterations: number;
  /** One of "converged", "complete-separation", "quasi-separation" and "not-converged". */
  readonly status: "converged" | "complete-separation" | "quasi-separation" | "not-converged";
  readonly warnings: readonly Warning[];
  /** Coding of the covariates. */
  readonly terms: readonly EncodedTerm[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Fingerprint of treatment and design matrix. */
  readonly fingerprint: string;
}

/**
 * Probability of treatment given covariates, by logistic regression.
 *
 * log(p / (1 - p)) = b0 + x b. "logistic" maximises the likelihood to full precision (R's `glm(binomial)` stops at a
 * relative deviance change of 1e-8, which leaves scores about 1e-9 away); "firth" maximises log L + log|I| / 2
 * (R's `logistf`, `brglm2` with `AS_mean`). Columns are centred and scaled inside; of dependent columns the later-listed
 * is aliased, as in R.
 *
 * A missing maximum is proved, not guessed: under complete separation no score is returned; under quasi-separation the
 * scores are their limits (0, 1, or the fit to the remaining rows). Variable and level are named in `warnings`, where
 * fewer than 10 rows of the smaller group per coefficient are reported too.
 *
 * @throws InputError when a group is empty, no covariate is given, or a factor has one level only.
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
 * ```
 *
 * @see Rosenbaum PR, Rubin DB (1983) https://doi.org/10.1093/biomet/70.1.41
 * @see Albert A, Anderson JA (1984), separation, https://doi.org/10.1093/biomet/71.1.1
 * @see Firth D (1993) https://doi.org/10.1093/biomet/80.1.27
 */
export function propensityScore<D extends Iterable<unknown> | object>(
  data: D,
  spec: PropensityScoreSpec<RowOf<D>>,
): PropensityScore {
  checkOptions("propensityScore", spec, ["treatment", "treated", "covariates", "method", "where", "missing"]);
  const method = spec.method ?? "logistic";
  if (method !== "logistic" && method !== "firth") {
    throw new InputError("option", `method is "${String(method)}": give "logistic" or "firth"`, { column: "method" });
  }
  if (!Array.isArray(spec.covariates) || spec.covariates.length === 0) {
    throw new InputError("option", "covariates is empty: name at least one", { column: "covariates" });
  }
  const { frame, treated, treatedCount, controlCount } = readArms(
    data,
    spec,
    {},
    spec.covariates as readonly AnyTerm[],
  );
  const { n } = frame;
  const design = encodeTerms(frame.terms, n);
  const standardized = standardise(design);
  const { k, kept, aliased, matrix } = standardized;
  const fit = (method === "firth" ? fitFirth : fitLogistic)({ n, k, matrix, y: treated });
  const complete = fit.status === "complete-separation";

  const parameters = unscale(standardized, fit.parameters);
  const covariance = unscaleCovariance(standardized, fit.covariance);
  // Sign of the first direction that moves a coefficient: 0 keeps it finite.
  const drift = new Float64Array(k);
  for (const direction of fit.directions) {
    const raw = unscale(standardized, direction);
    // Sizes are compared on the standardized scale; the intercept against the parts that it is made of.
    let largest = 0;
    let parts = Math.abs(direction[0]!);
    for (let j = 1; j < k; j++) {
      largest = Math.max(largest, Math.abs(direction[j]!));
      parts += Math.abs(raw[j]! * standardized.mean[j - 1]!);
    }
    for (let j = 0; j < k; j++) {
      const size = j === 0 ? Math.abs(raw[0]!) / Math.max(parts, 1e-300) : Math.abs(direction[j]!) / largest;
      if (drift[j] === 0 && size > 1e-7) drift[j] = Math.sign(raw[j]!);
    }
  }

  const position = new Map<number, number>([[-1, 0], ...kept.map((j, c): [number, number] => [j, c + 1])]);
  const names = [{ name: "(Intercept)", term: "(Intercept)", level: null }, ...design.columns];
  const coefficients = names.map(({ name, term, level }, j): PropensityCoefficient => {
    const none = { standardError: null, z: null, pValue: null };
    const at = position.get(j - 1);
    if (at === undefined) return { name, term, level, estimate: null, ...none, oddsRatio: null, status: "aliased" };
    if (complete) return { name, term, level, estimate: null, ...none, oddsRatio: null, status: "not-estimable" };
    if (drift[at] !== 0) {
      const estimate = drift[at]! * Number.POSITIVE_INFINITY;
      const oddsRatio = j === 0 ? null : Math.max(estimate, 0);
      return { name, term, level, estimate, ...none, oddsRatio, status: "infinite" };
    }
    const estimate = parameters[at]!;
    // Of a slope on the standardized scale: the variance of a covariate of extreme size is beyond the range of numbers.
    const standardError =
      at === 0 ? Math.sqrt(covariance[0]!) : Math.sqrt(fit.covariance[at * k + at]!) / standardized.scale[at - 1]!;
    const z = estimate / standardError;
    return {
      name,
      term,
      level,
      estimate,
      standardError,
      z,
      pValue: 2 * normalUpperTail(Math.abs(z)),
      oddsRatio: j === 0 ? null : exp(estimate),
      status: "ok",
    };
  });
  const has = (j: number): boolean => coefficients[j]!.standardError !== null;
  const rows = coefficients.map((_, a) =>
    Float64Array.from(coefficients, (_, b) =>
      has(a) && has(b) ? covariance[position.get(a - 1)! * k + position.get(b - 1)!]! : Number.NaN,
    ),
  );

  const warnings: Warning[] = aliased.map((j) => {
    const { name } = design.columns[j]!;
    const constant = isConstant(design.matrix, n, design.p, j);
    const why = constant ? "is constant" : "depends on columns listed before it";
    return { code: "aliased", term: name, message: `"${name}" ${why} and has no coefficient` };
  });
  if (fit.directions.length > 0) {
    const involved = kept.filter((_, c) => fit.directions.some((d) => Math.abs(d[c + 1]!) > 1e-7));
    const remedy = complete
      ? 'no score exists; leave the variable out, merge its levels, or use method: "firth"'
      : 'its coefficient is infinite; merge its levels, leave it out, or use method: "firth"';
    for (const { term, message } of describeSeparation(design, treated, involved)) {
      warnings.push({ code: fit.status, term, message: `${message}: ${remedy}` });
    }
  }
  if (fit.status === "not-converged") {
    warnings.push({ code: "not-converged", message: "the likelihood was still rising after the last iteration" });
  }
  const eventsPerParameter = Math.min(treatedCount, controlCount) / Math.max(1, k - 1);
  if (eventsPerParameter < 10) {
    warnings.push({
      code: "few-events-per-coefficient",
      message: `${Math.min(treatedCount, controlCount)} rows in the smaller group for ${k - 1} coefficients (${eventsPerParameter.toFixed(1)} each; fewer than 10): estimates may be biased away from 0`,
    });
  }

  const share = treatedCount / n;
  const eta = complete ? new Float64Array(n).fill(Number.NaN) : fit.eta;
  return {
    kind: "propensity-score",
    version: 1,
    method,
    score: expand(frame, eta.map(probability)),
    linearPredictor: expand(frame, eta),
    coefficients,
    covariance: rows,
    logLikelihood: { null: treatedCount * log(share) + controlCount * log(1 - share), model: fit.logLikelihood },
    deviance: 0 - 2 * fit.logLikelihood,
    n,
    treated: treatedCount,
    eventsPerParameter,
    cStatistic: complete ? null : cStatistic(eta, treated),
    iterations: fit.iterations,
    status: fit.status,
    warnings,
    terms: design.terms,
    omitted: frame.omitted,
    excluded: frame.excluded,
    fingerprint: fingerprint([treated, design.matrix]),
  };
}

const probability = (eta: number): number =>
  eta === Number.POSITIVE_INFINITY ? 1 : eta === Number.NEGATIVE_INFINITY ? 0 : inverseLogit(eta);

function isConstant(matrix: Float64Array, n: number, p: number, j: number): boolean {
  for (let i = 1; i < n; i++) if (matrix[i * p + j] !== matrix[j]) return false;
  return true;
}
