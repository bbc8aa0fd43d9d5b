import { type ResponseRates, responseRates } from "@hcc/mrecist";
import { ARMS } from "./characteristics.js";
import { COMPONENTS, type StudyPatient } from "./patients.js";

/** Best responses with ORR and DCR of the three components in one cohort; a component that nobody has is left out. */
export function analyseResponse(patients: readonly StudyPatient[]): readonly ResponseRates[] {
  return COMPONENTS.filter((component) => patients.some(({ response }) => response.best[component] !== null)).map(
    (component) =>
      responseRates(patients, {
        by: "arm",
        levels: ARMS,
        component,
        best: ({ response }) => response.best[component],
      }),
  );
}
