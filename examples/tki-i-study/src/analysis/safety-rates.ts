import { dayNumber } from "@hcc/data";
import { type EventRates, eventRates, timeToFirstEvent } from "@hcc/safety";
import { type CumulativeIncidence, cumulativeIncidence, daysToMonths, type GrayTest, grayTest } from "@hcc/survival";
import type { AdverseEvent } from "../records/types.js";
import { ARMS } from "./characteristics.js";
import type { StudyPatient } from "./patients.js";

/** Treatment-related events of the total cohort against the time in which they could be seen. */
export interface SafetyRateResult {
  /** Of any grade, by term. */
  readonly any: EventRates;
  /** Of grade 3 or more, all terms together. */
  readonly severe: EventRates;
  /** Months from the start of treatment to the first event of grade 3 or more, death competing. */
  readonly firstSevere: { readonly incidence: CumulativeIncidence; readonly test: GrayTest };
}

/** Rates per 100 person-years, and the time to the first severe event; both end 90 days after treatment. */
export function analyseSafetyRates(
  patients: readonly StudyPatient[],
  records: readonly AdverseEvent[],
): SafetyRateResult {
  const included = new Set(patients.map(({ patientId }) => patientId));
  const related = records.filter((event) => event.related !== "none" && included.has(event.patientId));
  const severe = related.filter(({ grade }) => grade >= 3);
  const spec = {
    patient: "patientId",
    onsetDay: ({ onsetDate }: AdverseEvent) => dayNumber(onsetDate),
    id: "patientId",
    by: "arm",
    levels: ARMS,
    start: ({ firstTreatment }: StudyPatient) => dayNumber(firstTreatment),
    stop: ({ tkiStop }: StudyPatient) => dayNumber(tkiStop),
    end: ({ lastContactDate }: StudyPatient) => dayNumber(lastContactDate),
    windowDays: 90,
  } as const;
  const { columns, cause } = timeToFirstEvent(severe, patients, {
    ...spec,
    death: (patient) => (patient.death ? dayNumber(patient.lastContactDate) : null),
  });
  const data = { ...columns, months: columns.time.map(daysToMonths) };
  const times = { time: "months", cause, by: "group" } as const;
  return {
    any: eventRates(related, patients, { ...spec, term: "term" }),
    severe: eventRates(severe, patients, spec),
    firstSevere: { incidence: cumulativeIncidence(data, times), test: grayTest(data, times) },
  };
}
