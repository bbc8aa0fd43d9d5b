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
import { type ReadMeasured, readMeasured } from "./internal/read-measured.js";
import { rowOptions } from "./internal/row-options.js";
import type { Measured } from "./measured.js";
import type { IntervalColumns } from "./split-intervals.js";
import { timeRanks } from "./time-ranks.js";

/** A table with one row per patient, and the measurements that change over time. */
export interface StartStopSpec<Row, Tables extends Readonly<Record<string, Measured<GroupValue>>>>
  extends RowOptions<Row> {
  /** Patient of each row; each is listed once. */
  readonly id: Channel<Row, GroupValue>;
  /** Time from origin to event or censoring, above `entry`. */
  readonly time: Channel<Row, number>;
  /** True or 1 for an event at `time`. */
  readonly event: Channel<Row, EventValue>;
  /** Time at which a patient comes under observation. Default 0. */
  readonly entry?: Channel<Row, number>;
  /** Names of the covariates that change with time, each with its table of visits: `{ afp: measured(visits, ...) }`. */
  readonly measurements: Tables;
}

/** What became of the visits of one table. */
export interface MeasurementCount {
  readonly name: string;
  /** Within the follow-up: they start an interval. */
  readonly within: number;
  /** At or before the entry: the last of them is the value at the start. */
  readonly before: number;
  /** At or after the end of the follow-up: without effect. */
  readonly after: number;
  /** Of patients who are not in the table of patients (or left out there): without effect. */
  readonly otherPatients: number;
  /** Left out because something was missing. */
  readonly omitted: Omitted;
}

/** Follow-up in intervals with the measurements as columns. */
export interface StartStopRows<Tables extends Readonly<Record<string, Measured<GroupValue>>>> {
  readonly kind: "start-stop-rows";
  readonly version: 1;
  /** Ready as data; a measurement is null before the first visit, unless `initial` is given. */
  readonly columns: Omit<Required<IntervalColumns>, "episode"> & {
    readonly [Name in keyof Tables]: Tables[Name] extends Measured<infer Value> ? readonly (Value | null)[] : never;
  };
  /** In the order of `measurements`. */
  readonly counts: readonly MeasurementCount[];
  /** Number of intervals. */
  readonly n: number;
  /** Patients in use. */
  readonly patients: number;
  readonly omitted: Omitted;
  /** Patients left out by `where`. */
  readonly excluded: number;
}

/**
 * Joins measurements taken at visits with the follow-up of patients: intervals (entry, time] in which every covariate has
 * one value, for a Cox model with time-dependent covariates.
 *
 * The follow-up of a patient is cut at each visit within it, and the value of a visit holds from there on until the next
 * (last value carried forward), so that at an event at time t only what was measured before t counts. Visits at or before
 * the entry give the value at the start; visits at or after the end have no effect. Times that differ by rounding only are
 * one time (see `timeRanks`).
 *
 * Equals R's `tmerge` with `event`, `tdc` and `cumtdc`, except that a sum is 0 before the first visit, and two different
 * values of one patient at one time are an error (R takes the last-listed).
 *
 * @param patients one row per patient.
 * @throws InputError for a patient who is listed twice, an interval without length, two values at one time, and what is
 * missing.
 *
 * @example
 * ```ts
 * import { measured, startStopRows } from "@hcc/survival";
 * const patients = [{ id: 1, months: 14, death: 1 }, { id: 2, months: 5, death: 0 }];
 * const visits = [{ id: 1, month: 0, afp: 400 }, { id: 1, month: 6, afp: 35 }, { id: 2, month: 2, afp: 80 }];
 * const { columns } = startStopRows(patients, {
 *   id: "id", time: "months", event: "death",
 *   measurements: { afp: measured(visits, { id: "id", time: "month", value: "afp" }) },
 * });
 * Array.from(columns.entry); // => [0, 6, 0, 2]
 * Array.from(columns.time); // => [6, 14, 2, 5]
 * columns.afp; // => [400, 35, null, 80]
 * ```
 *
 * @see Therneau T, Crowson C, Atkinson E. Using time dependent covariates and time dependent coefficients in the Cox
 * model. Vignette of the R package survival, 2024.
 */
export function startStopRows<
  Data extends Iterable<unknown> | object,
  const Tables extends Readonly<Record<string, Measured<GroupValue>>>,
