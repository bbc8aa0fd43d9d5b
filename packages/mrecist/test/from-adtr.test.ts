import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AdamOptions,
  type AdtrMeasurement,
  assessResponse,
  assessResponses,
  type FromAdtrOptions,
  fromAdtr,
  type PatientResponse,
  type ResponseCriteria,
  toAdtr,
} from "../src/index.js";
import { CHANNELS } from "./channels.js";
import { course, freeze } from "./helpers.js";
import { fitting, measurements, NAMED, profileOf } from "./oracle-courses.js";

const STUDY = freeze({ studyId: "HCC-1" });
const READ = freeze({
  patient: "patient",
  day: "day",
  lesion: "lesion",
  role: "role",
  site: "site",
  viable: "viable",
  perpendicular: "perpendicular",
  total: "total",
  shortAxis: "shortAxis",
} as const);
const assessed = (rows: readonly AdtrMeasurement[], criteria: ResponseCriteria = "mrecist") =>
  assessResponses(rows, { ...READ, criteria });
const BASE = freeze({ USUBJID: "P1", PARAMCD: "LDIAM1", PARCAT3: "MRECIST", AVALU: "mm", TULOC: "LIVER", AVISIT: "V" });
/** Rows of one lesion at days 0, 50, ...; `more` changes them. */
const rows = (values: readonly (number | null)[], more: object = {}) =>
  values.map((AVAL, i) => freeze({ ...BASE, ADT: 50 * i, AVAL, AVISIT: `V${i}`, ...more }));
const read = (data: readonly object[], options: FromAdtrOptions<object> = {}) => fromAdtr(freeze(data), options);

describe("measurements from ADTR", () => {
  test("LDIAM of the liver is viable under mRECIST, total under RECIST 1.1; outside the liver it is total", () => {
    const of = (more: object) =>
      read(rows([30], more)).map(({ viable, total, shortAxis, site }) => [viable, total, shortAxis, site]);
    expect(of({})).toEqual([[30, null, null, "liver"]]);
    expect(of({ PARCAT3: "TKI-I" })).toEqual([[30, null, null, "liver"]]);
    expect(of({ PARCAT3: "Recist 1.1" })).toEqual([[null, 30, null, "liver"]]);
    expect(of({ PARCAT3: "iRECIST" })).toEqual([[null, 30, null, "liver"]]);
    expect(of({ TULOC: "Lung" })).toEqual([[null, 30, null, "lung"]]);
    expect(of({ TULOC: "LYMPH NODE", PARAMCD: "NLDIAM1" })).toEqual([[null, null, 30, "lymph-node"]]);
    expect(read(rows([30], { PARCAT3: "our charter" }), { measure: "total" })[0]!.total).toBe(30);
  });

  test("of a lesion with both diameters a node counts NLDIAM, another LDIAM, as admiralonco sums them", () => {
    const both = (TULOC: string, SDIAM: number) =>
      read([
        ...rows([30], { TULOC }),
        ...rows([16], { TULOC, PARAMCD: "NLDIAM1" }),
        ...rows([SDIAM], { PARAMCD: "SDIAM" }),
      ])[0]!;
    expect(both("LYMPH NODE", 16)).toMatchObject({ viable: null, perpendicular: null, total: null, shortAxis: 16 });
    expect(both("LIVER", 30)).toMatchObject({ viable: 30, perpendicular: 16, total: null, shortAxis: null });
    expect(both("LUNG", 30)).toMatchObject({ viable: null, perpendicular: null, total: 30, shortAxis: null });
    expect(() => both("LYMPH NODE", 30)).toThrow("the sum is 30 mm, its diameters make 16 mm");
  });

  test("centimeters become millimeters, by the row or for all rows", () => {
    expect(read(rows([1.1], { AVALU: "cm" }))[0]!.viable).toBe(11);
    expect(read(rows([2.85], { AVALU: null }), { unit: "cm" })[0]!.viable).toBe(28.5);
    expect(read(rows([2.85], { AVALU: "MM", AVAL: 28.5 }), { unit: "cm" })[0]!.viable).toBe(28.5);
  });

  test("days are those of ADT, dates counted from 1970-01-01, or of ADY, whose day 1 is day 0", () => {
    const days = (more: object, options = {}) => read(rows([30], more), options).map(({ day }) => day);
    expect(days({})).toEqual([0]);
    expect(days({ ADT: "1970-01-31" })).toEqual([30]);
    expect(days({ ADT: new Date("1970-01-31") })).toEqual([30]);
    for (const [ADY, day] of [
      [1, 0],
      [57, 56],
      [-1, -1],
      [-14, -14],
    ]) {
      expect(days({ ADT: null, ADY }, { day: "ADY" })).toEqual([day]);
    }
  });

  test("lesions go by TRLNKID, else by the number of the parameter; empty text is missing", () => {
    expect(read(rows([30]))[0]!.lesion).toBe("1");
    expect(read(rows([30], { TRLNKID: "" }))[0]!.lesion).toBe("1");
    expect(read(rows([30], { TRLNKID: "T01", USUBJID: 7 }))[0]).toMatchObject({ lesion: "T01", patient: "7" });
  });

  test("a diameter that is missing is not evaluable, and a sum without any may be null or 0", () => {
    const missing = read([...rows([30, null]), ...rows([30, 0], { PARAMCD: "SDIAM" })]);
    expect(assessed(missing)[0]!.visits.map(({ target }) => target)).toEqual(["NE"]);
    expect(read([...rows([30, null]), ...rows([30, null], { PARAMCD: "SDIAM" })])).toEqual(missing);
  });

  test("total diameters are not taken for viable ones: mRECIST from an ADTR of RECIST 1.1 is refused", () => {
    const total = read(rows([30, 20], { PARCAT3: "RECIST 1.1" }));
    expect(assessed(total, "recist-1.1")[0]!.best.overall).toBe("PR");
    expect(() => assessed(total)).toThrow("has no viable diameter at baseline");
  });

  test("rows in ignore are left out, and site says where a lesion is", () => {
    const more = rows([3], { PARAMCD: "NTLDIAM1" });
    expect(read([...rows([30]), ...more], { ignore: ["NTLDIAM1"] })).toHaveLength(1);
    expect(read(rows([30], { TULOC: "SEGMENT VI" }), { site: () => "liver" })[0]!.site).toBe("liver");
  });
});

