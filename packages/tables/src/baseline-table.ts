import { InputError } from "@hcc/data";
import type { Description } from "@hcc/stats";
import { formatCountPercent } from "./format-count-percent.js";
import { formatNumber } from "./format-number.js";
import { formatP } from "./format-p.js";
import { testMarkers } from "./internal/test-names.js";
import type { Table, TableColumn, TableRow } from "./table.js";

/** One cohort (a block of columns) of a baseline table. */
export interface BaselineCohort {
  /** Heading over the block, for example "Total cohort". Default: none. */
  readonly label?: string;
  /** Groups in the order of the columns, with their numbers of patients. */
  readonly groups: readonly { readonly label: string; readonly n: number }[];
}

/** What a baseline table says of one variable in one cohort; group order as in the cohort. */
export interface BaselineCells {
  /** Summary of a numeric variable in each group, by `describe`. */
  readonly summaries?: readonly Pick<
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
  >[];
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
}

/** A test result as the functions of `@hcc/stats` return it. */
export interface BaselineTest {
  readonly kind?: string;
  /** For example "pearson"; named in the footnote. */
  readonly method?: string;
  readonly pValue: number | null;
}

/** One variable of a baseline table: a numeric summary, levels, or both (age, then age below and above 60). */
export interface BaselineVariable {
  readonly label: string;
  /** Names of the levels, one for each row of `counts`. */
  readonly levels?: readonly string[];
  /** How numbers are summarised. One of "median-range" (default), "median-iqr", "mean-sd". */
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
  /** A column of standardized mean differences for each cohort. Default false. */
  readonly smd?: boolean;
  /** Footnotes after those on methods, for example abbreviations. */
  readonly notes?: readonly string[];
}

/**
 * Baseline characteristics by group, for one cohort or several side by side (before and after matching).
 *
 * Counts are "n (%)", numbers are "median (range)" or as `statistic` says. A test stands in the row of the variable; the
 * tests are named in a footnote. What R's `tableone` prints; all summaries and tests come in, nothing is computed here.
 *
 * @throws InputError when a variable does not have the cohorts, groups or levels that the heads have.
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
  const { pValues = true, smd = false } = options;
  const columns: TableColumn[] = [{ key: "characteristic", label: "Characteristic", align: "left" }];
  cohorts.forEach(({ label, groups }, c) => {
    const under = label === undefined ? {} : { group: label };
    groups.forEach((group, g) => {
      const text = `${group.label}\n(n = ${formatNumber(group.n, Number.isInteger(group.n) ? 0 : 1)})`;
      columns.push({ key: `cohort${c + 1}.group${g + 1}`, label: text, align: "center", ...under });
    });
    if (pValues) columns.push({ key: `cohort${c + 1}.p`, label: "P", align: "center", ...under });
    if (smd) columns.push({ key: `cohort${c + 1}.smd`, label: "SMD", align: "center", ...under });
  });

  const tests = variables.flatMap((v) => v.cohorts.flatMap((cells) => [cells.summaryTest, cells.countsTest]));
  const { mark, note } = testMarkers(pValues ? tests.filter((test) => test !== undefined) : []);
  const rows: TableRow[] = [];
  for (const variable of variables) {
    check(variable, cohorts);
    const { label, levels = [], digits = 1, statistic = "median-range" } = variable;
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
            ...(pValues ? [t ? `${formatP(t.pValue)}${mark(t)}` : ""] : []),
            ...(smd ? [level === 0 && cells.smd !== undefined ? formatNumber(cells.smd, 3) : ""] : []),
          ];
        }),
      ],
      level,
      ...(level === 0 && levels.length > 0 && { header: true }),
    });
    const summary = (cells: BaselineCells, g: number): string =>
      cells.summaries ? summarise(cells.summaries[g]!, statistic, digits) : "";
    rows.push(line(label, 0, summary, (cells) => (numeric ? cells.summaryTest : cells.countsTest)));
    levels.forEach((name, l) => {
      const count = ({ counts, totals }: BaselineCells, g: number): string => {
        if (counts === undefined) return "";
        const total = totals?.[g] ?? counts.reduce((sum, row) => sum + row[g]!, 0);
        return formatCountPercent(counts[l]![g]!, total);
      };
      rows.push(line(name, 1, count, (cells) => (numeric && l === 0 ? cells.countsTest : undefined)));
    });
  }
  const notes = [
    legend(variables),
    note,
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

type Summary = NonNullable<BaselineCells["summaries"]>[number];

function summarise(summary: Summary, statistic: "median-range" | "median-iqr" | "mean-sd", digits: number): string {
  const write = (x: number | null): string => formatNumber(x, digits);
  const { mean, standardDeviation, minimum, lowerQuartile, median, upperQuartile, maximum } = summary;
  if (statistic === "mean-sd") return `${write(mean)} ± ${write(standardDeviation)}`;
  const [low, high] = statistic === "median-range" ? [minimum, maximum] : [lowerQuartile, upperQuartile];
  const between = (low ?? 0) < 0 || (high ?? 0) < 0 ? " to " : "–";
  return `${write(median)} (${write(low)}${between}${write(high)})`;
}

function legend(variables: readonly BaselineVariable[]): string {
  const parts = new Set<string>();
  if (variables.some(({ levels }) => levels !== undefined)) parts.add("n (%)");
  for (const { statistic = "median-range", cohorts } of variables) {
    if (cohorts.some(({ summaries }) => summaries !== undefined)) {
      parts.add(
        { "median-range": "median (range)", "median-iqr": "median (quartiles)", "mean-sd": "mean ± SD" }[statistic],
      );
    }
  }
  return parts.size === 0 ? "" : `Data are ${[...parts].join(" or ")}.`;
}

function check({ label, levels = [], cohorts }: BaselineVariable, heads: readonly BaselineCohort[]): void {
  const fail = (found: string): never => {
    throw new InputError("length-mismatch", `${found}: give one for each column of the table`, { column: label });
  };
  if (cohorts.length !== heads.length) fail(`"${label}" has ${cohorts.length} cohorts, the table has ${heads.length}`);
  cohorts.forEach(({ summaries, counts }, c) => {
    const groups = heads[c]!.groups.length;
    if (summaries && summaries.length !== groups)
      fail(`"${label}" has ${summaries.length} summaries for ${groups} groups`);
    if (counts && counts.length !== levels.length)
      fail(`"${label}" has ${counts.length} rows of counts for ${levels.length} levels`);
    for (const row of counts ?? [])
      if (row.length !== groups) fail(`"${label}" has ${row.length} counts for ${groups} groups`);
  });
}
