import { fromJson, toJson } from "@hcc/data";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AdverseEventsSpec, adverseEvents } from "../src/index.js";

interface Event {
  readonly pid: string;
  readonly term: string;
  readonly grade: number | null;
  readonly day: number | null;
  readonly related?: boolean | null;
}
interface Patient {
  readonly pid: string;
  readonly arm: string;
  readonly start: number | null;
  readonly stop: number | null;
}
const spec = {
  patient: "pid",
  term: "term",
  grade: "grade",
  onsetDay: "day",
  id: "pid",
  by: "arm",
  start: "start",
  stop: "stop",
  ctcae: "5.0",
} as const satisfies AdverseEventsSpec<Event, Patient>;

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}
const patient = (pid: string, arm = "A", start: number | null = 10, stop: number | null = 100): Patient =>
  freeze({ pid, arm, start, stop });
const event = (pid: string, day: number | null, grade: number | null = 1, term = "Fatigue"): Event =>
  freeze({ pid, day, grade, term });
const first = (events: readonly Event[], patients: readonly Patient[] = [patient("P1")], more = {}) =>
  adverseEvents(freeze(events), freeze(patients), { ...spec, ...more });

describe("the treatment-emergent window", () => {
  const counted = (day: number | null, more = {}, who = patient("P1")) =>
    first([event("P1", day)], [who], more).events === 1;

  test("runs from the first treatment to 90 days after discontinuation, both days included", () => {
    expect([9, 10, 100, 190, 191].map((day) => counted(day))).toEqual([false, true, true, true, false]);
    expect([130, 131].map((day) => counted(day, { windowDays: 30 }))).toEqual([true, false]);
  });

  test("stays open while treatment goes on, and takes in events without onset day, which are reported", () => {
    expect(counted(5000, {}, patient("P1", "A", 10, null))).toBe(true);
    const result = first([event("P1", null)]);
    expect([result.events, result.missing.onsetDay]).toEqual([1, 1]);
  });

  test("leaves events out for one reason each, with their rows", () => {
    const patients = [patient("P1"), patient("P2", "A", null, null), patient("P3", "B")];
    const events = [
      event("P1", 5),
      event("P1", 191),
      { ...event("P1", 50), related: false },
      event("P2", 50),
      event("P3", 50),
      { ...event("P1", 50), related: true },
      { ...event("P1", 5), related: false },
    ];
    const result = first(events, patients, { related: "related", where: (d: Patient) => d.arm === "A" });
    expect(result.excluded).toEqual([
      { reason: "not-in-analysis", count: 1, rows: [4] },
      { reason: "not-treated", count: 1, rows: [3] },
      { reason: "before-treatment", count: 2, rows: [0, 6] },
      { reason: "after-window", count: 1, rows: [1] },
      { reason: "unrelated", count: 1, rows: [2] },
    ]);
    expect([result.events, result.untreated, result.groups]).toEqual([1, 1, [{ group: "A", n: 1 }]]);
  });

  test("an event whose relation is not stated counts as related, and is reported", () => {
    const result = first([event("P1", 50)], undefined, { related: (d: Event) => d.related });
    expect([result.events, result.missing.related, result.relatedOnly]).toEqual([1, 1, true]);
  });
});

