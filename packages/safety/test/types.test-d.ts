import { cumulativeIncidence, kaplanMeier } from "@hcc/survival";
import { expectTypeOf, test } from "vitest";
import {
  type AdaeRecords,
  type AdaeRow,
  type AdverseEvents,
  adverseEvents,
  type CtcaeVersion,
  type EventRates,
  eventRates,
  fromAdae,
  gradeLaboratory,
  type LaboratoryGrades,
  type TimeToFirstEvent,
  type TreatmentExposure,
  timeToFirstEvent,
  toAdae,
  treatmentExposure,
} from "../src/index.js";

interface Event {
  patientId: string;
  term: string;
  grade: 1 | 2 | 3 | 4 | 5 | null;
  onset: string;
  related: boolean;
  action: "paused" | "none";
}
interface Patient {
  patientId: string;
  arm: "A" | "B";
  startDay: number;
  stopDay: number | null;
  startDate: Date;
  death: number | null;
}
declare const events: readonly Event[];
declare const patients: readonly Patient[];
const shared = {
  patient: "patientId",
  onsetDay: (d: Event) => d.onset.length,
  id: "patientId",
  start: "startDay",
  stop: "stopDay",
} as const;
const spec = { ...shared, term: "term", grade: "grade", ctcae: "5.0" } as const;

test("channels of events and of patients each know their own rows", () => {
  expectTypeOf(
    adverseEvents(events, patients, { ...spec, by: "arm", related: "related" }),
  ).toEqualTypeOf<AdverseEvents>();
  adverseEvents(events, patients, { ...spec, by: (d) => d.arm, related: (d) => d.related });
  // @ts-expect-error a date text is no day
  adverseEvents(events, patients, { ...spec, onsetDay: "onset" });
  // @ts-expect-error events have no arm, patients no term
  adverseEvents(events, patients, { ...spec, term: "arm" });
});

test("the version of CTCAE is required", () => {
  const { ctcae, ...rest } = spec;
  expectTypeOf(ctcae).toEqualTypeOf<"5.0">();
  // @ts-expect-error say by which version events were graded
  adverseEvents(events, patients, rest);
  // @ts-expect-error say by which version events were graded
  toAdae(events, patients, rest);
  // @ts-expect-error "5" is no version
  adverseEvents(events, patients, { ...rest, ctcae: "5" });
});

test("lists of actions are lists of values of the channel's kind", () => {
  const action = { channel: "action", interruption: ["paused"], none: ["none"] } as const;
  const result = adverseEvents(events, patients, { ...spec, action });
  expectTypeOf(result.overall.groups[0]!.actions!.interruption.count).toEqualTypeOf<number>();
  // @ts-expect-error there is no such kind of action
  adverseEvents(events, patients, { ...spec, action: { ...action, pause: ["paused"] } });
});

test("rates and times of first events take the channels that they need", () => {
  expectTypeOf(eventRates(events, patients, { ...shared, by: "arm" })).toEqualTypeOf<EventRates>();
  const first = timeToFirstEvent(events, patients, { ...shared, death: "death" });
  expectTypeOf(first).toEqualTypeOf<TimeToFirstEvent>();
  cumulativeIncidence(first.columns, { time: "time", cause: first.cause, by: "group" });
  // @ts-expect-error without the day of death nothing competes
  timeToFirstEvent(events, patients, shared);
  // @ts-expect-error rates have no grade
  eventRates(events, patients, { ...shared, grade: "grade" });
});

test("a laboratory test takes its own units", () => {
  const rows = [{ value: 40, limit: 35 }];
  const albumin = { test: "albumin", value: "value", lowerLimit: "limit", ctcae: "5.0" } as const;
  expectTypeOf(gradeLaboratory(rows, { ...albumin, unit: "g/L" })).toEqualTypeOf<LaboratoryGrades>();
  // @ts-expect-error albumin is no count
  gradeLaboratory(rows, { ...albumin, unit: "10^9/L" });
  // @ts-expect-error the unit has no default
  gradeLaboratory(rows, albumin);
  // @ts-expect-error version 4.03 has other thresholds
  gradeLaboratory(rows, { ...albumin, unit: "g/L", ctcae: "4.03" });
});

test("ADAE takes days or dates, and its rows have closed lists of values", () => {
  const rows = toAdae(events, patients, { ...spec, onsetDay: "onset", start: "startDate", stop: (d) => d.startDate });
  expectTypeOf(rows).toEqualTypeOf<readonly AdaeRow[]>();
  expectTypeOf(rows[0]!.ATOXGR).toEqualTypeOf<"1" | "2" | "3" | "4" | "5" | null>();
  expectTypeOf(rows[0]!.TRTEMFL).toEqualTypeOf<"Y" | null>();
  toAdae(events, patients, spec);
  // @ts-expect-error a truth value is no date
  toAdae(events, patients, { ...spec, onsetDay: "related" });
  // @ts-expect-error there is one way to impute
  toAdae(events, patients, { ...spec, impute: "mid" });
});

test("records of ADAE fit the three functions", () => {
  const read = fromAdae([{ USUBJID: "P1" }], [{ USUBJID: "P1" }], { ctcae: "5.0" });
  expectTypeOf(read).toEqualTypeOf<AdaeRecords>();
  expectTypeOf(read.ctcae).toEqualTypeOf<CtcaeVersion>();
  const { channels, action, ctcae } = read;
  adverseEvents(read.events, read.patients, {
    ...channels,
    term: "term",
    grade: "grade",
    endDay: "endDay",
    initialGrade: "initialGrade",
    serious: "serious",
    related: "related",
    action,
    ctcae,
  });
  eventRates(read.events, read.patients, { ...channels, term: "term", end: "end" });
  timeToFirstEvent(read.events, read.patients, { ...channels, end: "end", death: "death" });
  // @ts-expect-error an unknown version
  fromAdae([], [], { ctcae: "5" });
});

test("exposure takes treatment records and patients, each with their own rows", () => {
  const treatments = [{ who: "P1", kind: "paused", day: 0, dose: 400, date: "2021-03-01" }];
  const of = { patient: "who", id: "patientId", start: "startDay", stop: "stopDay" } as const;
  const result = treatmentExposure(treatments, patients, { ...of, startDay: "day", dose: "dose", by: "arm" });
  expectTypeOf(result).toEqualTypeOf<TreatmentExposure>();
  kaplanMeier(result.columns, { time: "days", event: "stopped", by: "group" });
  // @ts-expect-error a date text is no day
  treatmentExposure(treatments, patients, { ...of, startDay: "date", dose: "dose" });
  // @ts-expect-error patients have no dose
  treatmentExposure(treatments, patients, { ...of, start: "dose" });
});
