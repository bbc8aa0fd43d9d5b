import { InputError } from "@hcc/data";
import type { ExcludedEvents } from "../types.js";
import { emergence } from "./emergence.js";
import { exclusions, NOT_EMERGENT } from "./exclusions.js";
import { type EventChannels, readEvents } from "./read-events.js";
import { type PatientChannels, type PatientRecord, readPatients } from "./read-patients.js";

/** A treated patient of the analysis, from the first treatment to the last day that counts. */
interface FollowedPatient {
  readonly id: string;
  readonly row: number;
  readonly group: number;
  readonly start: number;
  /** The first of stop + window, end and death. */
  readonly last: number;
  /** Whether the last day is that of death. */
  readonly died: boolean;
}

export interface Followed {
  readonly patients: readonly FollowedPatient[];
  readonly groups: readonly { readonly group: string | null; readonly n: number }[];
  readonly events: readonly { readonly patient: FollowedPatient; readonly term: string; readonly onset: number }[];
  readonly excluded: readonly ExcludedEvents[];
  readonly untreated: number;
}

/** Treated patients with the last day that counts, and their treatment-emergent events, all with a day. */
export function followPatients(
  events: Iterable<unknown> | object,
  patients: Iterable<unknown> | object,
  spec: EventChannels & PatientChannels,
  windowDays: number,
): Followed {
  const read = readPatients(patients, spec);
  const followed = new Map<string, FollowedPatient>();
  for (const [id, record] of read.byId) {
    if (record.inAnalysis && record.start !== null) followed.set(id, follow(id, record, windowDays));
  }
  const excluded = exclusions(NOT_EMERGENT);
  const counted: { patient: FollowedPatient; term: string; onset: number }[] = [];
  for (const event of readEvents(events, spec, read.byId)) {
    const { row, onset, term } = event;
    const reason = emergence(event, read.byId.get(event.patient)!, windowDays);
    if (reason !== null) {
      excluded.add(reason, row);
      continue;
    }
    const patient = followed.get(event.patient)!;
    if (onset === null) {
      throw new InputError(
        "missing-value",
        `the event at row ${row} of patient "${event.patient}" has no day of onset, so the time until it is not known: give the day, or leave the event out`,
        { column: "onsetDay", row },
      );
    }
    if (onset > patient.last) {
      throw new InputError(
        "date",
        `the event at row ${row} of patient "${event.patient}" is on day ${onset}, after the last day observed, ${patient.last}: correct the days`,
        { column: "onsetDay", row },
      );
    }
    counted.push({ patient, term, onset });
  }
  return {
    patients: [...followed.values()],
    groups: read.groups,
    events: counted,
    excluded: excluded.list(),
    untreated: read.untreated,
  };
}

function follow(
  id: string,
  { row, group, start, stop, end, death }: PatientRecord,
  windowDays: number,
): FollowedPatient {
  const days = [stop === null ? null : stop + windowDays, end, death].filter((day) => day !== null);
  if (days.length === 0) {
    throw new InputError(
      "missing-value",
      `patient "${id}" (row ${row}) is still treated and has no last day: give the last day observed with end`,
      { column: "end", row },
    );
  }
  const last = Math.min(...days);
  if (last < start!) {
    throw new InputError(
      "date",
      `patient "${id}" (row ${row}) was last observed on day ${last}, before the start of treatment on day ${start}: correct the days`,
      { column: death === last ? "death" : "end", row },
    );
  }
  return { id, row, group, start: start!, last, died: death === last };
}
