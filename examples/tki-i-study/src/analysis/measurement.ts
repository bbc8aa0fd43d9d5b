import { type BestResponse, type ResponseSensitivity, responseSensitivity, thresholdDistances } from "@hcc/mrecist";
import type { LesionReading } from "../records/types.js";
import { ARMS, ofArm } from "./characteristics.js";
import { READING_CHANNELS, readingsOf } from "./imaging.js";
import type { StudyPatient } from "./patients.js";

/** Repetitions of the cohort with errors of measurement. */
const SIMULATIONS = 100;

/** Distances to a threshold that are counted, in mm. */
export const MARGINS = [1, 2, 5] as const;

/** What errors of measurement would change; arms in the order TKI-I, TKI. */
export interface MeasurementResult {
  readonly error: ResponseSensitivity["error"];
  readonly simulations: number;
  readonly seed: number;
  readonly groups: ResponseSensitivity["groups"];
  /** How often each patient kept the best response that was measured. */
  readonly patients: readonly {
    readonly patient: string;
    readonly arm: string;
    readonly best: BestResponse;
    readonly kept: number;
  }[];
  /** Visits up to the first progression whose target sum has a distance to a threshold, and those within each margin. */
  readonly distances: readonly {
    readonly arm: string;
    readonly visits: number;
    readonly within: readonly number[];
  }[];
}

/** Judges a cohort again and again with random errors of the diameters, and measures how near its visits are to a threshold. */
export function analyseMeasurement(
  patients: readonly StudyPatient[],
  imaging: readonly LesionReading[],
): MeasurementResult {
  const arms = new Map(patients.map(({ patientId, arm }) => [patientId, arm]));
  const { error, simulations, seed, groups, ...result } = responseSensitivity(
    readingsOf(imaging, new Set(arms.keys())),
    {
      ...READING_CHANNELS,
      criteria: "tki-i",
      by: ({ patient }) => arms.get(patient)!,
      simulations: SIMULATIONS,
    },
  );
  return {
    error,
    simulations,
    seed,
    groups: ARMS.map((arm) => groups.find(({ group }) => group === arm)!),
    patients: result.patients.map(({ patient, best, bestShares }) => ({
      patient,
      arm: arms.get(patient)!,
      best: best!,
      kept: bestShares[best!] ?? 0,
    })),
    distances: ARMS.map((arm) => {
      const found = ofArm(patients, arm).flatMap(({ response }) => {
        const progression = response.firstProgressionDay.overall;
        return thresholdDistances(response).flatMap(({ day, distance }) =>
          distance === null || (progression !== null && day > progression) ? [] : [distance],
        );
      });
      return {
        arm,
        visits: found.length,
        within: MARGINS.map((margin) => found.filter((distance) => distance <= margin).length),
      };
    }),
  };
}
