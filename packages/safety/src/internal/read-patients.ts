import { column, InputError, optionalColumn, readColumn, readFrame, rereadable } from "@hcc/data";
import type { AdverseEventsSpec } from "../types.js";

export interface PatientRecord {
  readonly inAnalysis: boolean;
  /** Index into the groups; -1 outside the analysis. */
  readonly group: number;
  readonly start: number | null;
  readonly stop: number | null;
}

export interface Patients {
  readonly byId: ReadonlyMap<string, PatientRecord>;
  readonly groups: readonly { readonly group: string | null; readonly n: number }[];
  readonly untreated: number;
}

/** The patients by identifier, and how many of each group were treated. */
export function readPatients<Event, Patient>(
  patients: Iterable<unknown> | object,
  spec: AdverseEventsSpec<Event, Patient>,
): Patients {
  const rows = rereadable(patients);
  const frame = readFrame(
    rows,
    {
      id: column("group", spec.id),
      by: spec.levels ? column("group", spec.by, spec.levels) : optionalColumn("group", spec.by),
    },
    { where: spec.where, missing: "refuse" },
  );
  const ids = readColumn(rows, "group", spec.id, "id");
  const starts = readColumn(rows, "number", spec.start, "start");
  const stops = readColumn(rows, "number", spec.stop, "stop");
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
    const start = Number.isNaN(starts[row]) ? null : starts[row]!;
    const stop = Number.isNaN(stops[row]) ? null : stops[row]!;
    if (stop !== null && (start === null || stop < start)) {
      const found =
        start === null
          ? "has a stop but no start of treatment"
          : `stops on day ${stop} before the start on day ${start}`;
      throw new InputError("date", `patient "${id}" ${found} (row ${row}): correct the days`, { column: "stop", row });
    }
    const group = used.get(row) ?? -1;
    byId.set(id, { inAnalysis: group >= 0, group, start, stop });
    if (group >= 0 && start === null) untreated++;
    else if (group >= 0) counts[group]!.n++;
  }
  return { byId, groups: counts, untreated };
}
