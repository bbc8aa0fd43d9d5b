import {
  type Channel,
  checkOptions,
  column,
  type EventValue,
  type GroupValue,
  InputError,
  type Omitted,
  optionalColumn,
  type RowOf,
  type RowOptions,
  readFrame,
} from "@hcc/data";
import { checkIntervals, entriesOf, joined } from "./internal/intervals.js";
import { rowOptions } from "./internal/row-options.js";
import { timeRanks } from "./time-ranks.js";

/** Where the follow-up of each row is, and where it is cut. */
export interface SplitIntervalsSpec<Row> extends RowOptions<Row> {
  /** Time from origin to event or censoring, above `entry`. */
  readonly time: Channel<Row, number>;
  /** True or 1 for an event at `time`. */
  readonly event: Channel<Row, EventValue>;
  /** Time at which a row comes under observation. Default 0. */
  readonly entry?: Channel<Row, number>;
  /** Patient of each row; intervals of one patient must not overlap. Default: every row is a patient. */
  readonly id?: Channel<Row, GroupValue>;
  /** Times to cut at, in any order, or "events": every time at which anybody has an event. */
  readonly cuts: Iterable<number> | "events";
}

/** Columns of the intervals, ready as data: one value per interval. */
export interface IntervalColumns {
  /** Start of the interval, not part of it. */
  readonly entry: Float64Array;
  /** End of the interval, part of it. */
  readonly time: Float64Array;
  /** 1 where the interval ends with the event of its row. */
  readonly event: Uint8Array;
  /** Number of the interval between the cuts: 1 until the first cut, 2 until the second, ... */
  readonly episode: Int32Array;
  /** Row of the input that the interval is part of, from 0. */
  readonly row: Int32Array;
  /** Patient of the interval; absent without `id`, where `row` names the patient. */
  readonly id?: readonly string[];
}

/** Follow-up cut into intervals. */
export interface SplitIntervals {
  readonly kind: "split-intervals";
  readonly version: 1;
  readonly columns: IntervalColumns;
  /** Distinct cuts, ascending. */
  readonly cuts: Float64Array;
  /** Number of intervals. */
  readonly n: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/** Number of intervals beyond which their columns would not fit into memory. */
const MOST = 1e8;

/**
 * Cuts follow-up into intervals (entry, time], for covariates and effects that change with time.
 *
 * A row under observation in (entry, time] becomes one interval per stretch between cuts; a cut at the entry or at the end
 * cuts nothing. The event, if any, is in the last one. Times that differ by rounding only are one time (see `timeRanks`).
 * A Cox model of the intervals, with `entry: "entry"`, is the model of the rows as long as the covariates are those of the
 * rows; what may differ between the intervals of a row is the point:
 * - a hazard ratio before and after a time: `interaction("arm", factor("episode"))`;
 * - an effect that changes with log time: cut at "events" and add `{ armLog: (d) => arm(d) * log(d.time) }`.
 *
 * Equals R's `survSplit`; cut at "events" and fitted, R's `coxph(... + tt(x))`.
 *
 * @param spec times in one unit.
 * @throws InputError for an interval without length, overlapping intervals of one patient, cuts that are no numbers, and
 * more than 1e8 intervals.
 *
 * @example
 * ```ts
 * import { splitIntervals } from "@hcc/survival";
 * const patients = [{ months: 14, death: 1, arm: "TKI" }, { months: 5, death: 0, arm: "TKI-I" }];
 * const { columns } = splitIntervals(patients, { time: "months", event: "death", cuts: [6, 12] });
 * Array.from(columns.entry); // => [0, 6, 12, 0]
 * Array.from(columns.time); // => [6, 12, 14, 5]
 * Array.from(columns.event); // => [0, 0, 1, 0]
 * Array.from(columns.row, (row) => patients[row].arm); // => ["TKI", "TKI", "TKI", "TKI-I"]
 * ```
 *
 * @see Therneau T, Crowson C, Atkinson E. Using time dependent covariates and time dependent coefficients in the Cox
 * model. Vignette of the R package survival, 2024.
 */
export function splitIntervals<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: SplitIntervalsSpec<RowOf<Data>>,
): SplitIntervals {
  const call = "splitIntervals";
  checkOptions(call, spec, ["time", "event", "entry", "id", "cuts", "where", "missing"]);
  const frame = readFrame(
    data,
    {
      time: column("time", spec.time),
      event: column("event", spec.event),
      entry: optionalColumn("number", spec.entry),
      id: optionalColumn("group", spec.id),
    },
    rowOptions(spec),
  );
  const { time, event, id } = frame.columns;
  const { n, rows } = frame;
  const cuts = readCuts(spec.cuts, time, event);
  const entry = entriesOf(frame.columns.entry, n);
  const { ranks, time: distinct } = timeRanks(joined(entry, time, cuts));
  const [entryRank, timeRank] = [ranks.subarray(0, n), ranks.subarray(n, 2 * n)];
  checkIntervals(rows, { entry, time, entryRank, timeRank, id });

  // Number of distinct cuts at or below each rank.
  const isCut = new Uint8Array(distinct.length);
  for (const rank of ranks.subarray(2 * n)) isCut[rank] = 1;
  const below = new Int32Array(distinct.length + 1);
  for (let k = 0; k < distinct.length; k++) below[k + 1] = below[k]! + isCut[k]!;
  const cutTimes = distinct.filter((_, k) => isCut[k] === 1);
  const pieces = (i: number): number => 1 + below[timeRank[i]!]! - below[entryRank[i]! + 1]!;
  let count = 0;
  for (let i = 0; i < n; i++) count += pieces(i);
  if (count > MOST) {
    throw new InputError("option", `${call}: there would be ${count} intervals: give fewer cuts`, { column: "cuts" });
  }
  const columns = {
    entry: new Float64Array(count),
    time: new Float64Array(count),
    event: new Uint8Array(count),
    episode: new Int32Array(count),
    row: new Int32Array(count),
  };
  for (let i = 0, at = 0; i < n; i++) {
    const first = below[entryRank[i]! + 1]!;
    const last = first + pieces(i) - 1;
    for (let episode = first; episode <= last; episode++, at++) {
      columns.entry[at] = episode === first ? entry[i]! : cutTimes[episode - 1]!;
      columns.time[at] = episode === last ? time[i]! : cutTimes[episode]!;
      columns.event[at] = episode === last ? event[i]! : 0;
      columns.episode[at] = episode + 1;
      columns.row[at] = rows[i]!;
    }
  }
  const place = new Map(Array.from(rows, (row, i) => [row, i]));
  return {
    kind: "split-intervals",
    version: 1,
    columns: {
      ...columns,
      ...(id !== null && { id: Array.from(columns.row, (row) => id.levels[id.codes[place.get(row)!]!]!) }),
    },
    cuts: cutTimes,
    n: count,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}

function readCuts(cuts: Iterable<number> | "events", time: Float64Array, event: Uint8Array): Float64Array {
  if (cuts === "events") return time.filter((_, i) => event[i] === 1);
  if (typeof cuts !== "object" || cuts === null || !(Symbol.iterator in cuts)) {
    throw new InputError("option", `cuts is ${String(cuts)}: give a list of times, or "events"`, { column: "cuts" });
  }
  return Float64Array.from(cuts, (cut) => {
    if (typeof cut === "number" && Number.isFinite(cut)) return cut;
    throw new InputError("not-finite", `cuts holds ${String(cut)}: give finite times`, { column: "cuts" });
  });
}
