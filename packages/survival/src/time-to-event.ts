import {
  type Channel,
  checkOptions,
  type DateValue,
  InputError,
  type Omitted,
  oneOf,
  type RowOf,
  type RowOptions,
  readFrame,
  rereadable,
  type Warning,
} from "@hcc/data";
import { daysToMonths } from "./days-to-months.js";
import { type NamedDates, readEndPointDates } from "./internal/end-point-dates.js";

/** Channels and options of `timeToEvent`; all dates are calendar days, or all are day numbers on one axis. */
export interface TimeToEventSpec<Row> extends RowOptions<Row> {
  /** Day from which the time is counted (day 0). */
  readonly origin: Channel<Row, DateValue>;
  /** Events by name; the earliest is the event of the subject. An event named `death` is taken as the date of death. */
  readonly event: Readonly<Record<string, Channel<Row, DateValue>>>;
  /**
   * Days until which the subject is known to be free of the event, by name; the latest counts. The name is the reason of
   * the censoring, such as "alive at last contact".
   */
  readonly censoring: Readonly<Record<string, Channel<Row, DateValue>>>;
  /** Date of death where death is not an event of the end point: follow-up ends there. */
  readonly death?: Channel<Row, DateValue>;
  /** Last day of data; what happened later is not known. */
  readonly cutoff?: DateValue;
  /** A subject without any date after the origin. One of "error" (default) and "origin": censored on day 0. */
  readonly noDate?: "error" | "origin";
  /** Reason of a censoring where the data have one, such as "lost to follow-up"; replaces the name in `censoring`. */
  readonly censoringReason?: Channel<Row, string>;
}

const OPTIONS = [
  "origin",
  "event",
  "censoring",
  "death",
  "cutoff",
  "noDate",
  "censoringReason",
  "where",
  "missing",
] as const satisfies readonly (keyof TimeToEventSpec<never>)[];

/** Result of `timeToEvent`; the arrays have one entry per input row, in input order. */
export interface TimeToEvent {
  readonly kind: "time-to-event";
  readonly version: 1;
  /** Days from the origin; NaN for a row left out. */
  readonly days: Float64Array;
  /** `days` / 30.4375. */
  readonly months: Float64Array;
  /** 1 for the event, 0 for censored, -1 for a row left out. */
  readonly event: Int8Array;
  /** Name of the event, or why the time is censored; null for a row left out. */
  readonly reason: readonly (string | null)[];
  /** How often each reason occurs, events first, then by count. */
  readonly reasons: readonly { readonly reason: string; readonly event: 0 | 1; readonly count: number }[];
  /** Number of subjects in use. */
  readonly n: number;
  readonly events: number;
  readonly warnings: readonly Warning[];
  /** Rows left out because the origin is missing. */
  readonly omitted: Omitted;
  /** Number of rows left out by `where`. */
  readonly excluded: number;
}

