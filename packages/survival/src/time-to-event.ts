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
import { endOfTime } from "./internal/end-of-time.js";
import { readEndPointDates } from "./internal/end-point-dates.js";
import { endPointWarnings, listRows } from "./internal/end-point-warnings.js";

/** Channels and options of `timeToEvent`; all dates are calendar days, or all are day numbers on one axis. */
export interface TimeToEventSpec<Row> extends RowOptions<Row> {
  /** Day from which the time is counted (day 0). */
  readonly origin: Channel<Row, DateValue>;
  /** Events by name; the earliest is the event of the subject. An event named `death` is taken as the date of death. */
  readonly event: Readonly<Record<string, Channel<Row, DateValue>>>;
  /**
   * Days until which the subject is known to be free of the event, by name; the latest counts. The name is the reason of
   * the censoring, such as "alive at last contact". Required without `assessments`.
   */
  readonly censoring?: Readonly<Record<string, Channel<Row, DateValue>>>;
  /**
   * All days on which the subject was assessed for the event, in any order; leave out those that were not evaluable (NE).
   * The last of them that counts is the day of censoring, and gaps are those between them.
   */
  readonly assessments?: Channel<Row, readonly (DateValue | null | undefined)[]>;
  /** First day of another treatment of the disease: only what lies before it counts. Needs `assessments`. */
  readonly newTherapy?: Channel<Row, DateValue>;
  /**
   * An event more days than this after the assessment before it (or the origin) does not count, since visits were missed.
   * Usual is twice the interval between visits plus their tolerance, 112 and more for visits every 8 weeks. Needs
   * `assessments`.
   */
  readonly maxGapDays?: number;
  /** First day of the treatment that defines the groups: a warning says where it lies after the origin. */
  readonly exposure?: Channel<Row, DateValue>;
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
  "assessments",
  "newTherapy",
  "maxGapDays",
  "exposure",
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
  /**
   * The reason as a code of CDISC's CNSR: 0 event; censored 1 at the last day known, 2 after missed visits, 3 before a new
   * therapy, 4 without an assessment, 5 with death before the event, 6 at the cut-off; -1 for a row left out.
   */
  readonly cnsr: Int8Array;
  /**
   * What the last day is: the name of the event or of the day of `censoring`, "last assessment", "origin", "death" or
   * "cut-off"; null for a row left out.
   */
  readonly endsOn: readonly (string | null)[];
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
 * survival, duration of response.
 *
 * For each subject, in this order:
 * 1. the earliest event counts if it lies on or before the cut-off, before the new therapy, and no more than `maxGapDays`
 *    after the assessment before it (or the origin): event on that day, the reason is its name;
 * 2. an event after the cut-off is not known; without `assessments` the subject was free of it at the cut-off and is
 *    censored there, "cut-off";
 * 3. a new therapy on or before the cut-off: censored at the last assessment before it, else on day 0, "new therapy". An
 *    event or an assessment on the day of the therapy does not lie before it;
 * 4. an event after a longer gap: censored at the assessment before it, else on day 0, "missed visits". An assessment on
 *    the day of the event is the one that found it, but lies before an event named `death`;
 * 5. no event: censored on the latest day of `assessments` and `censoring`. Assessments after death or the cut-off do not
 *    count; days of `censoring` are cut to these. The reason is "death without ..." where the subject died (the events
 *    named), "cut-off" where the cut-off was reached, else the subject's `censoringReason`, the name of that day in
 *    `censoring`, or "no ... at last assessment";
 * 6. no such day, or one before the origin: see `noDate`; the reason is "no assessment".
 *
 * Deaths in time to progression are therefore censored at the last assessment. To censor them at death, list the date of
 * death in `censoring` too. With `assessments` nothing after the cut-off has an effect. A gap without an event after it is
 * none. Days count from the origin as day 0; months = days / 30.4375. In R: `admiral::derive_param_tte`, whose censoring
 * dates are to be prepared by such rules.
 *
 * Warnings, each with its rows: "after-death" (a day of `censoring` lies after death), "assessment-after-death",
 * "therapy-before-origin", "therapy-after-death" (which do not count), "exposure-after-death", "before-origin" (all days
 * of censoring do, with `noDate` "origin"), and "immortal-time": the treatment begins after the origin, in so
 * many subjects and at most so many days, within which none of them can have had the event.
 *
 * @param data rows, an object of columns, or an Arrow-like table; one row per subject.
 * @param spec channels and options.
 * @returns arrays that serve as channels: `kaplanMeier(patients, { time: os.months, event: os.event })`.
 * @throws InputError naming the row: event or death before the origin, an event other than death after it, origin after
 * the cut-off, no date at all, a date that does not exist; `newTherapy` or `maxGapDays` without `assessments`.
 *
 * @example
 * ```ts
 * import { timeToEvent } from "@hcc/survival";
 * const patients = [
 *   { diagnosis: "2019-01-01", progression: "2019-05-01", images: ["2019-03-01", "2019-05-01"], death: "2020-01-01", lastSeen: "2020-01-01" },
 *   { diagnosis: "2019-01-01", progression: null, images: ["2019-03-02"], death: "2019-09-12", lastSeen: "2019-09-12" },
 *   { diagnosis: "2021-07-01", progression: null, images: ["2021-11-30"], death: null, lastSeen: "2022-02-01" },
 * ];
 * const dates = { origin: "diagnosis", cutoff: "2021-12-31" } as const;
 * const os = timeToEvent(patients, {
 *   ...dates,
 *   event: { death: "death" },
 *   censoring: { "alive at last contact": "lastSeen" },
 * });
 * Array.from(os.days); // => [365, 254, 183]
 * os.reason; // => ["death", "death", "cut-off"]
 * const progression = { ...dates, assessments: "images", maxGapDays: 126 } as const;
 * const ttp = timeToEvent(patients, { ...progression, event: { progression: "progression" }, death: "death" });
 * Array.from(ttp.days); // => [120, 60, 152]
 * ttp.reason; // => ["progression", "death without progression", "no progression at last assessment"]
 * const pfs = timeToEvent(patients, { ...progression, event: { progression: "progression", death: "death" } });
 * pfs.reason; // => ["progression", "missed visits", "no progression or death at last assessment"]
 * Array.from(pfs.cnsr); // => [0, 2, 1]
 * ```
 *
 * @see US Food and Drug Administration. Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics. Guidance
 * for industry, 2018 (appendix 3, table A: deaths after two or more missed visits).
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
  const dates = readEndPointDates(source, spec, size);
  const rules = { noDate, maxGapDays: spec.maxGapDays ?? Number.POSITIVE_INFINITY };

  const omitted = missingOrigins(dates.origin, rows, spec.origin, missing);
  const result = {
    days: new Float64Array(size).fill(Number.NaN),
    months: new Float64Array(size).fill(Number.NaN),
    event: new Int8Array(size).fill(-1),
    reason: new Array<string | null>(size).fill(null),
    cnsr: new Int8Array(size).fill(-1),
    endsOn: new Array<string | null>(size).fill(null),
  };
  for (const row of rows) {
    const start = dates.origin[row]!;
    if (Number.isNaN(start)) continue;
    const { day, reason, endsOn, cnsr } = endOfTime(dates, row, rules);
    result.days[row] = day - start;
    result.months[row] = daysToMonths(day - start);
    result.event[row] = cnsr === 0 ? 1 : 0;
    result.reason[row] = reason;
    result.cnsr[row] = cnsr;
    result.endsOn[row] = endsOn;
  }
  const reasons = countReasons(result.event, result.reason);
  return {
    kind: "time-to-event",
    version: 1,
    ...result,
    reasons,
    n: rows.length - omitted.count,
    events: reasons.reduce((sum, { event, count }) => sum + event * count, 0),
    warnings: endPointWarnings(dates, result.cnsr),
    omitted,
    excluded,
  };
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
