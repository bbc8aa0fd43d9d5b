import { pow } from "@hcc/numerics";
import type { ExcludedPatient } from "./patient.js";
import type { Random } from "./random.js";
import { EXCLUDED } from "./targets.js";

/** The eight exclusion criteria of the paper with the invented number of patients who met each of them first. */
const EXCLUSION_CRITERIA: readonly { readonly reason: string; readonly count: number }[] = [
  { reason: "incomplete medical records", count: 6 },
  { reason: "extrahepatic spread", count: 11 },
  { reason: "tumor thrombus involving the main portal vein or vena cava", count: 7 },
  {
    reason: "previous hepatic arterial infusion chemotherapy, radiotherapy or systemic therapy",
    count: 5,
  },
  { reason: "malignancy other than hepatocellular carcinoma", count: 2 },
  { reason: "organ transplantation", count: 1 },
  { reason: "prothrombin time prolonged by 4 s or more, or platelet count below 50 x 10^9/L", count: 2 },
  { reason: "severe cardiac, pulmonary or renal dysfunction", count: 1 },
];

/** Draws the screened and excluded patients; nothing about them but their number is published. */
export function drawExcluded(random: Random): readonly ExcludedPatient[] {
  const criteria = EXCLUSION_CRITERIA.flatMap(({ count }, k) => Array.from({ length: count }, () => k));
  if (criteria.length !== EXCLUDED) throw new Error("the exclusion criteria do not add up to the excluded patients");
  return random.shuffle(criteria).map((k, i): ExcludedPatient => {
    const incomplete = k === 0;
    const burden = k === 1 || k === 2;
    const number = 1 + Math.min(random.below(8), random.below(burden ? 8 : 5));
    const size = 3 + (burden ? 13 : 10) * random.uniform() * (0.3 + 0.7 * random.uniform());
    return {
      id: `X${String(i + 1).padStart(3, "0")}`,
      arm: random.uniform() < 0.5 ? "TKI-I" : "TKI",
      criterion: k + 1,
      reason: EXCLUSION_CRITERIA[k]!.reason,
      sex: random.uniform() < 0.87 ? "male" : "female",
      age: Math.max(27, Math.min(75, Math.round(56 + 9 * random.normal()))),
      ecogPs: random.uniform() < 0.4 ? 1 : 0,
      childPugh: incomplete && random.uniform() < 0.5 ? null : random.uniform() < (k === 6 ? 0.6 : 0.15) ? "B" : "A",
      afp: incomplete && random.uniform() < 0.6 ? null : Math.round(10 * pow(10, 0.4 + 4.4 * random.uniform())) / 10,
      tumorNumber: incomplete && random.uniform() < 0.4 ? null : number,
      largestTumorSizeCm: incomplete && random.uniform() < 0.4 ? null : Math.round(10 * size) / 10,
    };
  });
}
