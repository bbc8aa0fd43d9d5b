import { InputError } from "@hcc/data";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AdaeRow,
  adverseEvents,
  eventRates,
  type FromAdaeOptions,
  fromAdae,
  timeToFirstEvent,
  toAdae,
} from "../src/index.js";

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}
type Day = string | number | null;
interface Event {
  readonly id: string;
  readonly term?: string;
  readonly soc?: string;
  readonly grade?: number | null;
  readonly from?: number | null;
  readonly day: Day;
  readonly until?: Day;
  readonly serious?: boolean | null;
  readonly related?: boolean | null;
  readonly action?: string | null;
}
interface Patient {
  readonly id: string;
  readonly arm: string;
  readonly start: Day;
  readonly stop: Day;
  readonly death?: Day;
  readonly last?: Day;
}
const lists = {
  interruption: ["paused"],
  reduction: ["reduced"],
  discontinuation: ["stopped"],
  none: ["unchanged", "NOT APPLICABLE"],
} as const;
const spec = {
  patient: "id",
  term: (d: Event) => d.term ?? "Fatigue",
  class: (d: Event) => d.soc ?? "General disorders",
  grade: (d: Event) => (d.grade === undefined ? 1 : d.grade),
  initialGrade: (d: Event) => d.from,
  onsetDay: "day",
  endDay: (d: Event) => d.until,
  serious: (d: Event) => d.serious,
  related: (d: Event) => d.related,
  action: { channel: (d: Event) => d.action, ...lists },
  id: "id",
  by: "arm",
  start: "start",
  stop: "stop",
  ctcae: "5.0",
} as const;
const P1: Patient = { id: "P1", arm: "A", start: "2021-03-01", stop: "2021-06-30" };
const rowsOf = (events: readonly Event[], patients: readonly Patient[] = [P1], more = {}): readonly AdaeRow[] =>
  toAdae(freeze(events), freeze(patients), { ...spec, ...more });
const flagged = (rows: readonly AdaeRow[], flag: keyof AdaeRow) =>
  rows.flatMap((row, i) => (row[flag] === "Y" ? [i] : []));

describe("TRTEMFL, by the first rule that holds (response-rules.md 4.5)", () => {
  const emergent = (event: Omit<Event, "id">, patient: Partial<Patient> = {}, more = {}) =>
    rowsOf([{ id: "P1", ...event }], [{ ...P1, ...patient }], more)[0]!.TRTEMFL;

  test("a patient who was never treated has no treatment-emergent event", () => {
    expect(emergent({ day: "2021-03-05" }, { start: null, stop: null })).toBeNull();
  });
  test("an event that ended before treatment is none, whatever its onset", () => {
    expect(emergent({ day: null, until: "2021-02-28" })).toBeNull();
    expect(emergent({ day: "2021-02-20", until: "2021-02-28", from: 1, grade: 3 })).toBeNull();
  });
  test("an event without onset is one", () => {
    expect(emergent({ day: null })).toBe("Y");
    expect(emergent({ day: null, until: "2021-03-01" })).toBe("Y");
  });
  test("an event from the start to 90 days after the end of treatment is one, both days included", () => {
    const days = ["2021-02-28", "2021-03-01", "2021-09-28", "2021-09-29"];
    expect(days.map((day) => emergent({ day }))).toEqual([null, "Y", "Y", null]);
    expect(["2021-07-30", "2021-07-31"].map((day) => emergent({ day }, {}, { windowDays: 30 }))).toEqual(["Y", null]);
    expect(emergent({ day: "2029-01-01" }, { stop: null })).toBe("Y");
  });
  test("an event that began before treatment is one when it became worse", () => {
    const day = "2021-02-20";
    expect([1, 2, 3, null].map((grade) => emergent({ day, from: 2, grade }))).toEqual([null, null, "Y", null]);
    expect(emergent({ day, grade: 4 })).toBeNull();
  });
});

