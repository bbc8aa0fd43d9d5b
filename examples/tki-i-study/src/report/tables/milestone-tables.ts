import type { Interval } from "@hcc/data";
import { type GrayTest, incidenceAt } from "@hcc/survival";
import { formatInterval, formatNumber, formatP, incidenceTable, type Table } from "@hcc/tables";
import { ARMS } from "../../analysis/characteristics.js";
import { ENDPOINT_LABELS } from "../../analysis/endpoints.js";
import { type MilestoneResult, MONTHS } from "../../analysis/milestones.js";
import type { ProgressionResult } from "../../analysis/progression.js";
import { ordered } from "./outcome-tables.js";

/** A probability in per cent; where it is 0 there are no limits. */
function percent(interval: Pick<Interval, "estimate" | "lower" | "upper">): string {
  const { estimate, lower, upper } = interval;
  const bare = estimate !== null && (lower === null || lower === upper);
  if (bare) return formatNumber(100 * estimate, 1);
  return formatInterval(interval, { scale: 100, digits: 1, missing: "NE" });
}

/** Survival at fixed times and restricted means with their differences. */
export function milestoneTable(title: string, results: readonly MilestoneResult[]): Table {
  return {
    kind: "table",
    version: 1,
    title,
    columns: [
      { key: "time", label: "Endpoint and time", align: "left" },
      ...ARMS.map((arm) => ({ key: arm, label: `${arm} (95% CI)`, align: "center" as const })),
      { key: "difference", label: "Difference (95% CI)", align: "center" },
      { key: "p", label: "P", align: "center" },
    ],
    rows: results.flatMap(({ endpoint, comparison }) => {
      const arms = ARMS.map((arm) => comparison.groups.find(({ level }) => level === arm)!);
      const [difference] = comparison.differences;
      return [
        { cells: [ENDPOINT_LABELS[endpoint], "", "", "", ""], level: 0, header: true },
        ...Array.from(comparison.times, (months, i) => ({
          cells: [
            `${months} months, %`,
            ...arms.map(({ survival }) => percent(survival[i]!)),
            percent(difference!.survival[i]!),
            formatP(difference!.survival[i]!.pValue),
          ],
          level: 1,
        })),
        {
          cells: [
            `Restricted mean to ${comparison.tau!.toFixed(1)} months`,
            ...arms.map(({ restrictedMean }) => formatInterval(restrictedMean!, { digits: 1 })),
            formatInterval(difference!.restrictedMean!, { digits: 1 }),
            formatP(difference!.restrictedMean!.pValue),
          ],
          level: 1,
        },
      ];
    }),
    notes: [
      "CI: confidence interval; NE: beyond the follow-up of an arm. Limits of the probabilities are symmetric on the log scale; differences are TKI-I minus TKI, with normal limits and tests, none where a curve has reached 0.",
      "The mean is restricted to the latest time at which both curves are known.",
    ],
  };
}

/** Progression with death as a competing event: cumulative incidences with Gray's tests. */
export function incidencesOf(
  title: string,
  { progression, progressionTest, death, deathTest }: ProgressionResult,
): Table {
  const endpoint = (label: string, result: ProgressionResult["progression"], test: GrayTest) => {
    const curves = ordered(result.curves);
    return { label, curves, at: curves.map((curve) => incidenceAt(curve, MONTHS)), grayTest: test };
  };
  return incidenceTable(
    [endpoint("Progression", progression, progressionTest), endpoint("Death without progression", death, deathTest)],
    { times: MONTHS, title, notes: ["Cumulative incidence by Aalen-Johansen."] },
  );
}

/** Sentence with the medians where progression is only known to lie between two visits. */
export function intervalText(cohort: string, { interval }: ProgressionResult): string {
  const medians = ordered(interval.curves).map(({ group, median }) => {
    if (median === null) return `not reached with ${group}`;
    const [from, to] = [median.from.toFixed(1), median.to.toFixed(1)];
    const times = from === to ? `at ${from}` : `between ${from} and ${to}`;
    return `${times} months with ${group}`;
  });
  return `Where progression is only known to lie between the last visit without it and the first with it, the median time to progression of the overall tumor in the ${cohort} cohort lies ${medians.join(" and ")}.`;
}
