import { type AnyTerm, column, type Frame, type Group, optionalColumn, readFrame } from "@hcc/data";
import { timeRanks } from "@hcc/survival";

/** The rows of a Cox model after reading, before its terms are coded. */
export interface CoxRows {
  readonly frame: Frame<{ time: Float64Array; event: Uint8Array; strata: Group | null }>;
  readonly time: Float64Array;
  readonly event: Uint8Array;
  readonly rank: Int32Array;
  readonly stratum: Int32Array | null;
  readonly mergedTimes: number;
}

/** The channels of a spec that name rows. */
export interface RowChannels {
  readonly time: unknown;
  readonly event: unknown;
  readonly strata?: unknown;
  readonly where?: unknown;
  readonly missing?: "error" | "omit";
  readonly weights?: unknown;
  readonly weightType?: "frequency" | "sampling";
}

/** Reads the channels of a call and ranks its times. */
export function readRows(data: unknown, spec: RowChannels, terms: readonly unknown[]): CoxRows {
  const { where, missing, weights, weightType } = spec;
  const frame = readFrame(
    data,
    {
      time: column("time", spec.time),
      event: column("event", spec.event),
      strata: optionalColumn("group", spec.strata),
    },
    {
      terms: terms as readonly AnyTerm[],
      ...(where !== undefined && { where }),
      ...(missing !== undefined && { missing }),
      ...(weights !== undefined && { weights }),
      ...(weightType !== undefined && { weightType }),
    },
  );
  const { time, event, strata } = frame.columns;
  const { ranks, merged } = timeRanks(time);
  return { frame, time, event, rank: ranks, stratum: strata?.codes ?? null, mergedTimes: merged };
}
