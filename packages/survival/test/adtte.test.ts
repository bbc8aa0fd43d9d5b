import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromAdtte, kaplanMeier, logRank, type ToAdtteSpec, timeToEvent, toAdtte } from "../src/index.js";

interface Patient {
  id: string | number | null;
  arm: string | null;
  start: string | null;
  pd: string | null;
  death: string | null;
  images: readonly string[];
}
const patients: readonly Patient[] = Object.freeze([
  { id: "P-1", arm: "TKI", start: "2020-01-01", pd: "2020-04-22", death: null, images: ["2020-02-26", "2020-04-22"] },
  { id: "P-2", arm: "TKI-I", start: "2020-02-01", pd: null, death: "2020-06-01", images: ["2020-03-28"] },
  { id: "P-3", arm: "TKI-I", start: null, pd: null, death: null, images: [] },
  { id: 4, arm: null, start: "2020-02-01", pd: null, death: null, images: [] },
]);
const origin = "start";
const ends = { origin, event: { progression: "pd" }, assessments: "images", death: "death" } as const;
const result = timeToEvent(patients, { ...ends, missing: "omit", noDate: "origin" });
const spec = { result, origin, subject: "id", studyId: "TKI-I", paramcd: "TTP" } as const;
const input = (code: string, message: string): object =>
  expect.objectContaining({ name: "HccInputError", code, message: expect.stringContaining(message) });

