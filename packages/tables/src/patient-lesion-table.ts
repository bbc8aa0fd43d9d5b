import { checkOptions, InputError } from "@hcc/data";
import type { LesionRole, Measurement, PatientResponse } from "@hcc/mrecist";
import { formatNumber } from "./format-number.js";
import { superscript } from "./internal/superscript.js";
import type { Table, TableColumn, TableRow } from "./table.js";

/** Options of `patientLesionTable`. */
export interface PatientLesionTableOptions {
  readonly title?: string;
  /** Text for a day of the visits, such as its date, as a second line of the heads. */
  readonly date?: (day: number) => string;
  /** The assessment of the measurements, for a row with the target sums below the target lesions. */
  readonly response?: Pick<PatientResponse, "baseline" | "visits" | "options">;
  readonly notes?: readonly string[];
}

const ROLES: readonly { readonly role: LesionRole; readonly label: string }[] = [
  { role: "target", label: "Target lesions" },
  { role: "non-target", label: "Non-target lesions" },
  { role: "thrombus", label: "Tumor thrombi" },
  { role: "new", label: "New lesions" },
];

const SIZES = [
  { field: "viable", label: "viable" },
  { field: "perpendicular", label: "viable, across" },
  { field: "total", label: "total" },
  { field: "totalPerpendicular", label: "total, across" },
  { field: "shortAxis", label: "short axis" },
] as const;

/**
 * The lesions of one patient by visit: every diameter in mm as it was measured, the levels of thrombi, what the reader stated, and
 * the sum of the target lesions.
 *
 * Visits are all days with a row. "NE" stands where a lesion was not measured or not evaluable, "0.0" where nothing viable is
 * left, "(−)" after a diameter without enhancement, "<" for one too small to measure, "+" between fragments. A statement of the
 * reader has its footnote at the first visit of those at which it stands.
 *
 * @param measurements those of one patient, as `assessResponse` takes them, in any order.
 * @throws InputError when there is no measurement, or an option is unknown.
 *
 * @example
 * ```ts
 * import { patientLesionTable } from "@hcc/tables";
 * const target = { lesion: "L1", role: "target" } as const;
 * const table = patientLesionTable([{ ...target, day: 0, viable: 50 }, { ...target, day: 56, viable: 35.5 }]);
 * table.columns.map(({ label }) => label); // => ["Lesion (mm)", "0", "56"]
 * table.rows.map(({ cells }) => cells); // => [["Target lesions", "", ""], ["L1, liver, viable", "50.0", "35.5"]]
 * ```
 */
export function patientLesionTable(
  measurements: readonly Measurement[],
  options: PatientLesionTableOptions = {},
): Table {
  checkOptions("patientLesionTable", options, ["title", "date", "response", "notes"]);
  if (!Array.isArray(measurements) || measurements.length === 0) {
    throw new InputError("empty-data", "there is no measurement: give those of one patient", {
      column: "measurements",
    });
  }
  const { date, response } = options;
  const days = [...new Set(measurements.map(({ day }) => day))].sort((a, b) => a - b);
  const stated: string[] = [];
  const rows: TableRow[] = [];
  for (const { role, label } of ROLES) {
    const lesions = lesionsOf(measurements.filter((it) => it.role === role));
    if (lesions.length === 0) continue;
    rows.push({ cells: [label, ...days.map(() => "")], level: 0, header: true });
    for (const lesion of lesions) rows.push(...lesionRows(lesion, days, stated));
    if (role === "target" && response !== undefined) rows.push(sumRow(response, days));
  }
  const found = new Set(rows.flatMap(({ cells }) => cells.slice(1)));
  const has = (sign: string): boolean => [...found].some((text) => text.includes(sign));
  return {
    kind: "table",
    version: 1,
    ...(options.title !== undefined && { title: options.title }),
    columns: [
      { key: "lesion", label: "Lesion (mm)", align: "left" },
      ...days.map(
        (day): TableColumn => ({
          key: `day${day}`,
          label: `${day}${date === undefined ? "" : `\n${date(day)}`}`,
          align: "right",
          group: "Day",
        }),
      ),
    ],
    rows,
    notes: [
      ...stated,
      ...(has("NE") ? ["NE: not evaluable or not measured."] : []),
      ...(has("(−)") ? ["(−): without enhancement."] : []),
      ...(has("<") ? ["<: viable, too small to measure."] : []),
      ...(options.notes ?? []),
    ],
  };
}

