import { InputError, type Omitted, type RowOf } from "@hcc/data";
import { exp, expm1, normalQuantile } from "@hcc/numerics";
import { counts } from "./internal/fit-design.js";
import { type FittedRows, fittedRows } from "./internal/fitted-rows.js";
import { hazardTies } from "./internal/hazard-ties.js";
import { prognosticSeparation } from "./internal/prognostic-separation.js";
import type { CoxModel, CoxSpec } from "./types.js";

/** Separation of prognoses and share of the variation that a model explains. */
export interface ExplainedVariation {
  readonly kind: "cox-explained-variation";
  readonly version: 1;
  /** Royston's D, about the log hazard ratio between the two halves of the patients; null when it has no finite estimate. */
  readonly d: number | null;
  readonly dStandardError: number | null;
  /** Limits D +/- z SE. */
  readonly dLower: number | null;
  readonly dUpper: number | null;
  /** (D^2 / k^2) / (pi^2 / 6 + D^2 / k^2), k^2 = 8 / pi. */
  readonly r2D: number | null;
  /** D and its R2 with a correction for the number of coefficients; null as `d`, or with as many coefficients as events. */
  readonly adjusted: {
    readonly d: number;
    readonly dStandardError: number;
    readonly r2D: number;
  } | null;
  /** Kent and O'Quigley: v / (pi^2 / 6 + v), v the variance of the linear predictor. */
  readonly r2KentOQuigley: number | null;
  /** Nagelkerke: 1 - exp(-LR / n) over its largest value; null with robust variance, which has no likelihood. */
  readonly r2Nagelkerke: number | null;
  /** Concordance that the model implies, free of censoring (Goenen and Heller); null for more than 20 000 predictors. */
  readonly cGonenHeller: number | null;
  /** Level of the limits. */
  readonly level: number;
  readonly n: number;
  readonly events: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/** Predictors compared with each other, O(n^2). */
const MOST = 20000;

/**
 * How far a Cox model separates prognoses and how much of the variation it explains: Royston and Sauerbrei's D with its R2,
 * and the measures of Kent and O'Quigley, Nagelkerke, and Goenen and Heller.
 *
 * D = k b, k = sqrt(8 / pi), b the coefficient of z in a Cox model (with the strata of the model), z the expected normal
 * order statistics (Blom) of the linear predictor, their mean where predictors are equal; se(D) = k se(b). Adjusted for p coefficients and
 * e events, with r = e / (e - p): b'^2 = (1 + b^2 - r) / r, its D keeping the sign of b^2 and the error by the delta method.
 * Goenen and Heller: the mean over pairs of 1 / (1 + exp(-|difference of their predictors|)). For other data fit a model of
 * the score alone to them: `coxph(newData, { covariates: [score] })`.
 *
 * Equals R's `survival::royston(fit, adjust)`, but for the R2 of the adjusted D, which R takes with 1 in place of
 * pi^2 / 6: here both R2 are on one scale. R leaves out the strata of the model when it fits z.
 *
 * @param data the data of the fit.
 * @param spec the specification of the fit.
 * @throws InputError when data or specification are not those of the fit, for an infinite coefficient, sampling weights, rows
 * that enter late and exact ties: their coefficients are log odds ratios of a discrete hazard, and these measures are of
 * log hazard ratios.
 *
 * @example
 * ```ts
 * import { coxph, explainedVariation } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 61), d: i % 5 > 0, arm: i % 2 ? "B" : "A", age: 40 + ((i * 7) % 30),
 * }));
 * const spec = { time: "t", event: "d", covariates: ["arm", "age"] } as const;
 * const { d, r2D } = explainedVariation(coxph(rows, spec), rows, spec);
 * const b2 = (d * d * Math.PI) / 8;
 * Math.abs(r2D - b2 / (Math.PI ** 2 / 6 + b2)).toFixed(12); // => "0.000000000000"
 * ```
 *
 * @see Royston P, Sauerbrei W. A new measure of prognostic separation in survival data. Stat Med 2004;23:723-748.
 * doi:10.1002/sim.1621
 * @see Kent JT, O'Quigley J. Measures of dependence for censored survival data. Biometrika 1988;75:525-534.
 * doi:10.1093/biomet/75.3.525
 * @see Nagelkerke NJD. A note on a general definition of the coefficient of determination. Biometrika 1991;78:691-692.
 * doi:10.1093/biomet/78.3.691
 * @see Goenen M, Heller G. Concordance probability and discriminatory power in proportional hazards regression. Biometrika
 * 2005;92:965-970. doi:10.1093/biomet/92.4.965
 */
export function explainedVariation<Data extends Iterable<unknown> | object>(
  model: CoxModel,
  data: Data,
  spec: CoxSpec<RowOf<Data>>,
): ExplainedVariation {
  const call = "explainedVariation";
  const rows = fittedRows(call, model, data, spec);
  const { read } = rows;
  if (rows.entryRank !== null) {
    throw new InputError("option", `${call}: not defined for rows that enter late: fit without entry`, {
      column: "entry",
    });
  }
  if (read.frame.weightType === "sampling") {
    throw new InputError("weight", `${call}: not defined with sampling weights: fit without them`, {
      column: "weightType",
    });
  }
  const ties = hazardTies(model.ties);
  const { n, events } = counts(read);
  const { predictor, variance } = linearPredictor(rows, n);
  const separation = prognosticSeparation(read, predictor, ties);
  const k = Math.sqrt(8 / Math.PI);
  const half = -normalQuantile((1 - model.level) / 2);
  const r2 = (square: number): number => square / ((Math.PI * Math.PI) / 6 + square);
  const d = separation === null ? null : k * separation.beta;
  const error = separation === null ? null : k * separation.standardError;
  const { logLikelihood } = model;
  const likelihood = model.variance === "information" && logLikelihood.null < 0;
  return {
    kind: "cox-explained-variation",
    version: 1,
    d,
    dStandardError: error,
    dLower: d === null ? null : d - half * error!,
    dUpper: d === null ? null : d + half * error!,
    r2D: separation === null ? null : r2(separation.beta * separation.beta),
    adjusted:
      separation === null || events <= rows.p
        ? null
        : adjust(separation.beta, separation.standardError, events / (events - rows.p), k, r2),
    r2KentOQuigley: n > 1 ? r2(variance) : null,
    r2Nagelkerke: likelihood
      ? Math.max(expm1((2 * (logLikelihood.null - logLikelihood.model)) / n) / expm1((2 * logLikelihood.null) / n), 0)
      : null,
    cGonenHeller: gonenHeller(predictor, read.frame.weights, n),
    level: model.level,
    n,
    events,
    omitted: read.frame.omitted,
    excluded: read.frame.excluded,
  };
}

function adjust(
  beta: number,
  standardError: number,
  r: number,
  k: number,
  r2: (square: number) => number,
): ExplainedVariation["adjusted"] {
  const square = (1 + beta * beta - r) / r;
  const size = Math.sqrt(Math.abs(square));
  if (size === 0) return null;
  return {
    d: Math.sign(beta) * Math.sign(square) * k * size,
    dStandardError: (k * standardError * Math.abs(beta)) / (r * size),
    r2D: square > 0 ? r2(square) : 0,
  };
}

/**
 * Linear predictor of the rows in use, less that of one patient, and its variance (with n - 1). It is the same to the last
 * digit for the same values in two strata, so that they share their rank.
 */
function linearPredictor(rows: FittedRows, n: number): { predictor: Float64Array; variance: number } {
  const { read, order, x, strataEnd, p, beta, reference, referenceOffset, weight } = rows;
  const predictor = new Float64Array(order.length);
  let mean = 0;
  let total = 0;
  let squares = 0;
  for (let s = 0, i = 0, at = 0; s < strataEnd.length; s++) {
    for (; i < strataEnd[s]!; i++) {
      const row = order[i]!;
      let value = read.offset === null ? 0 : read.offset[row]! - referenceOffset[0]!;
      for (let j = 0; j < p; j++, at++) value += beta[j]! * (x[at]! + reference[s * p + j]! - reference[j]!);
      predictor[row] = value;
      total += weight[i]!;
      const gap = value - mean;
      mean += (weight[i]! / total) * gap;
      squares += weight[i]! * gap * (value - mean);
    }
  }
  return { predictor, variance: squares / (n - 1) };
}

/** Mean over pairs of 1 / (1 + exp(-|difference|)). */
function gonenHeller(predictor: Float64Array, weights: Float64Array | null, n: number): number | null {
  const order = Int32Array.from(predictor.keys()).sort((a, b) => predictor[a]! - predictor[b]! || a - b);
  const values: number[] = [];
  const counts: number[] = [];
  let sum = 0;
  for (const row of order) {
    const own = weights?.[row] ?? 1;
    if (values.length > 0 && values.at(-1) === predictor[row]) counts[counts.length - 1]! += own;
    else {
      values.push(predictor[row]!);
      counts.push(own);
    }
  }
  if (values.length > MOST || n < 2) return null;
  // exp relative to the middle: ratios of two are those of the hazards.
  const middle = (values[0]! + values.at(-1)!) / 2;
  const wide = values.at(-1)! - values[0]! > 1400;
  const risk = values.map((value) => exp(value - middle));
  for (let j = 0; j < values.length; j++) {
    let beside = 0;
    for (let i = 0; i < j; i++) {
      beside += counts[i]! * (wide ? 1 / (1 + exp(values[i]! - values[j]!)) : risk[j]! / (risk[i]! + risk[j]!));
    }
    sum += counts[j]! * (beside + (counts[j]! - 1) / 4);
  }
  return (sum * 2) / (n * (n - 1));
}
