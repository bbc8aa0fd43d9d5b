import { dayNumber } from "@hcc/data";
import { type AdverseEvents, adverseEvents } from "@hcc/safety";
import type { AdverseEvent } from "../records/types.js";
import { ARMS } from "./characteristics.js";
import type { StudyPatient } from "./patients.js";

/** Patients with a kind of event by arm (TKI-I, TKI), and the test. */
interface SafetyCount {
  readonly counts: readonly number[];
  readonly pValue: number | null;
}

/** Treatment-related adverse events of the total cohort. */
export interface SafetyResult {
  readonly events: AdverseEvents;
  readonly any: SafetyCount;
  /** Grade 3 or more. */
  readonly severe: SafetyCount;
  /** Events of the seed implantation, counted within the treatment-related ones too. */
  readonly seed: {
    readonly patients: number;
    readonly grade4Hemothorax: number;
    readonly grade3NeedleTrackSeeding: number;
  };
}

/** Counts the events from the start of treatment to 90 days after its end. */
export function analyseSafety(patients: readonly StudyPatient[], records: readonly AdverseEvent[]): SafetyResult {
  const included = new Set(patients.map(({ patientId }) => patientId));
  const events = records.filter(({ patientId }) => included.has(patientId));
  const count = (own: readonly AdverseEvent[]): AdverseEvents =>
    adverseEvents(own, patients, {
      patient: "patientId",
      term: "term",
      grade: "grade",
      onsetDay: ({ onsetDate }) => dayNumber(onsetDate),
      related: ({ related }) => related !== "none",
      id: "patientId",
      by: "arm",
      levels: ARMS,
      start: ({ firstTreatment }) => dayNumber(firstTreatment),
      stop: ({ tkiStop }) => dayNumber(tkiStop),
      windowDays: 90,
      ctcae: "5.0",
    });
  const result = count(events);
  const seedEvents = events.filter(({ related }) => related === "seed");
  const seeds = count(seedEvents).overall.groups;
  const described = (grade: number, words: RegExp): number =>
    new Set(
      seedEvents
        .filter((event) => event.grade === grade && words.test(`${event.term} ${event.description ?? ""}`))
        .map(({ patientId }) => patientId),
    ).size;
  const { groups, anyGradeTest, grade3PlusTest } = result.overall;
  return {
    events: result,
    any: { counts: groups.map(({ anyGrade }) => anyGrade.count), pValue: anyGradeTest?.pValue ?? null },
    severe: { counts: groups.map(({ grade3Plus }) => grade3Plus.count), pValue: grade3PlusTest?.pValue ?? null },
    seed: {
      patients: seeds.reduce((sum, { anyGrade }) => sum + anyGrade.count, 0),
      grade4Hemothorax: described(4, /ha?emothorax/i),
      grade3NeedleTrackSeeding: described(3, /needle track/i),
    },
  };
}
