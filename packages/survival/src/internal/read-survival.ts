import { column, type Frame, type Group, InputError, optionalColumn, readFrame } from "@hcc/data";
import { type TimeRanks, timeRanks } from "../time-ranks.js";

/** Right-censored rows in use: ranked times, events, groups, strata and counts. */
export interface SurvivalRows {
  readonly frame: Frame<unknown>;
  readonly time: Float64Array;
  readonly event: Uint8Array;
  readonly by: Group | null;
  readonly strata: Group | null;
  readonly ranks: TimeRanks;
  /** How often a row counts; null when every row counts once. */
  readonly counts: Float64Array | null;
}

interface SurvivalSpec {
  readonly time: unknown;
  readonly event: unknown;
  readonly by?: unknown;
  readonly strata?: unknown;
  readonly where?: unknown;
  readonly missing?: "error" | "omit";
  readonly weights?: unknown;
  readonly weightType?: "frequency" | "sampling";
}

/** Reads the channels that all functions for right-censored times share. */
export function readSurvival(data: unknown, spec: SurvivalSpec): SurvivalRows {
  const { where, missing, weights, weightType } = spec;
  if (weightType === "sampling") {
    throw new InputError(
      "weight",
      'weightType is "sampling": this version has frequency weights only; for matched pairs use the matched rows unweighted',
      { column: "weightType" },
    );
  }
  const requests = {
    time: column("time", spec.time),
    event: column("event", spec.event),
    by: optionalColumn("group", spec.by),
    strata: optionalColumn("group", spec.strata),
  };
  const frame = readFrame(data, requests, {
    where,
    ...(missing && { missing }),
    ...(weights !== undefined && { weights }),
    ...(weightType && { weightType }),
  });
  const { time, event, by, strata } = frame.columns;
  return { frame, time, event, by, strata, ranks: timeRanks(time), counts: frame.weights };
}
