import type { ResponseRates } from "@hcc/mrecist";
import { formatCountPercent } from "./format-count-percent.js";
import { formatInterval } from "./format-interval.js";
import { formatP } from "./format-p.js";
import { intervalLabel } from "./internal/interval-label.js";
import { testMarkers } from "./internal/test-names.js";
import type { Table, TableColumn, TableRow } from "./table.js";

/** What a response table needs of one component; `responseRates` returns it. */
export type ResponseTableRates = Pick<ResponseRates, "component" | "groups" | "comparison" | "level">;

/** Options of `responseTable`. */
export interface ResponseTableOptions {
  readonly title?: string;
  /** Headings over the components. Default "Overall tumor", "Intrahepatic tumor", "Vascular tumor thrombus". */
  readonly labels?: Readonly<Partial<Record<ResponseRates["component"], string>>>;
  /** Heads of the groups, by group. Default: the group. */
  readonly groupLabels?: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
}

const components = {
  overall: "Overall tumor",
  intrahepatic: "Intrahepatic tumor",
  thrombus: "Vascular tumor thrombus",
} as const;

const responses = [
  ["CR", "CR: complete response"],
  ["PR", "PR: partial response"],
  ["SD", "SD: stable disease"],
  ["NON-CR/NON-PD", "NON-CR/NON-PD: persistent non-target disease without progression"],
  ["PD", "PD: progressive disease"],
  ["NE", "NE: not evaluable"],
  ["MISSING", "MISSING: no assessment after baseline"],
] as const;

/**
 * Best tumor response by group, one block of columns per component: CR, PR, SD and PD as "n (%)", then the objective
 * response rate and the disease control rate in per cent with their exact intervals and the P values.
 *
 * Responses that nobody has are left out, except CR, PR, SD and PD.
 *
 * @param rates one result of `responseRates` per component.
 *
 * @example
 * ```ts
 * import { responseRates } from "@hcc/mrecist";
 * import { responseTable } from "@hcc/tables";
 * const rows = [{ arm: "TKI-I", best: "PR" as const }, { arm: "TKI-I", best: "SD" as const }, { arm: "TKI", best: "PD" as const }];
 * const table = responseTable([responseRates(rows, { by: "arm", best: "best", levels: ["TKI-I", "TKI"] })]);
 * table.rows[1].cells; // => ["PR, n (%)", "1 (50.0)", "0 (0.0)", ""]
 * table.columns[1].label; // => "TKI-I\n(n = 2)"
 * ```
 */
export function responseTable(rates: readonly ResponseTableRates[], options: ResponseTableOptions = {}): Table {
  const columns: TableColumn[] = [{ key: "response", label: "Response", align: "left" }];
  for (const { component, groups, comparison } of rates) {
    const group = options.labels?.[component] ?? components[component];
    groups.forEach((g, i) => {
      const name = options.groupLabels?.[g.group ?? ""] ?? g.group ?? "All patients";
      columns.push({ key: `${component}.group${i + 1}`, label: `${name}\n(n = ${g.n})`, align: "center", group });
    });
    if (comparison) columns.push({ key: `${component}.p`, label: "P", align: "center", group });
  }
  const tests = rates.flatMap(({ comparison }) => (comparison ? [comparison.orr.test, comparison.dcr.test] : []));
  const { mark, note } = testMarkers(tests);

  const shown = responses.filter(
    ([key], i) => i < 3 || key === "PD" || rates.some(({ groups }) => groups.some((group) => group.counts[key] > 0)),
  );
  const rows: TableRow[] = shown.map(([key]) => ({
    cells: [
      `${key}, n (%)`,
      ...rates.flatMap(({ groups, comparison }) => [
        ...groups.map(({ counts, n }) => formatCountPercent(counts[key], n)),
        ...(comparison ? [""] : []),
      ]),
    ],
    level: 0,
  }));
  const level = intervalLabel(rates[0]?.level);
  for (const rate of ["orr", "dcr"] as const) {
    const cells = rates.flatMap(({ groups, comparison }) => {
      const test = comparison?.[rate].test;
      const texts = groups.map((group) => formatInterval(group[rate], { scale: 100, missing: "—" }));
      return [...texts, ...(test ? [`${formatP(test.pValue)}${mark(test)}`] : [])];
    });
    rows.push({ cells: [`${rate.toUpperCase()}, % (${level})`, ...cells], level: 0 });
  }
  const abbreviations = [
    ...shown.map(([, text]) => text),
    "ORR: objective response rate (CR or PR)",
    `DCR: disease control rate (${shown.some(([key]) => key === "NON-CR/NON-PD") ? "CR, PR, SD or NON-CR/NON-PD" : "CR, PR or SD"})`,
    "CI: exact confidence interval",
  ];
  return {
    kind: "table",
    version: 1,
    ...(options.title !== undefined && { title: options.title }),
    columns,
    rows,
    notes: [`${abbreviations.join("; ")}.`, ...(note === "" ? [] : [note]), ...(options.notes ?? [])],
  };
}
