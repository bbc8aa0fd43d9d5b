import type { InputError } from "@hcc/data";
import { describe, expect, test } from "vitest";
import {
  adverseEvents,
  eventRates,
  fromAdae,
  gradeLaboratory,
  timeToFirstEvent,
  toAdae,
  treatmentExposure,
} from "../src/index.js";

type Row = Readonly<Record<string, unknown>>;
const freeze = (rows: readonly Row[]): readonly Row[] => Object.freeze(rows.map((row) => Object.freeze({ ...row })));
const P1: Row = { id: "P1", arm: "A", start: 10, stop: 100, end: 120, death: null };
const P2: Row = { ...P1, id: "P2" };
const E1: Row = { id: "P2", term: "Rash", grade: 2, day: 20, until: 25 };
const E2: Row = { ...E1, id: "P1" };
const people = { id: "id", by: "arm", start: "start", stop: "stop" } as const;
const events = { patient: "id", onsetDay: "day" } as const;
const graded = { ...events, ...people, term: "term", grade: "grade", endDay: "until", ctcae: "5.0" } as const;
const followed = { ...events, ...people, end: "end" } as const;

/** The functions of events and patients, so that a fault is shown to each that reads the field. */
const calls = {
  adverseEvents: (own: readonly Row[], patients: readonly Row[], more: object = {}) =>
    adverseEvents(freeze(own), freeze(patients), { ...graded, ...more } as never),
  toAdae: (own: readonly Row[], patients: readonly Row[], more: object = {}) =>
    toAdae(freeze(own), freeze(patients), { ...graded, ...more } as never),
  eventRates: (own: readonly Row[], patients: readonly Row[], more: object = {}) =>
    eventRates(freeze(own), freeze(patients), { ...followed, ...more } as never),
  timeToFirstEvent: (own: readonly Row[], patients: readonly Row[], more: object = {}) =>
    timeToFirstEvent(freeze(own), freeze(patients), { ...followed, death: "death", ...more } as never),
  treatmentExposure: (_: readonly Row[], patients: readonly Row[], more: object = {}) =>
    treatmentExposure([], freeze(patients), { patient: "id", ...people, end: "end", ...more } as never),
};
type Name = keyof typeof calls;
const ALL: readonly Name[] = ["adverseEvents", "toAdae", "eventRates", "timeToFirstEvent", "treatmentExposure"];
const OF_EVENTS: readonly Name[] = ["adverseEvents", "toAdae", "eventRates", "timeToFirstEvent"];
const GRADED: readonly Name[] = ["adverseEvents", "toAdae"];
const FOLLOWED: readonly Name[] = ["eventRates", "timeToFirstEvent"];

function errorOf(call: () => unknown): InputError {
  try {
    call();
  } catch (error) {
    return error as InputError;
  }
  throw new Error("there was no error");
}
/** Expects an error of P1 at a row and a field, with a remedy. */
function expectNamed(call: () => unknown, found: { field: string; row: number; says: string; remedy: string }): void {
  const error = errorOf(call);
  expect(error.name).toBe("HccInputError");
  expect(error.message).toContain('patient "P1"');
  expect(error.message).toContain(found.says);
  expect(error.message).toContain(found.remedy);
  expect(error.message).toMatch(new RegExp(`row \\(?${found.row}\\b`));
  expect([error.column, error.row]).toEqual([found.field, found.row]);
}