describe("what ADTR does not say is refused with patient, visit, row and variable", () => {
  const refused = (data: readonly object[], options: FromAdtrOptions<object> = {}) => {
    try {
      read(data, options);
      return null;
    } catch (error) {
      const { code, column, row, message } = error as { code: string; column: string; row: number; message: string };
      return [code, column, row, message];
    }
  };
  test.each([
    ["unknown-level", "PARAMCD", { PARAMCD: "NTLDIAM1" }, "PARAMCD is none of SDIAM, LDIAMn and NLDIAMn"],
    ["unknown-level", "PARAMCD", { PARAMCD: "LDIAM" }, "PARAMCD is none of"],
    ["unknown-level", "PARAMCD", { PARAMCD: "SDIAM1" }, "PARAMCD is none of"],
    ["unknown-level", "AVALU", { AVALU: "inch" }, 'AVALU is "inch": give mm or cm'],
    ["missing-value", "AVALU", { AVALU: null }, "AVALU is missing: give mm or cm, or the option unit for all rows"],
    ["unknown-level", "PARCAT3", { PARCAT3: "our charter" }, 'PARCAT3 is "our charter", which does not tell'],
    ["unknown-level", "PARCAT3", { PARCAT3: "" }, "PARCAT3 is missing"],
    ["unknown-level", "TULOC", { TULOC: "SEGMENT VI" }, 'TULOC is "SEGMENT VI": give one of LIVER; '],
    ["missing-value", "TULOC", { TULOC: null }, "TULOC is missing: give one of LIVER; "],
    ["missing-value", "ADT", { ADT: "" }, "ADT is missing: every row needs its day"],
    ["date", "ADT", { ADT: "2021-02-30" }, 'the date is "2021-02-30": there is no such day'],
    ["date", "ADT", { ADT: 1.5 }, "ADT is 1.5: give a whole number of days"],
    ["date", "ADT", { ADT: true }, 'ADT is a boolean: give "yyyy-mm-dd"'],
    ["negative-value", "AVAL", { AVAL: -1 }, "AVAL is -1 mm: correct it, diameters are 0 or more"],
    ["option", "AVAL", { AVAL: 12.34 }, "AVAL is 12.34 mm: give at most one decimal"],
    ["option", "AVAL", { AVAL: 88, AVALU: "cm" }, "AVAL is 880 mm, more than a body measures"],
    ["text-in-number", "AVAL", { AVAL: "12" }, 'AVAL is "12": give a number'],
    ["not-a-number", "AVAL", { AVAL: true }, "AVAL is true: give a number"],
    ["unknown-level", "ABLFL", { ABLFL: "yes" }, 'ABLFL is "yes": give "Y" or nothing'],
    ["mixed-types", "TRLNKID", { TRLNKID: true }, "TRLNKID is a boolean: give text"],
  ] as const)("%s %s %j", (code, variable, more, text) => {
    const own = { ...BASE, ADT: 50, AVAL: 20, AVISIT: "WEEK 8", ...more };
    const before = { ...BASE, USUBJID: "P0", AVAL: 30, ADT: typeof own.ADT === "number" ? 0 : "2021-01-01" };
    const found = refused([before, own])!;
    expect(found.slice(0, 3)).toEqual([code, variable, 1]);
    expect(found[3]).toContain(`patient "P1", visit "WEEK 8", ${own.PARAMCD} (row 1): ${text}`);
  });

  test("mixed dates and numbers, a day 0 of study, a site that is none", () => {
    expect(refused([...rows([30]), { ...BASE, ADT: "2021-01-01", AVAL: 20 }])![3]).toContain(
      "ADT mixes dates and numbers",
    );
    expect(refused(rows([30], { ADY: 0 }), { day: "ADY" })![3]).toContain(
      "ADY is 0: days of study are whole, 1 the first",
    );
    expect(refused(rows([30]), { site: () => "hand" as never })![3]).toContain('site is "hand": give one of liver, ');
  });

  test("a diameter twice on a day, as of two evaluators", () => {
    expect(refused([...rows([30]), ...rows([31])])![3]).toContain(
      "this parameter is there twice on one day: keep rows of one",
    );
    const sum = rows([30], { PARAMCD: "SDIAM" });
    expect(refused([...rows([30]), ...sum, ...sum])![0]).toBe("duplicate");
  });

  test("a lesion with two numbers, a number with two lesions, a lesion in two places", () => {
    const other = (more: object) =>
      refused([...rows([30], { TRLNKID: "T1" }), { ...BASE, ADT: 50, AVAL: 20, ...more }])![3];
    expect(other({ TRLNKID: "T2" })).toContain('TRLNKID is "T2", but "T1" elsewhere: give each number one lesion');
    expect(other({ TRLNKID: "T1", PARAMCD: "LDIAM2" })).toContain('TRLNKID is "T1", was lesion 1 elsewhere');
    const both = [...rows([30]), ...rows([12], { PARAMCD: "NLDIAM1", TULOC: "LYMPH NODE" })];
    expect(refused(both)![3]).toContain("the lesion is in liver and lymph-node: keep one");
  });

  test("a visit whose lesions were measured on different days, which would be two visits that are not evaluable", () => {
    const second = { PARAMCD: "LDIAM2", TULOC: "LUNG" };
    const visit = (day: number) => [
      ...rows([30, 20]),
      { ...BASE, ...second, AVISIT: "V0", ADT: 0, AVAL: 15 },
      { ...BASE, ...second, AVISIT: "V1", ADT: day, AVAL: 15 },
    ];
    expect(refused(visit(50))).toBeNull();
    expect(refused(visit(52))).toEqual([
      "date",
      "ADT",
      3,
      'patient "P1", visit "V1", LDIAM2 (row 3): the visit has diameters of day 50 and of day 52, not of the same lesions: give its rows one day',
    ]);
    // Unscheduled visits share a name.
    expect(refused(rows([30, 20, 10], { AVISIT: "UNSCHEDULED" }))).toBeNull();
  });

  test("a sum that its lesions do not make, or without lesions", () => {
    const sum = (AVAL: number | null, more = {}) =>
      refused([...rows([30]), ...rows([AVAL], { PARAMCD: "SDIAM", ...more })])?.[3];
    expect(sum(30)).toBe(undefined);
    expect(sum(31)).toContain("the sum is 31 mm, its diameters make 30 mm: correct one of them");
    expect(sum(null)).toContain("the sum is missing, its diameters make 30 mm");
    expect(sum(30, { ADT: 50 })).toContain(
      "there are no diameters of that day, only their sum: give rows of the lesions",
    );
  });

  test("a baseline flag on a later visit than the first", () => {
    const flagged = rows([30, 20]).map((row, i) => ({ ...row, ABLFL: i === 1 ? "Y" : "N" }));
    expect(refused(flagged)![3]).toContain(
      "ABLFL is Y on a later day than the first: leave rows before the baseline out",
    );
    expect(read(rows([30, 20]).map((row, i) => ({ ...row, ABLFL: i === 0 ? "Y" : "" })))).toHaveLength(2);
  });

  test("rows and options that are none", () => {
    expect(() => fromAdtr({} as never)).toThrow("fromAdtr: the rows are none");
    expect(() => fromAdtr([1] as never)).toThrow("fromAdtr: row 0 is no object");
    expect(() => fromAdtr([{ PARAMCD: "SDIAM" }])).toThrow("USUBJID is missing at row 0: every row needs it");
    expect(() => fromAdtr([{ USUBJID: "P1", PARAMCD: "" }])).toThrow("PARAMCD is missing at row 0");
    expect(() => fromAdtr([], { unit: "m" as never })).toThrow("unit");
    expect(() => fromAdtr([], { measure: "both" as never })).toThrow("measure");
    expect(() => fromAdtr([], { site: "TULOC" as never })).toThrow("site is a string: give a function of the row");
    expect(() => fromAdtr([], { units: "mm" } as never)).toThrow('fromAdtr has no option "units"');
    expect(fromAdtr([])).toEqual([]);
  });
});

