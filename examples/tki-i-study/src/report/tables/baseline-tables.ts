import type { FollowUpGroup } from "@hcc/survival";
import { baselineTable, formatCountPercent, formatInterval, formatNumber, formatP, type Table } from "@hcc/tables";
import { ARMS, CHARACTERISTICS, levelLabel } from "../../analysis/characteristics.js";
import type { CohortResult, Study } from "../../study.js";
import { ordered } from "./outcome-tables.js";

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
  const byArm = ({ exposure }: CohortResult): FollowUpGroup[] => ordered(exposure.followUpByArm.groups);
  const all = (text: (cohort: CohortResult) => string): string[] =>
    cohorts.flatMap((cohort) => [text(cohort), "—", ""]);
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
        "Follow-up (months), reverse Kaplan-Meier, median (95% CI)",
        cohorts.flatMap((cohort) => [...byArm(cohort).map((own) => formatInterval(own.reverseKaplanMeier)), ""]),
      ),
      row(
        "Completeness of follow-up, %",
        cohorts.flatMap((cohort) => [
          ...byArm(cohort).map(({ completeness }) => formatNumber(100 * completeness!.clark!, 1)),
          "",
        ]),
      ),
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
      "Data are median (range) unless stated. Completeness: observed time as a share of the time to death or cut-off (Clark). P: Mann-Whitney test, χ² test for counts.",
    ],
  };
}
