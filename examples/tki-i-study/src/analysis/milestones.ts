import { compareSurvival, type SurvivalComparison } from "@hcc/survival";
import { channelsOf, ENDPOINTS, type Endpoint, isFollowed } from "./endpoints.js";
import type { StudyPatient } from "./patients.js";

/** Months after which survival and incidence are given. */
export const MONTHS = [6, 12, 18, 24];

/** Survival at fixed times and restricted mean times of one endpoint, TKI-I against TKI. */
export interface MilestoneResult {
  readonly endpoint: Endpoint;
  readonly comparison: SurvivalComparison;
}

/** Survival at fixed times and restricted means of the endpoints in one cohort. */
export function analyseMilestones(patients: readonly StudyPatient[]): readonly MilestoneResult[] {
  return ENDPOINTS.filter((endpoint) => isFollowed(patients, endpoint)).map((endpoint) => ({
    endpoint,
    comparison: compareSurvival(patients, {
      ...channelsOf(endpoint),
      by: (patient) => patient.arm,
      control: "TKI",
      times: MONTHS,
      tau: "common",
    }),
  }));
}
