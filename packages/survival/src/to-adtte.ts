import {
  type Channel,
  calendarDate,
  checkOptions,
  type DateValue,
  dayNumber,
  type GroupValue,
  InputError,
  oneOf,
  type RowOf,
  readColumn,
  readDates,
  readFrame,
  rereadable,
} from "@hcc/data";
import { daysToMonths } from "./days-to-months.js";
import { checkAdamName, isAbsent } from "./internal/adam.js";
import type { TimeToEvent } from "./time-to-event.js";

/** Where a date was found: a domain or dataset, and its variable. */
export interface AdtteSource {
  readonly SRCDOM: string;
  readonly SRCVAR: string;
}

/** What `toAdtte` writes about a result. */
export interface ToAdtteSpec<Row, Name extends string = string> {
  /** Result of `timeToEvent` on the same data. */
  readonly result: TimeToEvent;
  /** USUBJID. */
  readonly subject: Channel<Row, string | number>;
  /** STUDYID. */
  readonly studyId: string;
  /** PARAMCD: "OS", "PFS", "TTP", "TTPIH" (intrahepatic), "TTPTHR" (thrombus), "RSD" (duration of response), or your own. */
  readonly paramcd: string;
  /** PARAM; required for a PARAMCD of your own. */
  readonly param?: string;
  /** The origin that `timeToEvent` was given: STARTDT. */
  readonly origin: Channel<Row, DateValue>;
  /** Calendar day of day 0 where the origin is a day number; without it STARTDT and ADT are day numbers. */
  readonly referenceDate?: string | Date;
  /** Unit of AVAL. Default "days". */
  readonly unit?: "days" | "months";
  /** Counts the day of origin as day 1: AVAL = ADT - STARTDT + 1, the default of `admiral`. Default false. */
  readonly addOne?: boolean;
  /** SRCDOM and SRCVAR by the name in `result.endsOn`, null where there is no such place; all that occur must be named. */
  readonly sources?: Readonly<Record<string, AdtteSource | null>>;
  /** Further variables by name, such as the arm: `{ TRT01P: "arm" }`. */
  readonly keep?: Readonly<Record<Name, Channel<Row, GroupValue>>>;
}

/** A row of ADTTE; what is missing is null. */
export interface AdtteRow {
  readonly STUDYID: string;
  readonly USUBJID: string;
  readonly PARAMCD: string;
  readonly PARAM: string;
  /** "yyyy-mm-dd", or a day number. */
  readonly STARTDT: string | number;
  /** Day of the event or of the censoring, like STARTDT. */
  readonly ADT: string | number;
  readonly AVAL: number;
  readonly AVALU: "DAYS" | "MONTHS";
  /** 0 for the event; the codes of censoring are those of `timeToEvent`. */
  readonly CNSR: number;
  /** The event, or the reason of the censoring. */
  readonly EVNTDESC: string;
  /** What the day of a censoring is; null for an event. */
  readonly CNSDTDSC: string | null;
  readonly SRCDOM: string | null;
  readonly SRCVAR: string | null;
}

const OPTIONS = [
  "result",
  "subject",
  "studyId",
  "paramcd",
  "param",
  "origin",
  "referenceDate",
  "unit",
  "addOne",
  "sources",
  "keep",
] as const satisfies readonly (keyof ToAdtteSpec<never>)[];

const PARAMETERS = new Map([
  ["OS", "Overall Survival"],
  ["PFS", "Progression Free Survival"],
  ["TTP", "Time to Progression"],
  ["TTPIH", "Time to Intrahepatic Progression"],
  ["TTPTHR", "Time to Thrombus Progression"],
  ["RSD", "Duration of Response"],
]);

const VARIABLES = "STUDYID USUBJID PARAMCD PARAM STARTDT ADT AVAL AVALU CNSR EVNTDESC CNSDTDSC SRCDOM SRCVAR".split(
  " ",
);

