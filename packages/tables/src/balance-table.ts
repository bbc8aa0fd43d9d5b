import { checkOptions, InputError, type Interval } from "@hcc/data";
import { formatInterval } from "./format-interval.js";
import { formatNumber } from "./format-number.js";
import { balanceNotes } from "./internal/balance-formulas.js";
import { intervalLabel } from "./internal/interval-label.js";
import type { Table, TableColumn, TableRow } from "./table.js";

/** One variable in one sample, as `balance` gives it. */
export interface BalanceTableFigures {
  readonly meanTreated: number;
  readonly meanControl: number;
  readonly smd: number;
  readonly formula: string;
  readonly varianceRatio: number | null;
  readonly ks: number;
  readonly interval: Interval | null;
}

/** Of a result of `balance`, what the table shows. */
export interface BalanceTableInput {
  readonly rows: readonly {
    readonly name: string;
    readonly term: string;
    readonly level: string | null;
    readonly before: BalanceTableFigures;
    readonly after: BalanceTableFigures | null;
    readonly samples: Readonly<Record<string, BalanceTableFigures>>;
  }[];
  readonly factors: readonly {
    readonly term: string;
    readonly covarianceOf: "before" | "each";
    readonly before: number;
    readonly after: number | null;
    readonly samples: Readonly<Record<string, number>>;
  }[];
  readonly samples: {
    readonly before: BalanceTableSize;
    readonly after: BalanceTableSize | null;
    readonly adjusted: Readonly<Record<string, BalanceTableSize>>;
  };
}

/** Size of a sample. */
export interface BalanceTableSize {
  readonly effectiveTreated: number;
  readonly effectiveControl: number;
}

/** A column of each sample; "mean" is two, one of each group. */
export type BalanceTableFigure = "mean" | "smd" | "varianceRatio" | "ks";

/** Options of `balanceTable`. */
export interface BalanceTableOptions {
  readonly title?: string;
  /** Text for a variable, by `name` of its row, or by the term for a factor. Default: the name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Columns of each sample. Default ["smd", "varianceRatio"]. */
  readonly figures?: readonly BalanceTableFigure[];
  /** Headings of the unadjusted sample and of the one after `matching` or `weights`. Default ["Before", "After"]. */
  readonly stages?: readonly [string, string];
  /** Headings of the groups. Default ["treated", "control"]. */
  readonly groups?: readonly [string, string];
  /** Decimals. Default 3. */
  readonly digits?: number;
  readonly notes?: readonly string[];
}

const FIGURES: readonly BalanceTableFigure[] = ["mean", "smd", "varianceRatio", "ks"];

/**
 * Balance of the covariates, samples side by side: standardized differences, variance ratios, and on request means and
 * distances of the distribution functions. The footnotes say by what the differences were divided.
 *
 * The sizes in the headings are the effective ones, treated and control. A factor of three and more levels has a row of its
 * own with one difference over all levels. Means of 0/1 variables are proportions. Differences have their intervals where
 * `balance` was given a level.
 *
 * @throws InputError for unknown figures.
 *
 * @example
 * ```ts
 * import { balance, matchPairs } from "@hcc/psm";
 * import { balanceTable } from "@hcc/tables";
 * const patients = {
 *   tki: [1, 1, 0, 0, 0], ps: [0.6, 0.5, 0.52, 0.2, 0.59], age: [52, 58, 57, 70, 54],
 * };
 * const matching = matchPairs(patients, { treatment: "tki", score: "ps" });
 * const table = balanceTable(balance(patients, { treatment: "tki", covariates: ["age"], matching }));
 * table.rows[0].cells; // => ["age", "−1.257", "0.249", "−0.118", "4.000"]
 * table.columns[3].group; // => "After (n = 2 + 2)"
 * ```
 */
export function balanceTable(balance: BalanceTableInput, options: BalanceTableOptions = {}): Table {
  checkOptions("balanceTable", options, ["title", "labels", "figures", "stages", "groups", "digits", "notes"]);
  const { title, labels = {}, figures = ["smd", "varianceRatio"], stages = ["Before", "After"], digits = 3 } = options;
  const { groups = ["treated", "control"], notes = [] } = options;
  const unknown = figures.find((figure) => !FIGURES.includes(figure));
  if (unknown !== undefined || figures.length === 0) {
    const found = unknown === undefined ? "is empty" : `has "${unknown}"`;
    throw new InputError("option", `figures ${found}: give some of ${FIGURES.join(", ")}`, { column: "figures" });
  }
  const { before, after, adjusted } = balance.samples;
  const interval = balance.rows[0]?.before.interval;
  const headings: Record<BalanceTableFigure, readonly string[]> = {
    mean: groups.map((group) => `Mean, ${group}`),
    smd: [interval ? `SMD (${intervalLabel(interval.level)})` : "SMD"],
    varianceRatio: ["Variance ratio"],
    ks: ["KS"],
  };
  const samples: readonly (readonly [string, BalanceTableSize])[] = [
    [stages[0], before],
    ...(after === null ? [] : ([[stages[1], after]] as const)),
    ...Object.entries(adjusted),
  ];
  const columns: TableColumn[] = [
    { key: "variable", label: "Variable", align: "left" },
    ...samples.flatMap(([name, size], i) =>
      figures.flatMap((figure) =>
        headings[figure].map(
          (label, g): TableColumn => ({
            key: `sample${i + 1}.${figure}${headings[figure].length > 1 ? g + 1 : ""}`,
            label,
            align: "center",
            group: `${name} (n = ${count(size.effectiveTreated)} + ${count(size.effectiveControl)})`,
          }),
        ),
      ),
    ),
  ];

  const bySample = <Value>(row: BySample<Value>): Value[] => [
    row.before,
    ...(row.after === null ? [] : [row.after]),
    ...Object.keys(adjusted).map((name) => row.samples[name]!),
  ];
  const text = (one: BalanceTableFigures, figure: BalanceTableFigure): string[] => {
    if (figure === "mean") return [one.meanTreated, one.meanControl].map((mean) => formatNumber(mean, digits));
    if (figure !== "smd" || one.interval === null || one.formula === "raw") return [formatNumber(one[figure], digits)];
    return [formatInterval(one.interval, { digits })];
  };
  const rows: TableRow[] = [];
  let block: string | null = null;
  for (const row of balance.rows) {
    const factor = balance.factors.find(({ term }) => term === row.term);
    if (factor !== undefined && block !== row.term) {
      const cells = bySample(factor).flatMap((distance) =>
        figures.flatMap((figure) =>
          headings[figure].map(() => (figure === "smd" ? formatNumber(distance, digits) : "")),
        ),
      );
      rows.push({ cells: [labels[row.term] ?? row.term, ...cells], level: 0, header: true });
    }
    block = factor === undefined ? null : row.term;
    const name = labels[row.name] ?? (factor === undefined ? row.name : (row.level ?? row.name));
    const cells = bySample(row).flatMap((one) => figures.flatMap((figure) => text(one, figure)));
    rows.push({ cells: [name, ...cells], level: factor === undefined ? 0 : 1 });
  }
  const all = [...balanceNotes(balance, figures, groups), ...notes];
  return { kind: "table", version: 1, ...(title !== undefined && { title }), columns, rows, notes: all };
}

interface BySample<Value> {
  readonly before: Value;
  readonly after: Value | null;
  readonly samples: Readonly<Record<string, Value>>;
}

/** Effective sizes of equal weights are whole numbers but for rounding. */
function count(size: number): string {
  return formatNumber(size, Math.abs(size - Math.round(size)) < 1e-6 ? 0 : 1);
}
