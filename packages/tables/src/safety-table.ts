import { InputError, type Interval } from "@hcc/data";
import type { AdverseEventGroup, AdverseEventRow, AdverseEvents, EventRateRow, EventRates } from "@hcc/safety";
import { formatCountPercent } from "./format-count-percent.js";
import { formatInterval } from "./format-interval.js";
import { formatP } from "./format-p.js";
import { intervalLabel } from "./internal/interval-label.js";
import { testMarkers } from "./internal/test-names.js";
import type { Table, TableColumn, TableRow } from "./table.js";

/** Options of `safetyTable`. */
export interface SafetyTableOptions {
  readonly title?: string;
  /** Heads of the groups, by group. Default: the group. */
  readonly groupLabels?: Readonly<Record<string, string>>;
  /** Text for a term. Default: the term. */
  readonly termLabels?: Readonly<Record<string, string>>;
  /** Name of the first row. Default "Any treatment-related adverse event", or "Any adverse event" when all were counted. */
  readonly overallLabel?: string;
  /** Columns of P values. Default true. */
  readonly pValues?: boolean;
  /** Leaves out terms that fewer than this percentage of every group has. Default 0. */
  readonly minimumPercent?: number;
  /**
   * Rows below the first: serious events, and events that led to an interruption, a reduction, discontinuation or death.
   * Default: whether the result has serious events or actions.
   */
  readonly overview?: boolean;
  /** Headings of classes, with their counts, over their terms. Default: whether the result has classes. */
  readonly classes?: boolean;
  /** What `eventRates` gives for the same patients, by `term`: columns of rates of first events, and their ratio. */
  readonly rates?: Pick<EventRates, "overall" | "rows" | "level" | "windowDays">;
  readonly notes?: readonly string[];
}

type Result = Parameters<typeof safetyTable>[0];
type Test = AdverseEventRow["anyGradeTest"];
/** Counts of one kind, and their test. */
interface Cells {
  readonly counts: readonly number[];
  readonly test: Test;
}

const KINDS = [
  ["anyGrade", "Any grade"],
  ["grade3Plus", "Grade ≥ 3"],
] as const;

/**
 * Adverse events by term and group: treated patients with any grade and with grade 3 or worse, as "n (%)" with P values.
 *
 * With `class` in `adverseEvents` terms stand below their classes; with `serious` and `action` the first rows say how many
 * patients had a serious event, and one that led to a change of the dose or to death. `rates` adds first events per 100
 * patient-years. Of the rows that are no term only the first has rates.
 *
 * @param result what `adverseEvents` returns.
 * @throws InputError for rates of other groups, other patients or another window than the result has.
 *
 * @example
 * ```ts
 * import { adverseEvents } from "@hcc/safety";
 * import { safetyTable } from "@hcc/tables";
 * const patients = [{ id: "P1", arm: "A", start: 0, stop: 100 }, { id: "P2", arm: "B", start: 0, stop: 80 }];
 * const events = [{ id: "P1", term: "Diarrhoea", grade: 3, day: 20 }];
 * const result = adverseEvents(events, patients, {
 *   patient: "id", term: "term", grade: "grade", onsetDay: "day",
 *   id: "id", by: "arm", start: "start", stop: "stop", ctcae: "5.0",
 * });
 * safetyTable(result, { pValues: false }).rows[1].cells; // => ["Diarrhoea", "1 (100.0)", "0 (0.0)", "1 (100.0)", "0 (0.0)"]
 * ```
 */