>(patients: Data, spec: StartStopSpec<RowOf<Data>, Tables>): StartStopRows<Tables> {
  const call = "startStopRows";
  checkOptions(call, spec, ["id", "time", "event", "entry", "measurements", "where", "missing"]);
  checkNames(spec.measurements);
  const frame = readFrame(
    patients,
    {
      id: column("group", spec.id),
      time: column("time", spec.time),
      event: column("event", spec.event),
      entry: optionalColumn("number", spec.entry),
    },
    rowOptions(spec),
  );
  const { id, time, event } = frame.columns;
  const { n, rows } = frame;
  const entry = entriesOf(frame.columns.entry, n);
  const position = new Map<string, number>();
  for (let i = 0; i < n; i++) {
    const name = id.levels[id.codes[i]!]!;
    const other = position.get(name);
    if (other !== undefined) {
      throw new InputError(
        "duplicate",
        `patient "${name}" is at rows ${rows[other]} and ${rows[i]}: list every patient once`,
        { column: "id", row: rows[i]! },
      );
    }
    position.set(name, i);
  }
  const tables = Object.entries(spec.measurements).map(([name, table]) => readMeasured(name, table, position));
  const { ranks } = timeRanks(joined(entry, time, ...tables.map((table) => table.time)));
  const [entryRank, timeRank] = [ranks.subarray(0, n), ranks.subarray(n, 2 * n)];
  checkIntervals(rows, { entry, time, entryRank, timeRank, id: null });
  let from = 2 * n;
  const placed = tables.map((table): Placed => {
    const rank = ranks.subarray(from, from + table.time.length);
    from += table.time.length;
    return { ...table, rank, byPatient: byPatient(table, rank, n) };
  });

  const columns: Record<"entry" | "time" | "event" | "row", number[]> = { entry: [], time: [], event: [], row: [] };
  const names: string[] = [];
  const values = placed.map((): (GroupValue | null)[] => []);
  for (let i = 0; i < n; i++) {
    // Start of each interval by rank, with its time.
    const starts = new Map([[entryRank[i]!, entry[i]!]]);
    for (const { byPatient: visits, rank, time: at } of placed) {
      for (const k of visits[i]!) {
        if (rank[k]! > entryRank[i]! && rank[k]! < timeRank[i]! && !starts.has(rank[k]!)) starts.set(rank[k]!, at[k]!);
      }
    }
    const order = [...starts.keys()].sort((a, b) => a - b);
    const next = placed.map(() => 0);
    const current = placed.map(({ initial }) => initial);
    order.forEach((start, j) => {
      const last = j + 1 === order.length;
      columns.entry.push(starts.get(start)!);
      columns.time.push(last ? time[i]! : starts.get(order[j + 1]!)!);
      columns.event.push(last ? event[i]! : 0);
      columns.row.push(rows[i]!);
      names.push(id.levels[id.codes[i]!]!);
      placed.forEach(({ byPatient: visits, rank, value, rule }, m) => {
        const own = visits[i]!;
        for (; next[m]! < own.length && rank[own[next[m]!]!]! <= start; next[m]!++) {
          const found = value[own[next[m]!]!]!;
          current[m] = rule === "sum" ? (current[m] as number) + (found as number) : found;
        }
        values[m]!.push(current[m]!);
      });
    });
  }
  return {
    kind: "start-stop-rows",
    version: 1,
    columns: {
      entry: Float64Array.from(columns.entry),
      time: Float64Array.from(columns.time),
      event: Uint8Array.from(columns.event),
      row: Int32Array.from(columns.row),
      id: names,
      ...Object.fromEntries(placed.map(({ name }, m) => [name, values[m]!])),
    } as unknown as StartStopRows<Tables>["columns"],
    counts: placed.map((table) => countVisits(table, entryRank, timeRank)),
    n: names.length,
    patients: n,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}

/** A table of visits with ranks, and the visits of each patient in their order. */
interface Placed extends ReadMeasured {
  readonly rank: Int32Array;
  readonly byPatient: readonly (readonly number[])[];
}

const TAKEN = ["entry", "time", "event", "row", "id"];

function checkNames(measurements: unknown): void {
  if (typeof measurements !== "object" || measurements === null || Object.keys(measurements).length === 0) {
    throw new InputError("option", "measurements is not given: name covariates, as { afp: measured(visits, ...) }", {
      column: "measurements",
    });
  }
  for (const [name, table] of Object.entries(measurements)) {
    if ((table as Measured<GroupValue> | null)?.type !== "measured") {
      throw new InputError("option", `the measurement "${name}" is no table of visits: give measured(visits, ...)`, {
        column: name,
      });
    }
    if (TAKEN.includes(name)) {
      throw new InputError(
        "duplicate",
        `a measurement is called "${name}": choose another name than ${TAKEN.join(", ")}`,
        {
          column: name,
        },
      );
    }
  }
}

/** Visits of each patient by time; two values at one time are refused, equal ones are one visit. */
function byPatient({ name, patient, time, value, rule, rows }: ReadMeasured, rank: Int32Array, n: number): number[][] {
  const lists = Array.from({ length: n }, (): number[] => []);
  patient.forEach((i, k) => {
    if (i >= 0) lists[i]!.push(k);
  });
  for (const list of lists) {
    list.sort((a, b) => rank[a]! - rank[b]! || a - b);
    if (rule === "sum") continue;
    for (let k = 1; k < list.length; k++) {
      const [before, after] = [list[k - 1]!, list[k]!];
      if (rank[before] !== rank[after] || value[before] === value[after]) continue;
      throw new InputError(
        "duplicate",
        `"${name}" has two values of one patient at time ${time[after]}, ${String(value[before])} at row ${rows[before]} and ${String(value[after])} at row ${rows[after]}: keep one`,
        { column: name, row: rows[after]! },
      );
    }
  }
  return lists;
}

function countVisits(
  { name, patient, rank, omitted }: Placed,
  entryRank: Int32Array,
  timeRank: Int32Array,
): MeasurementCount {
  const count = { name, within: 0, before: 0, after: 0, otherPatients: 0, omitted };
  patient.forEach((i, k) => {
    if (i < 0) count.otherPatients++;
    else if (rank[k]! <= entryRank[i]!) count.before++;
    else if (rank[k]! >= timeRank[i]!) count.after++;
    else count.within++;
  });
  return count;
}
