import {
  type Channel,
  checkLevel,
  checkOptions,
  InputError,
  type Omitted,
  oneOf,
  type RowOf,
  type WeightType,
} from "@hcc/data";
import { normalQuantile } from "@hcc/numerics";
import { type CalibrationSlope, calibrationSlope } from "./internal/calibration-slope.js";
import { checkProbabilities, readProbabilities } from "./internal/probabilities.js";
import { type ObservedRisk, observedRisk, riskGroups } from "./internal/risk-groups.js";
import { type SmoothCalibration, smoothCalibration } from "./internal/smooth-calibration.js";
import { readOutcome } from "./internal/sorted-outcome.js";
import type { SurvivalLimits } from "./internal/survival-limits.js";
import type { SurvivalPrediction } from "./predict-survival.js";
import type { FollowUpChannels } from "./types.js";

export type { CalibrationSlope } from "./internal/calibration-slope.js";
export type { ObservedRisk } from "./internal/risk-groups.js";
export type { CalibrationPoint, SmoothCalibration } from "./internal/smooth-calibration.js";

/** Follow-up and predicted probabilities of `calibration`. */
export interface CalibrationSpec<Row> extends FollowUpChannels<Row> {
  /** Survival of the rows at `horizon`, predicted by `predictSurvival`, or a channel of probabilities. */
  readonly survival: SurvivalPrediction | Channel<Row, number>;
  /** Time at which prediction and observation are compared. */
  readonly horizon: number;
  /** Number of groups of equal size by predicted risk. Default 10. */
  readonly groups?: number;
  /** Knots of the smooth curve, 3 to 7, at quantiles. Default 3; null for no smooth curve. */
  readonly knots?: number | null;
  /** Level (default 0.95) and scale of the limits of the observed risk. */
  readonly confidence?: { readonly level?: number; readonly type?: SurvivalLimits };
}

/** Predicted and observed risk of rows with about the same predicted risk. */
export interface CalibrationGroup extends ObservedRisk {
  /** Smallest and largest predicted risk of the group. */
  readonly from: number;
  readonly to: number;
}

/** How predicted risks agree with what was observed. */
export interface Calibration {
  readonly kind: "calibration";
  readonly version: 1;
  readonly horizon: number;
  /** All rows: calibration in the large. */
  readonly overall: ObservedRisk;
  /** Ascending by predicted risk; one point each in a plot of observed against predicted. */
  readonly groups: readonly CalibrationGroup[];
  /** 1 when the predictions spread as the outcomes do, below 1 when they are too extreme. */
  readonly slope: CalibrationSlope;
  /** Null with `knots: null`, and where a predicted risk is 0 or 1 or the curve cannot be fitted. */
  readonly smooth: SmoothCalibration | null;
  /** Level of the intervals. */
  readonly level: number;
  /** Scale of the limits of the observed risk. */
  readonly method: SurvivalLimits;
  readonly n: number;
  readonly events: number;
  readonly weightType: WeightType | null;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Rows left out because their weight is 0. */
  readonly zeroWeight: number;
}

