import { InputError, spline } from "@hcc/data";
import { baselineHazard } from "../baseline-hazard.js";
import { coxph } from "../coxph.js";
import { predictSurvival } from "../predict-survival.js";
import { slopeData, slopeSpec } from "./calibration-slope.js";
import { quantileOf } from "./quantile-of.js";
import type { ReadOutcome } from "./sorted-outcome.js";

/** One point of the smooth curve. */
export interface CalibrationPoint {
  readonly predicted: number;
  readonly observed: number;
}

/** Observed risk as a smooth function of the predicted one. */
export interface SmoothCalibration {
  /** Up to 101 points, ascending by predicted risk. */
  readonly curve: readonly CalibrationPoint[];
  /** Mean absolute distance of observed and predicted risk over the rows (integrated calibration index). */
  readonly ici: number;
  /** Median of that distance. */
  readonly e50: number;
  /** 90th percentile of that distance. */
  readonly e90: number;
  /** Largest distance. */
  readonly eMax: number;
}

/** Null where the curve cannot be fitted. */
export function smoothCalibration(
  rows: Pick<ReadOutcome<unknown>, "order" | "event" | "frame" | "weight">,
  survival: Float64Array,
  horizon: number,
  knots: number,
): SmoothCalibration | null {
  const data = slopeData(rows, survival);
  if (data === null || new Set(survival).size < 2 * knots) return null;
  const spec = { ...slopeSpec(rows), covariates: [spline<{ x: number }>("x", { knots, label: "x" })] };
  let observed: Float64Array;
  try {
    const model = coxph(data, spec as never);
    if (model.status !== "converged") return null;
    const baseline = baselineHazard(model, data, spec as never);
    const { curves } = predictSurvival(model, baseline, { x: data.x }, { times: [horizon] });
    observed = Float64Array.from(curves, (curve) => 1 - curve.survival[0]!);
  } catch (error) {
    // Knots that coincide, or a likelihood without maximum: there is no curve to show.
    if (error instanceof InputError) return null;
    throw error;
  }
  if (observed.some(Number.isNaN)) return null;
  const distance = observed.map((value, i) => Math.abs(value - (1 - survival[i]!)));
  const { weight } = rows;
  let sum = 0;
  let total = 0;
  for (let i = 0; i < distance.length; i++) {
    sum += weight[i]! * distance[i]!;
    total += weight[i]!;
  }
  const order = Int32Array.from(survival.keys()).sort((a, b) => survival[b]! - survival[a]! || a - b);
  const distinct = order.filter((i, k) => k === 0 || survival[i] !== survival[order[k - 1]!]);
  const points = Math.min(101, distinct.length);
  return {
    curve: Array.from({ length: points }, (_, k) => {
      const i = distinct[Math.round((k * (distinct.length - 1)) / Math.max(points - 1, 1))]!;
      return { predicted: 1 - survival[i]!, observed: observed[i]! };
    }),
    ici: sum / total,
    e50: quantileOf(distance, weight, 0.5),
    e90: quantileOf(distance, weight, 0.9),
    eMax: distance.reduce((most, value) => Math.max(most, value), 0),
  };
}