const faults: readonly {
  readonly fault: string;
  readonly by: readonly Name[];
  readonly events?: readonly Row[];
  readonly patients?: readonly Row[];
  readonly field: string;
  readonly row?: number;
  readonly says: string;
  readonly remedy: string;
}[] = [
  ...[0, 6, -1, 2.5].map((grade) => ({
    fault: `grade ${grade}`,
    by: GRADED,
    events: [E1, { ...E2, grade }],
    field: "grade",
    says: `grade is ${grade}`,
    remedy: "CTCAE grades are 1 to 5, null when not known",
  })),
  {
    fault: 'grade "III"',
    by: GRADED,
    events: [E1, { ...E2, grade: "III" }],
    field: "grade",
    says: 'holds the text "III"',
    remedy: "convert it to a number",
  },
  {
    fault: "an end before the onset",
    by: GRADED,
    events: [E1, { ...E2, until: 19 }],
    field: "endDay",
    says: "ends on day 19 before its onset on day 20",
    remedy: "correct the days",
  },
  {
    fault: "a day that is no finite number",
    by: ["adverseEvents", ...FOLLOWED],
    events: [E1, { ...E2, day: Number.POSITIVE_INFINITY }],
    field: "day",
    says: "is Infinity",
    remedy: "give a finite number",
  },
  {
    fault: "a date where a day number is wanted",
    by: ["adverseEvents", ...FOLLOWED],
    events: [E1, { ...E2, day: "2021-03-05" }],
    field: "day",
    says: 'holds the text "2021-03-05"',
    remedy: "convert it to a number",
  },
  {
    fault: "a missing term",
    by: GRADED,
    events: [E1, { ...E2, term: null }],
    field: "term",
    says: "term is missing",
    remedy: "complete it",
  },
  {
    fault: "an event of someone who is not among the patients",
    by: OF_EVENTS,
    events: [E1, E2],
    patients: [P2],
    field: "patient",
    says: "who is not among the patients",
    remedy: "add the patient, or leave patients out with where",
  },
  {
    fault: "an event without a day, where the time until it counts",
    by: FOLLOWED,
    events: [E1, { ...E2, day: null }],
    field: "onsetDay",
    says: "has no day of onset",
    remedy: "give the day, or leave the event out",
  },
  {
    fault: "an event after the last day observed",
    by: FOLLOWED,
    events: [E1, { ...E2, day: 150 }],
    field: "onsetDay",
    says: "is on day 150, after the last day observed, 120",
    remedy: "correct the days",
  },
  {
    fault: "a treated patient twice",
    by: ALL,
    patients: [P1, P1],
    field: "id",
    says: "is there again",
    remedy: "keep one row per patient",
  },
  {
    fault: "a negative exposure: a stop before the start",
    by: ALL,
    patients: [P2, { ...P1, stop: 9 }],
    field: "stop",
    says: "stops on day 9 before the start on day 10",
    remedy: "correct the days",
  },
  {
    fault: "a negative exposure: a last day before the start",
    by: FOLLOWED,
    patients: [P2, { ...P1, stop: null, end: 9 }],
    field: "end",
    says: "was last observed on day 9, before the start of treatment on day 10",
    remedy: "correct the days",
  },
  {
    fault: "a negative exposure: a last day before the start, of a patient still treated",
    by: ["treatmentExposure"],
    patients: [P2, { ...P1, stop: null, end: 9 }],
    field: "end",
    says: "was last observed on day 9, before the start of treatment on day 10",
    remedy: "correct the days",
  },
  {
    fault: "a stop without a start",
    by: ALL,
    patients: [P2, { ...P1, start: null }],
    field: "stop",
    says: "has a stop but no start of treatment",
    remedy: "correct the days",
  },
  {
    fault: "a patient still treated without a last day",
    by: [...FOLLOWED, "treatmentExposure"],
    patients: [P2, { ...P1, stop: null, end: null }],
    field: "end",
    says: "is still treated and has no last day",
    remedy: "give the last day observed with end",
  },
  {
    fault: "a patient without a group",
    by: ALL,
    patients: [P2, { ...P1, arm: null }],
    field: "arm",
    says: '"arm" is missing',
    remedy: "complete the data",
  },
  {
    fault: "days of treatment as text",
    by: ["adverseEvents", ...FOLLOWED, "treatmentExposure"],
    patients: [P2, { ...P1, stop: "100" }],
    field: "stop",
    says: 'holds the text "100"',
    remedy: "convert it to a number",
  },
];

describe("a fault names patient, field, row and remedy", () => {
  for (const { fault, by, events: own = [E1, E2], patients = [P1, P2], row = 1, ...found } of faults) {
    for (const name of by) {
      // Without events the fault of a patient is the only one.
      const listed = patients.includes(P1) || found.field === "patient" ? own : [];
      const rows = name === "toAdae" && listed.length === 0 ? [E1] : listed;
      test(`${name}: ${fault}`, () => expectNamed(() => calls[name](rows, patients), { row, ...found }));
    }
  }
});

