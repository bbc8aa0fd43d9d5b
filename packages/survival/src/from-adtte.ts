import { type Channel, checkOptions, dayNumber, InputError, type InputErrorCode, oneOf, readFrame } from "@hcc/data";
import { daysToMonths } from "./days-to-months.js";
import { isAbsent } from "./internal/adam.js";

/** What `fromAdtte` reads. */
export interface FromAdtteSpec<Row> {
  /** The parameter, such as "OS". */
  readonly paramcd: string;
  /** Unit of AVAL where the rows have no AVALU; must agree with it where they have. */
  readonly unit?: "days" | "months";
  /** The day of origin was counted as day 1 (`admiral`'s default): the time is AVAL less one day. Default false. */
  readonly addOne?: boolean;
  /** Keeps the rows where it is true, such as those of an analysis set. */
  readonly where?: Channel<Row, boolean>;
}

/** Times to an event of one parameter; `rows` are the data of which the arrays are channels. */
export interface FromAdtte<Row> {
  readonly kind: "from-adtte";
  readonly version: 1;
  readonly paramcd: string;
  /** PARAM of the first row, or null. */
  readonly param: string | null;
  /** Unit of `time`. */
  readonly unit: "days" | "months";
  /** The rows of the parameter in input order, one per subject. */
  readonly rows: readonly Row[];
  /** USUBJID. */
  readonly subject: readonly string[];
  /** Time from the origin as time 0. */
  readonly time: Float64Array;
  /** 1 where CNSR is 0, else 0. */
  readonly event: Uint8Array;
  readonly cnsr: Int32Array;
  /** EVNTDESC: the event or the reason of the censoring; null where it is missing. */
  readonly reason: readonly (string | null)[];
  readonly n: number;
  readonly events: number;
}

/** By how many months AVAL may differ from the dates: one decimal, and months of the calendar. */
const MONTHS_APART = 0.15;
const UNITS = new Map<string, "days" | "months">([
  ["DAY", "days"],
  ["DAYS", "days"],
  ["MONTH", "months"],
  ["MONTHS", "months"],
]);

/**
 * Reads times to an event of one parameter from rows of ADTTE (CDISC's ADaM), whoever made them.
 *
 * CNSR is 0 for the event and a positive whole number for a censored time. Where STARTDT and ADT are given, AVAL must be
 * their difference: to the day, or in months (days / 30.4375) within 0.15, which leaves room for one decimal and for the
 * months of the calendar. `fromAdtte(toAdtte(...))` gives the times in days back bit by bit. Dates are "yyyy-mm-dd", `Date`
 * at midnight UTC, or day numbers of any axis (SAS).
 *
 * @param data rows with the variables USUBJID, PARAMCD, AVAL, CNSR; AVALU, STARTDT, ADT, EVNTDESC and PARAM where they are.
 * @returns `kaplanMeier(adtte.rows, { time: adtte.time, event: adtte.event, by: "TRT01P" })`.
 * @throws InputError naming subject, variable and row: an unknown PARAMCD, a subject listed twice, CNSR that is no code,
 * AVAL that is missing, negative, or not what the dates say, units that differ.
 *
 * @example
 * ```ts
 * import { fromAdtte, kaplanMeier } from "@hcc/survival";
 * const adtte = [
 *   { USUBJID: "P-1", TRT01P: "TKI", PARAMCD: "OS", STARTDT: "2020-01-01", ADT: "2020-07-01", AVAL: 183, AVALU: "DAYS", CNSR: 0 },
 *   { USUBJID: "P-2", TRT01P: "TKI", PARAMCD: "OS", STARTDT: "2020-02-01", ADT: "2021-01-31", AVAL: 366, AVALU: "DAYS", CNSR: 6 },
 * ];
 * const os = fromAdtte(adtte, { paramcd: "OS", addOne: true });
 * Array.from(os.time); // => [182, 365]
 * Array.from(os.event); // => [1, 0]
 * const { curves } = kaplanMeier(os.rows, { time: os.time, event: os.event, by: "TRT01P" });
 * curves.map(({ group, n, events }) => [group, n, events]); // => [["TKI", 2, 1]]
 * ```
 *
 * @see CDISC. The ADaM Basic Data Structure for Time-to-Event Analyses, version 1.0, 2012.
 */
