import {
  type Channel,
  checkLevel,
  checkOptions,
  type GroupValue,
  InputError,
  type Omitted,
  oneOf,
  type RowOf,
  type RowOptions,
  type Term,
} from "@hcc/data";
import { exp, normalQuantile } from "@hcc/numerics";
import type { BaselineHazard } from "./baseline-hazard.js";
import { readNewRows } from "./internal/new-rows.js";
import type { CoxModel } from "./types.js";

/**
 * The patient with whom each row is compared. One of:
 * - "zero" (default): all columns 0, so numbers of 0 and the reference levels of factors;
 * - "sample": the means of the fit's rows, 0 for columns that hold only -1, 0 and 1, as R's default without strata;
 * - "strata": the means of the row's stratum, all columns, as R's default with strata.
 */
export type RiskReference = "zero" | "sample" | "strata";

/** Where the covariates of the new patients are, and with whom they are compared. */
export interface PredictRiskSpec<Row> extends RowOptions<Row> {
  readonly reference?: RiskReference;
  /** Holds the means; needed by the references "sample" and "strata". */
  readonly baseline?: BaselineHazard;
  /**
   * The terms as in the fit. Default: the fields of `newData` that have the names of the model's terms; needed when a term
   * of the fit was an accessor or an array and there is no such field.
   */
  readonly covariates?: readonly Term<Row>[];
  /** Stratum of each row; required by the reference "strata". */
  readonly strata?: Channel<Row, GroupValue>;
  /** Offset of each row; required by a model with an offset. */
  readonly offset?: Channel<Row, number>;
  /** Level of the limits of the risk. Default that of the model. */
  readonly level?: number;
}

/** Contribution of one term to the linear predictor; arrays as in `RiskPrediction`. */
export interface TermContribution {
  /** Name of the term. */
  readonly term: string;
  readonly contribution: Float64Array;
  readonly standardError: Float64Array;
}

/** Linear predictor and risk of new patients; one value per row of `newData`, NaN for rows not in use. */
export interface RiskPrediction {
  readonly kind: "cox-risk-prediction";
  readonly version: 1;
  readonly linearPredictor: Float64Array;
  readonly standardError: Float64Array;
  /** exp(linear predictor), the hazard ratio against the reference. */
  readonly risk: Float64Array;
  /** risk x standard error of the linear predictor. */
  readonly riskStandardError: Float64Array;
  /** Lower limit of the risk, exp(linear predictor - z SE). */
  readonly lower: Float64Array;
  /** Upper limit of the risk. */
  readonly upper: Float64Array;
  /** In the order of the model's terms; with the offset they add up to the linear predictor. */
  readonly terms: readonly TermContribution[];
  readonly reference: RiskReference;
  /** Level of the limits. */
  readonly level: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/**
 * Linear predictor, relative risk and contributions of terms of new patients, each with its standard error.
 *
 * lp = (x - reference)'b + offset - that of the reference; se(lp) = sqrt((x - reference)' V (x - reference)), V the model's
 * covariance (robust, where it is); risk = exp(lp) with the delta-method error risk x se(lp). Columns without an estimate count
 * as 0. From the stored model alone, with its baseline for the means.
 *
 * Equals R's `predict(coxph, newdata, type = "lp" | "risk" | "terms", reference, se.fit = TRUE)`, whose standard error of
 * the risk is sqrt(risk) x se(lp), which is that of no scale.
 *
 * @throws InputError for a level or terms that the model does not know, a missing covariate, an infinite coefficient, and a
 * reference without its baseline.
 *
 * @example
 * ```ts
 * import { coxph, predictRisk } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 61), d: i % 5 > 0, arm: i % 2 ? "B" : "A", age: 40 + ((i * 7) % 30),
 * }));
 * const model = coxph(rows, { time: "t", event: "d", covariates: ["arm", "age"] });
 * const [a, b] = predictRisk(model, [{ arm: "A", age: 60 }, { arm: "B", age: 60 }], {}).risk;
 * (b / a).toFixed(10) === model.coefficients[0].hazardRatio.toFixed(10); // => true
 * ```
 *
 * @see Therneau TM, Grambsch PM. Modeling survival data: extending the Cox model. New York: Springer; 2000.
 * doi:10.1007/978-1-4757-3294-8
 */
export function predictRisk<Data extends Iterable<unknown> | object>(
  model: CoxModel,
  newData: Data,
  spec: PredictRiskSpec<RowOf<Data>> = {},
): RiskPrediction {
  const call = "predictRisk";
  checkOptions(call, spec, ["reference", "baseline", "covariates", "strata", "offset", "level", "where", "missing"]);
  const reference = oneOf("reference", spec.reference, ["zero", "sample", "strata"], "zero");
  const baseline = reference === "zero" ? null : spec.baseline;
  if (baseline === undefined) {
    throw new InputError("option", `${call}: the reference "${reference}" needs the means: give baseline`, {
      column: "baseline",
    });
  }
  const rows = readNewRows(call, model, baseline, newData, spec, {}, reference === "strata");
  const { frame, columns, beta } = rows;
  const level = checkLevel(spec.level ?? model.level);
  const z = -normalQuantile((1 - level) / 2);
  const p = columns.length;
  const covariance = columns.map((j) => Float64Array.from(columns, (k) => model.covariance[j]![k]!));
  const termOf = columns.map((j) => rows.design.columns[j]!.termIndex);
  const column = (): Float64Array => new Float64Array(frame.size).fill(Number.NaN);
  const terms = model.terms.map(({ name }) => ({ term: name, contribution: column(), standardError: column() }));
  const result = {
    linearPredictor: column(),
    standardError: column(),
    risk: column(),
    riskStandardError: column(),
    lower: column(),
    upper: column(),
  };
  const parts = terms.map((_, t) => [...columns.keys()].filter((j) => termOf[j] === t));
  const every = [...columns.keys()];
  const distance = new Float64Array(p);
  const error = (of: readonly number[]): number => {
    let variance = 0;
    for (const j of of) for (const k of of) variance += distance[j]! * covariance[j]![k]! * distance[k]!;
    return Math.sqrt(Math.max(variance, 0));
  };
  frame.rows.forEach((row, i) => {
    const { values, offset } = rows.patient(i);
    const from = reference === "strata" ? baseline!.strata[frame.columns.strata?.codes[i] ?? 0]! : baseline;
    for (let j = 0; j < p; j++) distance[j] = values[j]! - (from?.mean[j] ?? 0);
    let predictor = offset - (from?.meanOffset ?? 0);
    terms.forEach(({ contribution, standardError }, t) => {
      let own = 0;
      for (const j of parts[t]!) own += distance[j]! * beta[j]!;
      predictor += own;
      contribution[row] = own;
      standardError[row] = error(parts[t]!);
    });
    const own = error(every);
    result.linearPredictor[row] = predictor;
    result.standardError[row] = own;
    result.risk[row] = exp(predictor);
    result.riskStandardError[row] = result.risk[row]! * own;
    result.lower[row] = exp(predictor - z * own);
    result.upper[row] = exp(predictor + z * own);
  });
  return {
    kind: "cox-risk-prediction",
    version: 1,
    ...result,
    terms,
    reference,
    level,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}
