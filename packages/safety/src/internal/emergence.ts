import { InputError } from "@hcc/data";
import type { EventExclusionReason } from "../types.js";
import type { EventRecord } from "./read-events.js";
import type { PatientRecord } from "./read-patients.js";

/** Why an event is not treatment-emergent, or null: start <= onset <= stop + window, onset not known, or worse since; not ended before. */
export function emergence(
  { onset, end, grade, initialGrade }: EventRecord,
  patient: PatientRecord,
  windowDays: number,
): EventExclusionReason | null {
  if (!patient.inAnalysis) return "not-in-analysis";
  if (patient.start === null) return "not-treated";
  if (end !== null && end < patient.start) return "before-treatment";
  if (onset === null) return null;
  if (onset < patient.start) {
    return grade !== null && initialGrade !== null && grade > initialGrade ? null : "before-treatment";
  }
  return patient.stop !== null && onset > patient.stop + windowDays ? "after-window" : null;
}

/** Checks the length of the window. */
export function checkWindow(windowDays: number): number {
  if (windowDays >= 0 && Number.isFinite(windowDays)) return windowDays;
  throw new InputError("option", `windowDays is ${String(windowDays)}: give a number of days, 0 or more`, {
    column: "windowDays",
  });
}
