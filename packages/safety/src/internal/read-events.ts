import { InputError, readColumn, rereadable } from "@hcc/data";
import { namePatient } from "./name-patient.js";
import { dayAt, type PatientRecord } from "./read-patients.js";

export interface EventRecord {
  readonly row: number;
  readonly patient: string;
  /** "" where terms were not asked for. */
  readonly term: string;
  readonly class: string | null;
  readonly grade: number | null;
  readonly initialGrade: number | null;
  readonly onset: number | null;
  readonly end: number | null;
  /** null = not stated. */
  readonly related: boolean | null;
  readonly serious: boolean | null;
  readonly action: string | null;
}

/** Channels of events; of those that are undefined every value is missing, but events are related. */
export interface EventChannels {
  readonly patient: unknown;
  readonly onsetDay: unknown;
  readonly term?: unknown;
  readonly class?: unknown;
  readonly grade?: unknown;
  readonly initialGrade?: unknown;
  readonly endDay?: unknown;
  readonly related?: unknown;
  readonly serious?: unknown;
  readonly action?: unknown;
}

/** The events in the order of the input, checked. */
export function readEvents(
  events: Iterable<unknown> | object,
  spec: EventChannels,
  patients: ReadonlyMap<string, PatientRecord>,
  showDay: (day: number) => string = String,
): EventRecord[] {
  const rows = rereadable(events);
  if (Array.isArray(rows) && rows.length === 0) return [];
  const ids = readColumn(rows, "group", spec.patient, "patient");
  const required = <Kind extends "number" | "event" | "group">(kind: Kind, name: keyof EventChannels) =>
    namePatient(ids, () => readColumn(rows, kind, spec[name], name));
  const optional = <Kind extends "number" | "event" | "group">(kind: Kind, name: keyof EventChannels) =>
    spec[name] === undefined ? null : required(kind, name);
  const onsets = required("number", "onsetDay");
  const terms = optional("group", "term");
  const classes = optional("group", "class");
  const grades = optional("number", "grade");
  const initialGrades = optional("number", "initialGrade");
  const ends = optional("number", "endDay");
  const related = optional("event", "related");
  const serious = optional("event", "serious");
  const actions = optional("group", "action");
  const truth = (values: Int8Array | null, row: number): boolean | null =>
    values === null || values[row] === -1 ? null : values[row] === 1;
  return Array.from({ length: onsets.length }, (_, row): EventRecord => {
    for (const [column, group] of [
      ["patient", ids],
      ["term", terms],
      ["class", classes],
    ] as const) {
      if (group === null || group.codes[row]! >= 0) continue;
      namePatient(ids, () => {
        throw new InputError("missing-value", `${column} is missing at row ${row} of the events: complete it`, {
          column,
          row,
        });
      });
    }
    const patient = ids.levels[ids.codes[row]!]!;
    if (!patients.has(patient)) {
      throw new InputError(
        "unknown-level",
        `the event at row ${row} is of patient "${patient}", who is not among the patients: add the patient, or leave patients out with where`,
        { column: "patient", row },
      );
    }
    const onset = dayAt(onsets, row);
    const end = dayAt(ends, row);
    if (onset !== null && end !== null && end < onset) {
      throw new InputError(
        "date",
        `the event at row ${row} of patient "${patient}" ends on day ${showDay(end)} before its onset on day ${showDay(onset)}: correct the days`,
        { column: "endDay", row },
      );
    }
    return {
      row,
      patient,
      term: terms === null ? "" : terms.levels[terms.codes[row]!]!,
      class: classes === null ? null : classes.levels[classes.codes[row]!]!,
      grade: gradeAt(grades, "grade", row, patient),
      initialGrade: gradeAt(initialGrades, "initialGrade", row, patient),
      onset,
      end,
      related: related === null ? true : truth(related, row),
      serious: truth(serious, row),
      action: actions === null || actions.codes[row]! < 0 ? null : actions.levels[actions.codes[row]!]!,
    };
  });
}

function gradeAt(
  grades: Float64Array | null,
  column: "grade" | "initialGrade",
  row: number,
  patient: string,
): number | null {
  const grade = grades === null ? Number.NaN : grades[row]!;
  if (Number.isNaN(grade)) return null;
  if (Number.isInteger(grade) && grade >= 1 && grade <= 5) return grade;
  throw new InputError(
    "option",
    `${column} is ${grade} at row ${row}, of patient "${patient}": CTCAE grades are 1 to 5, null when not known`,
    { column, row },
  );
}