describe("days and durations", () => {
  test("the first day of treatment is 1, the day before it -1; durations count both ends", () => {
    const [row, before] = rowsOf([
      { id: "P1", day: "2021-03-01", until: "2021-03-01" },
      { id: "P1", day: "2021-02-28", until: "2021-03-02" },
    ]);
    expect([row!.ASTDY, row!.AENDY, row!.ADURN, row!.ADURU]).toEqual([1, 1, 1, "DAYS"]);
    expect([before!.ASTDY, before!.AENDY, before!.ADURN]).toEqual([-1, 2, 3]);
  });
  test("an event that goes on has neither end nor duration; a patient never treated no day of treatment", () => {
    const [row] = rowsOf([{ id: "P1", day: "2021-03-01" }]);
    expect([row!.AENDT, row!.AENDY, row!.ADURN, row!.ADURU]).toEqual([null, null, null, null]);
    expect(rowsOf([{ id: "P1", day: "2021-03-01" }], [{ ...P1, start: null, stop: null }])[0]!.ASTDY).toBeNull();
  });
  test("day numbers stay numbers, or become dates from the date of day 0", () => {
    const event: Event = { id: "P1", day: 4, until: 366 };
    const patient: Patient = { ...P1, start: 0, stop: 100 };
    const dates = ({ TRTSDT, TRTEDT, ASTDT, AENDT }: AdaeRow) => [TRTSDT, TRTEDT, ASTDT, AENDT];
    expect(dates(rowsOf([event], [patient])[0]!)).toEqual([0, 100, 4, 366]);
    const text = ["2019-12-31", "2020-04-09", "2020-01-04", "2020-12-31"];
    expect(dates(rowsOf([event], [patient], { referenceDate: "2019-12-31" })[0]!)).toEqual(text);
  });
});

test("a row of ADAE is null where there is no value, and has the version of CTCAE", () => {
  const bare = toAdae(
    [{ id: 7, term: "Fatigue", grade: null, day: null }],
    [{ id: 7, start: "2021-03-01", stop: null }],
    {
      patient: "id",
      term: "term",
      grade: "grade",
      onsetDay: "day",
      id: "id",
      start: "start",
      stop: "stop",
      ctcae: "4.03",
    },
  );
  const { USUBJID, AESEQ, TRTSDT, AEDECOD, TRTEMFL, AOCCFL, AOCCPFL, AOCCIFL, AOCCPIFL, CTCAEVER, ...rest } = bare[0]!;
  expect([USUBJID, AESEQ, TRTSDT, AEDECOD, CTCAEVER]).toEqual(["7", 1, "2021-03-01", "Fatigue", "4.03"]);
  expect([TRTEMFL, AOCCFL, AOCCPFL, AOCCIFL, AOCCPIFL]).toEqual(["Y", "Y", "Y", "Y", "Y"]);
  expect(Object.values(rest).every((value) => value === null)).toBe(true);
  expect(toAdae([], [P1], { ...spec })).toEqual([]);
});

test("actions are written in CDISC's terms; a value that is one already stays", () => {
  const actions = ["paused", "reduced", "stopped", "unchanged", "NOT APPLICABLE", null];
  expect(rowsOf(actions.map((action) => ({ id: "P1", day: null, action }))).map(({ AEACN }) => AEACN)).toEqual([
    "DRUG INTERRUPTED",
    "DOSE REDUCED",
    "DRUG WITHDRAWN",
    "DOSE NOT CHANGED",
    "NOT APPLICABLE",
    null,
  ]);
});

