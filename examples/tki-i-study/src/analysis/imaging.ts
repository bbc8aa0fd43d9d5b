import { dayNumber } from "@hcc/data";
import type { Measurement } from "@hcc/mrecist";
import type { LesionReading } from "../records/types.js";

/** A reading as the response functions take it; days count from `origin`. */
export function measurementOf(row: LesionReading, origin: number = 0): Measurement {
  return {
    day: dayNumber(row.visitDate) - origin,
    lesion: row.lesionId,
    role: row.role,
    viable: row.viableMm,
    total: row.totalMm,
    enhancing: row.enhancing === null ? null : row.enhancing === "yes",
    level: row.thrombusLevel,
    site: row.site,
    finding: row.finding,
    notEvaluable: row.arterialPhase === "no",
  };
}

/** A reading with its patient. */
export interface PatientReading extends Measurement {
  readonly patient: string;
}

/** The readings of the patients that are in `included`, in the order of the file. */
export function readingsOf(
  imaging: readonly LesionReading[],
  included: ReadonlySet<string>,
): readonly PatientReading[] {
  return imaging
    .filter(({ patientId }) => included.has(patientId))
    .map((row) => ({ patient: row.patientId, ...measurementOf(row) }));
}

/** The columns of the readings. */
export const READING_CHANNELS = {
  patient: "patient",
  day: "day",
  lesion: "lesion",
  role: "role",
  viable: "viable",
  total: "total",
  enhancing: "enhancing",
  level: "level",
  site: "site",
  finding: "finding",
  notEvaluable: "notEvaluable",
} as const;
