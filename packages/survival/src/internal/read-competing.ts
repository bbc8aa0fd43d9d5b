import { column, type Frame, type FrameOptions, type Group, optionalColumn, readCauses, readFrame } from "@hcc/data";
import { timeRanks } from "../time-ranks.js";
import { checkIntervals, joined } from "./intervals.js";
import { rowOptions } from "./row-options.js";

/** Rows in use that ended with an event, a competing event, or censored. */
export interface CompetingRows {
  readonly frame: Frame<unknown>;
  /** 0 censored, 1 event, 2 competing event. */
  readonly cause: Uint8Array;
  readonly by: Group | null;
  readonly strata: Group | null;
  readonly rank: Int32Array;
  /** Rank of the entry among the same times: at risk at a time of rank t when entryRank < t <= rank. Null without entries. */
  readonly entryRank: Int32Array | null;
  /** Time of each rank. */
  readonly time: Float64Array;
  readonly merged: number;
  /** How often a row counts; null when every row counts once. */
  readonly counts: Float64Array | null;
}

interface CompetingSpec extends Omit<FrameOptions, "terms"> {
  readonly time: unknown;
  readonly cause: {
    readonly channel: unknown;
    readonly event: readonly (string | number | boolean)[];
    readonly competing: readonly (string | number | boolean)[];
    readonly censored: readonly (string | number | boolean)[];
  };
  readonly entry?: unknown;
  readonly by?: unknown;
  readonly strata?: unknown;
}

/** Reads the channels that the functions for competing events share. */
export function readCompeting(data: unknown, spec: CompetingSpec): CompetingRows {
  const requests = {
    time: column("time", spec.time),
    cause: column("group", spec.cause?.channel),
    entry: optionalColumn("time", spec.entry),
    by: optionalColumn("group", spec.by),
    strata: optionalColumn("group", spec.strata),
  };
  const frame = readFrame(data, requests, rowOptions(spec));
  const { time, entry, by, strata } = frame.columns;
  const cause = readCauses(frame.rows, frame.columns.cause, spec.cause);
  const shared = { frame, cause, by, strata, counts: frame.weights };
  if (entry === null) {
    const { ranks, time: distinct, merged } = timeRanks(time);
    return { ...shared, rank: ranks, entryRank: null, time: distinct, merged };
  }
  const { ranks, time: distinct, merged } = timeRanks(joined(entry, time));
  const entryRank = ranks.slice(0, time.length);
  const rank = ranks.slice(time.length);
  checkIntervals(frame.rows, { entry, time, entryRank, timeRank: rank, id: null });
  return { ...shared, rank, entryRank, time: distinct, merged };
}
