import { log, normalQuantile } from "@hcc/numerics";
import { coxph } from "../coxph.js";
import type { ReadOutcome } from "./sorted-outcome.js";

/** Coefficient of log(-log(predicted survival)) in a Cox model. */
export interface CalibrationSlope {
  /** Null when it cannot be estimated: no events, all predictions equal, or some 0 or 1. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

type Rows = Pick<ReadOutcome<unknown>, "order" | "event" | "frame" | "weight">;

/** Follow-up as columns in sorted order, with x = log(-log S); null where a probability is 0 or 1. */
export function slopeData(
  { order, event, weight, frame }: Rows,
  survival: Float64Array,
): { time: Float64Array; event: Uint8Array; x: Float64Array; weight: Float64Array } | null {
  if (survival.some((value) => value === 0 || value === 1)) return null;
  const { time } = frame.columns;
  return {
    time: Float64Array.from(order, (row) => time[row]!),
    event,
    x: survival.map((value) => log(-log(value))),
    weight,
  };
}

/** How a model with the covariate x is fitted. */
export function slopeSpec(rows: Rows): {
  readonly time: "time";
  readonly event: "event";
  readonly weights?: "weight";
  readonly weightType?: "frequency";
} {
  const weighted = rows.frame.weightType !== null;
  return { time: "time", event: "event", ...(weighted && { weights: "weight", weightType: "frequency" }) };
}

export function calibrationSlope(rows: Rows, survival: Float64Array, level: number): CalibrationSlope {
  const nothing = { estimate: null, standardError: null, lower: null, upper: null };
  const data = slopeData(rows, survival);
  if (data === null) return nothing;
  const [slope] = coxph(data, { ...slopeSpec(rows), covariates: ["x"] }).coefficients;
  if (slope!.status !== "ok") return nothing;
  const { estimate, standardError } = slope!;
  const half = -normalQuantile((1 - level) / 2) * standardError!;
  return { estimate, standardError, lower: estimate! - half, upper: estimate! + half };
}
