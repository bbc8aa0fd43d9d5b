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
  /** Times of the rows, as they were given to `incidenceAt`. */
  readonly times: readonly number[];
  readonly title?: string;
  /** Unit of the times. Default "months". */
  readonly unit?: string;
  /** Decimals of the incidences in per cent. Default 1. */
  readonly digits?: number;
  readonly notes?: readonly string[];
}

/**
 * A block per endpoint with a column per group: patients, events, competing events, the cumulative incidence at each time in per
 * cent with its confidence interval, and P of Gray's test.
 *
 * An incidence beyond the follow-up is "NE"; one without limits, as where it is 0, stands alone.
 *
 * @throws InputError when there are not as many lists of incidences as curves, or of incidences as times, or when an endpoint
 * has other groups than the first.
 *
 * @example
 * ```ts
 * import { cumulativeIncidence, incidenceAt } from "@hcc/survival";
 * import { incidenceTable } from "@hcc/tables";
 * const cause = { channel: "end", event: [1], competing: [2], censored: [0] } as const;
 * const { curves } = cumulativeIncidence({ t: [2, 5, 9, 12], end: [1, 2, 1, 0] }, { time: "t", cause });
 * const times = [6, 12];
 * const at = curves.map((curve) => incidenceAt(curve, times));
 * const { rows } = incidenceTable([{ label: "Progression", curves, at }], { times });
 * rows[2].cells; // => ["Events, n (%)", "2 (50.0)", ""]
 * rows[4].cells; // => ["By 6 months, % (95% CI)", "25.0 (4.6–100.0)", ""]
 * ```
 */
export function incidenceTable(
  endpoints: readonly IncidenceTableEndpoint[],
  { times, title, unit = "months", digits = 1, notes = [] }: IncidenceTableOptions,
): Table {
  const interval = intervalLabel(endpoints.flatMap(({ at }) => at.flatMap((row) => row.map(({ level }) => level)))[0]);
  const groups = groupsOf(endpoints[0]?.curves ?? []);
  const rows: TableRow[] = [];
  for (const endpoint of endpoints) {
    checkEndpoint(endpoint, groups, times.length);
    const { label, curves, at, grayTest } = endpoint;
    const row = (name: string, cells: readonly string[]): TableRow => ({ cells: [name, ...cells, ""], level: 1 });
    const p = grayTest ? formatP(grayTest.pValue) : "";
    const percent = (value: Pick<Interval, "estimate" | "lower" | "upper">): string => {
      const { estimate, lower, upper } = value;
      if (estimate !== null && lower === upper) return formatNumber(100 * estimate, digits);
      return formatInterval(value, { digits, scale: 100, missing: "NE" });
    };
    rows.push(
      { cells: [label, ...groups.map(() => ""), p], level: 0, header: true },
      row(
        "Patients, n",
        curves.map(({ n }) => formatNumber(n, Number.isInteger(n) ? 0 : 1)),
      ),
      row(
        "Events, n (%)",
        curves.map(({ n, events }) => formatCountPercent(events, n)),
      ),
      row(
        "Competing events, n (%)",
        curves.map(({ n, competing }) => formatCountPercent(competing, n)),
      ),
      ...times.map((time, i) =>
        row(
          `By ${time} ${unit}, % (${interval})`,
          at.map((values) => percent(values[i]!)),
        ),
      ),
    );
  }
  const columns: TableColumn[] = [
    { key: "row", label: "Endpoint and time", align: "left" },
    ...groups.map((group, i): TableColumn => ({ key: `group${i}`, label: group, align: "center" })),
    { key: "p", label: "P", align: "center" },
  ];
  const tested = endpoints.some(({ grayTest }) => grayTest) ? ["P values: Gray's test."] : [];
  const all = ["CI: confidence interval; NE: not estimable.", ...tested, ...notes];
  return { kind: "table", version: 1, ...(title !== undefined && { title }), columns, rows, notes: all };
}

function groupsOf(curves: IncidenceTableEndpoint["curves"]): string[] {
  return curves.map(({ group }) => group ?? "All patients");
}

function checkEndpoint({ label, curves, at }: IncidenceTableEndpoint, groups: readonly string[], times: number): void {
  if (at.length !== curves.length || at.some((row) => row.length !== times)) {
    throw new InputError(
      "length-mismatch",
      `"${label}" has incidences that are not of ${curves.length} curves at ${times} times: give curves.map((curve) => incidenceAt(curve, times))`,
      { column: "at" },
    );
  }
  const own = groupsOf(curves);
  if (own.length !== groups.length || own.some((group, i) => group !== groups[i])) {
    throw new InputError(
      "option",
      `"${label}" has the groups ${own.join(", ")}, the first endpoint ${groups.join(", ")}: give the same groups in the same order, or make a table of each`,
      { column: "curves" },
    );
  }
}
