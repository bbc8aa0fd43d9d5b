import type { BaselineCells, BaselineTest, BaselineVariable } from "../baseline-table.js";
import { formatNumber } from "../format-number.js";
import { testStatistic } from "./test-statistics.js";

export type Summary = NonNullable<BaselineCells["summaries"]>[number];
export type SummaryStatistic = "median-range" | "median-iqr" | "mean-sd";

/** How the numbers of a variable are summarised in one cohort. */
export function statisticOf({ statistic }: BaselineVariable, { summary }: BaselineCells): SummaryStatistic {
  if (statistic !== undefined) return statistic;
  return summary === undefined || summary === "count-percent" ? "median-range" : summary;
}

export function summarise(summary: Summary, statistic: SummaryStatistic, digits: number): string {
  const write = (x: number | null): string => formatNumber(x, digits);
  const { mean, standardDeviation, minimum, lowerQuartile, median, upperQuartile, maximum } = summary;
  if (statistic === "mean-sd") return `${write(mean)} ± ${write(standardDeviation)}`;
  const [low, high] = statistic === "median-range" ? [minimum, maximum] : [lowerQuartile, upperQuartile];
  const between = (low ?? 0) < 0 || (high ?? 0) < 0 ? " to " : "–";
  return `${write(median)} (${write(low)}${between}${write(high)})`;
}

/** What stands in the cells. */
export function legend(variables: readonly BaselineVariable[], percent: "column" | "row"): string {
  const parts = new Set<string>();
  const types = new Set<number>();
  const cells = variables.flatMap((variable) =>
    variable.cohorts.map((cohort) => [cohort, statisticOf(variable, cohort)] as const),
  );
  for (const [{ summaries = [] }, statistic] of cells) {
    if (statistic !== "median-iqr") continue;
    for (const { quantileType } of summaries) if (quantileType !== undefined) types.add(quantileType);
  }
  const sorted = [...types].sort();
  const quartiles =
    sorted.length === 0 ? "quartiles" : `quartiles of type${sorted.length > 1 ? "s" : ""} ${sorted.join(" and ")}`;
  if (variables.some(({ levels, cohorts }) => levels !== undefined || cohorts.some(({ categories }) => categories))) {
    parts.add(percent === "row" ? "n (row %)" : "n (%)");
  }
  for (const [{ summaries }, statistic] of cells) {
    if (summaries === undefined) continue;
    const text = { "median-range": "median (range)", "median-iqr": `median (${quartiles})`, "mean-sd": "mean ± SD" };
    parts.add(text[statistic]);
  }
  return parts.size === 0 ? "" : `Data are ${[...parts].join(" or ")}.`;
}

const CHOOSING = ["spss", "cn-textbook", "gtsummary", "tableone"];

/** The rules that chose the tests. */
export function ruleNote(variables: readonly BaselineVariable[]): string {
  const all = new Set<string>();
  const ofCounts = new Set<string>();
  for (const { rule, countsTest } of variables.flatMap(({ cohorts }) => cohorts)) {
    if (rule !== undefined) all.add(rule);
    else if (countsTest?.rule !== undefined && CHOOSING.includes(countsTest.rule)) ofCounts.add(countsTest.rule);
  }
  const sentence = (start: string, rules: ReadonlySet<string>): string[] =>
    rules.size === 0
      ? []
      : [`${start} chosen by rule${rules.size > 1 ? "s" : ""} ${[...rules].map((rule) => `"${rule}"`).join(", ")}.`];
  return [...sentence("Tests", all), ...sentence("Tests of counts", ofCounts)].join(" ");
}

/** The symbols of the statistics. */
export function statisticNote(tests: readonly BaselineTest[]): string {
  const used = [...new Set(tests.map((test) => testStatistic(test).meaning))].filter((meaning) => meaning !== "");
  return used.length === 0 ? "" : `${used.join("; ")}.`;
}
