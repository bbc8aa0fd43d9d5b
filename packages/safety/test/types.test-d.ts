import { expectTypeOf, test } from "vitest";
import { type AdverseEvents, adverseEvents } from "../src/index.js";

interface Event {
  patientId: string;
  term: string;
  grade: 1 | 2 | 3 | 4 | 5 | null;
  onset: string;
  related: boolean;
}
interface Patient {
  patientId: string;
  arm: "A" | "B";
  startDay: number;
  stopDay: number | null;
}
declare const events: readonly Event[];
declare const patients: readonly Patient[];
const spec = {
  patient: "patientId",
  term: "term",
  grade: "grade",
  onsetDay: (d: Event) => d.onset.length,
  id: "patientId",
  start: "startDay",
  stop: "stopDay",
  ctcae: "5.0",
} as const;

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
});
