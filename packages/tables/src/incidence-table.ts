import { InputError, type Interval } from "@hcc/data";
import type { GrayTest, IncidenceCurve } from "@hcc/survival";
import { formatCountPercent } from "./format-count-percent.js";
import { formatInterval } from "./format-interval.js";
import { formatNumber } from "./format-number.js";
import { formatP } from "./format-p.js";
import { intervalLabel } from "./internal/interval-label.js";
import type { Table, TableColumn, TableRow } from "./table.js";

/** One endpoint of an incidence table: curves by `cumulativeIncidence`, the test by `grayTest`. */
export interface IncidenceTableEndpoint {
  /** For example "Progression, death competing". */
  readonly label: string;
  readonly curves: readonly Pick<IncidenceCurve, "group" | "n" | "events" | "competing">[];
  /** Cumulative incidences of each curve at the times of the table: `curves.map((curve) => incidenceAt(curve, times))`. */
  readonly at: readonly (readonly Pick<Interval, "estimate" | "lower" | "upper" | "level">[])[];
  readonly grayTest?: Pick<GrayTest, "pValue"> | null;
}

/** Options of `incidenceTable`. */
export interface IncidenceTableOptions {
  /** Times of the columns, as they were given to `incidenceAt`. */
  readonly times: readonly number[];
  readonly title?: string;
  /** Unit of the times. Default "months". */
  readonly unit?: string;
  /** Decimals of the incidences in per cent. Default 1. */
  readonly digits?: number;
  readonly notes?: readonly string[];
}

/**
 * Patients, events, competing events and the cumulative incidence at given times with its confidence interval for each group, with
 * Gray's test, one block per endpoint. An incidence beyond the follow-up is "NE".
 *
 * @throws InputError when there are not as many lists of incidences as curves, or of incidences as times.
 *
 * @example
 * ```ts
 * import { cumulativeIncidence, incidenceAt } from "@hcc/survival";
 * import { incidenceTable } from "@hcc/tables";
 * const cause = { channel: "end", event: [1], competing: [2], censored: [0] } as const;
 * const { curves } = cumulativeIncidence({ t: [2, 5, 9, 12], end: [1, 2, 1, 0] }, { time: "t", cause });
 * const times = [6];
 * const at = curves.map((curve) => incidenceAt(curve, times));
 * incidenceTable([{ label: "Progression", curves, at }], { times }).rows[1].cells; // => ["All patients", "4", "2 (50.0)", "1 (25.0)", "25.0 (4.6–100.0)", ""]
 * ```
 */
export function incidenceTable(
  endpoints: readonly IncidenceTableEndpoint[],
  { times, title, unit = "months", digits = 1, notes = [] }: IncidenceTableOptions,
): Table {
  const interval = intervalLabel(endpoints.flatMap(({ at }) => at.flatMap((row) => row.map(({ level }) => level)))[0]);
  const columns: TableColumn[] = [
    { key: "group", label: "Endpoint and group", align: "left" },
    { key: "n", label: "n", align: "center" },
    { key: "events", label: "Events, n (%)", align: "center" },
    { key: "competing", label: "Competing events, n (%)", align: "center" },
    ...times.map(
      (time): TableColumn => ({
        key: `at${time}`,
        label: `Incidence at ${time} ${unit}, % (${interval})`,
        align: "center",
      }),
    ),
    { key: "p", label: "P", align: "center" },
  ];
  const rows: TableRow[] = [];
  for (const { label, curves, at, grayTest } of endpoints) {
    if (at.length !== curves.length || at.some((row) => row.length !== times.length)) {
      throw new InputError(
        "length-mismatch",
        `"${label}" has incidences that are not of ${curves.length} curves at ${times.length} times: give curves.map((curve) => incidenceAt(curve, times))`,
        { column: "at" },
      );
    }
    const p = grayTest ? formatP(grayTest.pValue) : "";
    rows.push({ cells: [label, "", "", "", ...times.map(() => ""), p], level: 0, header: true });
    curves.forEach(({ group, n, events, competing }, i) => {
      const cells = [
        group ?? "All patients",
        formatNumber(n, Number.isInteger(n) ? 0 : 1),
        formatCountPercent(events, n),
        formatCountPercent(competing, n),
        ...at[i]!.map((value) => formatInterval(value, { digits, scale: 100, missing: "NE" })),
        "",
      ];
      rows.push({ cells, level: 1 });
    });
  }
  const tested = endpoints.some(({ grayTest }) => grayTest) ? ["P values: Gray's test."] : [];
  const all = ["CI: confidence interval; NE: not estimable.", ...tested, ...notes];
  return { kind: "table", version: 1, ...(title !== undefined && { title }), columns, rows, notes: all };
}
