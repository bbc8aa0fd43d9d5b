import { oneOf, type RowOf } from "@hcc/data";
import { exp, log, log1p } from "@hcc/numerics";
import { covarianceFactor, times, transpose } from "./internal/covariance-factor.js";
import { counts } from "./internal/fit-design.js";
import { type FittedRows, fittedRows, inputOrder } from "./internal/fitted-rows.js";
import { forEachRow } from "./internal/for-each-row.js";
import { riskSets } from "./internal/risk-sets.js";
import { schoenfeldResiduals } from "./internal/schoenfeld-residuals.js";
import type { CoxModel, CoxSpec, CoxTies } from "./types.js";

/**
 * Which residual. One of:
 * - "martingale": events minus expected events;
 * - "deviance": the martingale residual made about symmetric;
 * - "score": the row's part of the score, per coefficient;
 * - "schoenfeld": covariates of an event minus their mean over its risk set, per coefficient;
 * - "scaled-schoenfeld": d V schoenfeld + estimate, whose trend over time is that of the coefficient;
 * - "dfbeta": change of the coefficients by the row, to first order;
 * - "dfbetas": the same in standard errors.
 */
export type ResidualType =
  | "martingale"
  | "deviance"
  | "score"
  | "schoenfeld"
  | "scaled-schoenfeld"
  | "dfbeta"
  | "dfbetas";

/** The specification of the fit, and which residuals are asked for. */
export interface ResidualsSpec<Row> extends CoxSpec<Row> {
  readonly type: ResidualType;
}

/** One kind of residual for one coefficient, or for the whole row. */
export interface ResidualColumn {
  /** Name of the coefficient; "martingale" or "deviance" for those. */
  readonly name: string;
  /** Length and order of the input; NaN for rows not in use and, of Schoenfeld residuals, for rows without event. */
  readonly values: Float64Array;
}

/** Residuals of a Cox model. */
export interface CoxResiduals {
  readonly kind: "cox-residuals";
  readonly version: 1;
  readonly type: ResidualType;
  /** One for "martingale" and "deviance"; else one per coefficient with status "ok". */
  readonly columns: readonly ResidualColumn[];
}

const TYPES: readonly ResidualType[] = [
  "martingale",
  "deviance",
  "score",
  "schoenfeld",
  "scaled-schoenfeld",
  "dfbeta",
  "dfbetas",
];

/**
 * Residuals of a Cox model, one per row of the data.
 *
 * With L the cumulative baseline hazard, e = exp(x'b) L(t) and m the mean of x over a risk set:
 *   martingale M = delta - e; deviance sign(M) sqrt(-2 (M + delta log e));
 *   score = delta (x - m(t)) - exp(x'b) times the integral of (x - m) dL up to t;
 *   Schoenfeld = x - m(t) for events; scaled = estimate + (number of events) V Schoenfeld;
 *   dfbeta = weight x V score; dfbetas = dfbeta / naive standard error.
 * V is the inverse information. With Efron ties the d deaths of one time have m averaged over the d steps and live
 * through the share 1 - l/d of step l. Only dfbeta and dfbetas are multiplied by the row's weight. The number of events
 * is a sum of frequency weights.
 *
 * Equals R's `residuals(coxph)`, there in the order of the times for Schoenfeld residuals, whose scaled form counts events
 * without their weights.
 *
 * @param data the data of the fit.
 * @param spec the specification of the fit, with `type`.
 * Models with exact ties have martingale and deviance residuals only, from Breslow's hazard at their coefficients, as in R.
 *
 * @throws InputError when data or specification are not those of the fit, when a coefficient is infinite, and for the other
 * types after exact ties.
 *
 * @example
 * ```ts
 * import { coxph, residuals } from "@hcc/cox";
 * const rows = [
 *   { t: 1, d: 1, x: 1 }, { t: 1, d: 0, x: 1 }, { t: 6, d: 1, x: 1 },
 *   { t: 6, d: 1, x: 0 }, { t: 8, d: 0, x: 0 }, { t: 9, d: 1, x: 0 },
 * ];
 * const spec = { time: "t", event: "d", covariates: ["x"] } as const;
 * const { columns } = residuals(coxph(rows, spec), rows, { ...spec, type: "martingale" });
 * columns[0].values[0]; // => 0.719171
 * Math.abs(columns[0].values.reduce((sum, value) => sum + value, 0)).toFixed(12); // => "0.000000000000"
 * ```
 *
 * @see Therneau TM, Grambsch PM, Fleming TR. Martingale-based residuals for survival models. Biometrika 1990;77:147-160.
 * doi:10.1093/biomet/77.1.147
 */