/**
 * Calibration of predicted risks at one time: over all rows, in groups, by a slope and by a smooth curve.
 *
 * The observed risk of a set of rows is 1 - S(horizon), S their Kaplan-Meier estimate, with its limits (Greenwood); its ratio to
 * the mean predicted risk is observed / expected. Groups hold about equal numbers of rows; equal predictions
 * stay together. The slope is the coefficient b of the Cox model with the covariate x = log(-log S(horizon | row)), which of a Cox
 * model's own predictions is its linear predictor plus a constant. The smooth curve is the risk at the horizon by a Cox
 * model with a restricted cubic spline of x; `ici` is the mean distance between it and the prediction, `e50` and `e90` are the
 * median and the 90th percentile. On the data of the fit everything looks too good: see `validateCox`.
 *
 * The groups equal R's `survfit(Surv(time, event) ~ group)`, the slope `coxph(Surv(time, event) ~ x)`.
 *
 * @throws InputError for values that are no probabilities, missing values, and sampling weights.
 *
 * @example
 * ```ts
 * import { baselineHazard, calibration, coxph, predictSurvival } from "@hcc/cox";
 * const rows = Array.from({ length: 120 }, (_, i) => ({ t: 1 + ((i * 37) % 121), d: i % 5 > 0, age: 40 + ((i * 7) % 30) }));
 * const spec = { time: "t", event: "d", covariates: ["age"] } as const;
 * const model = coxph(rows, spec);
 * const survival = predictSurvival(model, baselineHazard(model, rows, spec), rows, { times: [36] });
 * const { overall, slope, groups } = calibration(rows, { time: "t", event: "d", survival, horizon: 36, groups: 4 });
 * groups.length; // => 4
 * slope.estimate; // => 1.0000000
 * overall.ratio.toFixed(1); // => "1.0"
 * ```
 *
 * @see Crowson CS, Atkinson EJ, Therneau TM. Assessing calibration of prognostic risk scores. Stat Methods Med Res
 * 2016;25:1692-1706. doi:10.1177/0962280213497434
 * @see Austin PC, Harrell FE, van Klaveren D. Graphical calibration curves and the integrated calibration index (ICI) for
 * survival models. Stat Med 2020;39:2714-2742. doi:10.1002/sim.8570
 */
export function calibration<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: CalibrationSpec<RowOf<Data>>,
): Calibration {
  const call = "calibration";
  checkOptions(call, spec, [
    "time",
    "event",
    "survival",
    "horizon",
    "groups",
    "knots",
    "confidence",
    "where",
    "missing",
    "weights",
    "weightType",
  ]);
  checkOptions("confidence", spec.confidence ?? {}, ["level", "type"]);
  const level = checkLevel(spec.confidence?.level ?? 0.95, "confidence.level");
  const method = oneOf("confidence.type", spec.confidence?.type, ["log", "log-log", "plain"], "log");
  const count = spec.groups ?? 10;
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError("option", `groups is ${String(count)}: give a whole number of 1 or more`, {
      column: "groups",
    });
  }
  const knots = spec.knots === undefined ? 3 : spec.knots;
  if (knots !== null && !(Number.isInteger(knots) && knots >= 3 && knots <= 7)) {
    throw new InputError("option", `knots is ${String(knots)}: give 3 to 7, or null`, { column: "knots" });
  }
  if (spec.weightType === "sampling") {
    throw new InputError("weight", "sampling weights have no Greenwood limits: leave them out", {
      column: "weightType",
    });
  }
  const predicted = (spec.survival as SurvivalPrediction | undefined)?.kind === "cox-survival-prediction";
  const survival = predicted ? (spec.survival as SurvivalPrediction) : [spec.survival];
  const { requests, names } = readProbabilities(call, survival, [spec.horizon]);
  const rows = readOutcome(data, spec, requests);
  const { frame, order } = rows;
  const values = frame.columns[names[0]!] as Float64Array;
  checkProbabilities(values, frame.rows, names[0]!);
  const risk = Float64Array.from(order, (row) => 1 - values[row]!);
  const own = Float64Array.from(order, (row) => values[row]!);
  const limits = { method, z: -normalQuantile((1 - level) / 2) };
  const all = Int32Array.from(rows.rank.keys());
  return {
    kind: "calibration",
    version: 1,
    horizon: spec.horizon,
    overall: observedRisk(rows, risk, all, spec.horizon, limits),
    groups: riskGroups(rows, risk, count).map((members) => ({
      ...observedRisk(rows, risk, members, spec.horizon, limits),
      from: members.reduce((least, i) => Math.min(least, risk[i]!), 1),
      to: members.reduce((most, i) => Math.max(most, risk[i]!), 0),
    })),
    slope: calibrationSlope(rows, own, level),
    smooth: knots === null ? null : smoothCalibration(rows, own, spec.horizon, knots),
    level,
    method,
    ...rows.counts,
    weightType: frame.weightType,
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
  };
}
