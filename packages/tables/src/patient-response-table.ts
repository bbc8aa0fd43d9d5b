import { checkOptions, InputError, oneOf } from "@hcc/data";
import type { PatientResponse, ResponseComponent } from "@hcc/mrecist";
import { formatNumber } from "./format-number.js";
import { criteriaName } from "./internal/criteria-names.js";
import { decisionNotes } from "./internal/decision-notes.js";
import type { Table, TableColumn, TableRow } from "./table.js";

/** Options of `patientResponseTable`. */
export interface PatientResponseTableOptions {
  readonly title?: string;
  /** Text for a day of the visits, such as its date, for a column beside it. */
  readonly date?: (day: number) => string;
  /** The same patient by other criteria or readers: a column each with the overall response, and a footnote where it differs. */
  readonly compare?: readonly PatientResponse[];
  /** Heads of the columns of `compare`. Default: the names of their criteria. */
  readonly compareNames?: readonly string[];
  /** Decisions in the footnotes: those that are not as at the visit before ("changes", the default), "all" or "none". */
  readonly decisions?: "changes" | "all" | "none";
  readonly notes?: readonly string[];
}

/** One column of responses. */
interface Part {
  readonly key: "target" | "nonTarget" | "newLesion" | "thrombus" | "intrahepatic" | "immune" | "overall";
  readonly label: string;
  readonly component: ResponseComponent;
}

/**
 * The visits of one patient on a page: target sum, its change against baseline and nadir, the response of every component and the
 * overall response, with the rule, numbers, comparison and source of each decision in the footnotes.
 *
 * Percentages are cut off after the first decimal and not rounded, so that none shows a threshold that was not reached. Columns of
 * thrombi, of the liver and of iRECIST appear where the criteria have them. A response without a number stands by the decision
 * of the visit before.
 *
 * @param response what `assessResponse` or an entry of `assessResponses` returns, with its trace for the decisions. Count days from
 * the baseline: they are printed as they are.
 * @throws InputError for an unknown option, and names that are not as many as the results to compare with.
 *
 * @example
 * ```ts
 * import { assessResponse } from "@hcc/mrecist";
 * import { patientResponseTable } from "@hcc/tables";
 * const measurements = [50, 35, 42].map((viable, i) => ({ day: 56 * i, lesion: "T1", role: "target" as const, viable }));
 * const table = patientResponseTable(assessResponse({ patient: "P1", measurements }, { criteria: "mrecist" }));
 * table.columns.map(({ key }) => key); // => ["day", "sum", "baseline", "nadir", "target", "nonTarget", "newLesion", "overall"]
 * table.rows[1].cells; // => ["56", "35.0", "−30.0", "−30.0", "PR¹", "—", "no", "PR²"]
 * table.notes[0]; // => "¹ Day 56, target.pr. PR: viable sum 35 mm is -30 % against the baseline 50 mm (at least -30 %) [1]."
 * ```
 */