/**
 * Time to an event from dates, with a reason for every censoring: overall survival, time to progression, progression-free
 * survival.
 *
 * For each subject, in this order:
 * 1. the earliest event on or before the cut-off: event on that day, the reason is its name;
 * 2. an event after the cut-off: censored at the cut-off, "cut-off";
 * 3. no event: censored on the latest day of `censoring`, at most the day of death and the cut-off. The reason is
 *    "death without ..." where the subject died (the events named), "cut-off" where the cut-off was reached, else
 *    the subject's `censoringReason` or the name of that day in `censoring`;
 * 4. no such day, or one before the origin: see `noDate`; the reason is "no assessment".
 *
 * Deaths in time to progression are therefore censored at the last assessment. To censor them at death, list the date of
 * death in `censoring` too. Days count from the origin as day 0; months = days / 30.4375.
 *
 * Warnings: "after-death" (a day of `censoring` lies after death), "before-origin" (all days of `censoring` do, with
 * `noDate` "origin").
 *
 * @param data rows, an object of columns, or an Arrow-like table; one row per subject.
 * @param spec channels and options.
 * @returns arrays that serve as channels: `kaplanMeier(patients, { time: os.months, event: os.event })`.
 * @throws InputError naming the row: event or death before the origin, an event other than death after it, origin after
 * the cut-off, no date at all, a date that does not exist.
 *
 * @example
 * ```ts
 * import { timeToEvent } from "@hcc/survival";
 * const patients = [
 *   { diagnosis: "2019-01-01", progression: "2019-05-01", lastImage: "2019-05-01", death: "2020-01-01", lastSeen: "2020-01-01" },
 *   { diagnosis: "2019-01-01", progression: null, lastImage: "2019-03-02", death: "2019-03-12", lastSeen: "2019-03-12" },
 *   { diagnosis: "2021-07-01", progression: null, lastImage: "2021-11-30", death: null, lastSeen: "2022-02-01" },
 * ];
 * const os = timeToEvent(patients, {
 *   origin: "diagnosis",
 *   event: { death: "death" },
 *   censoring: { "alive at last contact": "lastSeen" },
 *   cutoff: "2021-12-31",
 * });
 * Array.from(os.days); // => [365, 70, 183]
 * os.reason; // => ["death", "death", "cut-off"]
 * const ttp = timeToEvent(patients, {
 *   origin: "diagnosis",
 *   event: { progression: "progression" },
 *   censoring: { "no progression at last assessment": "lastImage" },
 *   death: "death",
 *   cutoff: "2021-12-31",
 * });
 * Array.from(ttp.days); // => [120, 60, 152]
 * ttp.reason; // => ["progression", "death without progression", "no progression at last assessment"]
 * ```
 *
 * @see US Food and Drug Administration. Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics. Guidance for industry, 2018.
 */
export function timeToEvent<D extends Iterable<unknown> | object>(
  data: D,
  spec: TimeToEventSpec<RowOf<D>>,
): TimeToEvent {
  checkOptions("timeToEvent", spec, OPTIONS);
  const noDate = oneOf("noDate", spec.noDate, ["error", "origin"], "error");
  const missing = oneOf("missing", spec.missing, ["error", "omit"], "error");
  const source = rereadable(data);
  const { size, rows, excluded } = readFrame(source, {}, { where: spec.where });
  const { origin, events, censoring, death, cutoff, given } = readEndPointDates(source, spec);
  const without = `death without ${events.map(({ name }) => name).join(" or ")}`;

  const omitted = missingOrigins(origin, rows, spec.origin, missing);
  const result = {
    days: new Float64Array(size).fill(Number.NaN),
    months: new Float64Array(size).fill(Number.NaN),
    event: new Int8Array(size).fill(-1),
    reason: new Array<string | null>(size).fill(null),
  };
  const afterDeath: number[] = [];
  const beforeOrigin: number[] = [];
  for (const row of rows) {
    const start = origin[row]!;
    if (Number.isNaN(start)) continue;
    if (start > cutoff) fail("origin", row, "the origin lies after the cut-off: leave the subject out with where");
    const died = death !== undefined && !Number.isNaN(death[row]!);
    const dead = died ? death[row]! : Number.POSITIVE_INFINITY;
    if (dead < start) fail("death", row, "death lies before the origin: correct one of the dates");
    const first = pick(events, row, (a, b) => a < b);
    if (first !== null && first.day < start)
      fail(
        first.name,
        row,
        `${first.name} lies before the origin: correct one of the dates, or leave the subject out with where`,
      );
    if (first !== null && first.day > dead)
      fail(first.name, row, `${first.name} lies after death: correct one of the dates`);
    const last = pick(censoring, row, (a, b) => a > b);
    if (last !== null && last.day > dead) afterDeath.push(row);

    let day: number;
    let reason: string;
    let event = 0;
    if (first !== null && first.day <= cutoff) {
      ({ day, name: reason } = first);
      event = 1;
    } else if (first !== null) {
      day = cutoff;
      reason = "cut-off";
    } else if (last === null || last.day < start) {
      if (noDate === "error") {
        const found =
          last === null ? "there is no event and no day of censoring" : `${last.name} lies before the origin`;
        fail("censoring", row, `${found}: complete the dates, or censor such subjects on day 0 with noDate: "origin"`);
      }
      if (last !== null) beforeOrigin.push(row);
      day = start;
      reason = "no assessment";
    } else {
      const end = Math.min(last.day, dead);
      day = Math.min(end, cutoff);
      if (died && dead <= cutoff) reason = without;
      else if (end >= cutoff) reason = "cut-off";
      else reason = given !== null && given.codes[row]! >= 0 ? given.levels[given.codes[row]!]! : last.name;
    }
    result.days[row] = day - start;
    result.months[row] = daysToMonths(day - start);
    result.event[row] = event;
    result.reason[row] = reason;
  }

  const warnings: Warning[] = [];
  if (afterDeath.length > 0) {
    const message = `a day of censoring lies after death in ${listRows(afterDeath)}: it was cut to the day of death`;
    warnings.push({ code: "after-death", message });
  }
  if (beforeOrigin.length > 0) {
    const message = `all days of censoring lie before the origin in ${listRows(beforeOrigin)}: censored on day 0`;
    warnings.push({ code: "before-origin", message });
  }
  const reasons = countReasons(result.event, result.reason);
  return {
    kind: "time-to-event",
    version: 1,
    ...result,
    reasons,
    n: rows.length - omitted.count,
    events: reasons.reduce((sum, { event, count }) => sum + event * count, 0),
    warnings,
    omitted,
    excluded,
  };
}