export function residuals<Data extends Iterable<unknown> | object>(
  model: CoxModel,
  data: Data,
  spec: ResidualsSpec<RowOf<Data>>,
): CoxResiduals {
  const type = oneOf("type", spec?.type, TYPES);
  const ofHazard = type === "martingale" || type === "deviance";
  const rows = fittedRows("residuals", model, data, spec, ["type"], ofHazard ? "allow" : "refuse");
  const { n, p, columns } = rows;
  if (ofHazard) {
    const values = new Float64Array(n);
    forEachRow(rows, riskSets(rows, model.ties), (i, { relative, hazard }) => {
      const event = rows.event[i]!;
      const expected = hazard * exp(relative);
      const residual = event - expected;
      // Near 1 the logarithm of what is expected must not round apart from the residual.
      const logExpected = event === 0 ? 0 : Math.abs(residual) < 0.5 ? log1p(-residual) : relative + log(hazard);
      values[i] =
        type === "martingale" ? residual : Math.sign(residual) * Math.sqrt(Math.max(-2 * (residual + logExpected), 0));
    });
    return { kind: "cox-residuals", version: 1, type, columns: [{ name: type, values: inputOrder(rows, values) }] };
  }
  let matrix =
    type === "schoenfeld" || type === "scaled-schoenfeld"
      ? schoenfeldResiduals(rows, model.ties)
      : scoreResiduals(rows, model.ties);
  if (type !== "score" && type !== "schoenfeld") {
    const { factor } = covarianceFactor(rows, model.ties);
    const events = counts(rows.read).events;
    const scale = new Float64Array(p).fill(1);
    for (let j = 0; type === "dfbetas" && j < p; j++) {
      let variance = 0;
      for (let k = 0; k < p; k++) variance += factor[j * p + k]! * factor[j * p + k]!;
      scale[j] = Math.sqrt(variance);
    }
    matrix = times(times(matrix, factor, p), transpose(factor, p), p);
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = 0; j < p; j++, at++) {
        if (type === "scaled-schoenfeld") matrix[at] = rows.beta[j]! + events * matrix[at]!;
        else matrix[at]! *= rows.weight[i]! / scale[j]!;
      }
    }
  }
  return {
    kind: "cox-residuals",
    version: 1,
    type,
    columns: columns.map((column, j) => ({
      name: model.coefficients[column]!.name,
      values: inputOrder(
        rows,
        Float64Array.from({ length: n }, (_, i) => matrix[i * p + j]!),
      ),
    })),
  };
}

function scoreResiduals(rows: FittedRows, ties: CoxTies): Float64Array {
  const { n, p, x } = rows;
  const sets = riskSets(rows, ties);
  const matrix = new Float64Array(n * p);
  forEachRow(rows, sets, (i, { time, relative, hazard, mean }) => {
    const expected = hazard * exp(relative);
    for (let j = 0; j < p; j++) {
      const value = x[i * p + j]!;
      const own = time < 0 ? 0 : value - sets.average[time * p + j]!;
      matrix[i * p + j] = expected === 0 ? own : own - expected * (value - mean[j]!);
    }
  });
  return matrix;
}