/**
 * Times to an event as rows of ADTTE, the dataset of CDISC's ADaM: one row per subject in use.
 *
 * ADT = STARTDT + days. AVAL is the plain difference of days, so that a curve of AVAL is the curve of the result; with
 * `addOne` it is one more. Months are days / 30.4375. `fromAdtte` reads the rows. In R:
 * `admiral::derive_param_tte` and `derive_vars_duration` (whose default is `add_one = TRUE`, and whose months are those of
 * the calendar). ASEQ and SRCSEQ number the records of a whole dataset and are left to it.
 *
 * @param data the data that `timeToEvent` was given.
 * @throws InputError naming the subject: one that is listed twice or missing, a result of other data, an origin that is
 * missing, a PARAMCD that ADaM does not allow, a day without a source.
 *
 * @example
 * ```ts
 * import { timeToEvent, toAdtte } from "@hcc/survival";
 * const patients = [
 *   { id: "P-1", arm: "TKI", start: "2020-01-01", images: ["2020-02-26", "2020-04-22"], pd: "2020-04-22", death: null },
 *   { id: "P-2", arm: "TKI-I", start: "2020-02-01", images: ["2020-03-28"], pd: null, death: "2020-06-01" },
 * ];
 * const origin = "start";
 * const result = timeToEvent(patients, { origin, event: { progression: "pd" }, assessments: "images", death: "death" });
 * const rows = toAdtte(patients, { result, origin, subject: "id", studyId: "TKI-I", paramcd: "TTP", keep: { TRT01P: "arm" } });
 * rows.map((d) => [d.USUBJID, d.TRT01P, d.AVAL, d.CNSR]); // => [["P-1", "TKI", 112, 0], ["P-2", "TKI-I", 56, 5]]
 * rows.map((d) => [d.STARTDT, d.ADT])[1]; // => ["2020-02-01", "2020-03-28"]
 * rows.map((d) => [d.AVALU, d.EVNTDESC, d.CNSDTDSC])[1]; // => ["DAYS", "death without progression", "last assessment"]
 * ```
 *
 * @see CDISC. The ADaM Basic Data Structure for Time-to-Event Analyses, version 1.0, 2012.
 */
export function toAdtte<D extends Iterable<unknown> | object, Name extends string = never>(
  data: D,
  spec: ToAdtteSpec<RowOf<D>, Name>,
): (AdtteRow & Readonly<Record<Name, GroupValue | null>>)[] {
  checkOptions("toAdtte", spec, OPTIONS);
  const unit = oneOf("unit", spec.unit, ["days", "months"], "days");
  const source = rereadable(data);
  const { size } = readFrame(source, {});
  const result = checkResult(spec.result, size);
  const { sources, addOne = false } = spec;
  const constants = {
    STUDYID: text(spec.studyId, "studyId"),
    PARAMCD: checkAdamName(spec.paramcd, "paramcd"),
    PARAM: text(spec.param ?? PARAMETERS.get(spec.paramcd), "param"),
    AVALU: unit === "days" ? ("DAYS" as const) : ("MONTHS" as const),
  };
  const subjects = readColumn(source, "any", spec.subject, "subject");
  const kept = readKept(source, spec.keep ?? {});
  const { days: origin, scale } = readDates(source, spec.origin, "origin");
  const date = dateWriter(scale, spec.referenceDate);

  const seen = new Map<string, number>();
  const rows: (AdtteRow & Record<string, unknown>)[] = [];
  for (let row = 0; row < size; row++) {
    if (result.event[row]! < 0) continue;
    const subject = subjectOf(subjects[row], row, seen);
    const start = origin[row]!;
    if (Number.isNaN(start))
      throw new InputError(
        "missing-value",
        `subject "${subject}", row ${row}: the origin is missing, but the result has a time: give the origin that timeToEvent was given`,
        { column: "origin", row },
      );
    const days = result.days[row]!;
    const length = days + (addOne ? 1 : 0);
    const endsOn = result.endsOn[row]!;
    const place = sources === undefined ? null : sourceOfDay(sources, endsOn, row);
    rows.push({
      STUDYID: constants.STUDYID,
      USUBJID: subject,
      PARAMCD: constants.PARAMCD,
      PARAM: constants.PARAM,
      STARTDT: date(start),
      ADT: date(start + days),
      AVAL: unit === "days" ? length : daysToMonths(length),
      AVALU: constants.AVALU,
      CNSR: result.cnsr[row]!,
      EVNTDESC: result.reason[row]!,
      CNSDTDSC: result.event[row] === 1 ? null : endsOn,
      SRCDOM: place?.SRCDOM ?? null,
      SRCVAR: place?.SRCVAR ?? null,
      ...Object.fromEntries(kept.map(({ name, values }) => [name, values[row]])),
    });
  }
  return rows as (AdtteRow & Readonly<Record<Name, GroupValue | null>>)[];
}

