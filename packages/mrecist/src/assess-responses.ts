import {
  type Channel,
  checkOptions,
  column,
  type Group,
  type GroupValue,
  InputError,
  type RowOf,
  readColumn,
  readFrame,
  rereadable,
} from "@hcc/data";
import { assess, resolveOptions } from "./internal/engine.js";
import type {
  LesionFinding,
  LesionRole,
  LesionSite,
  Measurement,
  PatientResponse,
  ResponseCriteria,
  ResponseOptions,
  ThrombusLevel,
} from "./types.js";

/** Where `assessResponses` finds the values of a table with one row per lesion and visit. See `Measurement`. */
export interface ResponseSpec<Row> {
  readonly patient: Channel<Row, GroupValue>;
  /** Day of the visit. */
  readonly day: Channel<Row, number>;
  readonly lesion: Channel<Row, GroupValue>;
  readonly role: Channel<Row, LesionRole>;
  /** Viable diameter in mm; needed by "mrecist" and "tki-i". */
  readonly viable?: Channel<Row, number>;
  readonly enhancing?: Channel<Row, boolean | number>;
  /** Total diameter in mm; needed by "recist-1.1" and by lesions outside the liver. */
  readonly total?: Channel<Row, number>;
  readonly level?: Channel<Row, ThrombusLevel>;
  readonly site?: Channel<Row, LesionSite>;
  readonly finding?: Channel<Row, LesionFinding>;
  readonly notEvaluable?: Channel<Row, boolean | number>;
  readonly criteria: ResponseCriteria;
  readonly options?: ResponseOptions;
}

const CHANNELS = [
  "patient",
  "day",
  "lesion",
  "role",
  "viable",
  "enhancing",
  "total",
  "level",
  "site",
  "finding",
  "notEvaluable",
  "criteria",
  "options",
] as const satisfies readonly (keyof ResponseSpec<never>)[];

/**
 * Tumour response of every patient of a long table with one row per lesion and visit: `assessResponse` for each patient.
 *
 * Patients come in the order of their identifiers, whatever the order of the rows. There is no `missing: "omit"` and no
 * `where`: a row left out would change the sums. A missing diameter is not evaluable, never 0.
 *
 * @throws InputError naming patient, lesion, day and row.
 *
 * @example
 * ```ts
 * import { assessResponses } from "@hcc/mrecist";
 * const rows = [
 *   { id: "P1", day: 0, lesion: "T1", role: "target" as const, mm: 14 },
 *   { id: "P1", day: 56, lesion: "T1", role: "target" as const, mm: 9.8 },
 *   { id: "P2", day: 0, lesion: "T1", role: "target" as const, mm: 40 },
 *   { id: "P2", day: 49, lesion: "T1", role: "target" as const, mm: null },
 * ];
 * const responses = assessResponses(rows, {
 *   patient: "id", day: "day", lesion: "lesion", role: "role", viable: "mm", criteria: "mrecist",
 * });
 * responses.map(({ patient, best }) => `${patient} ${best.overall}`); // => ["P1 PR", "P2 NE"]
 * ```
 *
 * @see Lencioni & Llovet, Semin Liver Dis 2010;30:52-60, https://doi.org/10.1055/s-0030-1247132
 */
export function assessResponses<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: ResponseSpec<RowOf<Data>>,
): readonly PatientResponse[] {
  checkOptions("assessResponses", spec, CHANNELS, {
    where: "a row left out would change the sums; leave whole patients out before",
    missing: "a missing diameter is not evaluable; there is nothing to choose",
  });
  const options = spec.options ?? {};
  resolveOptions(spec.criteria, options);
  const needed = spec.criteria === "recist-1.1" ? "total" : "viable";
  if (spec[needed] === undefined) {
    throw new InputError(
      "option",
      `criteria "${spec.criteria}" need the channel ${needed}: say where the diameter is`,
      {
        column: needed,
      },
    );
  }
  const rows = rereadable(data);
  const { columns, n } = readFrame(
    rows,
    {
      patient: column("group", spec.patient),
      day: column("number", spec.day),
      lesion: column("group", spec.lesion),
      role: column("group", spec.role),
    },
    { missing: "refuse" },
  );
  const numbers = (channel: unknown, role: string): Float64Array | null =>
    channel === undefined ? null : readColumn(rows, "number", channel, role);
  const flags = (channel: unknown, role: string): Int8Array | null =>
    channel === undefined ? null : readColumn(rows, "event", channel, role);
  const texts = (channel: unknown, role: string): Group | null =>
    channel === undefined ? null : readColumn(rows, "group", channel, role);
  const viable = numbers(spec.viable, "viable");
  const total = numbers(spec.total, "total");
  const enhancing = flags(spec.enhancing, "enhancing");
  const notEvaluable = flags(spec.notEvaluable, "notEvaluable");
  const level = texts(spec.level, "level");
  const site = texts(spec.site, "site");
  const finding = texts(spec.finding, "finding");

  const members: number[][] = columns.patient.levels.map(() => []);
  for (let row = 0; row < n; row++) members[columns.patient.codes[row]!]!.push(row);
  return members.map((own, code) => {
    const measurements = own.map(
      (row): Measurement => ({
        day: columns.day[row]!,
        lesion: textAt(columns.lesion, row)!,
        role: textAt(columns.role, row) as LesionRole,
        viable: viable?.[row],
        total: total?.[row],
        enhancing: enhancing === null || enhancing[row] === -1 ? null : enhancing[row] === 1,
        notEvaluable: notEvaluable?.[row] === 1,
        level: textAt(level, row) as ThrombusLevel | null,
        site: textAt(site, row) as LesionSite | null,
        finding: textAt(finding, row) as LesionFinding | null,
      }),
    );
    return assess(columns.patient.levels[code]!, measurements, own, spec.criteria, options);
  });
}

function textAt(group: Group | null, row: number): string | null {
  const code = group?.codes[row] ?? -1;
  return code < 0 ? null : group!.levels[code]!;
}
