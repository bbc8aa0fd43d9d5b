import { proportionInterval, twoProportions } from "@hcc/stats";
import { describe, expect, test } from "vitest";
import { type AdverseEventsSpec, adverseEvents } from "../src/index.js";

interface Event {
  readonly id: string;
  readonly term: string;
  readonly soc?: string | null;
  readonly grade: number | null;
  readonly before?: number | null;
  readonly day: number | null;
  readonly end?: number | null;
  readonly serious?: boolean | null;
  readonly action?: string | null;
}
interface Patient {
  readonly id: string;
  readonly arm: string;
  readonly start: number;
  readonly stop: number;
}
const spec: AdverseEventsSpec<Event, Patient> = {
  patient: "id",
  term: "term",
  grade: "grade",
  onsetDay: "day",
  id: "id",
  by: "arm",
  start: "start",
  stop: "stop",
  ctcae: "5.0",
};
const patients: readonly Patient[] = Object.freeze(
  ["P1", "P2", "P3", "P4"].map((id, i) => Object.freeze({ id, arm: i < 2 ? "A" : "B", start: 10, stop: 100 })),
);
const event = (id: string, term: string, soc: string, grade: number | null, more: Partial<Event> = {}): Event =>
  Object.freeze({ id, term, soc, grade, day: 20, ...more });
const run = (events: readonly Event[], more: Partial<AdverseEventsSpec<Event, Patient>> = {}) =>
  adverseEvents(Object.freeze(events), patients, { ...spec, ...more });

describe("a class", () => {
  const events = [
    event("P1", "Diarrhea", "Gastrointestinal", 1),
    event("P1", "Nausea", "Gastrointestinal", 3),
    event("P2", "Nausea", "Gastrointestinal", 2),
    event("P3", "Rash", "Skin", 1),
  ];
  test("counts a patient once, with the worst grade over its terms, which stand below it", () => {
    const { classes, rows } = run(events, { class: "soc" });
    expect(classes!.map((it) => [it.class, it.rows.map(({ term }) => term)])).toEqual([
      ["Gastrointestinal", ["Nausea", "Diarrhea"]],
      ["Skin", ["Rash"]],
    ]);
    expect(classes![0]!.overall.groups[0]).toMatchObject({
      anyGrade: { count: 2 },
      byGrade: [0, 1, 1, 0, 0],
      events: 3,
    });
    expect(classes!.flatMap((it) => it.rows)).toHaveLength(rows.length);
  });
  test("is absent without the channel, and changes nothing else", () => {
    const { classes, ...rest } = run(events, { class: "soc" });
    expect(classes).toHaveLength(2);
    expect(run(events)).toEqual(rest);
    expect("classes" in run(events)).toBe(false);
  });
});

describe("an event that began before treatment (derive_var_trtemfl's order)", () => {
  const counts = (grade: number | null, before: number | null, more: Partial<Event> = {}) =>
    run([event("P1", "Pain", "Pain", grade, { day: 5, before, end: null, ...more })], {
      initialGrade: "before",
      endDay: "end",
    }).events === 1;
  test("counts where it became worse, not where it stayed, got better, or a grade is missing", () => {
    expect([counts(2, 1), counts(2, 2), counts(1, 2), counts(null, 1), counts(2, null)]).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
  test("never counts where it ended before treatment; one that ended on the day of the start may", () => {
    expect([counts(2, 1, { end: 9 }), counts(2, 1, { end: 10 })]).toEqual([false, true]);
  });
  test("a missing day of onset counts, unless the event ended before treatment", () => {
    expect([counts(2, null, { day: null }), counts(2, null, { day: null, end: 9 })]).toEqual([true, false]);
  });
});

describe("serious events and actions", () => {
  const events = [
    event("P1", "Pain", "Pain", 3, { serious: true, action: "reduced" }),
    event("P1", "Pain", "Pain", 2, { serious: true, action: "held" }),
    event("P2", "Pain", "Pain", 1, { serious: false, action: "not changed" }),
    event("P3", "Pain", "Pain", 1, { serious: null, action: null }),
  ];
  const action = {
    channel: "action",
    interruption: ["held"],
    reduction: ["reduced"],
    discontinuation: ["withdrawn"],
    none: ["not changed"],
  } as const;
  test("count patients once each, in every count that applies; missing is reported", () => {
    const { overall, missing } = run(events, { serious: "serious", action });
    expect(overall.groups[0]).toMatchObject({
      serious: { count: 1, percent: 50 },
      actions: { interruption: { count: 1 }, reduction: { count: 1 }, discontinuation: { count: 0 } },
    });
    expect(missing).toEqual({ grade: 0, onsetDay: 0, related: 0, serious: 1, action: 1 });
  });
  test("an action in none of the lists names patient, row and remedy", () => {
    expect(() => run([event("P2", "Pain", "Pain", 1, { action: "paused" })], { action })).toThrow(
      'the action is "paused" at row 0, of patient "P2", which is in none of the lists none, interruption, reduction, discontinuation: add it to one',
    );
    expect(() => run(events, { action: { ...action, none: ["held"] } })).toThrow('"held" is listed twice');
    expect(() => run(events, { action: { ...action, none: "held" as never } })).toThrow("action.none is no list");
  });
});

test("with a level rows have Clopper and Pearson's intervals, and Newcombe's of the difference of two groups", () => {
  const { overall } = run([event("P1", "Pain", "Pain", 3)], { level: 0.9 });
  expect(overall.groups[0]!.anyGrade.interval).toEqual(proportionInterval(1, 2, { level: 0.9 }));
  expect(overall.grade3PlusDifference).toMatchObject(twoProportions(1, 2, 0, 2, { level: 0.9 }).difference);
  expect(
    run([], { level: 0.9, levels: ["A", "B"], where: (d) => d.arm === "A" }).overall.anyGradeDifference,
  ).toBeNull();
  expect(() => run([], { level: 90 })).toThrow("level is 90");
});

test("contradictions name patient, row and remedy", () => {
  const twice = [event("P1", "Pain", "Pain", 1), event("P2", "Pain", "Nerves", 1)];
  expect(() => run(twice, { class: "soc" })).toThrow('the term "Pain" is of class "Nerves" at row 1, of patient "P2"');
  expect(() => run([event("P1", "Pain", "Pain", 7)])).toThrow(
    'grade is 7 at row 0, of patient "P1": CTCAE grades are 1 to 5',
  );
  expect(() => run([event("P1", "Pain", "Pain", 1, { before: 9 })], { initialGrade: "before" })).toThrow(
    "initialGrade is 9",
  );
  expect(() => run([event("P1", "Pain", "Pain", 1, { end: 19 })], { endDay: "end" })).toThrow(
    "ends on day 19 before its onset",
  );
  expect(() => run([event("P1", "Pain", null as never, 1)], { class: "soc" })).toThrow("class is missing at row 0");
});
