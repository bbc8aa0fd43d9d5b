import { formatNumber, formatP } from "@hcc/tables";
import type { Study } from "./study.js";

/** A published number or text beside ours. */
export interface ComparedValue {
  readonly label: string;
  readonly published: number | string;
  readonly ours: number | null;
  /** As printed: with the decimals of the paper. */
  readonly publishedText: string;
  readonly oursText: string;
  /** Whether ours, rounded as the paper rounds, is what the paper prints. */
  readonly agrees: boolean;
}

/** One line of "published beside ours". */
export interface Comparison {
  readonly section: string;
  readonly item: string;
  /** Where the published values are in published.json. */
  readonly path: string;
  readonly values: readonly ComparedValue[];
}

/** How a line prints its values: decimals, or "p". */
type Format = number | "p";

const FOUR = ["TKI-I", "TKI", "TKI-I matched", "TKI matched"];
const ARMS = ["TKI-I", "TKI"];
const COHORTS = ["total", "matched"];
const MEDIAN = ["median", "lower", "upper"];

/** Sets our figures beside the published ones, every number of published.json once. */
export function compareWithPublished(study: Study, published: unknown): readonly Comparison[] {
  const lines: Comparison[] = [];
  const add = (
    section: string,
    item: string,
    path: string,
    labels: readonly string[],
    ours: readonly (number | null | undefined)[],
    format: Format,
  ): void => {
    const found = flatten(at(published, path));
    if (found.length !== labels.length || ours.length !== labels.length) {
      throw new Error(`${path}: ${found.length} published, ${ours.length} of ours, ${labels.length} labels`);
    }
    const values = found.map((value, i) => compareValue(labels[i]!, value, ours[i] ?? null, format));
    lines.push({ section, item, path, values });
  };
  const { total, matched } = study;
  const cohorts = [total, matched];

  const flow = "Patients";
  add(flow, "Screened", "cohort.screened", ["n"], [study.flow.screened], 0);
  add(flow, "Excluded", "cohort.excluded", ["n"], [study.flow.excluded], 0);
  add(flow, "Included", "cohort.included", ["n"], [total.n[0]! + total.n[1]!], 0);
  add(flow, "TKI-I", "cohort.tkiI", ["n"], [total.n[0]], 0);
  add(flow, "TKI", "cohort.tki", ["n"], [total.n[1]], 0);
  add(flow, "Matched pairs", "cohort.matchedPairs", ["n"], [study.matching.matching.pairs.length], 0);
  add(flow, "Caliper", "propensityScore.caliper", ["width"], [study.matching.matching.caliperWidth], 2);

  total.baseline.forEach(({ characteristic }, i) => {
    const both = cohorts.map(({ baseline }) => baseline[i]!);
    const path = `baseline.categorical.${i}`;
    const item = `${characteristic.label}: ${characteristic.levels[0]}`;
    add(
      "Table 1, counts",
      item,
      `${path}.counts`,
      FOUR,
      both.flatMap(({ counts }) => counts[0]!),
      0,
    );
    add(
      "Table 1, counts",
      `${characteristic.label}, P`,
      `${path}.p`,
      COHORTS,
      both.map(({ countsTest }) => countsTest?.pValue),
      "p",
    );
  });
  total.baseline
    .map((result, i) => ({ result, i }))
    .filter(({ result }) => result.characteristic.number)
    .forEach(({ result: { characteristic }, i }, k) => {
      const both = cohorts.map(({ baseline }) => baseline[i]!);
      const path = `baseline.continuousMedianRange.${k}`;
      const { label, digits } = characteristic.number!;
      add(
        "Table 1, medians",
        label,
        `${path}.values`,
        FOUR.flatMap((arm) => ["median", "minimum", "maximum"].map((what) => `${arm} ${what}`)),
        both.flatMap(({ summaries }) =>
          summaries!.flatMap(({ median, minimum, maximum }) => [median, minimum, maximum]),
        ),
        digits,
      );
      add(
        "Table 1, medians",
        `${label}, P`,
        `${path}.p`,
        COHORTS,
        both.map(({ summaryTest }) => summaryTest?.pValue),
        "p",
      );
    });

  const exposure = "Exposure and follow-up";
  const own = matched.exposure;
  const range = ["median", "minimum", "maximum"];
  const spread = ({
    median,
    minimum,
    maximum,
  }: {
    median: number | null;
    minimum: number | null;
    maximum: number | null;
  }) => [median, minimum, maximum];
  add(
    exposure,
    "Previous TACE procedures, matched",
    "exposure.matched.previousTaceTotal",
    ARMS,
    own.previousTaceTotal,
    0,
  );
  add(
    exposure,
    "Follow-up (months), matched",
    "exposure.matched.medianFollowUpMonths",
    range,
    spread(own.followUp.groups[0]!.observed),
    1,
  );
  add(
    exposure,
    "TKI duration (months), matched TKI-I",
    "exposure.matched.tkiDurationMonths.tkiI",
    range,
    spread(own.tkiMonths[0]!),
    1,
  );
  add(
    exposure,
    "TKI duration (months), matched TKI",
    "exposure.matched.tkiDurationMonths.tki",
    range,
    spread(own.tkiMonths[1]!),
    1,
  );
  add(exposure, "TKI duration, P", "exposure.matched.tkiDurationMonths.p", ["P"], [own.tkiMonthsTest.pValue], "p");
  add(
    exposure,
    "Implantations, matched TKI-I",
    "exposure.matched.implantations.total",
    ["total"],
    [own.implantationsTotal],
    0,
  );
  add(
    exposure,
    "Implantations per patient",
    "exposure.matched.implantations.perPatient",
    range,
    spread(own.implantations),
    0,
  );
  add(exposure, "Seeds, matched TKI-I", "exposure.matched.seeds.total", ["total"], [own.seedsTotal], 0);
  add(exposure, "Seeds per patient", "exposure.matched.seeds.perPatient", range, spread(own.seeds), 1);
  ["interrupted", "doseReduced", "discontinued"].forEach((key, i) => {
    const { label, counts } = total.exposure.changes[i]!;
    add(exposure, `${label}, total`, `exposure.total.${key}`, ARMS, counts, 0);
  });
  add(exposure, "Patients of the total cohort", "exposure.total.n", ARMS, total.n, 0);

  for (const [name, cohort] of [
    ["total", total],
    ["matched", matched],
  ] as const) {
    const section = `Survival, ${name} cohort`;
    const result = (endpoint: string) => cohort.endpoints.find((found) => found.endpoint === endpoint)!;
    const curves = (endpoint: string) =>
      ARMS.map((arm) => result(endpoint).spss.curves.find(({ group }) => group === arm)!);
    const medians = (endpoint: string) =>
      curves(endpoint).flatMap(({ median }) => [median.estimate, median.lower, median.upper]);
    const six = ARMS.flatMap((arm) => MEDIAN.map((what) => `${arm} ${what}`));
    add(
      section,
      "Deaths",
      `survival.os.${name}.deaths`,
      ARMS,
      curves("os").map(({ events }) => events),
      0,
    );
    add(section, "Median OS (months)", `survival.os.${name}.medianCI`, six, medians("os"), 1);
    add(section, "OS, log-rank P", `survival.os.${name}.p`, ["P"], [result("os").logRank.pValue], "p");
    add(
      section,
      "Progressions",
      `survival.ttp.${name}.events`,
      ARMS,
      curves("overall").map(({ events }) => events),
      0,
    );
    for (const component of ["overall", "intrahepatic", "thrombus"]) {
      add(
        section,
        `Median TTP, ${component} (months)`,
        `survival.ttp.${name}.${component}`,
        six,
        medians(component),
        1,
      );
    }
    const largest = Math.max(
      ...["overall", "intrahepatic", "thrombus"].map((endpoint) => result(endpoint).logRank.pValue ?? 1),
    );
    add(section, "TTP, largest log-rank P of three", `survival.ttp.${name}.p`, ["P"], [largest], "p");
  }
  for (const [endpoint, screen] of [
    ["os", matched.regression.os],
    ["ttp", matched.regression.overall],
  ] as const) {
    const section = "Survival, matched cohort";
    const row = screen.multivariable?.coefficients.find(({ term }) => term === "arm");
    const item = `Multivariable hazard ratio of TKI alone, ${endpoint.toUpperCase()}`;
    add(
      section,
      item,
      `survival.${endpoint}.matched.multivariableHrTkiAlone`,
      ["HR", "lower", "upper"],
      [row?.hazardRatio, row?.lower, row?.upper],
      3,
    );
    add(section, `${item}, P`, `survival.${endpoint}.matched.hrP`, ["P"], [row?.pValue], "p");
  }

  for (const rates of matched.response) {
    const section = "Table 2, matched cohort";
    const path = `response.matched.${rates.component}`;
    const name = rates.component;
    add(
      section,
      `${name}: patients`,
      `${path}.n`,
      ARMS,
      rates.groups.map(({ n }) => n),
      0,
    );
    for (const best of ["CR", "PR", "SD", "PD"] as const) {
      add(
        section,
        `${name}: ${best}`,
        `${path}.${best}`,
        ARMS,
        rates.groups.map(({ counts }) => counts[best]),
        0,
      );
    }
    add(section, `${name}: ORR, P`, `${path}.orrP`, ["P"], [rates.comparison?.orr.test.pValue], "p");
    add(section, `${name}: DCR, P`, `${path}.dcrP`, ["P"], [rates.comparison?.dcr.test.pValue], "p");
  }
  for (const rates of total.response) {
    const section = "Response rates, total cohort";
    const path = `response.totalRatesPercent.${rates.component}`;
    const percent = (rate: { estimate: number | null }): number => 100 * (rate.estimate ?? 0);
    if (rates.component === "thrombus")
      add(
        section,
        "thrombus: patients",
        `${path}.n`,
        ARMS,
        rates.groups.map(({ n }) => n),
        0,
      );
    add(
      section,
      `${rates.component}: ORR (%)`,
      `${path}.orr`,
      ARMS,
      rates.groups.map(({ orr }) => percent(orr)),
      1,
    );
    add(
      section,
      `${rates.component}: DCR (%)`,
      `${path}.dcr`,
      ARMS,
      rates.groups.map(({ dcr }) => percent(dcr)),
      1,
    );
    const tests = [rates.comparison?.orr.test.pValue, rates.comparison?.dcr.test.pValue];
    add(section, `${rates.component}: P`, `${path}.p`, ["ORR", "DCR"], tests, "p");
  }

  const safety = "Safety, total cohort";
  const { any, severe, seed } = study.safety;
  add(safety, "Patients", "safety.n", ARMS, total.n, 0);
  add(safety, "Any TRAE", "safety.anyTrae.counts", ARMS, any.counts, 0);
  add(safety, "Any TRAE, P", "safety.anyTrae.p", ["P"], [any.pValue], "p");
  add(safety, "TRAE of grade 3 or more", "safety.grade3plus.counts", ARMS, severe.counts, 0);
  add(safety, "TRAE of grade 3 or more, P", "safety.grade3plus.p", ["P"], [severe.pValue], "p");
  add(
    safety,
    "Patients with seed-related events",
    "safety.seedImplantationRelated.patients",
    ["n"],
    [seed.patients],
    0,
  );
  add(
    safety,
    "Hemothorax of grade 4",
    "safety.seedImplantationRelated.grade4Hemothorax",
    ["n"],
    [seed.grade4Hemothorax],
    0,
  );
  add(
    safety,
    "Needle track seeding of grade 3",
    "safety.seedImplantationRelated.grade3NeedleTrackSeeding",
    ["n"],
    [seed.grade3NeedleTrackSeeding],
    0,
  );
  return lines;
}

function compareValue(label: string, published: unknown, ours: number | null, format: Format): ComparedValue {
  const value = published as number | string;
  if (format === "p") {
    const publishedText = typeof value === "number" ? formatP(value) : value;
    const oursText = formatP(ours);
    return { label, published: value, ours, publishedText, oursText, agrees: publishedText === oursText };
  }
  const publishedText = formatNumber(value as number, format);
  const oursText = formatNumber(ours, format);
  return { label, published: value, ours, publishedText, oursText, agrees: publishedText === oursText };
}

/** The value at a path such as "baseline.categorical.0.p". */
function at(root: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    const next = (value as Record<string, unknown> | undefined)?.[key];
    if (next === undefined) throw new Error(`published.json has no ${path}`);
    return next;
  }, root);
}

function flatten(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(flatten) : [value];
}
