import {
  type Channel,
  calendarDate,
  checkOptions,
  type DateValue,
  dayNumber,
  type EventValue,
  type Group,
  type GroupValue,
  InputError,
  oneOf,
  type RowOf,
  readColumn,
  rereadable,
} from "@hcc/data";
import { actionTerm } from "./internal/action-terms.js";
import { checkWindow, emergence } from "./internal/emergence.js";
import { namePatient } from "./internal/name-patient.js";
import { occurrenceFlags } from "./internal/occurrence-flags.js";
import { oneScale } from "./internal/one-scale.js";
import { type PartialDates, readPartialDates } from "./internal/partial-dates.js";
import { readActions } from "./internal/read-actions.js";
import { type EventRecord, readEvents } from "./internal/read-events.js";
import { type Patients, readPatients } from "./internal/read-patients.js";
import { CTCAE_VERSIONS, type CtcaeVersion, type DoseActionLists } from "./types.js";

/** Where `toAdae` finds the values of events and patients: the channels of `adverseEvents`, with dates or day numbers. */
export interface ToAdaeSpec<Event, Patient> {
  readonly patient: Channel<Event, GroupValue>;
  readonly term: Channel<Event, string>;
  readonly grade: Channel<Event, number>;
  /** Of an event: date of onset. */
  readonly onsetDay: Channel<Event, DateValue>;
  /** Of an event: its class (SOC). */
  readonly class?: Channel<Event, string>;
  /** Of an event: grade at its onset. */
  readonly initialGrade?: Channel<Event, number>;
  /** Of an event: date of its end. */
  readonly endDay?: Channel<Event, DateValue>;
  readonly serious?: Channel<Event, EventValue>;
  readonly related?: Channel<Event, EventValue>;
  readonly action?: DoseActionLists & { readonly channel: Channel<Event, GroupValue> };
  readonly id: Channel<Patient, GroupValue>;
  readonly by?: Channel<Patient, GroupValue>;
  /** Of a patient: date of the first treatment; missing = never treated. */
  readonly start: Channel<Patient, DateValue>;
  /** Of a patient: date of discontinuation; missing = still treated. */
  readonly stop: Channel<Patient, DateValue>;
  /** Days after discontinuation that still count, the last included. Default 90. */
  readonly windowDays?: number;
  readonly ctcae: CtcaeVersion;
  readonly studyId?: string;
  /** Date of day 0, where days are numbers and the rows shall have dates. */
  readonly referenceDate?: string;
  /**
   * What becomes of a date without day or month. "first-last": the first day that an onset can be, or the start of treatment
   * where that is among the days that it can be, and the last day that an end can be, with flags. Default: refused.
   */
  readonly impute?: "first-last";
}

/** A row of ADaM's ADAE; null where there is no value. Dates are text "yyyy-mm-dd", or numbers where days were. */
export interface AdaeRow {
  readonly STUDYID: string | null;
  readonly USUBJID: string;
  /** Number of the event of the patient, in the order of the input. */
  readonly AESEQ: number;
  readonly TRTA: string | null;
  readonly TRTSDT: string | number | null;
  readonly TRTEDT: string | number | null;
  readonly AEDECOD: string;
  readonly AEBODSYS: string | null;
  readonly ASTDT: string | number | null;
  /** What was imputed: the day (D), or month and day (M). */
  readonly ASTDTF: "D" | "M" | null;
  /** Day of treatment, of which the first is 1 and the one before -1. */
  readonly ASTDY: number | null;
  readonly AENDT: string | number | null;
  readonly AENDTF: "D" | "M" | null;
  readonly AENDY: number | null;
  /** AENDT - ASTDT + 1. */
  readonly ADURN: number | null;
  readonly ADURU: "DAYS" | null;
  /** Text, as ADaM has it. */
  readonly ATOXGR: "1" | "2" | "3" | "4" | "5" | null;
  readonly AEITOXGR: "1" | "2" | "3" | "4" | "5" | null;
  readonly AREL: "RELATED" | "NOT RELATED" | null;
  readonly AESER: "Y" | "N" | null;
  readonly AEACN: string | null;
  readonly TRTEMFL: "Y" | null;
  /** First treatment-emergent event of the patient. */
  readonly AOCCFL: "Y" | null;
  /** ... of the term in the patient. */
  readonly AOCCPFL: "Y" | null;
  /** ... of the class in the patient. */
  readonly AOCCSFL: "Y" | null;
  /** First treatment-emergent event at the patient's worst grade. */
  readonly AOCCIFL: "Y" | null;
  /** ... within the term. */
  readonly AOCCPIFL: "Y" | null;
  /** ... within the class. */
  readonly AOCCSIFL: "Y" | null;
  /** Version of CTCAE; no variable of CDISC, which keeps versions in the metadata. */
  readonly CTCAEVER: CtcaeVersion;
}

