import { calendarDate, dayNumber } from "@hcc/data";
import { formatNumber, patientLesionTable, patientResponseTable, type Table } from "@hcc/tables";
import type { TracedPatient } from "../analysis/traced.js";

/** What the page of one patient shows beside its figure. */
export interface PatientPage {
  readonly heading: string;
  readonly facts: readonly string[];
  readonly lesions: Table;
  readonly visits: Table;
}

/** How the patients were chosen. */
export function tracedSentence(traced: readonly TracedPatient[]): string {
  if (traced.length === 0) return "No patient has a tumor thrombus, a response and a progression after it.";
  const of = traced.map(({ arm, candidates }) => `${candidates} of the ${arm} arm`).join(" and ");
  return `Of the patients who have a tumor thrombus, a response and a progression after it (${of}), the one of each arm whose course was judged by the most different rules; where several were, the one with the fewest visits, then the first. Days count from the baseline scan. A response with a number is explained below the table; one without a number stands by the rule of the visit before.`;
}

/** The page of one patient: facts, the diameters that were measured, and what was decided on them. */
export function patientPage(patient: TracedPatient): PatientPage {
  const { patientId, arm, baselineDate, response, recist, measurements } = patient;
  const origin = dayNumber(baselineDate);
  const date = (day: number): string => calendarDate(origin + day);
  const { best, firstProgressionDay } = response;
  const progression = firstProgressionDay.overall;
  const facts = [
    `${patient.sex === "male" ? "Man" : "Woman"} of ${patient.ageYears} years, ECOG PS ${patient.ecog}, Child-Pugh ${patient.childPugh}.`,
    `Baseline scan ${baselineDate}.`,
    `Best response ${best.overall} (intrahepatic ${best.intrahepatic ?? "—"}, thrombus ${best.thrombus ?? "—"}).`,
    progression === null ? "No progression." : `First progression on day ${progression} (${date(progression)}).`,
    `${patient.death ? "Died" : "Alive"} ${formatNumber(patient.osMonths, 1)} months after refractoriness to TACE.`,
  ];
  return {
    heading: `Patient ${patientId}, ${arm} arm`,
    facts,
    lesions: patientLesionTable(measurements, { title: "What was measured (mm)", response }),
    visits: patientResponseTable(response, { title: "What was decided", date, compare: [recist] }),
  };
}
