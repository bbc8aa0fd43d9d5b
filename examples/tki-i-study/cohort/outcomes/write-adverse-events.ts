import type { AdverseEvent } from "../../src/records/types.js";
import type { BaselinePatient } from "../baseline/patient.js";
import { isoDay } from "./calendar.js";
import type { Outcome } from "./outcome.js";
import { randomFor } from "./random-for.js";

/** TKI-related terms with the relative frequency for sorafenib and lenvatinib, and whether grade 3 occurs. */
const TERMS: readonly (readonly [term: string, sorafenib: number, lenvatinib: number, severe: boolean])[] = [
  ["Palmar-plantar erythrodysesthesia syndrome", 10, 5, true],
  ["Diarrhea", 8, 7, true],
  ["Hypertension", 5, 9, true],
  ["Fatigue", 6, 6, true],
  ["Anorexia", 5, 6, true],
  ["Weight loss", 4, 5, true],
  ["Proteinuria", 2, 6, true],
  ["Rash maculo-papular", 5, 2, true],
  ["Alopecia", 4, 1, false],
  ["Hypothyroidism", 1, 4, false],
  ["Hoarseness", 2, 4, false],
  ["Nausea", 3, 4, false],
  ["Vomiting", 2, 3, true],
  ["Abdominal pain", 3, 3, true],
  ["Aspartate aminotransferase increased", 5, 5, true],
  ["Alanine aminotransferase increased", 4, 4, true],
  ["Blood bilirubin increased", 4, 4, true],
  ["Platelet count decreased", 4, 4, true],
];
const SEED_TERMS = ["Abdominal pain", "Fever", "Nausea", "Pneumothorax", "Hepatic hemorrhage"] as const;
const UNRELATED = [
  "Ascites",
  "Upper respiratory infection",
  "Insomnia",
  "Constipation",
  "Back pain",
  "Edema limbs",
] as const;

/** Days after the end of treatment in which a related event counts as treatment-related. */
const WINDOW = 90;

/** All adverse events of one patient, by date. */
export function writeAdverseEvents(patient: BaselinePatient, outcome: Outcome): AdverseEvent[] {
  const random = randomFor(patient.id, "adverse-events");
  const { safety, start } = outcome;
  const end = outcome.stop ?? outcome.observed;
  const events: (AdverseEvent & { readonly day: number })[] = [];
  const put = (
    day: number,
    term: string,
    grade: number,
    related: AdverseEvent["related"],
    description: string | null = null,
  ): void => {
    events.push({
      day,
      patientId: patient.id,
      onsetDate: isoDay(outcome.origin + day),
      term,
      description,
      grade: grade as AdverseEvent["grade"],
      related,
    });
  };
  const during = (): number => start + 2 + random.below(Math.max(1, Math.min(end - start - 2, 300)));
  const drawTerm = (severe: boolean, used: ReadonlySet<string>): string => {
    const open = TERMS.filter(([term, , , can]) => !used.has(term) && (can || !severe));
    const weight = (k: number): number => open[k]![patient.tki === "sorafenib" ? 1 : 2];
    let rest = random.uniform() * open.reduce((sum, _, k) => sum + weight(k), 0);
    for (let k = 0; k < open.length; k++) if ((rest -= weight(k)) < 0) return open[k]![0];
    return open.at(-1)![0];
  };

  if (safety.tkiGrade > 0) {
    const used = new Set<string>();
    const terms = 1 + random.below(4) + (safety.tkiGrade > 1 ? 1 : 0);
    for (let k = 0; k < terms; k++) {
      const grade = k === 0 ? safety.tkiGrade : 1 + random.below(Math.min(2, safety.tkiGrade));
      const term = drawTerm(grade === 3, used);
      used.add(term);
      const day = k === 0 && outcome.stopReason === "adverse-event" ? end - 1 - random.below(5) : during();
      put(day, term, grade, "tki");
      // The same term again, milder: the worst grade counts once.
      if (grade > 1 && random.uniform() < 0.25)
        put(Math.min(day + 20 + random.below(40), end + 30, outcome.observed), term, grade - 1, "tki");
    }
    if (outcome.stop !== null && outcome.stop + 20 < outcome.observed && random.uniform() < 0.1) {
      const last = Math.min(outcome.stop + WINDOW, outcome.observed);
      put(outcome.stop + 1 + random.below(last - outcome.stop), drawTerm(false, used), 1, "tki");
    }
  }
  const implantation = outcome.implantations[0]?.[0];
  if (implantation !== undefined && safety.seed !== null) {
    const after = implantation + 1 + random.below(3);
    if (safety.seed === "hemothorax") put(implantation, "Pleural hemorrhage", 4, "seed", "right hemothorax");
    else if (safety.seed === "seeding")
      put(
        Math.min(implantation + 120, end),
        "Neoplasms benign, malignant and unspecified (incl cysts and polyps) - Other, specify",
        3,
        "seed",
        "needle track tumor seeding",
      );
    else put(after, SEED_TERMS[random.below(SEED_TERMS.length)]!, 1 + random.below(2), "seed");
  }
  // Events the 90-day rule leaves out: related but too late, and not related.
  if (outcome.stop !== null && outcome.observed > outcome.stop + WINDOW + 20 && random.uniform() < 0.15)
    put(
      outcome.stop + WINDOW + 5 + random.below(15),
      random.uniform() < 0.5 ? "Hypothyroidism" : "Blood bilirubin increased",
      1 + random.below(3),
      "tki",
    );
  if (random.uniform() < 0.3)
    put(
      start + random.below(outcome.observed - start),
      UNRELATED[random.below(UNRELATED.length)]!,
      1 + random.below(3),
      "none",
    );
  return events.sort((a, b) => a.day - b.day).map(({ day: _, ...event }) => event);
}
