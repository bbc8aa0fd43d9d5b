import {
  baselineTable,
  formatCountPercent,
  formatInterval,
  formatNumber,
  formatP,
  regressionTable,
  responseTable,
  safetyTable,
  survivalTable,
  type Table,
} from "@hcc/tables";
import { ARMS, CHARACTERISTICS, levelLabel } from "../analysis/characteristics.js";
import { ENDPOINT_LABELS, type EndpointResult } from "../analysis/endpoints.js";
import type { Comparison } from "../compare.js";
import type { CohortResult, Study } from "../study.js";

const ABBREVIATIONS =
  "TKI-I: tyrosine-kinase inhibitor with iodine-125 seeds; TKI: tyrosine-kinase inhibitor alone; ECOG PS: Eastern Cooperative Oncology Group performance status; HBsAg: hepatitis B surface antigen; AFP: α-fetoprotein; TACE: transarterial chemoembolization; D-TACE: drug-eluting bead TACE; cTACE: conventional TACE.";

/** Table 1: baseline of the total and the matched cohort side by side. */
export function tableOne(study: Study): Table {
  const cohorts = [study.total, study.matched];
  return baselineTable(
    [head("Total cohort", study.total), head("Matched cohort", study.matched)],
    CHARACTERISTICS.map((characteristic, i) => ({
      label: characteristic.label,
      levels: characteristic.levels.map((level) => levelLabel(characteristic, level)),
      digits: characteristic.number?.digits ?? 1,
      cohorts: cohorts.map(({ baseline }) => {
        const { counts, countsTest, summaries, summaryTest } = baseline[i]!;
        return {
          counts,
          ...(countsTest && { countsTest }),
          ...(summaries && { summaries }),
          ...(summaryTest && { summaryTest }),
        };
      }),
    })),
    {
      title: "Table 1. Baseline characteristics",
      notes: ["More than 10 tumors are counted as 10.", ABBREVIATIONS],
    },
  );
}

function head(label: string, { n }: CohortResult): { label: string; groups: { label: string; n: number }[] } {
  return { label, groups: ARMS.map((arm, i) => ({ label: arm, n: n[i]! })) };
}

/** Balance of the covariates of the propensity model. */
export function balanceOf(study: Study): Table {
  const { balance } = study.matching;
  return {
    kind: "table",
    version: 1,
    title: "Balance of the matching covariates",
    columns: [
      { key: "covariate", label: "Covariate", align: "left" },
      { key: "before", label: "SMD before", align: "right" },
      { key: "after", label: "SMD after", align: "right" },
    ],
    rows: balance.rows.map(({ name, before, after }) => ({
      cells: [COVARIATE_LABELS[name] ?? name, formatNumber(before.smd, 3), formatNumber(after?.smd, 3)],
      level: 0,
    })),
    notes: [
      "SMD: standardized mean difference, TKI-I minus TKI, over the pooled standard deviation of the total cohort, before and after.",
    ],
  };
}

/** Names of the terms of the propensity model as a reader sees them. */
export const COVARIATE_LABELS: Readonly<Record<string, string>> = {
  ageYears: "Age (years)",
  ecogPs: "ECOG PS 1",
  "childPugh=B": "Child-Pugh class B",
  afpLog10: "log10 AFP",
  tumorNumberCounted: "Number of tumors",
  largestTumorSizeCm: "Largest tumor size (cm)",
  "tumorDistribution=bilobar": "Bilobar distribution",
  "macrovascularInvasion=yes": "Macrovascular invasion",
};

/** Coefficients of the propensity model. */
export function propensityTable(study: Study): Table {
  const { propensity } = study.matching;
  return {
    kind: "table",
    version: 1,
    title: "Propensity model: odds of TKI-I",
    columns: [
      { key: "covariate", label: "Covariate", align: "left" },
      { key: "coefficient", label: "Coefficient", align: "right" },
      { key: "se", label: "SE", align: "right" },
      { key: "p", label: "P", align: "right" },
    ],
    rows: propensity.coefficients.map(({ name, estimate, standardError, pValue }) => ({
      cells: [
        COVARIATE_LABELS[name] ?? (name === "(Intercept)" || name === "(intercept)" ? "Intercept" : name),
        formatNumber(estimate, 3),
        formatNumber(standardError, 3),
        formatP(pValue),
      ],
      level: 0,
    })),
    notes: [
      `Logistic regression, n = ${propensity.n}; c-statistic ${formatNumber(propensity.cStatistic, 3)}.`,
      ...propensity.warnings.map(({ message }) => `Note: ${message}.`),
    ],
  };
}

