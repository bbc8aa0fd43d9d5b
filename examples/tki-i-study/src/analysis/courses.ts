import { dayNumber } from "@hcc/data";
import type { BestResponse, ByComponent, PatientResponse, ThrombusLevel, TumorResponse } from "@hcc/mrecist";
import type { LesionReading } from "../records/types.js";
import type { StudyPatient } from "./patients.js";

/** What the figures of response show of a patient; days count from the baseline scan. */
export interface PatientCourse {
  readonly patient: string;
  readonly arm: string;
  readonly matched: boolean;
  readonly baseline: { readonly day: number };
  readonly visits: readonly {
    readonly day: number;
    readonly overall: TumorResponse;
    readonly percentFromBaseline: number | null;
  }[];
  readonly best: ByComponent<BestResponse>;
  readonly firstProgressionDay: ByComponent<number | null>;
  readonly options: Pick<PatientResponse["options"], "prDecreasePercent" | "pdIncreasePercent">;
  /** First day with a TKI or an implantation. */
  readonly start: number;
  /** Last contact, or death. */
  readonly end: number;
  readonly death: boolean;
  readonly implantations: readonly number[];
  /** Level of the thrombus at each visit at which it was evaluable; null = no viable thrombus. */
  readonly thrombus: readonly { readonly day: number; readonly level: ThrombusLevel | null }[];
}

/** The course of each included patient. */
export function analyseCourses(
  patients: readonly StudyPatient[],
  imaging: readonly LesionReading[],
  isMatched: (row: number) => boolean,
): readonly PatientCourse[] {
  const thrombi = imaging.filter(({ role, arterialPhase }) => role === "thrombus" && arterialPhase === "yes");
  return patients.map((patient, row) => {
    const { response, patientId } = patient;
    const origin = response.baseline.day;
    const day = (date: string): number => dayNumber(date) - origin;
    const since = (value: number | null): number | null => (value === null ? null : value - origin);
    const { overall, intrahepatic, thrombus } = response.firstProgressionDay;
    const { prDecreasePercent, pdIncreasePercent } = response.options;
    return {
      patient: patientId,
      arm: patient.arm,
      matched: isMatched(row),
      baseline: { day: 0 },
      visits: response.visits.map((visit) => ({
        day: visit.day - origin,
        overall: visit.overall,
        percentFromBaseline: visit.percentFromBaseline,
      })),
      best: response.best,
      firstProgressionDay: {
        overall: since(overall),
        intrahepatic: since(intrahepatic),
        thrombus: since(thrombus),
      },
      options: { prDecreasePercent, pdIncreasePercent },
      start: day(patient.firstTreatment),
      end: day(patient.lastContactDate),
      death: patient.death,
      implantations: patient.implantationDates.map(day),
      thrombus: thrombi
        .filter((reading) => reading.patientId === patientId)
        .map(({ visitDate, thrombusLevel }) => ({ day: day(visitDate), level: thrombusLevel }))
        .sort((a, b) => a.day - b.day),
    };
  });
}