const OPTIONS = [
  "patient",
  "term",
  "grade",
  "onsetDay",
  "class",
  "initialGrade",
  "endDay",
  "serious",
  "related",
  "action",
  "id",
  "by",
  "start",
  "stop",
  "windowDays",
  "ctcae",
  "studyId",
  "referenceDate",
  "impute",
] as const satisfies readonly (keyof ToAdaeSpec<never, never>)[];

/**
 * Adverse events as rows of ADaM's ADAE, one per event in the order of the input.
 *
 * TRTEMFL is "Y" by the first rule that holds: not treated, null; ended before treatment, null; no onset, Y; start <= onset <=
 * stop + `windowDays`, Y; onset before treatment and grade worse than `initialGrade`, Y; else null (as admiral's
 * `derive_var_trtemfl`). The flags of occurrence mark treatment-emergent rows: AOCCFL, AOCCPFL and AOCCSFL the earliest of
 * the patient, of the term and of the class, AOCCIFL, AOCCPIFL and AOCCSIFL the earliest of those with the worst grade; a
 * missing date or grade comes last, ties are in the order of the input. So the rows with AOCCPIFL are the patients that
 * `adverseEvents` counts by term and grade. Days of treatment have no 0, ADURN counts both ends.
 *
 * @param events one row per event; may be empty.
 * @param patients one row per patient, those without events included.
 * @throws InputError for an event of an unknown patient, a grade other than 1 to 5, an end before the onset, a date without
 * day or month (unless `impute`), dates and day numbers mixed, a missing CTCAE version, ...
 *
 * @example
 * ```ts
 * import { toAdae } from "@hcc/safety";
 * const patients = [{ id: "P1", arm: "A", start: "2021-03-01", stop: "2021-06-30" }];
 * const events = [
 *   { id: "P1", term: "Diarrhoea", grade: 1, day: "2021-03-05" }, { id: "P1", term: "Diarrhoea", grade: 3, day: "2021-04-01" },
 *   { id: "P1", term: "Fatigue", grade: 1, day: "2021-02-27" },
 * ];
 * const rows = toAdae(events, patients, {
 *   patient: "id", term: "term", grade: "grade", onsetDay: "day",
 *   id: "id", by: "arm", start: "start", stop: "stop", ctcae: "5.0",
 * });
 * rows.map(({ ASTDY }) => ASTDY); // => [5, 32, -2]
 * rows.map(({ TRTEMFL }) => TRTEMFL); // => ["Y", "Y", null]
 * rows.map(({ AOCCPIFL }) => AOCCPIFL); // => [null, "Y", null]
 * ```
 *
 * @see ADaM Structure for Occurrence Data (OCCDS), version 1.1, CDISC, 2021
 */