describe("what toAdtr wrote comes back", () => {
  const criteria = fc.constantFrom(...NAMED.filter((name) => name !== "easl" && name !== "who"));
  const run = criteria.chain((name) => fc.tuple(fc.constant(name), measurements, profileOf(name)));
  const targetsOf = ({ baseline, visits }: PatientResponse) => [
    baseline.sum,
    visits.map(({ day, target, sum, nadir, nadirDay, percentFromNadir }) => [
      day,
      target,
      sum,
      nadir,
      nadirDay,
      percentFromNadir,
    ]),
  ];

  test("target responses, sums and nadirs of random courses are the same, through numbers, dates and days of study", () => {
    let compared = 0;
    const timing = fc.constantFrom<readonly [Partial<AdamOptions>, FromAdtrOptions<object>, number]>(
      [{}, {}, 0],
      [{ referenceDate: "1970-02-01" }, {}, 31],
      [{ referenceDate: "2021-02-01" }, { day: "ADY" }, 0],
    );
    fc.assert(
      fc.property(run, timing, ([name, courses, profile], [written, options, shift]) => {
        const own = fitting(name, courses);
        const response = assessResponse({ patient: "P1", measurements: own }, { criteria: profile, trace: false });
        const adtr = toAdtr(own, { ...CHANNELS, ...STUDY, ...written, criteria: profile });
        const read = fromAdtr(adtr, options);
        expect(read.length > 0).toBe(response.baseline.targets.length > 0);
        if (read.length === 0) return;
        compared++;
        const again = assessResponses(read, { ...READ, criteria: profile, trace: false });
        const { visits, ...rest } = again[0]!;
        const back = visits.map((it) => ({
          ...it,
          day: it.day - shift,
          nadirDay: it.nadirDay === null ? null : it.nadirDay - shift,
        }));
        expect(targetsOf({ ...rest, visits: back })).toEqual(targetsOf(response));
        expect(rest.baseline.targets).toEqual(response.baseline.targets);
      }),
      { numRuns: 600 },
    );
    expect(compared).toBeGreaterThan(300);
  });

  test("of patients whose disease is targets only, overall and best response are the same too", () => {
    const only = fc
      .tuple(criteria, measurements)
      .filter(([, courses]) =>
        courses.every(({ role, markerNormal }) => role === "target" && markerNormal === undefined),
      );
    fc.assert(
      fc.property(only, ([name, own]) => {
        const response = assessResponse({ patient: "P1", measurements: own }, { criteria: name, trace: false });
        const adtr = toAdtr(own, { ...CHANNELS, ...STUDY, criteria: name });
        const [again] = assessResponses(fromAdtr(adtr), { ...READ, criteria: name, trace: false });
        expect(again!.best).toEqual(response.best);
        expect(again!.firstProgressionDay).toEqual(response.firstProgressionDay);
        expect(again!.visits.map(({ overall, intrahepatic }) => [overall, intrahepatic])).toEqual(
          response.visits.map(({ overall, intrahepatic }) => [overall, intrahepatic]),
        );
      }),
      { numRuns: 150 },
    );
  });

  test("non-target lesions, thrombi and new lesions do not: overall is then that of the targets alone", () => {
    const own = [
      ...course("T1", "target", [30, 0]),
      ...course("N1", "non-target", [{ enhancing: true }, { enhancing: true }]),
    ];
    const adtr = toAdtr(own, { ...CHANNELS, ...STUDY, criteria: "mrecist" });
    const [again] = assessed(fromAdtr(adtr));
    expect([again!.visits[0]!.target, again!.visits[0]!.nonTarget, again!.visits[0]!.overall]).toEqual([
      "CR",
      null,
      "CR",
    ]);
    const [before] = assessResponses(own, { ...CHANNELS, criteria: "mrecist" });
    expect([before!.visits[0]!.target, before!.visits[0]!.overall]).toEqual(["CR", "PR"]);
  });
});
