import { type AnyTerm, type ColumnRequest, column, type FrameOptions, type Group, optionalColumn } from "@hcc/data";
import type { RowChannels } from "./read-rows.js";

/** What a call asks `readFrame` to read. */
export interface RowRequests {
  readonly requests: {
    readonly time: ColumnRequest<Float64Array>;
    readonly event: ColumnRequest<Uint8Array>;
    readonly strata: ColumnRequest<Group | null>;
    readonly entry: ColumnRequest<Float64Array | null>;
    readonly id: ColumnRequest<Group | null>;
    readonly offset: ColumnRequest<Float64Array | null>;
    readonly cluster: ColumnRequest<Group | null>;
  };
  readonly options: FrameOptions;
}

/** The requests of the channels of a call. */
export function rowRequests(spec: RowChannels, terms: readonly unknown[]): RowRequests {
  const { where, missing, weights, weightType } = spec;
  const options: { -readonly [Name in keyof FrameOptions]: FrameOptions[Name] } = {
    terms: terms as readonly AnyTerm[],
    where,
    weights,
  };
  if (missing !== undefined) options.missing = missing;
  if (weightType !== undefined) options.weightType = weightType;
  return {
    requests: {
      time: column("time", spec.time),
      event: column("event", spec.event),
      strata: optionalColumn("group", spec.strata),
      entry: optionalColumn("time", spec.entry),
      id: optionalColumn("group", spec.id),
      offset: optionalColumn("number", spec.offset),
      cluster: optionalColumn("group", spec.cluster),
    },
    options,
  };
}