describe("a patient", () => {
  const group = (events: readonly Event[]) => first(events, [patient("P1"), patient("P2")]);

  test("counts once per term, with the worst grade", () => {
    const result = group([event("P1", 20, 1), event("P1", 30, 3), event("P1", 40, 2), event("P2", 20, 2)]);
    expect(result.rows[0]!.groups[0]).toEqual({
      group: "A",
      n: 2,
      anyGrade: { count: 2, percent: 100 },
      grade3Plus: { count: 1, percent: 50 },
      byGrade: [0, 1, 1, 0, 0],
      gradeMissing: 0,
      events: 4,
    });
  });

  test("with a missing grade is missing, not grade 1, unless another event of the term has a grade", () => {
    const missing = group([event("P1", 20, null)]);
    expect(missing.rows[0]!.groups[0]).toMatchObject({
      anyGrade: { count: 1 },
      byGrade: [0, 0, 0, 0, 0],
      gradeMissing: 1,
    });
    expect(missing.missing.grade).toBe(1);
    expect(group([event("P1", 20, null), event("P1", 21, 2)]).rows[0]!.groups[0]).toMatchObject({
      byGrade: [0, 1, 0, 0, 0],
      gradeMissing: 0,
    });
  });

  test("who died of an event counts as grade 3 or worse", () => {
    expect(group([event("P1", 20, 5)]).overall.groups[0]).toMatchObject({ grade3Plus: { count: 1, percent: 50 } });
  });

  test("counts once in the row of any event, with the worst grade of all terms", () => {
    const { overall } = group([event("P1", 20, 1, "Rash"), event("P1", 30, 4, "Fatigue")]);
    expect(overall.term).toBeNull();
    expect(overall.groups[0]).toMatchObject({ anyGrade: { count: 1 }, byGrade: [0, 0, 0, 1, 0], events: 2 });
  });

  test("without events is in the denominator; one never treated is not", () => {
    const result = first([event("P1", 20)], [patient("P1"), patient("P2"), patient("P3", "A", null, null)]);
    expect(result.overall.groups[0]).toMatchObject({ n: 2, anyGrade: { count: 1, percent: 50 } });
  });
});

describe("the rows", () => {
  const patients = ["P1", "P2", "P3"].map((id) => patient(id));

  test("come by frequency, then by grade 3 or worse, then by name", () => {
    const events = [
      event("P1", 20, 1, "Rash"),
      event("P1", 20, 3, "Pain"),
      event("P1", 20, 1, "Fever"),
      event("P1", 20, 1, "Nausea"),
      event("P2", 20, 1, "Nausea"),
    ];
    expect(first(events, patients).rows.map(({ term }) => term)).toEqual(["Nausea", "Pain", "Fever", "Rash"]);
  });

  test("do not depend on the order of events and patients", () => {
    const events = [event("P1", 20, 1, "A"), event("P2", 20, 3, "A"), event("P1", 30, 2, "B"), event("P3", 500)];
    const expected = first(events, patients);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(events, { minLength: 4 }),
        fc.shuffledSubarray(patients, { minLength: 3 }),
        (someEvents, somePatients) => {
          const { rows, overall } = first(someEvents, somePatients);
          expect({ rows, overall }).toEqual({ rows: expected.rows, overall: expected.overall });
        },
      ),
      { numRuns: 50, seed: 1 },
    );
  });

  test("warn of terms that differ only in case or blanks", () => {
    const result = first([event("P1", 20, 1, "Skin rash"), event("P2", 20, 1, "skin  rash ")], patients);
    expect(result.warnings).toMatchObject([{ code: "similar-terms", term: "Skin rash" }]);
  });
});

describe("the test of a row", () => {
  // 61 of 68 against 59 of 64 with any event, 23 and 21 of them grade 3.
  const patients = Array.from({ length: 132 }, (_, i) => patient(`P${i}`, i < 68 ? "TKI-I" : "TKI"));
  const events = patients.flatMap((it, i) => {
    const place = i < 68 ? i : i - 68;
    if (place >= (i < 68 ? 61 : 59)) return [];
    return [event(it.pid, 30, place < (i < 68 ? 23 : 21) ? 3 : 1)];
  });

  test("reproduces the printed P values of the study", () => {
    const { overall, groups } = first(events, patients, { levels: ["TKI-I", "TKI"] });
    expect(groups).toEqual([
      { group: "TKI-I", n: 68 },
      { group: "TKI", n: 64 },
    ]);
    expect(overall.anyGradeTest!.pValue.toFixed(3)).toBe("0.620");
    expect(overall.grade3PlusTest!.pValue.toFixed(3)).toBe("0.902");
    expect(overall.anyGradeTest!.method).toBe("pearson");
    expect(overall.groups.map(({ anyGrade }) => anyGrade.percent!.toFixed(1))).toEqual(["89.7", "92.2"]);
  });

  test("is null with one group, and where nobody or everybody has the event", () => {
    expect(first(events, patients, { by: undefined }).overall.anyGradeTest).toBeNull();
    const all = first(
      patients.map((it) => event(it.pid, 20, 1)),
      patients,
    ).overall;
    expect([all.anyGradeTest, all.grade3PlusTest]).toEqual([null, null]);
  });
});

