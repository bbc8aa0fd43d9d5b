import type { AdverseEventRow, AdverseEvents } from "@hcc/safety";
import { formatCountPercent } from "./format-count-percent.js";
import { formatP } from "./format-p.js";
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
  readonly notes?: readonly string[];
}

/**
 * Adverse events by term and group: patients with any grade and with grade 3 or worse, as "n (%)" with P values.
 *
 * @param result what `adverseEvents` returns.
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
  result: Pick<AdverseEvents, "groups" | "overall" | "rows" | "ctcae" | "windowDays" | "relatedOnly" | "missing">,
  options: SafetyTableOptions = {},
): Table {
  const { pValues = true, minimumPercent = 0, termLabels = {} } = options;
  const kinds = [
    { key: "anyGrade", test: "anyGradeTest", label: "Any grade" },
    { key: "grade3Plus", test: "grade3PlusTest", label: "Grade ≥ 3" },
  ] as const;
  const rows = result.rows.filter(({ groups }) => groups.some((g) => (g.anyGrade.percent ?? 0) >= minimumPercent));
  const tests = [result.overall, ...rows].flatMap((row) => kinds.map(({ test }) => row[test]));
  const { mark, note } = testMarkers(pValues ? tests.filter((test) => test !== null) : []);

  const columns: TableColumn[] = [{ key: "event", label: "Adverse event", align: "left" }];
  for (const { key, label } of kinds) {
    result.groups.forEach(({ group, n }, i) => {
      const name = options.groupLabels?.[group ?? ""] ?? group ?? "All patients";
      columns.push({ key: `${key}.group${i + 1}`, label: `${name}\n(n = ${n})`, align: "center", group: label });
    });
    if (pValues) columns.push({ key: `${key}.p`, label: "P", align: "center", group: label });
  }
  const line = (name: string, row: AdverseEventRow): TableRow => ({
    cells: [
      name,
      ...kinds.flatMap(({ key, test: testKey }) => {
        const test = row[testKey];
        const texts = row.groups.map((group) => formatCountPercent(group[key].count, group.n));
        return [...texts, ...(pValues ? [test ? `${formatP(test.pValue)}${mark(test)}` : "—"] : [])];
      }),
    ],
    level: 0,
  });
  const any = options.overallLabel ?? `Any ${result.relatedOnly ? "treatment-related " : ""}adverse event`;
  const left = result.rows.length - rows.length;
  const notes = [
    `Data are patients, n (%), each with the worst grade by CTCAE version ${result.ctcae}, up to ${result.windowDays} days after the end of treatment.`,
    ...(left > 0
      ? [`Left out: ${left} ${left === 1 ? "term" : "terms"} in less than ${minimumPercent}% of each group.`]
      : []),
    ...(result.missing.grade > 0 ? [`Events without a grade: ${result.missing.grade}; they count as any grade.`] : []),
    ...(note === "" ? [] : [note]),
    ...(options.notes ?? []),
  ];
  return {
    kind: "table",
    version: 1,
    ...(options.title !== undefined && { title: options.title }),
    columns,
    rows: [
      { ...line(any, result.overall), header: true },
      ...rows.map((row) => line(termLabels[row.term ?? ""] ?? row.term ?? "Not named", row)),
    ],
    notes,
  };
}
