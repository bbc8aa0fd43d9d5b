import {
  assessResponses,
  type BestResponse,
  type PatientResponse,
  type ResponseAgreement,
  type ResponseRates,
  responseAgreement,
  responseRates,
} from "@hcc/mrecist";
import type { LesionReading } from "../records/types.js";
import { ARMS } from "./characteristics.js";
import { READING_CHANNELS, readingsOf } from "./imaging.js";
import type { StudyPatient } from "./patients.js";

/** Sets of criteria by which the same readings are judged: those of the study, and two without a thrombus of its own. */
export const CRITERIA = ["tki-i", "mrecist", "recist-1.1"] as const;

/** Best overall response of the same patients by three sets of criteria. */
export interface CriteriaResult {
  readonly rates: readonly { readonly criteria: (typeof CRITERIA)[number]; readonly rates: ResponseRates }[];
  /** By the criteria of the study, the arms compared within patients with and without macrovascular invasion. */
  readonly stratified: ResponseRates;
  /** mRECIST against RECIST 1.1. */
  readonly agreement: ResponseAgreement;
  readonly patients: readonly {
    readonly patient: string;
    readonly arm: string;
    readonly best: Readonly<Record<(typeof CRITERIA)[number], BestResponse>>;
  }[];
}

/** Judges the readings of a cohort by the three sets of criteria. */
export function analyseCriteria(patients: readonly StudyPatient[], imaging: readonly LesionReading[]): CriteriaResult {
  const readings = readingsOf(imaging, new Set(patients.map(({ patientId }) => patientId)));
  const judge = (criteria: "mrecist" | "recist-1.1"): readonly PatientResponse[] =>
    assessResponses(readings, { ...READING_CHANNELS, criteria, trace: false });
  const [mrecist, recist] = [judge("mrecist"), judge("recist-1.1")];
  const own = patients.map(({ response }) => response);
  const arms = new Map(patients.map(({ patientId, arm }) => [patientId, arm]));
  const by = ({ patient }: PatientResponse): string => arms.get(patient)!;
  const bestBy = [own, mrecist, recist].map(
    (responses) => new Map(responses.map(({ patient, best }) => [patient, best.overall])),
  );
  return {
    rates: [own, mrecist, recist].map((responses, i) => ({
      criteria: CRITERIA[i]!,
      rates: responseRates(responses, { by, levels: ARMS }),
    })),
    stratified: responseRates(patients, {
      by: "arm",
      levels: ARMS,
      best: ({ response }) => response.best.overall,
      strata: "macrovascularInvasion",
    }),
    agreement: responseAgreement(mrecist, recist),
    patients: patients.map(({ patientId, arm }) => ({
      patient: patientId,
      arm,
      best: {
        "tki-i": bestBy[0]!.get(patientId)!,
        mrecist: bestBy[1]!.get(patientId)!,
        "recist-1.1": bestBy[2]!.get(patientId)!,
      },
    })),
  };
}