function fail(column: string, row: number, message: string): never {
  throw new InputError("date", `row ${row}: ${message}`, { column, row });
}

function missingOrigins(origin: Float64Array, rows: Int32Array, channel: unknown, option: "error" | "omit"): Omitted {
  const missing = Array.from(rows).filter((row) => Number.isNaN(origin[row]!));
  if (missing.length > 0 && option === "error") {
    throw new InputError(
      "missing-value",
      `the origin is missing in ${listRows(missing)}: complete the data, or leave such rows out with missing: "omit"`,
      { column: typeof channel === "string" ? channel : "origin", row: missing[0]! },
    );
  }
  if (missing.length === rows.length)
    throw new InputError("empty-data", "the origin is missing in every row: complete the data", { column: "origin" });
  return { count: missing.length, rows: missing };
}

/** The first (or last) of the dates of a row; the one listed first among equal days. */
function pick(
  dates: readonly NamedDates[],
  row: number,
  better: (a: number, b: number) => boolean,
): { name: string; day: number } | null {
  let best: { name: string; day: number } | null = null;
  for (const { name, days } of dates) {
    const day = days[row]!;
    if (!Number.isNaN(day) && (best === null || better(day, best.day))) best = { name, day };
  }
  return best;
}

function listRows(rows: readonly number[]): string {
  return `${rows.length} ${rows.length === 1 ? "row" : "rows"} (${rows.slice(0, 5).join(", ")}${rows.length > 5 ? ", ..." : ""})`;
}

function countReasons(event: Int8Array, reason: readonly (string | null)[]): TimeToEvent["reasons"] {
  const counts = new Map<string, { reason: string; event: 0 | 1; count: number }>();
  reason.forEach((name, row) => {
    if (name === null) return;
    const key = `${event[row]}${name}`;
    const entry = counts.get(key) ?? { reason: name, event: event[row] === 1 ? 1 : 0, count: 0 };
    counts.set(key, { ...entry, count: entry.count + 1 });
  });
  return [...counts.values()].sort((a, b) => b.event - a.event || b.count - a.count || (a.reason < b.reason ? -1 : 1));
}
