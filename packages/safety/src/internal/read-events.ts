import { InputError, readColumn, rereadable } from "@hcc/data";
import type { AdverseEventsSpec } from "../types.js";
import type { PatientRecord } from "./read-patients.js";

export interface EventRecord {
  readonly row: number;
  readonly patient: string;
  readonly term: string;
  readonly grade: number | null;
  readonly onset: number | null;
  /** null = not stated. */
  readonly related: boolean | null;
}

/** The events in the order of the input, checked. */
export function readEvents<Event, Patient>(
  events: Iterable<unknown> | object,
  spec: AdverseEventsSpec<Event, Patient>,
  patients: ReadonlyMap<string, PatientRecord>,
): EventRecord[] {
  const rows = rereadable(events);
  if (Array.isArray(rows) && rows.length === 0) return [];
  const ids = readColumn(rows, "group", spec.patient, "patient");
  const terms = readColumn(rows, "group", spec.term, "term");
  const grades = readColumn(rows, "number", spec.grade, "grade");
  const onsets = readColumn(rows, "number", spec.onsetDay, "onsetDay");
  const related = spec.related === undefined ? null : readColumn(rows, "event", spec.related, "related");
  return Array.from({ length: grades.length }, (_, row): EventRecord => {
    for (const [column, codes] of [
      ["patient", ids.codes],
      ["term", terms.codes],
    ] as const) {
      if (codes[row]! < 0) {
        throw new InputError("missing-value", `${column} is missing at row ${row} of the events: complete it`, {
          column,
          row,
        });
      }
    }
    const patient = ids.levels[ids.codes[row]!]!;
    if (!patients.has(patient)) {
      throw new InputError(
        "unknown-level",
        `the event at row ${row} is of patient "${patient}", who is not among the patients: add the patient, or leave patients out with where`,
        { column: "patient", row },
      );
    }
    const grade = grades[row]!;
    if (!Number.isNaN(grade) && !(Number.isInteger(grade) && grade >= 1 && grade <= 5)) {
      throw new InputError("option", `grade is ${grade} at row ${row}: CTCAE grades are 1 to 5, null when not known`, {
        column: "grade",
        row,
      });
    }
    const onset = onsets[row]!;
    return {
      row,
      patient,
      term: terms.levels[terms.codes[row]!]!,
      grade: Number.isNaN(grade) ? null : grade,
      onset: Number.isNaN(onset) ? null : onset,
      related: related === null ? true : related[row] === -1 ? null : related[row] === 1,
    };
  });
}
