import {
  type Channel,
  checkOptions,
  column,
  type EventValue,
  type Omitted,
  optionalColumn,
  type RowOf,
  type RowOptions,
  readFrame,
} from "@hcc/data";
import { checkTime } from "./internal/check-time.js";
import { countUntil } from "./internal/find-time.js";
import { checkIntervals, joined } from "./internal/intervals.js";
import { rowOptions } from "./internal/row-options.js";
import { timeRanks } from "./time-ranks.js";

/** Channels and options of `landmark`. */
export interface LandmarkSpec<Row> extends RowOptions<Row> {
  /** Observed time, 0 or more. */
  readonly time: Channel<Row, number>;
  /** 1 or true when the time ended with the event, 0 or false when it is censored. */
  readonly event: Channel<Row, EventValue>;
  /** The landmark: time, in the unit of the data, from which survival is analyzed. */
  readonly at: number;
  /** Time at which a row comes under observation, below `time`. Default: from the start. */
  readonly entry?: Channel<Row, number>;
}

/** Columns of the subjects at risk after the landmark, ready as data. */
export interface LandmarkColumns {
  /** Time from the landmark. */
  readonly time: Float64Array;
  readonly event: Uint8Array;
  /** Row of the input, from 0. */
  readonly row: Int32Array;
}

/** Subjects at risk after a landmark, and what became of the others. */
export interface Landmark {
  readonly kind: "landmark";
  readonly version: 1;
  readonly at: number;
  readonly columns: LandmarkColumns;
  /** Number of subjects in `columns`. */
  readonly n: number;
  /** Number who had the event at the landmark or before. */
  readonly eventBefore: number;
  /** Number censored at the landmark or before. */
  readonly censoredBefore: number;
  /** Number who come under observation after the landmark. */
  readonly enteredAfter: number;
  /** Rows left out because a value was missing. */
  readonly omitted: Omitted;
  /** Number of rows left out by `where`. */
  readonly excluded: number;
}

/**
 * Landmark analysis: the subjects who are event-free and under observation after a time, with time counted from it.
 *
 * Kept are the rows with entry <= landmark < time; groups are then those known at the landmark, such as response by month 3,
 * so that no time before it is counted as survival of a group that is defined later (immortal time). An event or censoring at
 * the landmark is before it. Times that differ by rounding only are one time (see `timeRanks`). Equals R's
 * `subset(data, time > at)` with `time - at`.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @returns columns of which `row` says where the other fields are.
 * @throws InputError for a missing value, a negative time, an entry not before its time, an event other than 0 and 1, an
 * unknown option.
 *
 * @example
 * ```ts
 * import { kaplanMeier, landmark } from "@hcc/survival";
 * const patients = [
 *   { months: 2, death: 1, response: 3 }, { months: 9, death: 1, response: null }, { months: 14, death: 0, response: 1 },
 * ];
 * const { columns, n, eventBefore } = landmark(patients, { time: "months", event: "death", at: 3 });
 * [n, eventBefore]; // => [2, 1]
 * const responded = Array.from(columns.row, (row) => (patients[row]!.response ?? Infinity) <= 3);
 * const { curves } = kaplanMeier(columns, { time: "time", event: "event", by: responded });
 * curves.map((curve) => [curve.group, curve.time[0]]); // => [["false", 6], ["true", 11]]
 * ```
 *
 * @see Anderson JR, Cain KC, Gelber RD. Analysis of survival by tumor response. J Clin Oncol 1983;1:710-9. https://doi.org/10.1200/JCO.1983.1.11.710
 */
export function landmark<D extends Iterable<unknown> | object>(data: D, spec: LandmarkSpec<RowOf<D>>): Landmark {
  checkOptions("landmark", spec, ["time", "event", "at", "entry", "where", "missing"]);
  const at = checkTime(spec.at, "at");
  const requests = {
    time: column("time", spec.time),
    event: column("event", spec.event),
    entry: optionalColumn("time", spec.entry),
  };
  const frame = readFrame(data, requests, rowOptions(spec));
  const { time, event, entry } = frame.columns;
  const { n } = frame;
  const { ranks, time: distinct } = timeRanks(entry === null ? time : joined(entry, time));
  const timeRank = ranks.subarray(ranks.length - n);
  const entryRank = entry === null ? null : ranks.subarray(0, n);
  if (entry !== null) checkIntervals(frame.rows, { entry, time, entryRank: entryRank!, timeRank, id: null });
  const first = countUntil(distinct, at);
  const counts = { eventBefore: 0, censoredBefore: 0, enteredAfter: 0 };
  const used = Array.from(time.keys()).filter((i) => {
    if (entryRank !== null && entryRank[i]! >= first) counts.enteredAfter++;
    else if (timeRank[i]! >= first) return true;
    else if (event[i] === 1) counts.eventBefore++;
    else counts.censoredBefore++;
    return false;
  });
  return {
    kind: "landmark",
    version: 1,
    at,
    columns: {
      time: Float64Array.from(used, (i) => time[i]! - at),
      event: Uint8Array.from(used, (i) => event[i]!),
      row: Int32Array.from(used, (i) => frame.rows[i]!),
    },
    n: used.length,
    ...counts,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}
