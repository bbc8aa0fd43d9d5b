import { EXCLUSION_REASONS, type ExclusionReason, type StudyRecords } from "../records/types.js";
import { ARMS } from "./characteristics.js";

/** Wording of the exclusion criteria. */
export const EXCLUSION_LABELS: Readonly<Record<ExclusionReason, string>> = {
  "incomplete-records": "Incomplete medical records",
  "extrahepatic-spread": "Extrahepatic spread",
  "main-portal-vein-or-vena-cava-thrombus": "Thrombus in the main portal vein or vena cava",
  "previous-haic-radiotherapy-or-systemic-therapy": "Previous HAIC, radiotherapy or systemic therapy",
  "other-malignancy": "Other malignancy",
  "organ-transplantation": "Organ transplantation",
  "prothrombin-time-or-platelets": "PT prolongation ≥ 4 s or platelets < 50 × 10⁹/L",
  "organ-dysfunction": "Severe cardiac, pulmonary or renal dysfunction",
};

/** Patients at each step from screening to analysis; arms in the order TKI-I, TKI. */
export interface FlowResult {
  readonly screened: number;
  readonly excluded: number;
  readonly reasons: readonly { readonly reason: ExclusionReason; readonly count: number }[];
  readonly included: readonly number[];
}

/** Counts the steps of the flow diagram. */
export function analyseFlow(records: StudyRecords): FlowResult {
  const count = (reason: ExclusionReason): number =>
    records.screened.filter((patient) => patient.exclusionReason === reason).length;
  return {
    screened: records.screened.length,
    excluded: records.screened.length - records.patients.length,
    reasons: EXCLUSION_REASONS.map((reason) => ({ reason, count: count(reason) })).filter(({ count }) => count > 0),
    included: ARMS.map((arm) => records.patients.filter((patient) => patient.arm === arm).length),
  };
}