/** Pairs that each algorithm finds within the caliper. */
export function algorithmTable(study: Study): Table {
  const { comparison } = study.matching;
  const names = {
    largest: "Nearest, largest score first (used)",
    smallest: "Nearest, smallest score first",
    data: "Nearest, order of the file",
    closest: "Nearest, closest pair first",
    optimal: "Optimal: most pairs, then least distance",
  };
  const { fileOrder } = comparison;
  return {
    kind: "table",
    version: 1,
    title: "Pairs by matching algorithm, same score and caliper",
    columns: [
      { key: "algorithm", label: "Algorithm", align: "left" },
      { key: "pairs", label: "Pairs", align: "right" },
      { key: "total", label: "Total distance", align: "right" },
      { key: "max", label: "Largest distance", align: "right" },
      { key: "smd", label: "Largest |SMD|", align: "right" },
      { key: "covariate", label: "of", align: "left" },
    ],
    rows: comparison.rows.map((row) => ({
      cells: [
        names[row.algorithm],
        formatNumber(row.pairs, 0),
        formatNumber(row.totalDistance, 4),
        formatNumber(row.maxDistance, 4),
        formatNumber(row.worstSmd === null ? null : Math.abs(row.worstSmd), 3),
        row.worstCovariate === null ? "" : (COVARIATE_LABELS[row.worstCovariate] ?? row.worstCovariate),
      ],
      level: 0,
    })),
    notes: [
      "Distances are absolute differences of the propensity score.",
      ...(fileOrder
        ? [
            `First eligible control in the file, as SPSS's matching takes it: ${fileOrder.min} to ${fileOrder.max} pairs over ${fileOrder.fileOrders} random orders of the file (mean ${formatNumber(fileOrder.mean, 1)}).`,
          ]
        : []),
    ],
  };
}

/** Why patients were not matched. */
export function unmatchedTable(study: Study): Table {
  const { unmatched, weights } = study.matching.matching;
  const texts = {
    "no-candidate-in-caliper": "No patient of the other arm within the caliper",
    outcompeted: "Candidates within the caliper matched to others",
    "exact-stratum-empty": "No patient of the other arm with the same exact values",
    "missing-value": "A value of the propensity model is missing",
  } as const;
  const reasons = [...new Set(unmatched.map(({ reason }) => reason))];
  return {
    kind: "table",
    version: 1,
    title: `Patients left unmatched: ${unmatched.length} of ${weights.length}`,
    columns: [
      { key: "reason", label: "Reason", align: "left" },
      { key: "n", label: "Patients", align: "right" },
    ],
    rows: reasons.map((reason) => ({
      cells: [texts[reason], String(unmatched.filter((row) => row.reason === reason).length)],
      level: 0,
    })),
    notes: [],
  };
}

/** Follow-up and exposure. */
export function exposureTable(study: Study): Table {
  const cohorts = [study.total, study.matched];
  const spread = (
    d: { median: number | null; minimum: number | null; maximum: number | null },
    digits: number,
  ): string =>
    `${formatNumber(d.median, digits)} (${formatNumber(d.minimum, digits)}–${formatNumber(d.maximum, digits)})`;
  const row = (label: string, cells: readonly string[]): { cells: string[]; level: number } => ({
    cells: [label, ...cells],
    level: 0,
  });
  const all = (text: (cohort: CohortResult) => string): string[] => cohorts.flatMap((cohort) => [text(cohort), "", ""]);
  return {
    kind: "table",
    version: 1,
    title: "Follow-up and exposure",
    columns: [
      { key: "item", label: "", align: "left" },
      ...cohorts.flatMap(({ n }, c) => {
        const group = c === 0 ? "Total cohort" : "Matched cohort";
        return [
          ...ARMS.map((arm, i) => ({
            key: `${c}.${arm}`,
            label: `${arm}\n(n = ${n[i]})`,
            align: "center" as const,
            group,
          })),
          { key: `${c}.p`, label: "P", align: "center" as const, group },
        ];
      }),
    ],
    rows: [
      row(
        "TKI duration (months)",
        cohorts.flatMap(({ exposure }) => [
          ...exposure.tkiMonths.map((d) => spread(d, 1)),
          formatP(exposure.tkiMonthsTest.pValue),
        ]),
      ),
      row(
        "Seed implantations, total",
        all(({ exposure }) => formatNumber(exposure.implantationsTotal, 0)),
      ),
      row(
        "Seed implantations per patient",
        all(({ exposure }) => spread(exposure.implantations, 0)),
      ),
      row(
        "Seeds, total",
        all(({ exposure }) => formatNumber(exposure.seedsTotal, 0)),
      ),
      row(
        "Seeds per patient",
        all(({ exposure }) => spread(exposure.seeds, 1)),
      ),
      ...study.total.exposure.changes.map(({ label }, i) =>
        row(
          `${label}, n (%)`,
          cohorts.flatMap(({ exposure, n }) => {
            const { counts, test } = exposure.changes[i]!;
            return [...counts.map((count, arm) => formatCountPercent(count, n[arm]!)), formatP(test?.pValue)];
          }),
        ),
      ),
    ],
    notes: [
      ...cohorts.map(({ exposure }, c) => {
        const { observed, reverseKaplanMeier } = exposure.followUp.groups[0]!;
        return `Follow-up, ${c === 0 ? "total" : "matched"} cohort: median of the observed time ${spread({ median: observed.median, minimum: observed.minimum, maximum: observed.maximum }, 1)} months; by reverse Kaplan-Meier ${formatInterval(reverseKaplanMeier)} months.`;
      }),
      "Data are median (range) unless stated. P: Mann-Whitney test, χ² test for counts.",
    ],
  };
}

