import { assessResponses, type Measurement, type PatientResponse } from "@hcc/mrecist";
import { type AdverseEvents, adverseEvents } from "@hcc/safety";

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

export const transitions = [
  { name: "EASL, products of two diameters", responses: easl },
  { name: "mRECIST", responses },
] as const;

const treated = Array.from({ length: 20 }, (_, i) => ({
  id: `P${i}`,
  arm: i < 12 ? "TKI-I" : "TKI",
  start: 0,
  stop: 200,
}));
const reported = treated.flatMap(({ id }, i) => [
  ...(i % 2 === 0
    ? [{ id, term: "Palmar-plantar erythrodysesthesia syndrome", grade: i % 4 === 0 ? 3 : 1, day: 20 }]
    : []),
  ...(i % 3 === 0 ? [{ id, term: "Hypertension", grade: 2, day: 30 }] : []),
  ...(i === 13 ? [{ id, term: "Pneumothorax", grade: 4, day: 40 }] : []),
]);
export const events: AdverseEvents = adverseEvents(reported, treated, {
  patient: "id",
  term: "term",
  grade: "grade",
  onsetDay: "day",
  id: "id",
  by: "arm",
  levels: ["TKI-I", "TKI"],
  start: "start",
  stop: "stop",
  ctcae: "5.0",
});

export const thrombi = [
  { patient: "A", day: 10, level: "Vp2" },
  { patient: "A", day: 70, level: "Vp3" },
  { patient: "A", day: 70, level: "Vp1" },
  { patient: "B", day: 0, level: "Vp4" },
  { patient: "B", day: 50, level: "Vp3" },
  { patient: "B", day: 100, level: null },
  { patient: "C", day: 0, level: "Vp1" },
  { patient: "C", day: 90, level: "Vp1" },
  { patient: "D", day: 0, level: "Vv2" },
  { patient: "D", day: 30, level: "Vv3" },
] as const;
