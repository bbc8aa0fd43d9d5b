import { assessResponses, type Measurement, type PatientResponse } from "@hcc/mrecist";

interface Row extends Measurement {
  readonly id: string;
}

/** Target diameters in mm by patient and visit: baseline, then every 60 days; null = not evaluable. */
const SIZES: Readonly<Record<string, readonly (number | null)[]>> = {
  grows: [30, 75, 90],
  shrinks: [50, 30, 20, 20, 40],
  vanishes: [40, 10, 0, 0],
  stays: [40, 38, 36, 41],
  same: [25, 25],
  unseen: [35, null],
  lost: [30],
};

const rows: readonly Row[] = Object.freeze(
  Object.entries(SIZES).flatMap(([id, sizes]) =>
    sizes.map(
      (viable, i): Row => ({ id, day: 60 * i, lesion: "L1", role: "target", viable, notEvaluable: viable === null }),
    ),
  ),
);
/** Progresses by a new lesion at a visit at which the target was not evaluable. */
const newLesion: readonly Row[] = Object.freeze([
  { id: "new lesion", day: 0, lesion: "L1", role: "target", viable: 50 },
  { id: "new lesion", day: 60, lesion: "L1", role: "target", viable: 40 },
  { id: "new lesion", day: 120, lesion: "L1", role: "target", viable: null, notEvaluable: true },
  { id: "new lesion", day: 120, lesion: "N1", role: "new", total: 20, finding: "new-extrahepatic", site: "lung" },
]);

const assess = (criteria: "mrecist" | "easl"): readonly PatientResponse[] =>
  assessResponses(
    [...rows, ...newLesion].map((row) => ({ ...row, perpendicular: row.viable })),
    {
      patient: "id",
      day: "day",
      lesion: "lesion",
      role: "role",
      viable: "viable",
      perpendicular: "perpendicular",
      total: "total",
      notEvaluable: "notEvaluable",
      finding: "finding",
      site: "site",
      criteria,
    },
  );

export const responses: readonly PatientResponse[] = assess("mrecist");
export const easl: readonly PatientResponse[] = assess("easl");

/** Courses of patients whose days have the origin of their responses. */
export const courses = Object.freeze(
  responses.map((response, i) => ({
    patient: response.patient,
    start: 0,
    end: 300 - 30 * i,
    ongoing: i % 2 === 0,
    death: i % 2 === 0 ? null : 300 - 30 * i,
    response,
    group: i < 4 ? "TKI-I" : "TKI",
    events: { "Seed implantation": i < 4 ? [5, 90] : null, "Dose reduced": i === 2 ? 130 : null },
  })),
);
