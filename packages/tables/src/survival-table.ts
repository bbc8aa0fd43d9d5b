import { InputError } from "@hcc/data";
import type { LogRankRatio, MedianComparison, SurvivalComparison, SurvivalCurve } from "@hcc/survival";
import { formatCountPercent } from "./format-count-percent.js";
import { formatInterval } from "./format-interval.js";
import { formatNumber } from "./format-number.js";
import { formatP } from "./format-p.js";
import { formatRatio } from "./format-ratio.js";
import { intervalLabel } from "./internal/interval-label.js";
import type { Table, TableColumn, TableRow } from "./table.js";

const TESTS = {
  "log-rank": "log-rank test",
  "max-combo": "MaxCombo test, the largest of several weighted log-rank tests",
  "permutation-log-rank": "permutation log-rank test",
} as const;

/** One endpoint of a survival table: curves by `kaplanMeier`, the test by `logRank`. */
export interface SurvivalTableEndpoint {
  /** For example "Overall survival, matched cohort". */
  readonly label: string;
  readonly curves: readonly Pick<SurvivalCurve, "group" | "n" | "events" | "median">[];
  /** Of `logRank`, `maxCombo` or `permutationLogRank`; its kind is named below the table, "log-rank" where there is none. */
  readonly logRank?: { readonly pValue: number | null; readonly kind?: keyof typeof TESTS } | null;
  /** Of `logRankHazardRatio`: adds a column, in which the control group is 1. */
  readonly hazardRatios?: readonly LogRankRatio[] | null;
  /** Of `compareSurvival`: adds columns of S(t) and of the restricted mean, and a row of differences per comparison. */
  readonly comparison?: Pick<SurvivalComparison, "times" | "tau" | "groups" | "differences"> | null;
  /** Of `compareMedians`: adds the differences of medians to these rows. */
  readonly medians?: Pick<MedianComparison, "contrasts"> | null;
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
 * With `comparison`, survival at its times (per cent) and the restricted mean are columns, and each group compared has a row
 * of differences with their P values; with `medians` that row has the difference of the medians.
 *
 * With `hazardRatios` the ratios that come with the log-rank test are a column.
 *
 * @throws InputError when the comparisons of two endpoints have other times or another tau, or lack a group of the curves.
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
    ...comparedColumns(endpoints, unit, interval),
    ...ratioColumn(endpoints),
    { key: "p", label: "P", align: "center" },
  ];
  const withRatios = columns.some(({ key }) => key === "ratio");
  const more = columns.length - 5 - Number(withRatios);
  const blank = new Array<string>(more).fill("");
  const rows: TableRow[] = [];
  for (const { label, curves, logRank, comparison, medians, hazardRatios } of endpoints) {
    const p = logRank ? formatP(logRank.pValue) : "";
    const ratio = (group: string | null): string[] => (withRatios ? [ratioCell(group, hazardRatios ?? [])] : []);
    rows.push({ cells: [label, "", "", "", ...blank, ...ratio(null), p], level: 0, header: true });
    for (const { group, n, events, median } of curves) {
      const text = formatInterval(median, { digits });
      const patients = formatNumber(n, Number.isInteger(n) ? 0 : 1);
      const found = comparison ? comparedCells(label, group, comparison, digits) : blank;
      const cells = [
        group ?? "All patients",
        patients,
        formatCountPercent(events, n),
        text,
        ...found,
        ...ratio(group),
        "",
      ];
      rows.push({ cells, level: 1 });
    }
    for (const { level, control } of comparison?.differences ?? medians?.contrasts ?? []) {
      const pair = <Each extends { readonly level: string }>(list: readonly Each[] | undefined) =>
        list?.find((each) => each.level === level);
      const median = pair(medians?.contrasts);
      const difference = pair(comparison?.differences);
      const cells = [
        `${level} − ${control}`,
        "",
        "",
        median ? tested({ ...median.difference, pValue: median.pValue }, digits) : "",
      ];
      const found = difference ? differenceCells(difference, digits) : blank;
      rows.push({ cells: [...cells, ...found, ...ratio(null), ""], level: 1 });
    }
  }
  const named = new Set(endpoints.flatMap(({ logRank }) => (logRank ? [TESTS[logRank.kind ?? "log-rank"]] : [])));
  const logRanks = named.size > 0 ? [`P values: ${[...named].join("; ")}.`] : [];
  const compared =
    more > 0 ? ["RMST: restricted mean survival time; differences of survival are in percentage points."] : [];
  const all = [
    "CI: confidence interval; NE: not estimable.",
    ...logRanks,
    ...compared,
    ...ratioNotes(endpoints),
    ...notes,
  ];
  return { kind: "table", version: 1, ...(title !== undefined && { title }), columns, rows, notes: all };
}

