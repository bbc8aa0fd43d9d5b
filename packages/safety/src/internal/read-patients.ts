import { column, InputError, optionalColumn, readColumn, readFrame, rereadable } from "@hcc/data";
import { namePatient } from "./name-patient.js";

/** Channels of patients; of those that are undefined every value is missing. */
export interface PatientChannels {
  readonly id: unknown;
  readonly by?: unknown;
  readonly levels?: readonly string[];
  readonly start: unknown;
  readonly stop: unknown;
  readonly where?: unknown;
  readonly end?: unknown;
  readonly death?: unknown;
}

export interface PatientRecord {
  readonly row: number;
  readonly inAnalysis: boolean;
  /** Index into the groups; -1 outside the analysis. */
  readonly group: number;
  readonly start: number | null;
  readonly stop: number | null;
  /** Last day observed. */
  readonly end: number | null;
  readonly death: number | null;
}

export interface Patients {
  readonly byId: ReadonlyMap<string, PatientRecord>;
  readonly groups: readonly { readonly group: string | null; readonly n: number }[];
  readonly untreated: number;
}

/** The patients by identifier, and how many of each group were treated. */
export function readPatients(
  patients: Iterable<unknown> | object,
  spec: PatientChannels,
  showDay: (day: number) => string = String,
): Patients {
  const rows = rereadable(patients);
  const ids = readColumn(rows, "group", spec.id, "id");
  const frame = namePatient(ids, () =>
    readFrame(
      rows,
      {
        id: column("group", spec.id),
        by: spec.levels ? column("group", spec.by, spec.levels) : optionalColumn("group", spec.by),
      },
      { where: spec.where, missing: "refuse" },
    ),
  );
  const days = (name: "start" | "stop" | "end" | "death") =>
    namePatient(ids, () => readColumn(rows, "number", spec[name], name));
  const starts = days("start");
  const stops = days("stop");
  const ends = spec.end === undefined ? null : days("end");
  const deaths = spec.death === undefined ? null : days("death");
  const byId = new Map<string, PatientRecord>();
  const counts = (frame.columns.by?.levels ?? [null]).map((group) => ({ group, n: 0 }));
  const used = new Map<number, number>();
  for (let i = 0; i < frame.n; i++)
    used.set(frame.rows[i]!, frame.columns.by === null ? 0 : frame.columns.by.codes[i]!);

  let untreated = 0;
  for (let row = 0; row < frame.size; row++) {
    if (ids.codes[row]! < 0) continue;
    const id = ids.levels[ids.codes[row]!]!;
    if (byId.has(id)) {
      throw new InputError("duplicate", `patient "${id}" is there again at row ${row}: keep one row per patient`, {
        column: "id",
        row,
      });
    }
    const start = dayAt(starts, row);
    const stop = dayAt(stops, row);
    if (stop !== null && (start === null || stop < start)) {
      const found =
        start === null
          ? "has a stop but no start of treatment"
          : `stops on day ${showDay(stop)} before the start on day ${showDay(start)}`;
      throw new InputError("date", `patient "${id}" ${found} (row ${row}): correct the days`, { column: "stop", row });
    }
    const group = used.get(row) ?? -1;
    byId.set(id, { row, inAnalysis: group >= 0, group, start, stop, end: dayAt(ends, row), death: dayAt(deaths, row) });
    if (group >= 0 && start === null) untreated++;
    else if (group >= 0) counts[group]!.n++;
  }
  return { byId, groups: counts, untreated };
}

/** A day, null where it is missing or there is no column. */
export function dayAt(days: Float64Array | null, row: number): number | null {
  return days === null || Number.isNaN(days[row]) ? null : days[row]!;
}
