import { type CoxScreen, coxScreen, type SubgroupHazardRatios, subgroupHazardRatios } from "@hcc/cox";
import { factor, type Term } from "@hcc/data";
import { CHARACTERISTICS } from "./characteristics.js";
import { channelsOf, type Endpoint } from "./endpoints.js";
import type { StudyPatient } from "./patients.js";

/** P value below which a variable of the univariable analysis enters the multivariable one. */
export const SCREEN_THRESHOLD = 0.1;

const TREATMENT: Term<StudyPatient> = factor("arm", { levels: ["TKI-I", "TKI"] });

/** The treatment as the only term of a model: hazard of TKI-I over that of TKI. */
export const TREATMENT_EFFECT: Term<StudyPatient> = factor("arm", { reference: "TKI" });

const CANDIDATES: readonly Term<StudyPatient>[] = CHARACTERISTICS.map(({ key, levels, reference }) =>
  factor(key, { levels: [...levels].sort((a) => (a === reference ? -1 : 1)), reference }),
);

/** Univariable and multivariable Cox regression of one endpoint, ties by Breslow as SPSS. */
export function analyseRegression(patients: readonly StudyPatient[], endpoint: Endpoint): CoxScreen {
  return coxScreen(patients, {
    ...channelsOf(endpoint),
    candidates: [TREATMENT, ...CANDIDATES],
    threshold: SCREEN_THRESHOLD,
    conventions: "spss",
  });
}

/** Hazard ratios of TKI-I over TKI in the groups of Table 1, with interaction tests. */
export function analyseSubgroups(patients: readonly StudyPatient[], endpoint: Endpoint): SubgroupHazardRatios {
  return subgroupHazardRatios(patients, {
    ...channelsOf(endpoint),
    treatment: "arm",
    control: "TKI",
    subgroups: CANDIDATES,
    conventions: "spss",
  });
}
