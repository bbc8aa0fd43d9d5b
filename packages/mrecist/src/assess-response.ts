import { checkOptions, InputError } from "@hcc/data";
import { assess } from "./internal/engine.js";
import { readAssessment } from "./internal/read-assessment.js";
import { quoted } from "./internal/words.js";
import type { AssessmentSpec, PatientMeasurements, PatientResponse } from "./types.js";

/**
 * Tumor response of one patient at every visit, with best response, first progression and the trace of each decision.
 *
 * Target lesions: CR when no viable tumor is left, else PD when the sum is at least 1.2 times its nadir, else PR when it
 * is at most 0.7 times the baseline, else SD; compared as whole tenths of mm. A lesion that is not evaluable makes the
 * visit NE unless the measured part alone is PD. Viable tumor after CR is PD. Nothing is carried forward.
 *
 * @param patient all measurements of the patient; a lesion without a measurement at a visit is not evaluable there.
 * @param spec `criteria` and `options`, see `ResponseOptions` for the defaults.
 * @throws InputError for a lesion without baseline, a repeated or negative diameter, an unknown role, level or finding, ...
 *
 * @example
 * ```ts
 * import { assessResponse } from "@hcc/mrecist";
 * const lesion = { lesion: "T1", role: "target" } as const;
 * const result = assessResponse(
 *   { patient: "P1", measurements: [
 *     { ...lesion, day: 0, viable: 50 }, { ...lesion, day: 56, viable: 35 }, { ...lesion, day: 112, viable: 42 },
 *   ] },
 *   { criteria: "mrecist" },
 * );
 * result.visits.map((visit) => visit.overall); // => ["PR", "PD"]
 * result.best.overall; // => "PR"
 * result.firstProgressionDay.overall; // => 112
 * ```
 *
 * @see Lencioni & Llovet, Semin Liver Dis 2010;30:52-60, https://doi.org/10.1055/s-0030-1247132
 * @see Eisenhauer et al., Eur J Cancer 2009;45:228-247, https://doi.org/10.1016/j.ejca.2008.10.026
 */
export function assessResponse(patient: PatientMeasurements, spec: AssessmentSpec): PatientResponse {
  checkOptions("assessResponse", spec, ["criteria", "options", "strict", "trace"]);
  if (!Array.isArray(patient?.measurements)) {
    throw new InputError("option", "the patient has no list of measurements: give { patient, measurements: [...] }", {
      column: "measurements",
    });
  }
  const { measurements, deathDay = null } = patient;
  const name = String(patient.patient ?? "");
  if (deathDay !== null && !Number.isInteger(deathDay)) {
    throw new InputError(
      "date",
      `deathDay of patient "${name}" is ${quoted(deathDay)}: give a whole number of days, or leave it out`,
      { column: "deathDay" },
    );
  }
  return assess(name, measurements, [...measurements.keys()], deathDay, readAssessment(spec));
}