describe("flags of occurrence", () => {
  test("mark the earliest event, and the earliest of those with the worst grade, of patient, term and class", () => {
    const rows = rowsOf([
      { id: "P1", term: "Nausea", soc: "GI", grade: 2, day: "2021-04-10" },
      { id: "P1", term: "Nausea", soc: "GI", grade: 3, day: "2021-05-10" },
      { id: "P1", term: "Diarrhea", soc: "GI", grade: 3, day: "2021-05-01" },
      { id: "P1", term: "Rash", soc: "Skin", grade: 1, day: "2021-03-10" },
      { id: "P1", term: "Rash", soc: "Skin", grade: 4, day: "2021-02-10" },
    ]);
    expect(flagged(rows, "AOCCFL")).toEqual([3]);
    expect(flagged(rows, "AOCCPFL")).toEqual([0, 2, 3]);
    expect(flagged(rows, "AOCCSFL")).toEqual([0, 3]);
    expect(flagged(rows, "AOCCIFL")).toEqual([2]);
    expect(flagged(rows, "AOCCPIFL")).toEqual([1, 2, 3]);
    expect(flagged(rows, "AOCCSIFL")).toEqual([2, 3]);
  });
  test("a missing date or grade comes last; ties are in the order of the input", () => {
    const same = { id: "P1", grade: 2, day: "2021-04-01" } as const;
    expect(flagged(rowsOf([{ ...same, day: null }, same, same]), "AOCCFL")).toEqual([1]);
    expect(flagged(rowsOf([{ ...same, grade: null }, same, same]), "AOCCIFL")).toEqual([1]);
  });
});

