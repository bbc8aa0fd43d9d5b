import type { TreatmentEvent } from "../../src/records/types.js";
import type { BaselinePatient } from "../baseline/patient.js";
import { isoDay } from "./calendar.js";
import type { Outcome } from "./outcome.js";
import { randomFor } from "./random-for.js";

const REASONS = [
  "hand-foot skin reaction",
  "diarrhea",
  "hypertension",
  "fatigue",
  "proteinuria",
  "raised bilirubin",
] as const;

/** All treatment events of one patient, by date. */
export function writeTreatment(patient: BaselinePatient, outcome: Outcome): TreatmentEvent[] {
  const random = randomFor(patient.id, "treatment");
  const { start, safety } = outcome;
  const end = outcome.stop ?? outcome.observed;
  const full = patient.tki === "sorafenib" ? 800 : random.uniform() < 0.6 ? 12 : 8;
  const less = patient.tki === "sorafenib" ? 400 : full === 12 ? 8 : 4;
  const events: (TreatmentEvent & { readonly day: number })[] = [];
  const tki = (day: number, kind: TreatmentEvent["kind"], doseMgPerDay: number, reason: string | null): void => {
    events.push({
      day,
      patientId: patient.id,
      date: isoDay(outcome.origin + day),
      kind,
      drug: patient.tki,
      doseMgPerDay,
      seeds: null,
      reason,
    });
  };
  const within = (from: number, to: number): number =>
    start + Math.max(4, Math.floor((end - start) * (from + (to - from) * random.uniform())));
  tki(start, "tki-start", full, null);
  const interruption = within(0.1, 0.4);
  if (safety.interrupted) tki(interruption, "tki-interruption", 0, REASONS[random.below(REASONS.length)]!);
  if (safety.reduced)
    tki(
      Math.max(interruption + 7, within(0.45, 0.75)),
      "tki-dose-reduction",
      less,
      REASONS[random.below(REASONS.length)]!,
    );
  if (outcome.stop !== null)
    tki(
      outcome.stop,
      outcome.stopReason === "adverse-event" ? "tki-discontinuation-ae" : "tki-stop",
      0,
      outcome.stopReason === "adverse-event"
        ? "adverse event"
        : outcome.stopReason === "progression"
          ? "disease progression"
          : "patient's choice",
    );
  for (const [day, seeds] of outcome.implantations)
    events.push({
      day,
      patientId: patient.id,
      date: isoDay(outcome.origin + day),
      kind: "seed-implantation",
      drug: null,
      doseMgPerDay: null,
      seeds,
      reason: day <= start + 7 ? "first implantation" : "insufficient radioactive coverage",
    });
  return events.sort((a, b) => a.day - b.day).map(({ day: _, ...event }) => event);
}
