import {
  type ContingencyTest,
  contingencyTest,
  type Description,
  describe,
  type MannWhitney,
  mannWhitney,
} from "@hcc/stats";
import { ARMS, CHARACTERISTICS, type Characteristic, ofArm } from "./characteristics.js";
import type { StudyPatient } from "./patients.js";

/** One characteristic in one cohort; arms in the order TKI-I, TKI. */
export interface BaselineResult {
  readonly characteristic: Characteristic;
  /** Patients for each level (rows) in each arm (columns). */
  readonly counts: readonly (readonly number[])[];
  readonly countsTest: ContingencyTest | null;
  readonly summaries: readonly Description[] | null;
  readonly summaryTest: MannWhitney | null;
}

/** Table 1 of one cohort: counts, medians and ranges with the tests of the study, as SPSS makes them. */
export function analyseBaseline(patients: readonly StudyPatient[]): readonly BaselineResult[] {
  const arms = ARMS.map((arm) => ofArm(patients, arm));
  return CHARACTERISTICS.map((characteristic) => {
    const counts = characteristic.levels.map((level) =>
      arms.map((own) => own.filter((patient) => String(patient[characteristic.key]) === level).length),
    );
    const varies = counts.every((row) => row.some((count) => count > 0)) && arms.every((own) => own.length > 0);
    const { number } = characteristic;
    const values = number ? arms.map((own) => own.map((patient) => patient[number.key])) : null;
    return {
      characteristic,
      counts,
      countsTest: varies ? contingencyTest(counts, { rule: "spss" }) : null,
      summaries: values?.map((own) => describe(own, { conventions: "spss" })) ?? null,
      summaryTest: values ? mannWhitney(values[0]!, values[1]!, { conventions: "spss" }) : null,
    };
  });
}