const number = (most: number) => fc.integer({ min: 0, max: most });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 5 });
const study = fc
  .record({
    people: fc.array(
      fc.record({
        arm: fc.constantFrom("A", "B"),
        start: maybe(number(20)),
        treated: maybe(number(60)),
        after: number(100),
        dead: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    events: fc.array(
      fc.record({
        who: number(5),
        term: fc.constantFrom("Nausea", "Diarrhea", "Rash"),
        grade: maybe(fc.integer({ min: 1, max: 5 })),
        from: maybe(fc.integer({ min: 1, max: 5 })),
        day: maybe(number(150)),
        lasts: maybe(number(30)),
        serious: maybe(fc.boolean()),
        related: maybe(fc.boolean()),
        action: maybe(fc.constantFrom("paused", "reduced", "stopped", "unchanged")),
      }),
      { maxLength: 14 },
    ),
    referenceDate: fc.constantFrom(undefined, "2019-12-31"),
  })
  .map(({ people, events, referenceDate }) => {
    const patients = people.map(({ arm, start, treated, after, dead }, i): Patient => {
      const stop = start === null || treated === null ? null : start + treated;
      const last = start === null ? null : (stop ?? start) + after;
      return { id: `P${i}`, arm, start, stop, last, death: dead ? last : null };
    });
    const own = events.map(
      ({ who, lasts, term, ...event }): Event => ({
        ...event,
        term,
        soc: term === "Rash" ? "Skin" : "GI",
        id: `P${who % patients.length}`,
        until: event.day === null || lasts === null ? null : event.day + lasts,
      }),
    );
    return freeze({ patients, events: own, referenceDate });
  });
type Study = { patients: readonly Patient[]; events: readonly Event[]; referenceDate: string | undefined };
/** The channels with numbers for days, as the functions of counts take them. */
const counting = {
  ...spec,
  onsetDay: (d: Event) => d.day as number | null,
  endDay: (d: Event) => d.until as number | null,
  start: (d: Patient) => d.start as number | null,
  stop: (d: Patient) => d.stop as number | null,
};
const days = { end: (d: Patient) => d.last as number | null, death: (d: Patient) => d.death as number | null };
const adsl = ({ patients, referenceDate }: Study): object[] =>
  patients.map(({ id, arm, start, stop, last, death }) => {
    const date = (day: Day | undefined) =>
      typeof day !== "number" || referenceDate === undefined
        ? (day ?? null)
        : new Date(Date.parse(referenceDate) + day * 86_400_000).toISOString().slice(0, 10);
    return { USUBJID: id, TRT01A: arm, TRTSDT: date(start), TRTEDT: date(stop), EOSDT: date(last), DTHDT: date(death) };
  });
const exported = ({ events, patients, referenceDate }: Study) =>
  toAdae(events, patients, { ...spec, windowDays: 30, ...(referenceDate === undefined ? {} : { referenceDate }) });

describe("of any study", () => {
  test("rows with AOCCPIFL, AOCCSIFL and AOCCIFL are the patients counted by term, class and in all, by worst grade", () => {
    fc.assert(
      fc.property(study, (it) => {
        const { related: _, ...all } = counting;
        const result = adverseEvents(it.events, it.patients, { ...all, windowDays: 30 });
        const rows = exported(it);
        const expectCounts = (flag: keyof AdaeRow, of: (row: AdaeRow) => boolean, row: (typeof result)["overall"]) => {
          for (const group of row.groups) {
            const own = rows.filter((d) => d[flag] === "Y" && of(d) && d.TRTA === group.group);
            expect(own.length).toBe(group.anyGrade.count);
            expect(["1", "2", "3", "4", "5"].map((g) => own.filter((d) => d.ATOXGR === g).length)).toEqual(
              group.byGrade,
            );
          }
        };
        expectCounts("AOCCIFL", () => true, result.overall);
        for (const row of result.rows) expectCounts("AOCCPIFL", (d) => d.AEDECOD === row.term, row);
        for (const row of result.classes!) expectCounts("AOCCSIFL", (d) => d.AEBODSYS === row.class, row.overall);
        expect(rows.filter(({ TRTEMFL }) => TRTEMFL === "Y").length).toBe(result.events);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test("the order of rows decides no flag but between ties", () => {
    fc.assert(
      fc.property(study, (it) => {
        const sorted = (rows: readonly AdaeRow[]) =>
          rows.map((row) => JSON.stringify([row.USUBJID, row.ASTDT, row.AEDECOD, row.ATOXGR, row.TRTEMFL])).sort();
        const flags = ["AOCCFL", "AOCCIFL", "AOCCPFL", "AOCCPIFL"] as const;
        const rows = exported(it);
        const turned = exported({ ...it, events: [...it.events].reverse() });
        expect(sorted(turned)).toEqual(sorted(rows));
        for (const flag of flags) expect(flagged(turned, flag).length).toBe(flagged(rows, flag).length);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("what toAdae wrote gives adverseEvents the same result again, through JSON and as columns too", () => {
    fc.assert(
      fc.property(study, fc.constantFrom("rows", "json", "columns"), (it, form) => {
        const rows = exported(it);
        const shaped =
          form === "rows" || rows.length === 0
            ? rows
            : form === "json"
              ? JSON.parse(JSON.stringify(rows))
              : Object.fromEntries(
                  Object.keys(rows[0]!).map((name) => [name, rows.map((row) => row[name as keyof AdaeRow])]),
                );
        const { events, patients, channels, action, ctcae } = fromAdae(shaped, adsl(it), { ctcae: "5.0" });
        const again = adverseEvents(events, patients, {
          ...channels,
          term: "term",
          class: "class",
          grade: "grade",
          initialGrade: "initialGrade",
          endDay: "endDay",
          serious: "serious",
          related: "related",
          action,
          ctcae,
          windowDays: 30,
          level: 0.95,
        });
        expect(again).toEqual(adverseEvents(it.events, it.patients, { ...counting, windowDays: 30, level: 0.95 }));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test("... and eventRates and timeToFirstEvent, for events with a day", () => {
    fc.assert(
      fc.property(study, (it) => {
        const last = new Map(it.patients.map(({ id, last: day }) => [id, day]));
        const dated = it.events.filter(({ id, day }) => day !== null && (day as number) <= (last.get(id) as number));
        const own = { ...it, events: dated };
        const { events, patients, channels } = fromAdae(exported(own), adsl(own), { ctcae: "5.0" });
        const { patient, id, by, onsetDay, start, stop } = counting;
        const direct = { patient, id, by, onsetDay, start, stop, windowDays: 30 };
        const more = { ...channels, end: "end", windowDays: 30 } as const;
        expect(eventRates(events, patients, { ...more, term: "term" })).toEqual(
          eventRates(dated, it.patients, { ...direct, end: days.end, term: spec.term }),
        );
        expect(timeToFirstEvent(events, patients, { ...more, death: "death" })).toEqual(
          timeToFirstEvent(dated, it.patients, { ...direct, ...days }),
        );
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe("dates without day or month", () => {
  const imputed = (event: Omit<Event, "id">, patient: Partial<Patient> = {}) => {
    const [row] = rowsOf([{ id: "P1", ...event }], [{ ...P1, ...patient }], { impute: "first-last" });
    return [row!.ASTDT, row!.ASTDTF, row!.AENDT, row!.AENDTF];
  };
  test("are refused unless imputation is asked for", () => {
    expect(() => rowsOf([{ id: "P1", day: "2021-04" }])).toThrow(
      'patient "P1": onsetDay has no day at row 0: complete the date, or ask for impute: "first-last"',
    );
    expect(() => rowsOf([{ id: "P1", day: "2021-04-01", until: "2021" }])).toThrow(
      'patient "P1": endDay has no month and day at row 0',
    );
    expect(() => rowsOf([{ id: "P1", day: null }], [{ ...P1, stop: "2021-06" }])).toThrow(
      'patient "P1": stop has no day at row 0: complete the date',
    );
    expect(() => rowsOf([{ id: "P1", day: "2021-13" }], [P1], { impute: "first-last" })).toThrow(InputError);
  });
  test("an onset is the first day that it can be, an end the last, with flags", () => {
    expect(imputed({ day: "2021-04", until: "2021-05" })).toEqual(["2021-04-01", "D", "2021-05-31", "D"]);
    expect(imputed({ day: "2022", until: "2024-02" })).toEqual(["2022-01-01", "M", "2024-02-29", "D"]);
    expect(imputed({ day: "2021-04-03", until: "2021" })).toEqual(["2021-04-03", null, "2021-12-31", "M"]);
  });
  test("an onset that can be in treatment begins with treatment at the earliest, unless the event ended before", () => {
    const patient = { start: "2021-03-09" };
    expect(imputed({ day: "2021-03" }, patient)).toEqual(["2021-03-09", "D", null, null]);
    expect(imputed({ day: "2021" }, patient)).toEqual(["2021-03-09", "M", null, null]);
    expect(imputed({ day: "2021-03", until: "2021-03-05" }, patient)).toEqual(["2021-03-01", "D", "2021-03-05", null]);
    expect(imputed({ day: "2021-02" }, patient)).toEqual(["2021-02-01", "D", null, null]);
    expect(imputed({ day: "2021-03" }, { start: "2021-03-31" })).toEqual(["2021-03-31", "D", null, null]);
    expect(imputed({ day: "2021-03", until: "2021-03-09" }, patient)).toEqual(["2021-03-09", "D", "2021-03-09", null]);
  });
});

describe("toAdae refuses, naming patient, field, row and remedy", () => {
  const event: Event = { id: "P1", day: "2021-04-01" };
  const cases: readonly (readonly [string, () => unknown, string, readonly string[]])[] = [
    ...([0, 6, 2.5] as const).map(
      (grade) =>
        [
          `grade ${grade}`,
          () => rowsOf([{ ...event, grade }]),
          "option",
          [`grade is ${grade} at row 0, of patient "P1"`, "CTCAE grades are 1 to 5"],
        ] as const,
    ),
    [
      'grade "III"',
      () => rowsOf([{ ...event, grade: "III" as never }]),
      "text-in-number",
      ['patient "P1"', '"grade" holds the text "III" at row 0', "convert it"],
    ],
    ["no version", () => rowsOf([event], [P1], { ctcae: undefined }), "option", ["ctcae is not given", '"5.0"']],
    ["an unknown version", () => rowsOf([event], [P1], { ctcae: "5" }), "option", ['ctcae is "5"', '"5.0"']],
    [
      "an end before the onset",
      () => rowsOf([{ ...event, until: "2021-03-31" }]),
      "date",
      ['row 0 of patient "P1" ends on day 2021-03-31 before its onset on day 2021-04-01', "correct the days"],
    ],
    [
      "an event of a patient who is not among the patients",
      () => rowsOf([event, { ...event, id: "P9" }]),
      "unknown-level",
      ['the event at row 1 is of patient "P9"', "add the patient"],
    ],
    [
      "a patient twice",
      () => rowsOf([event], [P1, P1]),
      "duplicate",
      ['patient "P1" is there again at row 1', "keep one"],
    ],
    [
      "a stop before the start",
      () => rowsOf([event], [{ ...P1, stop: "2021-02-28" }]),
      "date",
      ['patient "P1" stops on day 2021-02-28 before the start on day 2021-03-01', "correct the days"],
    ],
    [
      "a date that does not exist",
      () => rowsOf([{ ...event, day: "2021-02-30" }]),
      "date",
      ['patient "P1"', '"day", row 0', "there is no such day, correct it"],
    ],
    [
      "dates and day numbers mixed",
      () => rowsOf([{ ...event, day: 40 }]),
      "date",
      ["onsetDay holds day numbers, start dates: use one of them throughout"],
    ],
    [
      "a reference date for dates",
      () => rowsOf([event], [P1], { referenceDate: "2021-01-01" }),
      "option",
      ["referenceDate is given, but the days are dates: leave it out"],
    ],
    [
      "an action in no list",
      () => rowsOf([{ ...event, action: "halved" }]),
      "unknown-level",
      ['"halved" at row 0, of patient "P1"', "add it to one"],
    ],
    [
      "another imputation",
      () => rowsOf([event], [P1], { impute: "mid" }),
      "option",
      ['impute is "mid"', '"first-last"'],
    ],
    ["an unknown option", () => rowsOf([event], [P1], { window: 30 }), "option", ['no option "window"']],
  ];
  for (const [name, call, code, words] of cases) {
    test(name, () => {
      expect(call).toThrow(expect.objectContaining({ name: "HccInputError", code }));
      for (const word of words) expect(call).toThrow(word);
    });
  }
});

describe("fromAdae", () => {
  const row = { USUBJID: "P1", AEDECOD: "Rash", ASTDT: "2021-04-01", ATOXGR: "2", CTCAEVER: "5.0" };
  const person = { USUBJID: "P1", TRT01A: "A", TRTSDT: "2021-03-01", TRTEDT: "2021-06-30" };
  const read = (rows: readonly object[], people: readonly object[] = [person], options: FromAdaeOptions = {}) =>
    fromAdae(freeze(rows), freeze(people), options);

  test("takes what a foreign data set has: blank text is missing, other words for the relation are listed", () => {
    const pilot = { ...row, ATOXGR: 2, AREL: "PROBABLE", AESER: "", AEACN: "UNKNOWN", AEBODSYS: "", TRTEMFL: "Y" };
    const relation = { related: ["PROBABLE", "POSSIBLE"], unrelated: ["REMOTE", "NONE"] };
    const { events } = read([pilot, { ...pilot, AREL: "NONE", TRTEMFL: "" }], undefined, { relation });
    expect(events[0]).toEqual({
      patient: "P1",
      term: "Rash",
      class: null,
      grade: 2,
      initialGrade: null,
      onsetDay: 18718,
      endDay: null,
      related: true,
      serious: null,
      action: null,
      emergent: true,
    });
    expect([events[1]!.related, events[1]!.emergent]).toEqual([false, false]);
    expect(read([{ ...pilot, AREL: "", TRTEMFL: "N" }]).events[0]!.emergent).toBe(false);
  });
  test("takes the group and the last day from other variables when they are named", () => {
    const named = { USUBJID: "P1", ARM: "B", TRTSDT: "2021-03-01", TRTEDT: null, LSTALVDT: "2021-08-01" };
    const { patients } = read([row], [named], { group: "ARM", end: "LSTALVDT" });
    expect(patients).toEqual([{ id: "P1", group: "B", start: 18687, stop: null, end: 18840, death: null }]);
  });

  const cases: readonly (readonly [string, () => unknown, string, readonly string[]])[] = [
    ...(["0", "6", "III", 2.5] as const).map(
      (grade) =>
        [
          `ATOXGR ${grade}`,
          () => read([{ ...row, ATOXGR: grade }]),
          "option",
          [`patient "P1": ATOXGR of ADAE is "${grade}" at row 0`, "1 to 5, null when not known"],
        ] as const,
    ),
    [
      "no version",
      () => read([row, { ...row, CTCAEVER: null }]),
      "option",
      ['patient "P1": CTCAEVER of ADAE is missing at row 1', "give ctcae"],
    ],
    [
      "an unknown version",
      () => read([{ ...row, CTCAEVER: "5" }]),
      "option",
      ['patient "P1": CTCAEVER of ADAE is "5" at row 0', "correct it"],
    ],
    [
      "two versions",
      () => read([row, { ...row, CTCAEVER: "4.03" }]),
      "option",
      ['patient "P1": CTCAEVER of ADAE is "4.03" at row 1, but "5.0" before', "apart"],
    ],
    ["no version of no events", () => read([]), "option", ["ctcae is not given"]],
    [
      "an end before the onset",
      () => read([{ ...row, AENDT: "2021-03-31" }]),
      "date",
      ['patient "P1": AENDT of ADAE is before ASTDT at row 0', "correct the dates"],
    ],
    [
      "a patient who is not in ADSL",
      () => read([{ ...row, USUBJID: "P9" }]),
      "unknown-level",
      ['patient "P9": USUBJID of ADAE is not in ADSL (row 0)', "add the patient"],
    ],
    [
      "a patient twice in ADSL",
      () => read([row], [person, person]),
      "duplicate",
      ['patient "P1": USUBJID of ADSL is there again at row 1', "keep one row"],
    ],
    [
      "treatment that ends before it began",
      () => read([row], [{ ...person, TRTEDT: "2021-02-01" }]),
      "date",
      ['patient "P1": TRTEDT of ADSL is before TRTSDT at row 0', "correct the dates"],
    ],
    [
      "a partial date",
      () => read([{ ...row, ASTDT: "2021-04" }]),
      "date",
      ['patient "P1"', '"ASTDT", row 0', 'write it as "yyyy-mm-dd"'],
    ],
    [
      "dates and day numbers",
      () => read([{ ...row, ASTDT: 18718 }]),
      "date",
      ["ASTDT holds day numbers, TRTSDT dates: use one of them throughout"],
    ],
    [
      "an unlisted relation",
      () => read([{ ...row, AREL: "POSSIBLE" }]),
      "unknown-level",
      ['patient "P1": AREL of ADAE is "POSSIBLE" at row 0', "recode it"],
    ],
    [
      "seriousness in other letters",
      () => read([{ ...row, AESER: "yes" }]),
      "unknown-level",
      ['AESER of ADAE is "yes" at row 0, which is none of "Y", "N"'],
    ],
    [
      "an action that is no term of CDISC",
      () => read([{ ...row, AEACN: "halved" }]),
      "unknown-level",
      ['AEACN of ADAE is "halved" at row 0', '"DOSE REDUCED"'],
    ],
    [
      "a missing term",
      () => read([{ ...row, AEDECOD: "" }]),
      "missing-value",
      ['patient "P1": AEDECOD of ADAE is missing at row 0', "complete it"],
    ],
    ["no dates of onset", () => read([{ USUBJID: "P1", AEDECOD: "Rash" }]), "unknown-column", ['no column "ASTDT"']],
    ["no group", () => read([row], [{ ...person, TRT01A: undefined }]), "missing-value", ["TRT01A of ADSL is missing"]],
    ["no patient", () => read([{ ...row, USUBJID: null }]), "missing-value", ["USUBJID is missing at row 0 of ADAE"]],
    ["an unknown option", () => read([row], [person], { version: "5.0" } as never), "option", ['no option "version"']],
  ];
  for (const [name, call, code, words] of cases) {
    test(`refuses, naming patient, variable, row and remedy: ${name}`, () => {
      expect(call).toThrow(expect.objectContaining({ name: "HccInputError", code }));
      for (const word of words) expect(call).toThrow(word);
    });
  }
});