export function fromAdtte<Row extends object>(data: Iterable<Row>, spec: FromAdtteSpec<Row>): FromAdtte<Row> {
  checkOptions("fromAdtte", spec, ["paramcd", "unit", "addOne", "where"]);
  const expected = spec.unit === undefined ? null : oneOf("unit", spec.unit, ["days", "months"]);
  const shift = spec.addOne === true ? 1 : 0;
  const all = Array.from(checkRows(data));
  const places = placesOf(all, readFrame(all, {}, { where: spec.where }).rows, spec.paramcd);

  const seen = new Map<string, number>();
  let first: { readonly unit: "days" | "months"; readonly place: number } | null = null;
  const time = new Float64Array(places.length);
  const cnsr = new Int32Array(places.length);
  const subject = places.map((place, i) => {
    const row = readRow(all[place]!, place);
    const before = seen.get(row.subject);
    if (before !== undefined)
      row.fail(
        "duplicate",
        "USUBJID",
        `has a row of PARAMCD "${spec.paramcd}" already, row ${before}: keep one of them with where`,
      );
    seen.set(row.subject, place);
    const unit = unitOf(row, expected);
    first ??= { unit, place };
    if (unit !== first.unit)
      row.fail("option", "AVALU", `is ${unit} but ${first.unit} in row ${first.place}: write AVAL in one unit`);
    cnsr[i] = codeOf(row);
    time[i] = timeOf(row, unit, shift);
    return row.subject;
  });
  const event = Uint8Array.from(cnsr, (code) => (code === 0 ? 1 : 0));
  const rows = places.map((place) => all[place]!);
  return {
    kind: "from-adtte",
    version: 1,
    paramcd: spec.paramcd,
    param: textOf(rows[0]!, "PARAM"),
    unit: first!.unit,
    rows,
    subject,
    time,
    event,
    cnsr,
    reason: rows.map((row) => textOf(row, "EVNTDESC")),
    n: rows.length,
    events: event.reduce((sum, one) => sum + one, 0),
  };
}

interface ReadRow {
  readonly subject: string;
  readonly value: (variable: string) => unknown;
  readonly fail: (code: InputErrorCode, variable: string, message: string) => never;
}

function checkRows<Row>(data: Iterable<Row>): Iterable<Row> {
  if (typeof data === "object" && data !== null && Symbol.iterator in data) return data;
  throw new InputError("option", "data are no rows: give a list with one object per row of ADTTE");
}

function field(row: object, variable: string): unknown {
  return (row as Readonly<Record<string, unknown>>)[variable];
}

function textOf(row: object, variable: string): string | null {
  const value = field(row, variable);
  return isAbsent(value) ? null : String(value);
}

function placesOf(all: readonly object[], kept: Int32Array, paramcd: string): number[] {
  const codes = new Set<string>();
  const places: number[] = [];
  for (const place of kept) {
    const code = field(all[place]!, "PARAMCD");
    if (isAbsent(code)) readRow(all[place]!, place).fail("missing-value", "PARAMCD", "is missing: complete the data");
    codes.add(String(code));
    if (code === paramcd) places.push(place);
  }
  if (places.length > 0) return places;
  throw new InputError(
    "unknown-level",
    `no row has PARAMCD ${JSON.stringify(paramcd) ?? typeof paramcd}: there are ${[...codes].sort().join(", ")}`,
    { column: "paramcd" },
  );
}

function readRow(row: object, place: number): ReadRow {
  const subject = textOf(row, "USUBJID");
  const who = subject === null ? `row ${place}` : `subject "${subject}", row ${place}`;
  const fail = (code: InputErrorCode, variable: string, message: string): never => {
    throw new InputError(code, `${who}: ${variable} ${message}`, { column: variable, row: place });
  };
  return {
    subject: subject ?? fail("missing-value", "USUBJID", "is missing: complete the data"),
    value: (variable) => field(row, variable),
    fail,
  };
}

