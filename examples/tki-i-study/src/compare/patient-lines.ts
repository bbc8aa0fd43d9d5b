import type { Study } from "../study.js";
import type { Format, Line, LineSection } from "./comparison.js";
import { ALL, ARMS } from "./labels.js";

type Values = Line["ours"];

const line = (item: string, path: string, labels: readonly string[], ours: Values, format: Format): Line => ({
  item,
  path,
  labels,
  ours,
  format,
});

/** Numbers of patients. */
export function patientLines({ flow, total, matching }: Study): LineSection {
  const count = (item: string, key: string, n: number | undefined): Line => line(item, `cohort.${key}`, ALL, [n], 0);
  return {
    section: "Patients",
    lines: [
      count("Screened", "screened", flow.screened),
      count("Excluded", "excluded", flow.excluded),
      count("Included", "included", total.n[0]! + total.n[1]!),
      count("TKI-I", "tkiI", total.n[0]),
      count("TKI", "tki", total.n[1]),
      count("Matched pairs", "matchedPairs", matching.matching.pairs.length),
      line("Caliper", "propensityScore.caliper", ALL, [matching.matching.caliperWidth], 2),
    ],
  };
}

/** Follow-up, duration of treatment, seeds and changes of dose. */
export function exposureLines({ total, matched }: Study): LineSection {
  const own = matched.exposure;
  const at = (key: string): string => `exposure.matched.${key}`;
  const changes = ["interrupted", "doseReduced", "discontinued"].map((key, i): Line => {
    const { label, counts } = total.exposure.changes[i]!;
    return line(`${label}, total cohort`, `exposure.total.${key}`, ARMS, counts, 0);
  });
  return {
    section: "Exposure and follow-up",
    lines: [
      line("Previous TACE procedures, matched", at("previousTaceTotal"), ARMS, own.previousTaceTotal, 0),
      line("Follow-up (months), matched", at("medianFollowUpMonths"), ALL, spread(own.followUp.groups[0]!.observed), 1),
      line("TKI duration (months), matched TKI-I", at("tkiDurationMonths.tkiI"), ALL, spread(own.tkiMonths[0]!), 1),
      line("TKI duration (months), matched TKI", at("tkiDurationMonths.tki"), ALL, spread(own.tkiMonths[1]!), 1),
      line("TKI duration, P", at("tkiDurationMonths.p"), ALL, [own.tkiMonthsTest.pValue], "p"),
      line("Implantations, matched TKI-I", at("implantations.total"), ALL, [own.implantationsTotal], 0),
      line("Implantations per patient", at("implantations.perPatient"), ALL, spread(own.implantations), 0),
      line("Seeds, matched TKI-I", at("seeds.total"), ALL, [own.seedsTotal], 0),
      line("Seeds per patient", at("seeds.perPatient"), ALL, spread(own.seeds), 1),
      ...changes,
      line("Patients, total cohort", "exposure.total.n", ARMS, total.n, 0),
    ],
  };
}

/** Adverse events. */
export function safetyLines({ total, safety }: Study): LineSection {
  const { any, severe, seed } = safety;
  const ofSeeds = (item: string, key: string, n: number): Line =>
    line(item, `safety.seedImplantationRelated.${key}`, ALL, [n], 0);
  return {
    section: "Safety, total cohort",
    lines: [
      line("Patients", "safety.n", ARMS, total.n, 0),
      line("Any TRAE", "safety.anyTrae.counts", ARMS, any.counts, 0),
      line("Any TRAE, P", "safety.anyTrae.p", ALL, [any.pValue], "p"),
      line("TRAE of grade 3 or more", "safety.grade3plus.counts", ARMS, severe.counts, 0),
      line("TRAE of grade 3 or more, P", "safety.grade3plus.p", ALL, [severe.pValue], "p"),
      ofSeeds("Patients with seed-related events", "patients", seed.patients),
      ofSeeds("Hemothorax of grade 4", "grade4Hemothorax", seed.grade4Hemothorax),
      ofSeeds("Needle track seeding of grade 3", "grade3NeedleTrackSeeding", seed.grade3NeedleTrackSeeding),
    ],
  };
}

function spread(of: { median: number | null; minimum: number | null; maximum: number | null }): Values {
  return [of.median, of.minimum, of.maximum];
}