describe("toAdtte (ADaM BDS for time-to-event analyses; admiral's variables)", () => {
  test("a row per subject in use: CNSR 0 is the event, CNSDTDSC says what the day of a censoring is", () => {
    const row = (fields: object): object => ({
      STUDYID: "TKI-I",
      PARAMCD: "TTP",
      PARAM: "Time to Progression",
      AVALU: "DAYS",
      SRCDOM: null,
      SRCVAR: null,
      ...fields,
    });
    expect(toAdtte(patients, spec)).toEqual([
      row({
        USUBJID: "P-1",
        STARTDT: "2020-01-01",
        ADT: "2020-04-22",
        AVAL: 112,
        CNSR: 0,
        EVNTDESC: "progression",
        CNSDTDSC: null,
      }),
      row({
        USUBJID: "P-2",
        STARTDT: "2020-02-01",
        ADT: "2020-03-28",
        AVAL: 56,
        CNSR: 5,
        EVNTDESC: "death without progression",
        CNSDTDSC: "last assessment",
      }),
      row({
        USUBJID: "4",
        STARTDT: "2020-02-01",
        ADT: "2020-02-01",
        AVAL: 0,
        CNSR: 4,
        EVNTDESC: "no assessment",
        CNSDTDSC: "origin",
      }),
    ]);
  });

  test("addOne counts the day of origin as day 1, as admiral does; months are days / 30.4375", () => {
    const values = (options: object): unknown[] =>
      toAdtte(patients, { ...spec, ...options }).map(({ AVAL, AVALU }) => [AVAL, AVALU]);
    expect(values({ addOne: true })).toEqual([
      [113, "DAYS"],
      [57, "DAYS"],
      [1, "DAYS"],
    ]);
    expect(values({ unit: "months" })).toEqual([
      [112 / 30.4375, "MONTHS"],
      [56 / 30.4375, "MONTHS"],
      [0, "MONTHS"],
    ]);
    expect(values({ unit: "months", addOne: true })[0]).toEqual([113 / 30.4375, "MONTHS"]);
  });

  test("day numbers stay numbers, or become dates from a reference date", () => {
    const rows = [{ id: "A", day0: -3, end: 60 }];
    const numbered = timeToEvent(rows, { origin: "day0", event: { death: "end" }, assessments: () => [] });
    const of = { result: numbered, origin: "day0", subject: "id", studyId: "S", paramcd: "OS" } as const;
    expect(toAdtte(rows, of)[0]).toMatchObject({ STARTDT: -3, ADT: 60, AVAL: 63 });
    expect(toAdtte(rows, { ...of, referenceDate: "2020-01-04" })[0]).toMatchObject({
      STARTDT: "2020-01-01",
      ADT: "2020-03-04",
    });
  });

  test("sources say where the day that ends a time was found", () => {
    const sources = {
      progression: { SRCDOM: "ADRS", SRCVAR: "ADT" },
      "last assessment": { SRCDOM: "ADRS", SRCVAR: "ADT" },
      origin: null,
    };
    expect(toAdtte(patients, { ...spec, sources }).map((d) => [d.SRCDOM, d.SRCVAR])).toEqual([
      ["ADRS", "ADT"],
      ["ADRS", "ADT"],
      [null, null],
    ]);
    const { origin: _, ...short } = sources;
    expect(() => toAdtte(patients, { ...spec, sources: short })).toThrow(
      input(
        "option",
        'sources does not say where "origin" is found, with which the time of row 3 ends: add { SRCDOM, SRCVAR }, or null',
      ),
    );
  });

  test("keep hands further variables on, what is missing as null", () => {
    const rows = toAdtte(patients, { ...spec, keep: { TRT01P: "arm", DEADFL: (d) => d.death !== null } });
    expect(rows.map((d) => [d.TRT01P, d.DEADFL])).toEqual([
      ["TKI", false],
      ["TKI-I", true],
      [null, false],
    ]);
  });

  const cases: [string, Partial<ToAdtteSpec<Patient>>, string, string][] = [
    [
      "a code that ADaM does not allow",
      { paramcd: "ttp overall", param: "x" },
      "option",
      'paramcd is "ttp overall": give at most 8 capital letters, digits or _',
    ],
    ["a code of nine letters", { paramcd: "PROGRESSI", param: "x" }, "option", 'paramcd is "PROGRESSI"'],
    [
      "a code of your own without a name",
      { paramcd: "TTNT" },
      "option",
      "param is missing: give text, or one of the PARAMCD that have a name: OS, PFS, TTP, TTPIH, TTPTHR, RSD",
    ],
    ["no study", { studyId: "" }, "option", 'studyId is "": give text'],
    [
      "a result of other data",
      { result: timeToEvent(patients.slice(0, 1), ends) },
      "length-mismatch",
      "result is of 1 rows but the data have 4: give the data that timeToEvent was given",
    ],
    ["the days of a result", { result: result.days as never }, "option", "result is no result of timeToEvent"],
    [
      "a subject twice",
      { subject: () => "P-1" },
      "duplicate",
      'subject "P-1" is in rows 0 and 1: give one row per subject',
    ],
    [
      "a subject without a name",
      { subject: (d) => (d.id === 4 ? null : d.id) },
      "missing-value",
      "row 3: the subject is missing: give USUBJID as text or number",
    ],
    [
      "another origin",
      { origin: "pd" },
      "missing-value",
      'subject "P-2", row 1: the origin is missing, but the result has a time',
    ],
    [
      "a reference beside dates",
      { referenceDate: "2020-01-01" },
      "option",
      "referenceDate is given, but the origin holds calendar dates: leave it out",
    ],
    [
      "a variable that is written already",
      { keep: { CNSR: "arm" } },
      "duplicate",
      "keep names CNSR, which toAdtte writes itself: rename the variable",
    ],
    [
      "a variable of small letters",
      { keep: { arm: "arm" } },
      "option",
      'keep is "arm": give at most 8 capital letters',
    ],
    [
      "a variable of lists",
      { keep: { IMAGES: ((d: Patient) => d.images) as never } },
      "mixed-types",
      "row 0: IMAGES is an object: give text, a number or a boolean",
    ],
    ["an unknown field", { subject: "patient" as never }, "unknown-column", 'subject: there is no column "patient"'],
    ["a misspelt option", { paramCd: "OS" } as never, "option", 'toAdtte has no option "paramCd"'],
  ];
  test.each(cases)("an error names it: %s", (_, options, code, message) => {
    expect(() => toAdtte(patients, { ...spec, ...options })).toThrow(input(code, message));
  });
});