function numberOf({ value, fail }: ReadRow, variable: string): number {
  const found = value(variable);
  if (isAbsent(found))
    return fail("missing-value", variable, "is missing: complete the data, or leave the row out with where");
  if (typeof found === "string")
    return fail("text-in-number", variable, `is the text ${JSON.stringify(found)}: read the variable as numbers`);
  if (typeof found !== "number" || !Number.isFinite(found))
    return fail("not-a-number", variable, `is ${String(found)}: give a number`);
  return found;
}

function codeOf(row: ReadRow): number {
  const code = numberOf(row, "CNSR");
  if (Number.isInteger(code) && code >= 0 && code <= 0x7fff_ffff) return code;
  return row.fail(
    "event-code",
    "CNSR",
    `is ${code}: write 0 for the event and a positive whole number for a censored time`,
  );
}

function unitOf({ value, fail }: ReadRow, expected: "days" | "months" | null): "days" | "months" {
  const found = value("AVALU");
  if (isAbsent(found)) {
    return (
      expected ?? fail("missing-value", "AVALU", 'is missing: say in what AVAL is, unit: "days" or unit: "months"')
    );
  }
  const unit = UNITS.get(String(found).toUpperCase());
  if (unit === undefined) return fail("option", "AVALU", `is ${JSON.stringify(found)}: convert AVAL to DAYS or MONTHS`);
  if (expected === null || unit === expected) return unit;
  return fail("option", "AVALU", `is ${JSON.stringify(found)}, but unit is "${expected}": leave unit out`);
}

function timeOf(row: ReadRow, unit: "days" | "months", shift: number): number {
  const length = numberOf(row, "AVAL");
  const days = daysOf(row);
  const inUnit = (days: number): number => (unit === "days" ? days : daysToMonths(days));
  if (days !== null) {
    const apart = Math.abs(length - inUnit(days + shift));
    if (apart > (unit === "days" ? 0 : MONTHS_APART))
      row.fail("date", "AVAL", `is ${length} ${unit}, but ${contradiction(row, length, days, unit, shift)}`);
  }
  const time = length - inUnit(shift);
  if (time >= 0) return time;
  const counted = shift === 1 ? " where the day of origin is day 1 (addOne)" : "";
  return row.fail("negative-value", "AVAL", `is ${length} ${unit}, before the origin${counted}: correct it`);
}

function contradiction({ value }: ReadRow, length: number, days: number, unit: string, shift: number): string {
  const dates = `ADT ${show(value("ADT"))} is ${days} days after STARTDT ${show(value("STARTDT"))}`;
  if (unit === "days" && shift === 0 && length === days + 1)
    return `${dates}: give addOne: true if the day of origin counts as day 1, or correct AVAL`;
  if (unit === "days" && shift === 1 && length === days)
    return `${dates}: leave addOne out if the day of origin counts as day 0, or correct AVAL`;
  return `${dates}: correct one of them`;
}

function show(date: unknown): string {
  return date instanceof Date ? date.toISOString().slice(0, 10) : String(date);
}

/** ADT - STARTDT; null where one of them is missing. */
function daysOf(row: ReadRow): number | null {
  const start = dateOf(row, "STARTDT");
  const end = dateOf(row, "ADT");
  if (start === null || end === null) return null;
  if (start.scale !== end.scale)
    return row.fail("date", "ADT", `is a ${end.scale} but STARTDT a ${start.scale}: write both in one way`);
  if (end.day >= start.day) return end.day - start.day;
  return row.fail(
    "date",
    "ADT",
    `${show(row.value("ADT"))} lies before STARTDT ${show(row.value("STARTDT"))}: correct one of them`,
  );
}

function dateOf({ value, fail }: ReadRow, variable: string): { day: number; scale: string } | null {
  const found = value(variable);
  if (isAbsent(found)) return null;
  if (typeof found === "number") {
    if (Number.isInteger(found)) return { day: found, scale: "day number" };
    return fail("date", variable, `is ${found}: give a whole day, without a time of day`);
  }
  try {
    return { day: dayNumber(found as string | Date), scale: "calendar date" };
  } catch (error) {
    return fail("date", variable, `cannot be read: ${(error as Error).message}`);
  }
}