export function patientResponseTable(response: PatientResponse, options: PatientResponseTableOptions = {}): Table {
  checkOptions("patientResponseTable", options, ["title", "date", "compare", "compareNames", "decisions", "notes"]);
  const which = oneOf("decisions", options.decisions, ["changes", "all", "none"], "changes");
  const { date, compare = [] } = options;
  const names = options.compareNames ?? compare.map(({ criteria }) => criteriaName(criteria));
  if (names.length !== compare.length) {
    throw new InputError(
      "length-mismatch",
      `there are ${names.length} names for ${compare.length} results to compare with: give one for each`,
      { column: "compareNames" },
    );
  }
  const { baseline, visits } = response;
  const measure = response.options.measure;
  const products = measure.endsWith("product");
  const digits = products ? 2 : 1;
  const ofThrombus = response.best.thrombus !== null;
  const parts: Part[] = [
    { key: "target", label: "Target", component: "target" },
    { key: "nonTarget", label: "Non-target", component: "non-target" },
    { key: "newLesion", label: "New\nlesion", component: "new-lesion" },
    ...(ofThrombus ? [{ key: "thrombus", label: "Thrombus", component: "thrombus" } as const] : []),
    ...(ofThrombus ? [{ key: "intrahepatic", label: "Intra-\nhepatic", component: "intrahepatic" } as const] : []),
    ...(visits.some(({ immune }) => immune !== null)
      ? [{ key: "immune", label: "iRECIST", component: "immune" } as const]
      : []),
    { key: "overall", label: "Overall", component: "overall" },
  ];
  const right = (key: string, label: string, group?: string): TableColumn => ({
    key,
    label,
    align: "right",
    ...(group !== undefined && { group }),
  });
  const sumName = products ? "Products\n(mm²)" : `${measure === "total" ? "Total" : "Viable"}\nsum (mm)`;
  const columns: TableColumn[] = [
    { key: "day", label: "Day", align: "left" },
    ...(date === undefined ? [] : [{ key: "date", label: "Date", align: "left" } as const]),
    right("sum", sumName),
    right("baseline", "baseline", "Change (%) from"),
    right("nadir", "nadir", "Change (%) from"),
    ...(ofThrombus ? [right("thrombusSum", "Thrombus\n(mm)")] : []),
    ...parts.map(({ key, label }): TableColumn => ({ key, label, align: "center", group: "Response" })),
    ...names.map((label, i): TableColumn => ({ key: `compare${i + 1}`, label, align: "center", group: "Overall by" })),
  ];
  const dateOf = (day: number): string[] => (date === undefined ? [] : [date(day)]);
  const size = (value: number | null): string => formatNumber(value, digits, "NE");
  const others = compare.map((other) => new Map(other.visits.map((visit) => [visit.day, visit])));
  const decided = decisionNotes(
    visits,
    parts.map(({ component }) => component),
    which,
  );

  const first: TableRow = {
    cells: [
      `${baseline.day} (baseline)`,
      ...dateOf(baseline.day),
      baseline.sum === null ? "—" : size(baseline.sum),
      "",
      "",
      ...(ofThrombus ? [formatNumber(baseline.thrombusSum, 1, "NE")] : []),
      ...parts.map(() => ""),
      ...names.map(() => ""),
    ],
    level: 0,
  };
  const rows = visits.map((visit, v): TableRow => {
    const said = ({ key, component }: Part): string => {
      const value = visit[key];
      const text = typeof value === "boolean" ? (value ? "yes" : "no") : (value ?? "—");
      return `${text}${decided.mark(v, component)}`;
    };
    return {
      cells: [
        String(visit.day),
        ...dateOf(visit.day),
        baseline.sum === null ? "—" : size(visit.sum),
        percentText(visit.percentFromBaseline),
        percentText(visit.percentFromNadir),
        ...(ofThrombus ? [formatNumber(visit.thrombusSum, 1, "NE")] : []),
        ...parts.map(said),
        ...others.map((other) => other.get(visit.day)?.overall ?? "—"),
      ],
      level: 0,
    };
  });
  return {
    kind: "table",
    version: 1,
    ...(options.title !== undefined && { title: options.title }),
    columns,
    rows: [first, ...rows],
    notes: [
      ...decided.notes,
      ...compare.flatMap((other, i) => differences(response, other, names[i]!)),
      courseOf(response),
      ...flagNote(visits),
      ...response.warnings.map(({ message }) => `Warning: ${message}.`),
      ...(options.notes ?? []),
    ],
  };
}

/** What the other criteria say at the first of each run of visits where they say something else, and of the whole course. */
function differences(response: PatientResponse, other: PatientResponse, name: string): string[] {
  const ours = new Map(response.visits.map(({ day, overall }) => [day, overall]));
  let before = "";
  const lines = other.visits.flatMap(({ day, overall, trace }) => {
    const own = ours.get(day);
    const difference = own === undefined || own === overall ? "" : `${own} ${overall}`;
    const repeated = difference === before;
    before = difference;
    if (difference === "" || repeated) return [];
    const texts = ["target", "non-target", "new-lesion"].flatMap((component) =>
      trace.filter((entry) => entry.component === component).map(({ rule, text }) => `${rule}, ${text}`),
    );
    return [`${name}, day ${day}: ${overall} instead of ${own}${texts.length === 0 ? "" : ` (${texts.join("; ")})`}.`];
  });
  const day = other.firstProgressionDay.overall;
  const progression = day === null ? "no progression" : `first progression on day ${day}`;
  return [[...lines, `${name}: best response ${other.best.overall}, ${progression}.`].join(" ")];
}

function courseOf({ best, firstProgressionDay }: PatientResponse): string {
  const found = (["overall", "intrahepatic", "thrombus"] as const).filter((component) => best[component] !== null);
  const day = (component: (typeof found)[number]): string => {
    const first = firstProgressionDay[component];
    return first === null ? "none" : `day ${first}`;
  };
  const responses = found.map((component) => `${component} ${best[component]}`).join(", ");
  const first = found.map((component) => `${component} ${day(component)}`).join(", ");
  return `Best response: ${responses}. First progression: ${first}.`;
}

function flagNote(visits: PatientResponse["visits"]): string[] {
  const flags = [...new Set(visits.flatMap((visit) => visit.flags))];
  if (flags.length === 0) return [];
  const texts = flags.map((flag) => {
    const days = visits.filter((visit) => visit.flags.includes(flag)).map(({ day }) => day);
    return `${flag} (day ${days.join(", ")})`;
  });
  return [`To look at: ${texts.join("; ")}.`];
}

/** Cut off, not rounded: no change looks like a threshold that it did not reach. */
function percentText(percent: number | null): string {
  if (percent === null) return "—";
  const cut = Math.trunc(percent * 10) / 10;
  return `${cut > 0 ? "+" : ""}${formatNumber(cut, 1)}`;
}