/** Rows of one lesion, in the order of its first row. */
function lesionsOf(measurements: readonly Measurement[]): (readonly Measurement[])[] {
  const lesions = new Map<string, Measurement[]>();
  for (const measurement of measurements) {
    const key = String(measurement.lesion);
    const own = lesions.get(key);
    if (own === undefined) lesions.set(key, [measurement]);
    else own.push(measurement);
  }
  return [...lesions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own);
}

function lesionRows(lesion: readonly Measurement[], days: readonly number[], stated: string[]): TableRow[] {
  const { lesion: id, site, role } = lesion[0]!;
  const name = `${id}, ${lesion.find((it) => it.site != null)?.site ?? site ?? "liver"}`;
  const first = role === "new" ? Math.min(...lesion.map(({ day }) => day)) : days[0]!;
  const row = (label: string, write: (rows: readonly Measurement[]) => string): TableRow => ({
    cells: [
      label,
      ...days.map((day) => {
        const own = lesion.filter((it) => it.day === day);
        if (own.length > 0) return write(own);
        return day < first ? "" : "NE";
      }),
    ],
    level: 1,
  });
  const sizes = SIZES.filter(({ field }) => lesion.some((it) => it[field] != null));
  const shown = sizes.length > 0 ? sizes : [SIZES[0]];
  let before = "";
  const markOf = (own: readonly Measurement[]): string => {
    const statement = statementOf(own);
    const known = statement === before;
    before = statement;
    if (statement === "" || known) return "";
    const mark = superscript(stated.length + 1);
    stated.push(`${mark} ${name}, from day ${own[0]!.day}: ${statement}, as stated by the reader.`);
    return mark;
  };
  const rows = shown.map(({ field, label }, i) =>
    row(`${name}, ${label}`, (own) => {
      const text = own.map((it) => sizeText(it, field)).join(" + ");
      return i === 0 ? `${text}${markOf(own)}` : text;
    }),
  );
  if (!lesion.some(({ level }) => level != null)) return rows;
  return [...rows, row(`${name}, level`, (own) => own.flatMap(({ level }) => level ?? []).join(" ") || "—")];
}

function sizeText(measurement: Measurement, field: (typeof SIZES)[number]["field"]): string {
  const { mergedInto, notEvaluable, enhancing, tooSmall } = measurement;
  if (mergedInto != null) return `in ${mergedInto}`;
  if (notEvaluable === true) return "NE";
  const value = measurement[field];
  const viable = field === "viable" || field === "perpendicular";
  if (viable && measurement.arterialPhase === false) return "NE";
  if (viable && enhancing === false) return value ? `${formatNumber(value, 1)} (−)` : "0.0";
  if (field === "viable" && tooSmall === true) return "<";
  return formatNumber(value, 1, "NE");
}

/** What the reader stated about a lesion on a day. */
function statementOf(own: readonly Measurement[]): string {
  const parts = own.flatMap(({ finding, cytology, lipiodol }) => [
    ...(finding == null ? [] : [finding.replaceAll("-", " ")]),
    ...(cytology == null ? [] : [`cytology ${cytology.replaceAll("-", " ")}`]),
    ...(lipiodol === true ? ["dense lipiodol"] : []),
  ]);
  return [...new Set(parts)].join(", ");
}

function sumRow(
  { baseline, visits, options }: Pick<PatientResponse, "baseline" | "visits" | "options">,
  days: readonly number[],
): TableRow {
  const sums = new Map(visits.map(({ day, sum }) => [day, sum]));
  sums.set(baseline.day, baseline.sum);
  const products = options.measure.endsWith("product");
  const label = products ? "Sum of products (mm²)" : `Sum, ${options.measure}`;
  return {
    cells: [label, ...days.map((day) => (sums.has(day) ? formatNumber(sums.get(day), products ? 2 : 1, "NE") : ""))],
    level: 1,
  };
}
