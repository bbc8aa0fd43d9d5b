import { type Frame, type Group, InputError, readFrame } from "@hcc/data";
import { timeRanks } from "@hcc/survival";
import { checkSubjects } from "./check-subjects.js";
import { rowRequests } from "./row-requests.js";

/** The rows of a Cox model after reading, before its terms are coded. */
export interface CoxRows {
  readonly frame: Frame<{
    time: Float64Array;
    event: Uint8Array;
    strata: Group | null;
    entry: Float64Array | null;
    id: Group | null;
    offset: Float64Array | null;
    cluster: Group | null;
  }>;
  readonly time: Float64Array;
  readonly event: Uint8Array;
  readonly rank: Int32Array;
  /** Rows in ascending order of time, where that is known. */
  readonly order: Int32Array | null;
  /** Time of entry of each row, null where all are at risk from the start. */
  readonly entry: Float64Array | null;
  /** Its rank among the same times as `rank`: the row is at risk at an event time of rank t when entryRank < t <= rank. */
  readonly entryRank: Int32Array | null;
  readonly stratum: Int32Array | null;
  readonly offset: Float64Array | null;
  /** Subject of each row, or null. */
  readonly subject: Int32Array | null;
  /** Unit of the robust variance: the cluster, else the subject; null where every row is one of its own. */
  readonly cluster: Int32Array | null;
  readonly mergedTimes: number;
}

/** The channels of a spec that name rows. */
export interface RowChannels {
  readonly time: unknown;
  readonly event: unknown;
  readonly entry?: unknown;
  readonly id?: unknown;
  readonly offset?: unknown;
  readonly cluster?: unknown;
  readonly strata?: unknown;
  readonly where?: unknown;
  readonly missing?: "error" | "omit";
  readonly weights?: unknown;
  readonly weightType?: "frequency" | "sampling";
}

/** Reads the channels of a call and ranks its times. */
export function readRows(data: unknown, spec: RowChannels, terms: readonly unknown[]): CoxRows {
  const { requests, options } = rowRequests(spec, terms);
  const frame = readFrame(data, requests, options);
  const { time, event, strata, entry, id, offset, cluster } = frame.columns;
  const { rank, order, entryRank, mergedTimes } =
    entry === null ? rankTimes(time) : rankIntervals(frame.rows, entry, time);
  const rows: CoxRows = {
    frame,
    time,
    event,
    rank,
    order,
    entry,
    entryRank,
    stratum: strata?.codes ?? null,
    offset,
    subject: id?.codes ?? null,
    cluster: (cluster ?? id)?.codes ?? null,
    mergedTimes,
  };
  if (rows.subject !== null) checkSubjects(rows);
  return rows;
}

type Ranks = Pick<CoxRows, "rank" | "order" | "entryRank" | "mergedTimes">;

function rankTimes(time: Float64Array): Ranks {
  const { ranks, order, merged } = timeRanks(time);
  return { rank: ranks, order, entryRank: null, mergedTimes: merged };
}

/** Entries and times are ranked together: one of each that differ by rounding only are the same time. */
function rankIntervals(rows: Int32Array, entry: Float64Array, time: Float64Array): Ranks {
  const n = time.length;
  const both = new Float64Array(2 * n);
  both.set(entry);
  both.set(time, n);
  const { ranks, merged } = timeRanks(both);
  const entryRank = ranks.slice(0, n);
  const rank = ranks.slice(n);
  for (let i = 0; i < n; i++) {
    if (entryRank[i]! < rank[i]!) continue;
    const row = rows[i]!;
    const near = entry[i]! < time[i]! ? ", which counts as the same time" : "";
    throw new InputError(
      "option",
      `entry is ${entry[i]} and time is ${time[i]}${near} at row ${row}: a row is at risk after entry and until time, so entry must come before`,
      { column: "entry", row },
    );
  }
  return { rank, order: null, entryRank, mergedTimes: merged };
}
