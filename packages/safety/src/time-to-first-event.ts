import { type Channel, checkOptions, type RowOf } from "@hcc/data";
import type { FollowedEventsSpec } from "./event-rates.js";
import { checkWindow } from "./internal/emergence.js";
import { followPatients } from "./internal/follow-patients.js";
import type { ExcludedEvents } from "./types.js";

/** Where `timeToFirstEvent` finds its values. */
export interface TimeToFirstEventSpec<Event, Patient> extends FollowedEventsSpec<Event, Patient> {
  /** Of a patient: day of death, missing = alive when last observed. */
  readonly death: Channel<Patient, number>;
}

/** What ended the time of a patient. */
export type FirstEventCause = "event" | "competing" | "censored";

/** Times to the first event; the columns serve `cumulativeIncidence` and `grayTest` of `@hcc/survival` as data. */
export interface TimeToFirstEvent {
  readonly kind: "time-to-first-event";
  readonly version: 1;
  readonly windowDays: number;
  /** One entry per treated patient of the analysis, in the order of the input. */
  readonly columns: {
    readonly id: readonly string[];
    readonly group: readonly (string | null)[];
    /** Days from the start of treatment. */
    readonly time: readonly number[];
    readonly cause: readonly FirstEventCause[];
  };
  /** The causes as `cumulativeIncidence` and `grayTest` take them. */
  readonly cause: {
    readonly channel: "cause";
    readonly event: readonly ["event"];
    readonly competing: readonly ["competing"];
    readonly censored: readonly ["censored"];
  };
  readonly excluded: readonly ExcludedEvents[];
  readonly untreated: number;
}

const OPTIONS = [
  "patient",
  "onsetDay",
  "id",
  "by",
  "levels",
  "start",
  "stop",
  "end",
  "death",
  "where",
  "windowDays",
] as const satisfies readonly (keyof TimeToFirstEventSpec<never, never>)[];

/**
 * Time from the start of treatment to the first treatment-emergent event of each patient, with death competing.
 *
 * The time ends on the first of the event, death, `end` and stop + `windowDays`. On the day of death an event comes first; a
 * death after the window leaves the patient censored at its end. Days are differences: an event on the day of the start is
 * at 0. To censor at death instead and call the complement of Kaplan-Meier an incidence would overstate it.
 *
 * @param events one row per event of interest (filter them before); may be empty.
 * @param patients one row per patient, those without events included.
 * @throws InputError for an event without day or after death, and for a patient without a last day.
 *
 * @example
 * ```ts
 * import { timeToFirstEvent } from "@hcc/safety";
 * const patients = [
 *   { id: "P1", start: 0, stop: 100, death: null }, { id: "P2", start: 5, stop: 60, death: 80 },
 *   { id: "P3", start: 0, stop: 20, death: 400 },
 * ];
 * const result = timeToFirstEvent([{ id: "P1", day: 30 }, { id: "P1", day: 12 }], patients, {
 *   patient: "id", onsetDay: "day", id: "id", start: "start", stop: "stop", death: "death",
 * });
 * result.columns.time; // => [12, 75, 110]
 * result.columns.cause; // => ["event", "competing", "censored"]
 * ```
 *
 * @see Allignol A, Beyersmann J, Schmoor C. Pharm Stat 2016;15:297-305. https://doi.org/10.1002/pst.1739
 */
export function timeToFirstEvent<
  Events extends Iterable<unknown> | object,
  Patients extends Iterable<unknown> | object,
>(events: Events, patients: Patients, spec: TimeToFirstEventSpec<RowOf<Events>, RowOf<Patients>>): TimeToFirstEvent {
  checkOptions("timeToFirstEvent", spec, OPTIONS);
  const windowDays = checkWindow(spec.windowDays ?? 90);
  const followed = followPatients(events, patients, spec, windowDays);
  const first = new Map<string, number>();
  for (const { patient, onset } of followed.events) {
    first.set(patient.id, Math.min(first.get(patient.id) ?? onset, onset));
  }
  const id: string[] = [];
  const group: (string | null)[] = [];
  const time: number[] = [];
  const cause: FirstEventCause[] = [];
  for (const patient of followed.patients) {
    const onset = first.get(patient.id);
    id.push(patient.id);
    group.push(followed.groups[patient.group]!.group);
    time.push((onset ?? patient.last) - patient.start);
    cause.push(onset !== undefined ? "event" : patient.died ? "competing" : "censored");
  }
  return {
    kind: "time-to-first-event",
    version: 1,
    windowDays,
    columns: { id, group, time, cause },
    cause: { channel: "cause", event: ["event"], competing: ["competing"], censored: ["censored"] },
    excluded: followed.excluded,
    untreated: followed.untreated,
  };
}