const adtte = (fields: object = {}): Record<string, unknown> => ({
  STUDYID: "S",
  USUBJID: "P-7",
  PARAMCD: "OS",
  PARAM: "Overall Survival",
  STARTDT: "2020-01-01",
  ADT: "2020-03-01",
  AVAL: 60,
  AVALU: "DAYS",
  CNSR: 0,
  EVNTDESC: "death",
  ...fields,
});

describe("fromAdtte", () => {
  test("takes the rows of one parameter, in their order", () => {
    const rows = [
      adtte({ PARAMCD: "PFS", AVAL: -5 }),
      adtte(),
      adtte({ USUBJID: "P-2", CNSR: 1001, AVAL: 0, ADT: "2020-01-01", EVNTDESC: "" }),
      adtte({ PARAMCD: "PFS", USUBJID: "" }),
    ];
    const os = fromAdtte(rows, { paramcd: "OS" });
    expect([os.subject, Array.from(os.time), Array.from(os.event), Array.from(os.cnsr), os.reason]).toEqual([
      ["P-7", "P-2"],
      [60, 0],
      [1, 0],
      [0, 1001],
      ["death", null],
    ]);
    expect(os).toMatchObject({ n: 2, events: 1, unit: "days", paramcd: "OS", param: "Overall Survival" });
    expect(os.rows).toEqual([rows[1], rows[2]]);
    expect(os.rows[0]).toBe(rows[1]);
  });

  test("where keeps an analysis set, and one of several rows of a subject", () => {
    const rows = [adtte({ FL: "N", CNSR: 1 }), adtte({ FL: "Y" })];
    expect(Array.from(fromAdtte(rows, { paramcd: "OS", where: (d) => d["FL"] === "Y" }).cnsr)).toEqual([0]);
  });

  test("addOne takes the day back that was counted as day 1", () => {
    expect(fromAdtte([adtte({ AVAL: 61 })], { paramcd: "OS", addOne: true }).time[0]).toBe(60);
    expect(fromAdtte([adtte({ AVAL: 61, STARTDT: null })], { paramcd: "OS", addOne: true }).time[0]).toBe(60);
    const months = adtte({ AVAL: 61 / 30.4375, AVALU: "months" });
    expect(fromAdtte([months], { paramcd: "OS", addOne: true }).time[0]).toBeCloseTo(60 / 30.4375, 14);
  });

  test("dates may be text, Date, or days of SAS; months may be rounded and of the calendar", () => {
    const time = (fields: object): number => fromAdtte([adtte(fields)], { paramcd: "OS" }).time[0]!;
    expect(time({ STARTDT: new Date("2020-01-01") })).toBe(60);
    expect(time({ STARTDT: 21_915, ADT: 21_975 })).toBe(60);
    for (const AVAL of [2, 1.97, 1.9713, 1.9]) expect(time({ AVAL, AVALU: "MONTHS" })).toBe(AVAL);
    expect(() => time({ AVAL: 2.2, AVALU: "MONTHS" })).toThrow(
      'subject "P-7", row 0: AVAL is 2.2 months, but ADT 2020-03-01 is 60 days after STARTDT 2020-01-01: correct one of them',
    );
  });

  test("without AVALU the caller says the unit", () => {
    const rows = [adtte({ AVALU: undefined })];
    expect(fromAdtte(rows, { paramcd: "OS", unit: "days" }).unit).toBe("days");
    expect(() => fromAdtte(rows, { paramcd: "OS" })).toThrow(
      input(
        "missing-value",
        'subject "P-7", row 0: AVALU is missing: say in what AVAL is, unit: "days" or unit: "months"',
      ),
    );
  });

  const bad: [string, object, string, string][] = [
    [
      "a negative code",
      { CNSR: -1 },
      "event-code",
      "CNSR is -1: write 0 for the event and a positive whole number for a censored time",
    ],
    ["half a code", { CNSR: 0.5 }, "event-code", "CNSR is 0.5: write 0"],
    ["a code as text", { CNSR: "0" }, "text-in-number", 'CNSR is the text "0": read the variable as numbers'],
    ["no code", { CNSR: null }, "missing-value", "CNSR is missing: complete the data, or leave the row out with where"],
    ["true as a code", { CNSR: true }, "not-a-number", "CNSR is true: give a number"],
    ["no value", { AVAL: Number.NaN }, "missing-value", "AVAL is missing"],
    ["an infinite value", { AVAL: Number.POSITIVE_INFINITY }, "not-a-number", "AVAL is Infinity: give a number"],
    [
      "a value before the origin",
      { AVAL: -3, ADT: null },
      "negative-value",
      "AVAL is -3 days, before the origin: correct it",
    ],
    [
      "a value that the dates contradict",
      { AVAL: 75 },
      "date",
      "AVAL is 75 days, but ADT 2020-03-01 is 60 days after STARTDT 2020-01-01: correct one of them",
    ],
    [
      "a value with the first day as day 1",
      { AVAL: 61 },
      "date",
      "AVAL is 61 days, but ADT 2020-03-01 is 60 days after STARTDT 2020-01-01: give addOne: true if the day of origin counts as day 1, or correct AVAL",
    ],
    [
      "dates in the wrong order",
      { ADT: "2019-12-31" },
      "date",
      "ADT 2019-12-31 lies before STARTDT 2020-01-01: correct one of them",
    ],
    [
      "a day that does not exist",
      { ADT: "2020-02-30" },
      "date",
      'ADT cannot be read: the date is "2020-02-30": there is no such day, correct it',
    ],
    ["a time of day", { ADT: 21_975.5 }, "date", "ADT is 21975.5: give a whole day, without a time of day"],
    [
      "a date and a day number",
      { ADT: 21_975 },
      "date",
      "ADT is a day number but STARTDT a calendar date: write both in one way",
    ],
    ["another unit", { AVALU: "WEEKS" }, "option", 'AVALU is "WEEKS": convert AVAL to DAYS or MONTHS'],
  ];
  test.each(bad)("an error names subject, variable and remedy: %s", (_, fields, code, message) => {
    expect(() => fromAdtte([adtte(fields)], { paramcd: "OS" })).toThrow(
      input(code, `subject "P-7", row 0: ${message}`),
    );
  });

  test("addOne on values that count the first day as day 0", () => {
    expect(() => fromAdtte([adtte()], { paramcd: "OS", addOne: true })).toThrow(
      input("date", "leave addOne out if the day of origin counts as day 0, or correct AVAL"),
    );
    expect(() => fromAdtte([adtte({ AVAL: 0, ADT: null })], { paramcd: "OS", addOne: true })).toThrow(
      input(
        "negative-value",
        "AVAL is 0 days, before the origin where the day of origin is day 1 (addOne): correct it",
      ),
    );
  });

  test("subjects, parameters and units of all rows", () => {
    const read =
      (rows: object[], options: object = {}) =>
      () =>
        fromAdtte(rows, { paramcd: "OS", ...options });
    expect(read([adtte({ PARAMCD: "PFS" }), adtte({ PARAMCD: "TTP" })])).toThrow(
      input("unknown-level", 'no row has PARAMCD "OS": there are PFS, TTP'),
    );
    expect(read([adtte(), adtte()])).toThrow(
      input(
        "duplicate",
        'subject "P-7", row 1: USUBJID has a row of PARAMCD "OS" already, row 0: keep one of them with where',
      ),
    );
    expect(read([adtte({ USUBJID: null })])).toThrow(
      input("missing-value", "row 0: USUBJID is missing: complete the data"),
    );
    expect(read([adtte({ PARAMCD: "" })])).toThrow(
      input("missing-value", 'subject "P-7", row 0: PARAMCD is missing: complete the data'),
    );
    expect(read([adtte(), adtte({ USUBJID: "B", AVALU: "MONTHS", AVAL: 2 })])).toThrow(
      input("option", 'subject "B", row 1: AVALU is months but days in row 0: write AVAL in one unit'),
    );
    expect(read([adtte()], { unit: "months" })).toThrow(
      input("option", 'AVALU is "DAYS", but unit is "months": leave unit out'),
    );
    expect(read([])).toThrow(input("empty-data", "the data have no rows"));
    expect(() => fromAdtte({ PARAMCD: ["OS"] } as never, { paramcd: "OS" })).toThrow(
      input("option", "data are no rows: give a list with one object per row of ADTTE"),
    );
  });
});