function checkResult(result: TimeToEvent, size: number): TimeToEvent {
  if (result?.kind !== "time-to-event") {
    throw new InputError("option", "result is no result of timeToEvent: give the whole object that it returned", {
      column: "result",
    });
  }
  if (result.days.length === size) return result;
  throw new InputError(
    "length-mismatch",
    `result is of ${result.days.length} rows but the data have ${size}: give the data that timeToEvent was given`,
    { column: "result" },
  );
}

function text(value: unknown, role: string): string {
  if (typeof value === "string" && value !== "") return value;
  const known =
    role === "param" ? `, or one of the PARAMCD that have a name: ${[...PARAMETERS.keys()].join(", ")}` : "";
  const found = value === undefined ? "missing" : (JSON.stringify(value) ?? typeof value);
  throw new InputError("option", `${role} is ${found}: give text${known}`, { column: role });
}

function subjectOf(value: unknown, row: number, seen: Map<string, number>): string {
  if (isAbsent(value) || (typeof value !== "string" && typeof value !== "number"))
    throw new InputError("missing-value", `row ${row}: the subject is missing: give USUBJID as text or number`, {
      column: "subject",
      row,
    });
  const subject = String(value);
  const before = seen.get(subject);
  if (before !== undefined)
    throw new InputError(
      "duplicate",
      `subject "${subject}" is in rows ${before} and ${row}: give one row per subject, or leave one out in timeToEvent with where`,
      { column: "subject", row },
    );
  seen.set(subject, row);
  return subject;
}

function readKept(source: unknown, keep: Readonly<Record<string, unknown>>): KeptValues[] {
  return Object.entries(keep).map(([name, channel]) => {
    checkAdamName(name, "keep");
    if (VARIABLES.includes(name))
      throw new InputError("duplicate", `keep names ${name}, which toAdtte writes itself: rename the variable`, {
        column: "keep",
      });
    const values = readColumn(source, "any", channel, name).map((value) => (isAbsent(value) ? null : value));
    const row = values.findIndex((value) => typeof value === "object" && value !== null);
    if (row >= 0)
      throw new InputError("mixed-types", `row ${row}: ${name} is an object: give text, a number or a boolean`, {
        column: name,
        row,
      });
    return { name, values };
  });
}

interface KeptValues {
  readonly name: string;
  readonly values: readonly unknown[];
}

function dateWriter(
  scale: "calendar" | "number" | null,
  reference: string | Date | undefined,
): (day: number) => string | number {
  if (reference === undefined) return scale === "calendar" ? calendarDate : (day) => day;
  if (scale !== "calendar") {
    const zero = dayNumber(reference);
    return (day) => calendarDate(zero + day);
  }
  throw new InputError("option", "referenceDate is given, but the origin holds calendar dates: leave it out", {
    column: "referenceDate",
  });
}

function sourceOfDay(
  sources: Readonly<Record<string, AdtteSource | null>>,
  endsOn: string,
  row: number,
): AdtteSource | null {
  if (Object.hasOwn(sources, endsOn)) return sources[endsOn] ?? null;
  throw new InputError(
    "option",
    `sources does not say where "${endsOn}" is found, with which the time of row ${row} ends: add { SRCDOM, SRCVAR }, or null`,
    { column: "sources", row },
  );
}
