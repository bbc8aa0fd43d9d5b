import { checkOptions, InputError, oneOf } from "@hcc/data";
import type { Description } from "@hcc/stats";
import { formatCountPercent } from "./format-count-percent.js";
import { formatNumber } from "./format-number.js";
import { formatP } from "./format-p.js";
import { legend, ruleNote, statisticNote, statisticOf, summarise } from "./internal/baseline-notes.js";
import { testMarkers } from "./internal/test-names.js";
import { testStatistic } from "./internal/test-statistics.js";
import type { Table, TableColumn, TableRow } from "./table.js";

/** One cohort (a block of columns) of a baseline table. */
export interface BaselineCohort {
  /** Heading over the block, for example "Total cohort". Default: none. */
  readonly label?: string;
  /** Groups in the order of the columns, with their numbers of patients. */
  readonly groups: readonly { readonly label: string; readonly n: number }[];
}

/**
 * What a baseline table says of one variable in one cohort; group order as in the cohort. A result of `compareGroups` is
 * such cells as it is.
 */
export interface BaselineCells {
  /** Summary of a numeric variable in each group, by `describe`. */
  readonly summaries?: readonly (Pick<
    Description,
    | "n"
    | "missing"
    | "mean"
    | "standardDeviation"
    | "minimum"
    | "lowerQuartile"
    | "median"
    | "upperQuartile"
    | "maximum"
  > &
    Partial<Pick<Description, "quantileType">>)[];
  /** Test of the numeric variable, for example by `mannWhitney`. */
  readonly summaryTest?: BaselineTest;
  /** Number of patients for each level (rows) in each group. */
  readonly counts?: readonly (readonly number[])[];
  /** Denominators of the percentages in each group. Default: the sums of `counts`, that is, without missing values. */
  readonly totals?: readonly number[];
  /** Test of the counts, for example by `contingencyTest`. */
  readonly countsTest?: BaselineTest;
  /** Standardized mean difference, for example by `balance`. */
  readonly smd?: number | null;
  /** Patients without a value in each group. Default: those of `summaries`. */
  readonly missing?: readonly number[];
  /** Rule that chose the test; named in a footnote. Default: that of `countsTest`. */
  readonly rule?: string;
  /** How numbers are summarised here, where the variable does not say it. */
  readonly summary?: "median-range" | "median-iqr" | "mean-sd" | "count-percent";
  /** Names of the levels, where the variable does not give them. */
  readonly categories?: readonly string[];
}

/** A test result as the functions of `@hcc/stats` return it. */
export interface BaselineTest {
  readonly kind?: string;
  /** For example "pearson"; named in the footnote. */
  readonly method?: string;
  readonly pValue: number | null;
  /** Test statistic, for the column of statistics. */
  readonly statistic?: number | null;
  /** Standardized statistic; stands there in place of `statistic`. */
  readonly z?: number | null;
  /** Whether a continuity correction was used; named in the footnote. */
  readonly continuity?: boolean;
  /** Whether P is a mid-P value; named in the footnote. */
  readonly midP?: boolean;
  readonly alternative?: string;
  /** Rule that chose the test; named in the footnote. */
  readonly rule?: string;
}

/** One variable of a baseline table: a numeric summary, levels, or both (age, then age below and above 60). */
export interface BaselineVariable {
  readonly label: string;
  /** Names of the levels, one for each row of `counts`. Default: the `categories` of the cells. */
  readonly levels?: readonly string[];
  /** How numbers are summarised. One of "median-range", "median-iqr", "mean-sd". Default: the `summary` of the cells, else "median-range". */
  readonly statistic?: "median-range" | "median-iqr" | "mean-sd";
  /** Decimals of the summary. Default 1. */
  readonly digits?: number;
  /** One entry per cohort. */
  readonly cohorts: readonly BaselineCells[];
}