export function safetyTable(
  result: Pick<AdverseEvents, "groups" | "overall" | "rows" | "ctcae" | "windowDays" | "relatedOnly" | "missing"> &
    Partial<Pick<AdverseEvents, "classes">>,
  options: SafetyTableOptions = {},
): Table {
  const { pValues = true, minimumPercent = 0, termLabels = {}, rates } = options;
  const { overall, groups } = result;
  const overview = (options.overview ?? hasOverview(overall)) ? overviewRows(overall) : [];
  if (rates !== undefined) checkRates(rates, result);
  const rateOf = new Map(rates?.rows.map((row) => [row.term, row]));
  const shown = (row: AdverseEventRow): boolean => row.groups.some((g) => (g.anyGrade.percent ?? 0) >= minimumPercent);
  const rows = result.rows.filter(shown);
  const classes = (options.classes ?? true) ? result.classes?.filter((it) => it.rows.some(shown)) : undefined;

  const tests = [overall, ...(classes?.map((it) => it.overall) ?? []), ...rows].flatMap((row) => [
    row.anyGradeTest,
    row.grade3PlusTest,
  ]);
  const all = [...tests, ...overview.map(({ test }) => test)];
  const { mark, note } = testMarkers(pValues ? all.filter((test) => test !== null) : []);
  const write = ({ counts, test }: Cells): string[] => [
    ...counts.map((count, i) => formatCountPercent(count, groups[i]!.n)),
    ...(pValues ? [test ? `${formatP(test.pValue)}${mark(test)}` : "—"] : []),
  ];
  const blank = [...groups.map(() => ""), ...(pValues ? [""] : [])];
  const noRates = rates === undefined ? [] : [...groups.map(() => ""), ...(groups.length === 2 ? [""] : [])];
  const rateCells = (row: EventRateRow | undefined): string[] =>
    rates === undefined || row === undefined ? noRates : writeRates(row);
  const line = (name: string, level: number, row: AdverseEventRow, rate: readonly string[]): TableRow => ({
    cells: [
      name,
      ...write({ counts: row.groups.map(({ anyGrade }) => anyGrade.count), test: row.anyGradeTest }),
      ...write({ counts: row.groups.map(({ grade3Plus }) => grade3Plus.count), test: row.grade3PlusTest }),
      ...rate,
    ],
    level,
  });
  const termLine = (row: AdverseEventRow, level: number): TableRow =>
    line(termLabels[row.term ?? ""] ?? row.term ?? "Not named", level, row, rateCells(rateOf.get(row.term)));
  const any = options.overallLabel ?? `Any ${result.relatedOnly ? "treatment-related " : ""}adverse event`;
  const left = result.rows.length - rows.length;
  const { serious = 0, action = 0, grade } = result.missing;
  const of = (number: number, what: string, effect: string): string[] =>
    number > 0 ? [`Events without ${what}: ${number}; they ${effect}.`] : [];
  return {
    kind: "table",
    version: 1,
    ...(options.title !== undefined && { title: options.title }),
    columns: columnsOf(result, options),
    rows: [
      { ...line(any, 0, overall, rateCells(rates?.overall)), header: true },
      ...overview.map(({ label, ...cells }) => ({ cells: [label, ...write(cells), ...blank, ...noRates], level: 1 })),
      ...(classes?.flatMap((it) => [
        { ...line(it.class, 0, it.overall, noRates), header: true },
        ...it.rows.filter(shown).map((row) => termLine(row, 1)),
      ]) ?? rows.map((row) => termLine(row, 0))),
    ],
    notes: [
      `Data are treated patients, n (%), each counted once per row, at the worst grade by CTCAE version ${result.ctcae}, up to ${result.windowDays} days after the end of treatment.`,
      ...(rates === undefined
        ? []
        : [
            "Rates: patients with a first event per 100 patient-years up to it, with exact Poisson intervals; NE: not estimable; CI: confidence interval.",
          ]),
      ...(left > 0
        ? [`Left out: ${left} ${left === 1 ? "term" : "terms"} in less than ${minimumPercent}% of each group.`]
        : []),
      ...of(grade, "a grade", "count as any grade"),
      ...(overview.length > 0 ? of(serious, "a statement of seriousness", "do not count as serious") : []),
      ...(overview.length > 0 ? of(action, "a statement of action", "count as having led to none") : []),
      ...(note === "" ? [] : [note]),
      ...(options.notes ?? []),
    ],
  };
}

function columnsOf({ groups }: Result, { groupLabels = {}, pValues = true, rates }: SafetyTableOptions): TableColumn[] {
  const columns: TableColumn[] = [{ key: "event", label: "Adverse event", align: "left" }];
  const block = (key: string, heading: string): void => {
    groups.forEach(({ group, n }, i) => {
      const name = groupLabels[group ?? ""] ?? group ?? "All patients";
      columns.push({ key: `${key}.group${i + 1}`, label: `${name}\n(n = ${n})`, align: "center", group: heading });
    });
  };
  for (const [key, heading] of KINDS) {
    block(key, heading);
    if (pValues) columns.push({ key: `${key}.p`, label: "P", align: "center", group: heading });
  }
  if (rates !== undefined) {
    const interval = intervalLabel(rates.level);
    block("rate", `Per 100 patient-years (${interval})`);
    if (groups.length === 2) columns.push({ key: "rate.ratio", label: `Rate ratio\n(${interval})`, align: "center" });
  }
  return columns;
}

const hasOverview = ({ groups }: AdverseEventRow): boolean =>
  groups.some(({ serious, actions }) => serious !== undefined || actions !== undefined);

/** Serious events, and events by what they led to. */
function overviewRows(row: AdverseEventRow): (Cells & { readonly label: string })[] {
  const cells = (label: string, test: Test | undefined, of: (group: AdverseEventGroup) => number) =>
    test === undefined ? [] : [{ label, test, counts: row.groups.map(of) }];
  const action = (label: string, kind: "interruption" | "reduction" | "discontinuation") =>
    cells(`Leading to ${label}`, row.actionTests?.[kind], ({ actions }) => actions?.[kind].count ?? 0);
  return [
    ...cells("Serious", row.seriousTest, ({ serious }) => serious?.count ?? 0),
    ...action("interruption", "interruption"),
    ...action("dose reduction", "reduction"),
    ...action("discontinuation", "discontinuation"),
    ...cells("Leading to death (grade 5)", row.grade5Test, ({ byGrade }) => byGrade[4]),
  ];
}

function writeRates({ groups, firstRatio }: EventRateRow): string[] {
  const rate = (interval: Interval): string => formatInterval(interval, { missing: "—" });
  const ratio = firstRatio === null ? "—" : formatInterval(firstRatio, { digits: 2, missing: "NE" });
  return [...groups.map(({ first }) => rate(first.rate)), ...(groups.length === 2 ? [ratio] : [])];
}

function checkRates(rates: NonNullable<SafetyTableOptions["rates"]>, { groups, windowDays }: Result): void {
  const names = (list: readonly { readonly group: string | null; readonly n: number }[]): string =>
    list.map(({ group, n }) => `${group ?? "all"} (n = ${n})`).join(", ");
  const [own, given] = [names(groups), names(rates.overall.groups)];
  if (own === given && rates.windowDays === windowDays) return;
  const found =
    own === given
      ? `a window of ${rates.windowDays} days, the events ${windowDays}`
      : `the groups ${given}, the events ${own}`;
  throw new InputError("option", `rates have ${found}: give eventRates the same patients, groups and window`, {
    column: "rates",
  });
}