export function toAdae<Events extends Iterable<unknown> | object, Patients extends Iterable<unknown> | object>(
  events: Events,
  patients: Patients,
  spec: ToAdaeSpec<RowOf<Events>, RowOf<Patients>>,
): readonly AdaeRow[] {
  checkOptions("toAdae", spec, OPTIONS);
  const ctcae = oneOf("ctcae", spec.ctcae, CTCAE_VERSIONS);
  const windowDays = checkWindow(spec.windowDays ?? 90);
  if (spec.impute !== undefined) oneOf("impute", spec.impute, ["first-last"]);
  const actionOf = spec.action === undefined ? null : readActions(spec.action);
  const rows = rereadable(events);
  const people = rereadable(patients);
  if (Array.isArray(rows) && rows.length === 0) return [];

  const ids = readColumn(people, "group", spec.id, "id");
  const owners = readColumn(rows, "group", spec.patient, "patient");
  const start = wholeDates(people, spec.start, "start", ids);
  const stop = wholeDates(people, spec.stop, "stop", ids);
  const onset = namePatient(owners, () => readPartialDates(rows, spec.onsetDay, "onsetDay"));
  const end =
    spec.endDay === undefined ? null : namePatient(owners, () => readPartialDates(rows, spec.endDay, "endDay"));
  const show = dateWriter(
    { start, stop, onsetDay: onset, ...(end === null ? {} : { endDay: end }) },
    spec.referenceDate,
  );
  const dates = { start: start.first, stop: stop.first };
  const treated = readPatients(people, { id: spec.id, by: spec.by, ...dates }, (day) => String(show(day)));
  if (spec.impute === undefined) {
    refusePartial(onset, "onsetDay", owners);
    if (end !== null) refusePartial(end, "endDay", owners);
  }
  const imputed = { onsetDay: imputeOnset(onset, end, owners, treated), endDay: end?.last };
  const channels = { ...spec, ...imputed, action: spec.action?.channel };
  const read = readEvents(rows, channels, treated.byId, (day) => String(show(day)));
  const related = (it: EventRecord): AdaeRow["AREL"] =>
    spec.related === undefined || it.related === null ? null : it.related ? "RELATED" : "NOT RELATED";
  const emergent = read.map((it) => emergence(it, treated.byId.get(it.patient)!, windowDays) === null);
  const flags = occurrenceFlags(read.map((it, i) => ({ ...it, emergent: emergent[i]! })));
  const numbers = new Map<string, number>();
  return read.map((it, i): AdaeRow => {
    const patient = treated.byId.get(it.patient)!;
    const number = (numbers.get(it.patient) ?? 0) + 1;
    numbers.set(it.patient, number);
    const studyDay = (day: number | null): number | null =>
      day === null || patient.start === null ? null : day - patient.start + (day >= patient.start ? 1 : 0);
    const lasts = it.onset !== null && it.end !== null;
    const action = actionOf === null || it.action === null ? null : actionOf(it.action, it.row, it.patient);
    return {
      STUDYID: spec.studyId ?? null,
      USUBJID: it.patient,
      AESEQ: number,
      TRTA: treated.groups[patient.group]!.group,
      TRTSDT: show(patient.start),
      TRTEDT: show(patient.stop),
      AEDECOD: it.term,
      AEBODSYS: it.class,
      ASTDT: show(it.onset),
      ASTDTF: onset.flag(it.row),
      ASTDY: studyDay(it.onset),
      AENDT: show(it.end),
      AENDTF: end?.flag(it.row) ?? null,
      AENDY: studyDay(it.end),
      ADURN: lasts ? it.end! - it.onset! + 1 : null,
      ADURU: lasts ? "DAYS" : null,
      ATOXGR: gradeText(it.grade),
      AEITOXGR: gradeText(it.initialGrade),
      AREL: related(it),
      AESER: it.serious === null ? null : it.serious ? "Y" : "N",
      AEACN: it.action === null ? null : actionTerm(it.action, action),
      TRTEMFL: emergent[i]! ? "Y" : null,
      AOCCFL: flags.AOCCFL(i),
      AOCCPFL: flags.AOCCPFL(i),
      AOCCSFL: flags.AOCCSFL(i),
      AOCCIFL: flags.AOCCIFL(i),
      AOCCPIFL: flags.AOCCPIFL(i),
      AOCCSIFL: flags.AOCCSIFL(i),
      CTCAEVER: ctcae,
    };
  });
}

const gradeText = (grade: number | null): AdaeRow["ATOXGR"] =>
  grade === null ? null : (String(grade) as AdaeRow["ATOXGR"]);

function wholeDates(rows: unknown, channel: unknown, role: string, ids: Group): PartialDates {
  const dates = namePatient(ids, () => readPartialDates(rows, channel, role));
  refusePartial(dates, role, ids);
  return dates;
}

function refusePartial(dates: PartialDates, role: string, ids: Group): void {
  const row = dates.first.findIndex((day, i) => day !== dates.last[i] && !Number.isNaN(day));
  if (row < 0) return;
  const remedy = role === "onsetDay" || role === "endDay" ? ', or ask for impute: "first-last"' : "";
  const missing = dates.flag(row) === "D" ? "day" : "month and day";
  namePatient(ids, () => {
    throw new InputError("date", `${role} has no ${missing} at row ${row}: complete the date${remedy}`, {
      column: role,
      row,
    });
  });
}

function imputeOnset(onset: PartialDates, end: PartialDates | null, owners: Group, patients: Patients): Float64Array {
  return onset.first.map((first, row) => {
    if (onset.flag(row) === null) return first;
    const start = patients.byId.get(owners.levels[owners.codes[row]!] ?? "")?.start ?? Number.NaN;
    return start >= first && start <= onset.last[row]! && !(end !== null && end.last[row]! < start) ? start : first;
  });
}

/** How days are written, once it is clear that all are counted alike. */
function dateWriter(
  columns: Readonly<Record<string, PartialDates>>,
  referenceDate: string | undefined,
): <Day extends number | null>(day: Day) => string | number | null {
  const scale = oneScale();
  const all = Object.entries(columns).map(([column, dates]) => scale(column, dates));
  const calendar = all.some((dates) => dates.scale === "calendar");
  if (referenceDate === undefined) return (day) => (day === null || !calendar ? day : calendarDate(day));
  if (calendar) {
    throw new InputError("option", "referenceDate is given, but the days are dates: leave it out", {
      column: "referenceDate",
    });
  }
  const zero = dayNumber(referenceDate);
  return (day) => (day === null ? null : calendarDate(zero + day));
}
