import { checkOptions, oneOf } from "@hcc/data";
import { ACTION_TERMS } from "./internal/action-terms.js";
import { type AdamTable, adamTable } from "./internal/adam-table.js";
import { oneScale } from "./internal/one-scale.js";
import { dayAt } from "./internal/read-patients.js";
import { CTCAE_VERSIONS, type CtcaeVersion, type DoseActionLists } from "./types.js";

/** Options of `fromAdae`. */
export interface FromAdaeOptions {
  /** Version of CTCAE, where the rows have no CTCAEVER. */
  readonly ctcae?: CtcaeVersion;
  /** Variable of ADSL that holds the group. Default "TRT01A". */
  readonly group?: string;
  /** Variable of ADSL that holds the last day observed. Default "EOSDT", where there is one. */
  readonly end?: string;
  /** What the values of AREL mean. Default: RELATED and Y, NOT RELATED and N. */
  readonly relation?: { readonly related: readonly string[]; readonly unrelated: readonly string[] };
}

/** An event of ADAE; null where there is no value. */
export interface AdaeEvent {
  readonly patient: string;
  readonly term: string;
  readonly class: string | null;
  readonly grade: number | null;
  readonly initialGrade: number | null;
  readonly onsetDay: number | null;
  readonly endDay: number | null;
  readonly related: boolean | null;
  readonly serious: boolean | null;
  /** Term of CDISC; "UNKNOWN" is null. */
  readonly action: string | null;
  /** Whether TRTEMFL is "Y" in the rows; the functions of this package derive it anew. */
  readonly emergent: boolean;
}

/** A patient of ADSL; null where there is no value. */
export interface AdaePatient {
  readonly id: string;
  readonly group: string;
  readonly start: number | null;
  readonly stop: number | null;
  readonly end: number | null;
  readonly death: number | null;
}

/** Records for `adverseEvents`, `eventRates` and `timeToFirstEvent`. Days count from 1970-01-01 where the rows have dates. */
export interface AdaeRecords {
  readonly kind: "adae-records";
  readonly version: 1;
  readonly ctcae: CtcaeVersion;
  readonly events: readonly AdaeEvent[];
  readonly patients: readonly AdaePatient[];
  /** The channels that the three functions share. */
  readonly channels: {
    readonly patient: "patient";
    readonly onsetDay: "onsetDay";
    readonly id: "id";
    readonly by: "group";
    readonly start: "start";
    readonly stop: "stop";
  };
  /** What the terms of `action` mean, for `adverseEvents`. */
  readonly action: DoseActionLists & { readonly channel: "action" };
}

/**
 * Reads rows of ADaM's ADAE, with the patients of ADSL, as records for `adverseEvents`, `eventRates` and `timeToFirstEvent`.
 *
 * ADSL is needed because ADAE has no patients without events, who belong to the denominators. Read are USUBJID, AEDECOD,
 * AEBODSYS, ATOXGR, AEITOXGR, ASTDT, AENDT, AREL, AESER, AEACN, TRTEMFL and CTCAEVER, and of ADSL USUBJID, TRT01A,
 * TRTSDT, TRTEDT, EOSDT and DTHDT; variables that are not there are missing, but for USUBJID, AEDECOD, ASTDT, the
 * group, TRTSDT and TRTEDT. Blank text is missing. What `toAdae` wrote gives the same results again.
 *
 * @param adae rows of ADAE; may be empty.
 * @param adsl rows of ADSL, one per patient.
 * @throws InputError naming patient, variable and row for a grade that is none, an end before the onset, a patient who is not
 * in ADSL or twice in it, a version of CTCAE that is missing or differs between rows, dates and day numbers mixed, ...
 *
 * @example
 * ```ts
 * import { adverseEvents, fromAdae } from "@hcc/safety";
 * const adae = [
 *   { USUBJID: "P1", AEDECOD: "Diarrhoea", ASTDT: "2021-03-05", ATOXGR: "3", AESER: "Y" },
 *   { USUBJID: "P1", AEDECOD: "Fatigue", ASTDT: "2021-02-27", ATOXGR: "1", AESER: "N" },
 * ];
 * const adsl = [
 *   { USUBJID: "P1", TRT01A: "A", TRTSDT: "2021-03-01", TRTEDT: "2021-06-30" },
 *   { USUBJID: "P2", TRT01A: "A", TRTSDT: "2021-03-09", TRTEDT: null },
 * ];
 * const { events, patients, channels, ctcae } = fromAdae(adae, adsl, { ctcae: "5.0" });
 * const result = adverseEvents(events, patients, { ...channels, term: "term", grade: "grade", serious: "serious", ctcae });
 * result.overall.groups[0]!.serious; // => { count: 1, percent: 50 }
 * ```
 *
 * @see ADaM Structure for Occurrence Data (OCCDS), version 1.1, CDISC, 2021
 */
export function fromAdae(
  adae: Iterable<unknown> | object,
  adsl: Iterable<unknown> | object,
  options: FromAdaeOptions = {},
): AdaeRecords {
  checkOptions("fromAdae", options, ["ctcae", "group", "end", "relation"]);
  const scale = oneScale();
  const patients = readAdsl(adamTable(adsl, "ADSL"), options, scale);
  const rows = adamTable(adae, "ADAE");
  const events = readAdae(rows, options, patients, scale);
  return {
    kind: "adae-records",
    version: 1,
    ctcae: versionOf(rows, options.ctcae),
    events,
    patients: [...patients.values()],
    channels: { patient: "patient", onsetDay: "onsetDay", id: "id", by: "group", start: "start", stop: "stop" },
    action: { ...ACTION_TERMS, channel: "action" },
  };
}