/** Options of `baselineTable`. */
export interface BaselineTableOptions {
  readonly title?: string;
  /** A column of P values for each cohort. Default true. */
  readonly pValues?: boolean;
  /** A column of test statistics (χ², Z, t, F, H) before that of P. Default false. */
  readonly statistics?: boolean;
  /** A column of standardized mean differences for each cohort. Default false. */
  readonly smd?: boolean;
  /** A row with the numbers of patients without a value, below each variable that has any. Default false. */
  readonly missing?: boolean;
  /** What percentages are of. One of "column" (default; of the group) and "row" (of the level, over the groups). */
  readonly percent?: "column" | "row";
  /** Footnotes after those on methods, for example abbreviations. */
  readonly notes?: readonly string[];
}

/**
 * Baseline characteristics by group, for one cohort or several side by side (before and after matching).
 *
 * Counts are "n (%)", numbers are "median (range)" or as `statistic` says. A test stands in the row of the variable; the
 * tests, how they were done, the rule that chose them and the type of the quartiles are named in footnotes. What R's
 * `tableone` and `gtsummary` print; all summaries and tests come in, nothing is computed here.
 *
 * @throws InputError when a variable does not have the cohorts, groups or levels that the heads have, and for an option
 * that is not there.
 *
 * @example
 * ```ts
 * import { baselineTable, toMarkdown } from "@hcc/tables";
 * const table = baselineTable(
 *   [{ groups: [{ label: "TKI-I", n: 68 }, { label: "TKI", n: 64 }] }],
 *   [{ label: "Child-Pugh class", levels: ["B", "A"], cohorts: [
 *     { counts: [[5, 13], [63, 51]], countsTest: { kind: "contingency-test", method: "pearson", pValue: 0.0302 } } ] }],
 * );
 * table.rows[1].cells; // => ["B", "5 (7.4)", "13 (20.3)", ""]
 * table.rows[0].cells; // => ["Child-Pugh class", "", "", "0.030"]
 * ```
 */
