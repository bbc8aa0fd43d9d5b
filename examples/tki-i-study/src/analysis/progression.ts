import {
  type CumulativeIncidence,
  cumulativeIncidence,
  type GrayTest,
  grayTest,
  type IntervalSurvival,
  intervalSurvival,
} from "@hcc/survival";
import type { StudyPatient } from "./patients.js";

/** Two more analyses of the time to progression of the overall tumor, beside that of the paper. */
export interface ProgressionResult {
  /** Progression, with death without progression as an event of its own. */
  readonly progression: CumulativeIncidence;
  readonly progressionTest: GrayTest;
  readonly death: CumulativeIncidence;
  readonly deathTest: GrayTest;
  /** Progression somewhere between two visits, instead of at the second. */
  readonly interval: IntervalSurvival;
}

/** What ended the time free of progression. */
function endOf(patient: StudyPatient): { readonly months: number; readonly end: string } {
  const { months, event } = patient.ttp.overall!;
  if (event) return { months, end: "progression" };
  return patient.death ? { months: patient.osMonths, end: "death" } : { months, end: "neither" };
}

/** Progression of the overall tumor against death without it, and as it lies between visits. */
export function analyseProgression(patients: readonly StudyPatient[]): ProgressionResult {
  const time = (patient: StudyPatient): number => endOf(patient).months;
  const channel = (patient: StudyPatient): string => endOf(patient).end;
  const censored = ["neither"];
  const of = (event: string, competing: string) => {
    const spec = {
      time,
      cause: { channel, event: [event], competing: [competing], censored },
      by: (patient: StudyPatient) => patient.arm,
    };
    return [cumulativeIncidence(patients, spec), grayTest(patients, spec)] as const;
  };
  const [progression, progressionTest] = of("progression", "death");
  const [death, deathTest] = of("death", "progression");
  return {
    progression,
    progressionTest,
    death,
    deathTest,
    interval: intervalSurvival(patients, {
      left: (patient) => patient.progressionWindow.after,
      right: (patient) => patient.progressionWindow.until,
      by: (patient) => patient.arm,
    }),
  };
}