type Patients = ReadonlyMap<string, AdaePatient>;
type Scale = ReturnType<typeof oneScale>;

function readAdsl(adsl: AdamTable, { group = "TRT01A", end }: FromAdaeOptions, scale: Scale): Patients {
  const groupOf = adsl.requiredText(group);
  const days = (name: string, required?: "required") => scale(name, adsl.days(name, required))?.days ?? null;
  const [start, stop] = [days("TRTSDT", "required"), days("TRTEDT", "required")];
  const last = end === undefined ? days("EOSDT") : days(end, "required");
  const death = days("DTHDT");
  const patients = new Map<string, AdaePatient>();
  for (let row = 0; row < adsl.size; row++) {
    const id = adsl.patient(row);
    if (patients.has(id))
      adsl.fail("duplicate", "USUBJID", row, `is there again at row ${row}: keep one row per patient`);
    const [from, to] = [dayAt(start, row), dayAt(stop, row)];
    if (from !== null && to !== null && to < from) {
      adsl.fail("date", "TRTEDT", row, `is before TRTSDT at row ${row}: correct the dates`);
    }
    patients.set(id, {
      id,
      group: groupOf(row),
      start: from,
      stop: to,
      end: dayAt(last, row),
      death: dayAt(death, row),
    });
  }
  return patients;
}

function readAdae(adae: AdamTable, options: FromAdaeOptions, patients: Patients, scale: Scale): AdaeEvent[] {
  if (adae.size === 0) return [];
  const { related, unrelated } = options.relation ?? { related: ["RELATED", "Y"], unrelated: ["NOT RELATED", "N"] };
  const relations = new Map<string, boolean>();
  for (const value of related) relations.set(value, true);
  for (const value of unrelated) relations.set(value, false);

  const term = adae.requiredText("AEDECOD");
  const classOf = adae.text("AEBODSYS");
  const relation = adae.text("AREL");
  const serious = adae.text("AESER");
  const action = adae.text("AEACN");
  const emergent = adae.text("TRTEMFL");
  const [grade, initialGrade] = [gradesOf(adae, "ATOXGR"), gradesOf(adae, "AEITOXGR")];
  const days = (name: string, required?: "required") => scale(name, adae.days(name, required))?.days ?? null;
  const [onset, end] = [days("ASTDT", "required"), days("AENDT")];
  const meaning = <Value>(name: string, value: string | null, row: number, known: ReadonlyMap<string, Value>) => {
    if (value === null || known.has(value)) return value === null ? null : known.get(value)!;
    const list = [...known.keys()].map((one) => `"${one}"`).join(", ");
    return adae.fail("unknown-level", name, row, `is "${value}" at row ${row}, which is none of ${list}: recode it`);
  };
  return Array.from({ length: adae.size }, (_, row): AdaeEvent => {
    const patient = adae.patient(row);
    if (!patients.has(patient)) {
      adae.fail("unknown-level", "USUBJID", row, `is not in ADSL (row ${row}): add the patient to ADSL`);
    }
    const [onsetDay, endDay] = [dayAt(onset, row), dayAt(end, row)];
    if (onsetDay !== null && endDay !== null && endDay < onsetDay) {
      adae.fail("date", "AENDT", row, `is before ASTDT at row ${row}: correct the dates`);
    }
    const taken = action(row);
    return {
      patient,
      term: term(row),
      class: classOf(row),
      grade: grade(row),
      initialGrade: initialGrade(row),
      onsetDay,
      endDay,
      related: meaning("AREL", relation(row), row, relations),
      serious: meaning("AESER", serious(row), row, YES_NO),
      action: meaning("AEACN", taken === "UNKNOWN" ? null : taken, row, ACTIONS),
      emergent: emergent(row) === "Y",
    };
  });
}

const YES_NO: ReadonlyMap<string, boolean> = new Map([
  ["Y", true],
  ["N", false],
]);
const ACTIONS: ReadonlyMap<string, string> = new Map(
  Object.values(ACTION_TERMS).flatMap((terms) => terms.map((term) => [String(term), String(term)] as const)),
);

function gradesOf(adae: AdamTable, name: string): (row: number) => number | null {
  const text = adae.text(name);
  return (row) => {
    const grade = text(row);
    if (grade === null || /^[1-5]$/.test(grade)) return grade === null ? null : Number(grade);
    return adae.fail("option", name, row, `is "${grade}" at row ${row}: CTCAE grades are 1 to 5, null when not known`);
  };
}

/** The version that the option and all rows agree on. */
function versionOf(adae: AdamTable, option: CtcaeVersion | undefined): CtcaeVersion {
  if (option !== undefined || adae.size === 0) oneOf("ctcae", option, CTCAE_VERSIONS);
  const version = adae.text("CTCAEVER");
  let found: string | null = option ?? null;
  for (let row = 0; row < adae.size; row++) {
    const own = version(row) ?? option ?? null;
    if (own === null) {
      adae.fail(
        "option",
        "CTCAEVER",
        row,
        `is missing at row ${row}: give ctcae, the version by which events were graded`,
      );
    }
    if (!CTCAE_VERSIONS.includes(own as CtcaeVersion)) {
      const list = CTCAE_VERSIONS.map((one) => `"${one}"`).join(", ");
      adae.fail("option", "CTCAEVER", row, `is "${own}" at row ${row}, which is none of ${list}: correct it`);
    }
    if (found !== null && own !== found) {
      adae.fail("option", "CTCAEVER", row, `is "${own}" at row ${row}, but "${found}" before: analyze versions apart`);
    }
    found = own;
  }
  return found as CtcaeVersion;
}