describe("there and back", () => {
  const day = (max: number): fc.Arbitrary<number | null> => fc.option(fc.integer({ min: 0, max }), { freq: 3 });
  const cohort = fc.array(
    fc.record({
      start: fc.option(fc.integer({ min: -50, max: 0 }), { freq: 9 }),
      death: day(900),
      seen: fc.integer({ min: 0, max: 900 }),
      arm: fc.constantFrom("A", "B"),
    }),
    { minLength: 2, maxLength: 12 },
  );

  test("curves and tests of the rows are those of the result, bit by bit in days", () => {
    fc.assert(
      fc.property(
        cohort,
        fc.boolean(),
        fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
        (rows, addOne, cutoff) => {
          fc.pre(rows.some((d) => d.start !== null));
          const os = timeToEvent(rows, {
            origin: "start",
            event: { death: "death" },
            assessments: (d) => [d.seen],
            ...(cutoff !== undefined && { cutoff }),
            noDate: "origin",
            missing: "omit",
          });
          const written = toAdtte(rows, {
            result: os,
            subject: (_, i) => `S${i}`,
            studyId: "S",
            paramcd: "OS",
            origin: "start",
            referenceDate: "2019-05-17",
            addOne,
            keep: { ARM: "arm" },
          });
          const other = { ...written[0]!, PARAMCD: "PFS", CNSR: 9 };
          const back = fromAdtte(JSON.parse(JSON.stringify([other, ...written])) as typeof written, {
            paramcd: "OS",
            addOne,
          });
          const used = rows.flatMap((_, i) => (os.event[i]! < 0 ? [] : [i]));
          expect(Array.from(back.time)).toEqual(used.map((i) => os.days[i]));
          expect(Array.from(back.cnsr)).toEqual(used.map((i) => os.cnsr[i]));
          expect(back.reason).toEqual(used.map((i) => os.reason[i]));
          const before = kaplanMeier(rows, {
            time: os.days,
            event: os.event,
            by: "arm",
            where: (_, i) => os.event[i]! >= 0,
          });
          const after = kaplanMeier(back.rows, { time: back.time, event: back.event, by: "ARM" });
          expect(after.curves).toEqual(before.curves);
          if (before.curves.length === 2 && os.events > 0) {
            const test = logRank(back.rows, { time: back.time, event: back.event, by: "ARM" });
            expect(test.pValue).toBe(
              logRank(rows, { time: os.days, event: os.event, by: "arm", where: (_, i) => os.event[i]! >= 0 }).pValue,
            );
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("in months too, where the first day is day 0", () => {
    fc.assert(
      fc.property(cohort, (rows) => {
        fc.pre(rows.some((d) => d.start !== null));
        const os = timeToEvent(rows, {
          origin: "start",
          event: { death: "death" },
          assessments: (d) => [d.seen],
          noDate: "origin",
          missing: "omit",
        });
        const written = toAdtte(rows, {
          result: os,
          subject: (_, i) => i,
          studyId: "S",
          paramcd: "OS",
          origin: "start",
          unit: "months",
        });
        const back = fromAdtte(written, { paramcd: "OS" });
        expect(back.unit).toBe("months");
        expect(Array.from(back.time)).toEqual(Array.from(os.months).filter((months) => !Number.isNaN(months)));
      }),
      { numRuns: 1000 },
    );
  });
});