describe("special inputs", () => {
  test("no events give an empty table with its denominators", () => {
    const result = first([]);
    expect([result.rows, result.overall.groups[0]!.anyGrade, result.events]).toEqual([[], { count: 0, percent: 0 }, 0]);
  });

  test("a group without treated patients has no percentage", () => {
    const result = first([], [patient("P1"), patient("P2", "B", null, null)]);
    expect(result.overall.groups[1]!.anyGrade).toEqual({ count: 0, percent: null });
  });

  test("treatment may stop on the day it started", () => {
    expect(first([event("P1", 10)], [patient("P1", "A", 10, 10)]).events).toBe(1);
  });

  test("untreated patients are counted inside the analysis only", () => {
    const patients = [patient("P1"), patient("P2", "A", null, null), patient("P3", "B", null, null)];
    expect(first([], patients, { where: (d: Patient) => d.arm === "A" }).untreated).toBe(1);
  });

  test("iterables read once and columns are accepted; the result survives JSON and structured clone", () => {
    const events = [event("P1", 20)];
    const patients = [patient("P1")];
    const expected = first(events, patients);
    expect(adverseEvents(events.values(), patients.values(), spec)).toEqual(expected);
    const columns = { pid: ["P1"], arm: ["A"], start: Float64Array.of(10), stop: Float64Array.of(100) };
    expect(adverseEvents(events, columns, spec)).toEqual(expected);
    expect(fromJson(toJson(expected))).toEqual(expected);
    expect(structuredClone(expected)).toEqual(expected);
    expect(expected).toMatchObject({ ctcae: "5.0", windowDays: 90, relatedOnly: false, rule: "spss" });
  });
});

describe("an input without an answer is an InputError", () => {
  const cases: readonly (readonly [string, () => unknown, string, string])[] = [
    ["an event of an unknown patient", () => first([event("P9", 20)]), "unknown-level", 'patient "P9"'],
    [
      "a patient twice",
      () => first([], [patient("P1"), patient("P1")]),
      "duplicate",
      'patient "P1" is there again at row 1',
    ],
    ["grade 6", () => first([event("P1", 20, 6)]), "option", "grade is 6 at row 0"],
    ["grade 0", () => first([event("P1", 20, 0)]), "option", "grade is 0 at row 0"],
    [
      "a missing term",
      () => first([{ ...event("P1", 20), term: null as never }]),
      "missing-value",
      "term is missing at row 0",
    ],
    [
      "a stop before the start",
      () => first([], [patient("P1", "A", 10, 9)]),
      "date",
      "stops on day 9 before the start on day 10",
    ],
    ["a stop without a start", () => first([], [patient("P1", "A", null, 9)]), "date", "no start of treatment"],
    ["no CTCAE version", () => first([], undefined, { ctcae: undefined }), "option", "ctcae is not given"],
    ["a negative window", () => first([], undefined, { windowDays: -1 }), "option", "windowDays is -1"],
    ["an unknown option", () => first([], undefined, { window: 30 } as never), "option", 'no option "window"'],
    ["no patients", () => first([], []), "empty-data", "no rows"],
    [
      "a patient without group",
      () => first([], [patient("P1", null as never)]),
      "missing-value",
      'column "arm" is missing',
    ],
  ];
  for (const [name, call, code, message] of cases) {
    test(name, () => {
      expect(call).toThrow(expect.objectContaining({ name: "HccInputError", code }));
      expect(call).toThrow(message);
    });
  }
});
