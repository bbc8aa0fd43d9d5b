import { checkOptions, type RowOf } from "@hcc/data";
import { assess } from "./internal/engine.js";
import { readAssessment } from "./internal/read-assessment.js";
import { MEASUREMENT_CHANNELS, type MeasurementSpec, patientsOf } from "./internal/read-measurements.js";
import type { AssessmentSpec, PatientResponse } from "./types.js";

/** Where `assessResponses` finds the values of a table with one row per lesion and visit. See `Measurement`. */
export interface ResponseSpec<Row> extends AssessmentSpec, MeasurementSpec<Row> {}

/**
 * Tumor response of every patient of a long table with one row per lesion and visit: `assessResponse` for each patient.
 *
 * Patients come in the order of their identifiers, whatever the order of the rows. There is no `missing: "omit"` and no
 * `where`: a row left out would change the sums. A missing diameter is not evaluable, never 0.
 *
 * @throws InputError naming patient, lesion, day and row.
 *
 * @example
 * ```ts
 * import { assessResponses } from "@hcc/mrecist";
 * const rows = [
 *   { id: "P1", day: 0, lesion: "T1", role: "target" as const, mm: 14 },
 *   { id: "P1", day: 56, lesion: "T1", role: "target" as const, mm: 9.8 },
 *   { id: "P2", day: 0, lesion: "T1", role: "target" as const, mm: 40 },
 *   { id: "P2", day: 49, lesion: "T1", role: "target" as const, mm: null },
 * ];
 * const responses = assessResponses(rows, {
 *   patient: "id", day: "day", lesion: "lesion", role: "role", viable: "mm", criteria: "mrecist",
 * });
 * responses.map(({ patient, best }) => `${patient} ${best.overall}`); // => ["P1 PR", "P2 NE"]
 * ```
 *
 * @see Lencioni & Llovet, Semin Liver Dis 2010;30:52-60, https://doi.org/10.1055/s-0030-1247132
 */
export function assessResponses<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: ResponseSpec<RowOf<Data>>,
): readonly PatientResponse[] {
  checkOptions("assessResponses", spec, [...MEASUREMENT_CHANNELS, "criteria", "options", "strict", "trace"], {
    where: "a row left out would change the sums; leave whole patients out before",
    missing: "a missing diameter is not evaluable; there is nothing to choose",
  });
  const assessment = readAssessment(spec);
  const responses: PatientResponse[] = [];
  for (const { patient, measurements, rows, deathDay } of patientsOf(data, spec, assessment.rules)) {
    responses.push(assess(patient, measurements, rows, deathDay, assessment));
  }
  return responses;
}