/** Medians with both conventions for one cohort. */
export function endpointTable(name: string, endpoints: readonly EndpointResult[], conventions: "spss" | "r"): Table {
  return survivalTable(
    endpoints.map((result) => ({
      label: ENDPOINT_LABELS[result.endpoint],
      curves: ordered(result[conventions].curves),
      logRank: result.logRank,
    })),
    {
      title: `${name}: medians by the conventions of ${conventions === "spss" ? "SPSS (as the paper)" : "R"}`,
      notes: [
        conventions === "spss"
          ? "Median: first time with S(t) ≤ 0.5; interval: estimate ± 1.96 SE of SPSS."
          : "Median: midpoint where the curve is flat at 0.5; interval: inversion of the log-transformed band (Brookmeyer-Crowley).",
      ],
    },
  );
}

/** Curves in the order TKI-I, TKI. */
export function ordered<Curve extends { readonly group: string | null }>(curves: readonly Curve[]): Curve[] {
  const place = ({ group }: Curve): number => ARMS.indexOf(group as (typeof ARMS)[number]);
  return [...curves].sort((a, b) => place(a) - place(b));
}

/** Table S1: univariable and multivariable Cox regression. */
export function regressionOf(study: Study, endpoint: "os" | "overall"): Table {
  const screen = study.matched.regression[endpoint];
  return regressionTable(
    { univariable: screen.univariable.map(({ model }) => model), multivariable: screen.multivariable },
    {
      title: `Table S1. Cox regression, matched cohort: ${endpoint === "os" ? "overall survival" : "time to progression of the overall tumor"}`,
      labels: { arm: "Treatment", ...Object.fromEntries(CHARACTERISTICS.map(({ key, label }) => [key, label])) },
      levelLabels: Object.fromEntries(
        CHARACTERISTICS.map((characteristic) => [
          characteristic.key,
          Object.fromEntries(characteristic.levels.map((level) => [level, levelLabel(characteristic, level)])),
        ]),
      ),
      digits: 3,
      notes: [
        "Ties by Breslow. Variables with P < 0.10 in the univariable analysis (Wald test) entered the multivariable analysis.",
      ],
    },
  );
}

/** Table 2 or S2: best response by component. */
export function responseOf(title: string, cohort: CohortResult): Table {
  return responseTable(cohort.response, { title });
}

/** Table S3: adverse events by term. */
export function safetyOf(study: Study): Table {
  return safetyTable(study.safety.events, { title: "Table S3. Treatment-related adverse events, total cohort" });
}

/** Published figures beside ours. */
export function comparisonTables(comparisons: readonly Comparison[]): Table[] {
  const sections = [...new Set(comparisons.map(({ section }) => section))];
  return sections.map((section) => {
    const lines = comparisons.filter((line) => line.section === section);
    return {
      kind: "table",
      version: 1,
      title: section,
      columns: [
        { key: "item", label: "", align: "left" },
        { key: "of", label: "", align: "left" },
        { key: "published", label: "Published", align: "right" },
        { key: "ours", label: "Ours", align: "right" },
        { key: "difference", label: "Difference", align: "right" },
      ],
      rows: lines.flatMap(({ item, values }) =>
        values.map((value, i) => ({
          cells: [i === 0 ? item : "", value.label, value.publishedText, value.oursText, differenceOf(value)],
          level: 0,
        })),
      ),
      notes: [],
    };
  });
}

function differenceOf({ published, ours, publishedText, agrees }: Comparison["values"][number]): string {
  if (agrees) return "";
  if (typeof published !== "number" || ours === null) return "differs";
  const digits = publishedText.split(".")[1]?.length ?? 0;
  const difference = ours - published;
  return `${difference > 0 ? "+" : "−"}${formatNumber(Math.abs(difference), Math.max(digits, 1))}`;
}
