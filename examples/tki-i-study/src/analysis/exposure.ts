import {
  type ContingencyTest,
  contingencyTest,
  type Description,
  describe,
  type MannWhitney,
  mannWhitney,
} from "@hcc/stats";
import { type FollowUp, followUp } from "@hcc/survival";
import { ARMS, ofArm } from "./characteristics.js";
import type { StudyPatient } from "./patients.js";

/** Follow-up, treatment duration, implantations and dose changes; arms in the order TKI-I, TKI. */
export interface ExposureResult {
  /** Of all patients: observed time, and reverse Kaplan-Meier. */
  readonly followUp: FollowUp;
  /** Of each arm, with its completeness at the cut-off. */
  readonly followUpByArm: FollowUp;
  readonly tkiMonths: readonly Description[];
  readonly tkiMonthsTest: MannWhitney;
  readonly previousTaceTotal: readonly number[];
  /** Of the TKI-I arm. */
  readonly implantations: Description;
  readonly implantationsTotal: number;
  readonly seeds: Description;
  readonly seedsTotal: number;
  readonly changes: readonly {
    readonly label: string;
    readonly counts: readonly number[];
    readonly test: ContingencyTest | null;
  }[];
}

/** Exposure and follow-up of one cohort. */
export function analyseExposure(patients: readonly StudyPatient[]): ExposureResult {
  const arms = ARMS.map((arm) => ofArm(patients, arm));
  const spss = { conventions: "spss" } as const;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const change = (label: string, is: (patient: StudyPatient) => boolean): ExposureResult["changes"][number] => {
    const counts = arms.map((own) => own.filter(is).length);
    const others = arms.map((own, i) => own.length - counts[i]!);
    const varies = sum(counts) > 0 && sum(others) > 0;
    return { label, counts, test: varies ? contingencyTest([counts, others], { rule: "spss" }) : null };
  };
  const [seeded] = arms as [readonly StudyPatient[]];
  return {
    followUp: followUp(patients, { time: "osMonths", event: "death" }),
    followUpByArm: followUp(patients, { time: "osMonths", event: "death", by: "arm", potential: "potentialMonths" }),
    tkiMonths: arms.map((own) =>
      describe(
        own.map(({ tkiMonths }) => tkiMonths),
        spss,
      ),
    ),
    tkiMonthsTest: mannWhitney(
      arms[0]!.map(({ tkiMonths }) => tkiMonths),
      arms[1]!.map(({ tkiMonths }) => tkiMonths),
      spss,
    ),
    previousTaceTotal: arms.map((own) => sum(own.map(({ previousTaceNumber }) => previousTaceNumber))),
    implantations: describe(
      seeded.map(({ implantations }) => implantations),
      spss,
    ),
    implantationsTotal: sum(seeded.map(({ implantations }) => implantations)),
    seeds: describe(
      seeded.map(({ seeds }) => seeds),
      spss,
    ),
    seedsTotal: sum(seeded.map(({ seeds }) => seeds)),
    changes: [
      change("Treatment interruption", ({ interrupted }) => interrupted),
      change("Dose reduction", ({ doseReduced }) => doseReduced),
      change("Discontinuation for adverse events", ({ discontinuedForAe }) => discontinuedForAe),
    ],
  };
}