export function baselineTable(
  cohorts: readonly BaselineCohort[],
  variables: readonly BaselineVariable[],
  options: BaselineTableOptions = {},
): Table {
  checkOptions("baselineTable", options, ["title", "pValues", "statistics", "smd", "missing", "percent", "notes"]);
  const { pValues = true, statistics = false, smd = false } = options;
  const percent = oneOf("percent", options.percent, ["column", "row"], "column");
  const columns: TableColumn[] = [{ key: "characteristic", label: "Characteristic", align: "left" }];
  cohorts.forEach(({ label, groups }, c) => {
    const under = label === undefined ? {} : { group: label };
    groups.forEach((group, g) => {
      const text = `${group.label}\n(n = ${formatNumber(group.n, Number.isInteger(group.n) ? 0 : 1)})`;
      columns.push({ key: `cohort${c + 1}.group${g + 1}`, label: text, align: "center", ...under });
    });
    if (statistics) columns.push({ key: `cohort${c + 1}.statistic`, label: "Statistic", align: "center", ...under });
    if (pValues) columns.push({ key: `cohort${c + 1}.p`, label: "P", align: "center", ...under });
    if (smd) columns.push({ key: `cohort${c + 1}.smd`, label: "SMD", align: "center", ...under });
  });

  const tests = variables
    .flatMap((v) => v.cohorts.flatMap((cells) => [cells.summaryTest, cells.countsTest]))
    .filter((test) => test !== undefined);
  const { mark, note } = testMarkers(pValues ? tests : []);
  const rows: TableRow[] = [];
  for (const variable of variables) {
    const levels = variable.levels ?? variable.cohorts.find(({ categories }) => categories)?.categories ?? [];
    check(variable, levels, cohorts);
    const { label, digits = 1 } = variable;
    const numeric = variable.cohorts.some(({ summaries }) => summaries !== undefined);
    const line = (
      first: string,
      level: number,
      texts: (cells: BaselineCells, group: number) => string,
      test: (cells: BaselineCells) => BaselineTest | undefined,
    ): TableRow => ({
      cells: [
        first,
        ...variable.cohorts.flatMap((cells, c) => {
          const t = test(cells);
          return [
            ...cohorts[c]!.groups.map((_, g) => texts(cells, g)),
            ...(statistics ? [t ? testStatistic(t).text : ""] : []),
            ...(pValues ? [t ? `${formatP(t.pValue)}${mark(t)}` : ""] : []),
            ...(smd ? [level === 0 && cells.smd !== undefined ? formatNumber(cells.smd, 3) : ""] : []),
          ];
        }),
      ],
      level,
      ...(level === 0 && levels.length > 0 && { header: true }),
    });
    const summary = (cells: BaselineCells, g: number): string =>
      cells.summaries ? summarise(cells.summaries[g]!, statisticOf(variable, cells), digits) : "";
    rows.push(line(label, 0, summary, (cells) => (numeric ? cells.summaryTest : cells.countsTest)));
    levels.forEach((name, l) => {
      const count = ({ counts, totals }: BaselineCells, g: number): string => {
        if (counts === undefined) return "";
        const total =
          percent === "row"
            ? counts[l]!.reduce((sum, value) => sum + value, 0)
            : (totals?.[g] ?? counts.reduce((sum, row) => sum + row[g]!, 0));
        return formatCountPercent(counts[l]![g]!, total);
      };
      rows.push(line(name, 1, count, (cells) => (numeric && l === 0 ? cells.countsTest : undefined)));
    });
    if (options.missing === true && variable.cohorts.some((cells) => absent(cells).some((count) => count > 0))) {
      const count = (cells: BaselineCells, g: number): string => {
        const value = absent(cells)[g];
        return value === undefined ? "" : formatNumber(value, Number.isInteger(value) ? 0 : 1);
      };
      rows.push(line("Missing", 1, count, () => undefined));
    }
  }
  const notes = [
    legend(variables, percent),
    note,
    ...(pValues ? [ruleNote(variables)] : []),
    ...(statistics ? [statisticNote(tests)] : []),
    ...(smd ? ["SMD: standardized mean difference."] : []),
    ...(options.notes ?? []),
  ];
  return {
    kind: "table",
    version: 1,
    ...(options.title !== undefined && { title: options.title }),
    columns,
    rows,
    notes: notes.filter((text) => text !== ""),
  };
}

/** Patients without a value in each group. */
function absent({ missing, summaries }: BaselineCells): readonly number[] {
  return missing ?? summaries?.map((summary) => summary.missing) ?? [];
}

function check(
  { label, cohorts, levels: variableLevels }: BaselineVariable,
  levels: readonly string[],
  heads: readonly BaselineCohort[],
): void {
  const fail = (found: string): never => {
    throw new InputError("length-mismatch", `${found}: give one for each column of the table`, { column: label });
  };
  if (cohorts.length !== heads.length) fail(`"${label}" has ${cohorts.length} cohorts, the table has ${heads.length}`);
  cohorts.forEach(({ summaries, counts, missing, categories }, c) => {
    const groups = heads[c]!.groups.length;
    if (summaries && summaries.length !== groups)
      fail(`"${label}" has ${summaries.length} summaries for ${groups} groups`);
    if (counts && counts.length !== levels.length)
      fail(`"${label}" has ${counts.length} rows of counts for ${levels.length} levels`);
    if (missing && missing.length !== groups)
      fail(`"${label}" has ${missing.length} numbers of missing values for ${groups} groups`);
    if (counts && categories?.some((name, l) => name !== levels[l]) && variableLevels === undefined)
      fail(`"${label}" has other categories in cohort ${c} than in the first`);
    for (const row of counts ?? [])
      if (row.length !== groups) fail(`"${label}" has ${row.length} counts for ${groups} groups`);
  });
}