describe("a version of CTCAE is never guessed", () => {
  for (const name of GRADED) {
    test(`${name}: no version, and one that there is not`, () => {
      for (const [ctcae, says] of [
        [undefined, "ctcae is not given: give one of"],
        ["5", 'ctcae is "5": give one of "3.0", "4.0", "4.03", "5.0", "6.0"'],
        [5, 'ctcae is 5: give one of "3.0"'],
      ] as const) {
        const error = errorOf(() => calls[name]([E1], [P2], { ctcae }));
        expect([error.code, error.column]).toEqual(["option", "ctcae"]);
        expect(error.message).toContain(says);
      }
    });
  }
  test("fromAdae: the row whose version is missing", () => {
    const adae = freeze([{ USUBJID: "P1", AEDECOD: "Rash", ASTDT: 20 }]);
    const adsl = freeze([{ USUBJID: "P1", TRT01A: "A", TRTSDT: 10, TRTEDT: 100 }]);
    expectNamed(() => fromAdae(adae, adsl), {
      field: "CTCAEVER",
      row: 0,
      says: "is missing",
      remedy: "give ctcae, the version by which events were graded",
    });
  });
});

describe("an event before treatment, which no window takes in,", () => {
  const before = [{ ...E2, day: 9 }];
  test("is in no count, and its row is in the list of those left out", () => {
    const left = { reason: "before-treatment", count: 1, rows: [0] };
    expect(calls.adverseEvents(before, [P1]).events).toBe(0);
    expect(calls.adverseEvents(before, [P1]).excluded).toContainEqual(left);
    expect(calls.eventRates(before, [P1]).overall.groups[0]!.all.events).toBe(0);
    expect(calls.eventRates(before, [P1]).excluded).toContainEqual(left);
    expect(calls.timeToFirstEvent(before, [P1]).columns.cause).toEqual(["censored"]);
    expect(calls.timeToFirstEvent(before, [P1]).excluded).toContainEqual(left);
    expect(calls.toAdae(before, [P1])[0]).toMatchObject({ ASTDY: -1, TRTEMFL: null });
  });
  test("counts when it became worse under treatment, and only where its initial grade says so", () => {
    const worse = [{ ...before[0]!, initial: 1 }];
    expect(calls.adverseEvents(worse, [P1], { initialGrade: "initial" }).events).toBe(1);
    expect(calls.toAdae(worse, [P1], { initialGrade: "initial" })[0]!.TRTEMFL).toBe("Y");
  });
});

describe("a laboratory value in another unit names the patient where the channel is given", () => {
  const rows = freeze([
    { id: "P2", albumin: 39, limit: 35 },
    { id: "P1", albumin: 3.9, limit: 35 },
  ]);
  const spec = { test: "albumin", unit: "g/L", value: "albumin", lowerLimit: "limit", ctcae: "5.0" } as const;
  test("gradeLaboratory: albumin in g/dL given as g/L", () => {
    expectNamed(() => gradeLaboratory(rows, { ...spec, patient: "id" }), {
      field: "value",
      row: 1,
      says: "albumin is 3.9 g/L",
      remedy: 'correct it, or give the unit "g/dL"',
    });
  });
  test("gradeLaboratory: a limit in g/dL, a value as text, and a unit that there is not", () => {
    const patient = "id";
    const of = (row: Row) => gradeLaboratory(freeze([rows[0]!, { ...rows[1], ...row }]).values(), { ...spec, patient });
    expectNamed(() => of({ albumin: 39, limit: 3.5 }), {
      field: "lowerLimit",
      row: 1,
      says: "the lower limit of normal of albumin is 3.5 g/L",
      remedy: 'give the unit "g/dL"',
    });
    expectNamed(() => of({ albumin: "39 g/L" }), {
      field: "albumin",
      row: 1,
      says: 'mixes numbers with "39 g/L"',
      remedy: "convert the column to one type",
    });
    const error = errorOf(() => gradeLaboratory(rows, { ...spec, unit: "mg/mL" } as never));
    expect(error.message).toBe('unit is "mg/mL": give one of "g/L", "g/dL"');
  });
  test("gradeLaboratory: grades are the same with and without the channel", () => {
    const fine = freeze([rows[0]!]);
    expect(gradeLaboratory(fine, { ...spec, patient: "id" })).toEqual(gradeLaboratory(fine, spec));
  });
});