function ratioColumn(endpoints: readonly SurvivalTableEndpoint[]): TableColumn[] {
  const [first] = endpoints.flatMap(({ hazardRatios }) => hazardRatios ?? []);
  if (first === undefined) return [];
  return [{ key: "ratio", label: `Hazard ratio (${intervalLabel(first.level)})`, align: "center" }];
}

function ratioNotes(endpoints: readonly SurvivalTableEndpoint[]): string[] {
  const methods = new Set(endpoints.flatMap(({ hazardRatios }) => (hazardRatios ?? []).map(({ method }) => method)));
  return [...methods].map((method) => {
    const formula = method === "peto" ? "exp((O − E) / V), Peto's" : "the ratio of O / E, Pike's";
    return `Hazard ratios: ${formula}, of observed and expected events of the log-rank test.`;
  });
}

function ratioCell(group: string | null, ratios: readonly LogRankRatio[]): string {
  if (group === null) return "";
  const found = ratios.find((ratio) => ratio.group === group);
  if (found !== undefined) return formatRatio({ ...found, ratio: found.estimate });
  return ratios.some(({ control }) => control === group) ? "1" : "";
}

type Comparison = NonNullable<SurvivalTableEndpoint["comparison"]>;
type Contrast = Parameters<typeof formatInterval>[0] & { readonly pValue: number | null };

function comparedColumns(endpoints: readonly SurvivalTableEndpoint[], unit: string, interval: string): TableColumn[] {
  const [first, ...others] = endpoints.flatMap(({ comparison }) => comparison ?? []);
  if (first === undefined) return [];
  const times = Array.from(first.times);
  for (const { times: other, tau } of others) {
    if (other.length === times.length && times.every((time, i) => time === other[i]) && tau === first.tau) continue;
    throw new InputError(
      "option",
      "two endpoints are compared at other times, or to another tau: use one list for all",
      {
        column: "comparison",
      },
    );
  }
  const column = (key: string, label: string): TableColumn => ({ key, label, align: "center" });
  return [
    ...times.map((time, i) => column(`survival${i}`, `Survival at ${time} ${unit}, % (${interval})`)),
    ...(first.tau === null ? [] : [column("rmst", `RMST to ${Number(first.tau.toFixed(2))} ${unit} (${interval})`)]),
  ];
}

function comparedCells(label: string, group: string | null, { groups }: Comparison, digits: number): string[] {
  const found = groups.find(({ level }) => level === group);
  if (found === undefined) {
    throw new InputError(
      "unknown-level",
      `${label}: the comparison has no group "${group}": compare the groups of the curves`,
      {
        column: "comparison",
      },
    );
  }
  const { survival, restrictedMean } = found;
  return [
    ...survival.map((at) => formatInterval(at, { scale: 100, missing: "NE" })),
    ...(restrictedMean === null ? [] : [formatInterval(restrictedMean, { digits, missing: "NE" })]),
  ];
}

function differenceCells({ survival, restrictedMean }: Comparison["differences"][number], digits: number): string[] {
  return [
    ...survival.map((each) => tested(each, 1, 100)),
    ...(restrictedMean === null ? [] : [tested(restrictedMean, digits)]),
  ];
}

/** A difference with its P value, where there is one. */
function tested(contrast: Contrast, digits: number, scale = 1): string {
  const text = formatInterval(contrast, { digits, scale, missing: "NE" });
  if (contrast.pValue === null) return text;
  const p = formatP(contrast.pValue);
  return `${text}; P ${/^[<>]/.test(p) ? p : `= ${p}`}`;
}
