import type { LogRank, SurvivalCurve } from "@hcc/survival";
import { formatCountPercent } from "./format-count-percent.js";
import { formatInterval } from "./format-interval.js";
import { formatNumber } from "./format-number.js";
import { formatP } from "./format-p.js";
import { intervalLabel } from "./internal/interval-label.js";
import type { Table, TableColumn, TableRow } from "./table.js";

/** One endpoint of a survival table: curves by `kaplanMeier`, the test by `logRank`. */
export interface SurvivalTableEndpoint {
  /** For example "Overall survival, matched cohort". */
  readonly label: string;
  readonly curves: readonly Pick<SurvivalCurve, "group" | "n" | "events" | "median">[];
  readonly logRank?: Pick<LogRank, "pValue"> | null;
}

/** Options of `survivalTable`. */
export interface SurvivalTableOptions {
  readonly title?: string;
  /** Unit of the medians. Default "months". */
  readonly unit?: string;
  /** Decimals of the medians. Default 1. */
  readonly digits?: number;
  readonly notes?: readonly string[];
}

/**
 * Patients, events and median time with its confidence interval for each group, with the log-rank test, one block per
 * endpoint. A median that is not reached is "not reached", a limit that does not exist "NE".
 *
 * @example
 * ```ts
 * import { kaplanMeier } from "@hcc/survival";
 * import { survivalTable } from "@hcc/tables";
 * const { curves } = kaplanMeier({ t: [2, 5, 9, 12], d: [1, 0, 0, 0] }, { time: "t", event: "d" });
 * survivalTable([{ label: "Overall survival", curves }]).rows[1].cells; // => ["All patients", "4", "1 (25.0)", "not reached (2.0–NE)", ""]
 * ```
 */
export function survivalTable(
  endpoints: readonly SurvivalTableEndpoint[],
  { title, unit = "months", digits = 1, notes = [] }: SurvivalTableOptions = {},
): Table {
  const interval = intervalLabel(endpoints.flatMap(({ curves }) => curves.map(({ median }) => median.level))[0]);
  const columns: TableColumn[] = [
    { key: "group", label: "Endpoint and group", align: "left" },
    { key: "n", label: "n", align: "center" },
    { key: "events", label: "Events, n (%)", align: "center" },
    { key: "median", label: `Median, ${unit} (${interval})`, align: "center" },
    { key: "p", label: "P", align: "center" },
  ];
  const rows: TableRow[] = [];
  for (const { label, curves, logRank } of endpoints) {
    const p = logRank ? formatP(logRank.pValue) : "";
    rows.push({ cells: [label, "", "", "", p], level: 0, header: true });
    for (const { group, n, events, median } of curves) {
      const text = formatInterval(median, { digits });
      const patients = formatNumber(n, Number.isInteger(n) ? 0 : 1);
      const cells = [group ?? "All patients", patients, formatCountPercent(events, n), text, ""];
      rows.push({ cells, level: 1 });
    }
  }
  const tested = endpoints.some(({ logRank }) => logRank) ? ["P values: log-rank test."] : [];
  const all = ["CI: confidence interval; NE: not estimable.", ...tested, ...notes];
  return { kind: "table", version: 1, ...(title !== undefined && { title }), columns, rows, notes: all };
}
