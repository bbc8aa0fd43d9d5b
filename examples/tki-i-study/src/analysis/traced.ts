import { dayNumber } from "@hcc/data";
import { assessResponse, type Measurement, type PatientResponse } from "@hcc/mrecist";
import type { LesionReading } from "../records/types.js";
import { ARMS, ofArm } from "./characteristics.js";
import { measurementOf } from "./imaging.js";
import type { StudyPatient } from "./patients.js";

/** One patient whose whole course is printed; days count from the baseline scan. */
export interface TracedPatient {
  readonly patientId: string;
  readonly arm: string;
  /** Patients of the arm with a thrombus, a response and a progression after it. */
  readonly candidates: number;
  /** Different rules by which the patient was judged. */
  readonly rules: number;
  /** Date of the baseline scan. */
  readonly baselineDate: string;
  readonly sex: string;
  readonly ageYears: number;
  readonly childPugh: string;
  readonly ecog: string;
  readonly osMonths: number;
  readonly death: boolean;
  readonly measurements: readonly Measurement[];
  /** By the criteria of the study. */
  readonly response: PatientResponse;
  readonly recist: PatientResponse;
}

/**
 * Of each arm, the patient whose course was judged by the most different rules (then with the fewest visits, then the first) among
 * those with a thrombus, a response and a progression after it; an arm without such a patient has none.
 */
export function analyseTraced(
  patients: readonly StudyPatient[],
  imaging: readonly LesionReading[],
): readonly TracedPatient[] {
  return ARMS.flatMap((arm) => {
    const courses = ofArm(patients, arm).filter(({ response }) => showsMuch(response));
    const traced = courses.map((patient) => {
      const readings = imaging.filter(({ patientId }) => patientId === patient.patientId);
      const { day } = patient.response.baseline;
      const measurements = readings.map((row) => measurementOf(row, day));
      const baselineDate = readings.find(({ visitDate }) => dayNumber(visitDate) === day)!.visitDate;
      const of = { patient: patient.patientId, measurements };
      const response = assessResponse(of, { criteria: "tki-i" });
      const rules = new Set(response.visits.flatMap(({ trace }) => trace.map(({ rule }) => rule))).size;
      return { patient, of, baselineDate, response, rules };
    });
    traced.sort(
      (a, b) =>
        b.rules - a.rules ||
        a.response.visits.length - b.response.visits.length ||
        (a.of.patient < b.of.patient ? -1 : 1),
    );
    return traced.slice(0, 1).map(
      ({ patient, of, baselineDate, response, rules }): TracedPatient => ({
        patientId: of.patient,
        arm,
        candidates: courses.length,
        rules,
        baselineDate,
        sex: patient.sex,
        ageYears: patient.ageYears,
        childPugh: patient.childPugh,
        ecog: patient.ecog,
        osMonths: patient.osMonths,
        death: patient.death,
        measurements: [...of.measurements].sort(
          (a, b) => a.day - b.day || (String(a.lesion) < String(b.lesion) ? -1 : 1),
        ),
        response,
        recist: assessResponse(of, { criteria: "recist-1.1" }),
      }),
    );
  });
}

function showsMuch({ visits, best, firstProgressionDay }: PatientResponse): boolean {
  const first = visits.find(({ overall }) => overall === "CR" || overall === "PR");
  const progression = firstProgressionDay.overall;
  return best.thrombus !== null && first !== undefined && progression !== null && progression > first.day;
}
