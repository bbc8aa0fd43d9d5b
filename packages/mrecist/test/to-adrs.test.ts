import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AdrsRow,
  assessResponse,
  type Measurement,
  type PatientResponse,
  type ResponseOptions,
  toAdrs,
} from "../src/index.js";
import { course, freeze } from "./helpers.js";
import { fitting, measurements, NAMED, profileOf } from "./oracle-courses.js";

const STUDY = freeze({ studyId: "HCC-1" });
const judged = (
  rows: readonly Measurement[],
  options: ResponseOptions = {},
  criteria: "mrecist" | "tki-i" = "mrecist",
) => freeze(assessResponse({ patient: "P1", measurements: freeze(rows) }, { criteria, options }));
const target = (...values: (number | null)[]) => course("T1", "target", values);
const rowsOf = (response: PatientResponse, code: string, more = {}): readonly AdrsRow[] =>
  toAdrs([response], { ...STUDY, ...more }).filter(({ PARAMCD }) => PARAMCD === code);
/** AVALC and day of a parameter. */
const value = (response: PatientResponse, code: string) => rowsOf(response, code).map(({ AVALC, ADT }) => [AVALC, ADT]);

describe("ADRS, one record for each patient, parameter and visit", () => {
  test("the whole data set of a patient with tumor and thrombus", () => {
    const response = judged(
      [
        ...target(50, 34, 34, 60),
        ...course("V1", "thrombus", [
          { viable: 12, level: "Vp3" },
          { viable: 12, level: "Vp3" },
          { viable: 15, level: "Vp4" },
          { viable: 15, level: "Vp4" },
        ]),
      ],
      {},
      "tki-i",
    );
    expect(
      toAdrs([response], { ...STUDY, referenceDate: "2021-01-01" }).map((row) =>
        [row.ASEQ, row.PARAMCD, row.AVISITN, row.ADT, row.ADY, row.AVALC, row.AVAL, row.ANL01FL, row.ANL02FL]
          .map((it) => it ?? ".")
          .join(" "),
      ),
    ).toMatchInlineSnapshot(`
      [
        "1 BCP 1 2021-02-20 51 Y 1 Y .",
        "2 BCPIH 1 2021-02-20 51 Y 1 Y .",
        "3 BCPTHR . . . N 0 Y .",
        "4 BOR 1 2021-02-20 51 PR 2 Y .",
        "5 BORIH 1 2021-02-20 51 PR 2 Y .",
        "6 BORTHR 1 2021-02-20 51 SD 3 Y .",
        "7 CB 1 2021-02-20 51 Y 1 Y .",
        "8 CBIH 1 2021-02-20 51 Y 1 Y .",
        "9 CBTHR 1 2021-02-20 51 Y 1 Y .",
        "10 LSTA 3 2021-05-31 151 PD 5 Y .",
        "11 LSTAIH 3 2021-05-31 151 PD 5 Y .",
        "12 LSTATHR 3 2021-05-31 151 PD 5 Y .",
        "13 MDIS 0 2021-01-01 1 Y 1 Y .",
        "14 NEWLPROG 1 2021-02-20 51 N 0 Y Y",
        "15 NEWLPROG 2 2021-04-11 101 N 0 Y Y",
        "16 NEWLPROG 3 2021-05-31 151 N 0 Y .",
        "17 OVR 1 2021-02-20 51 PR 2 Y Y",
        "18 OVR 2 2021-04-11 101 PD 5 Y Y",
        "19 OVR 3 2021-05-31 151 PD 5 Y .",
        "20 OVRIH 1 2021-02-20 51 PR 2 Y Y",
        "21 OVRIH 2 2021-04-11 101 PR 2 Y Y",
        "22 OVRIH 3 2021-05-31 151 PD 5 Y Y",
        "23 OVRTHR 1 2021-02-20 51 SD 3 Y Y",
        "24 OVRTHR 2 2021-04-11 101 PD 5 Y Y",
        "25 OVRTHR 3 2021-05-31 151 PD 5 Y .",
        "26 PD 2 2021-04-11 101 Y 1 Y .",
        "27 PDIH 3 2021-05-31 151 Y 1 Y .",
        "28 PDTHR 2 2021-04-11 101 Y 1 Y .",
        "29 RSP 1 2021-02-20 51 Y 1 Y .",
        "30 RSPIH 1 2021-02-20 51 Y 1 Y .",
        "31 RSPTHR . . . N 0 Y .",
        "32 TRGRESP 1 2021-02-20 51 PR 2 Y Y",
        "33 TRGRESP 2 2021-04-11 101 PR 2 Y Y",
        "34 TRGRESP 3 2021-05-31 151 PD 5 Y .",
      ]
    `);
    const parameters = toAdrs([response], STUDY).map(({ PARAMCD, PARAM }) => `${PARAMCD}: ${PARAM}`);
    expect([...new Set(parameters)]).toMatchInlineSnapshot(`
      [
        "BCP: Best Overall Response of CR/PR by Investigator (confirmation not required)",
        "BCPIH: Best Overall Intrahepatic Response of CR/PR by Investigator (confirmation not required)",
        "BCPTHR: Best Overall Thrombus Response of CR/PR by Investigator (confirmation not required)",
        "BOR: Best Overall Response by Investigator (confirmation not required)",
        "BORIH: Best Overall Intrahepatic Response by Investigator (confirmation not required)",
        "BORTHR: Best Overall Thrombus Response by Investigator (confirmation not required)",
        "CB: Clinical Benefit by Investigator (confirmation not required)",
        "CBIH: Intrahepatic Clinical Benefit by Investigator (confirmation not required)",
        "CBTHR: Thrombus Clinical Benefit by Investigator (confirmation not required)",
        "LSTA: Last Disease Assessment by Investigator",
        "LSTAIH: Last Intrahepatic Assessment by Investigator",
        "LSTATHR: Last Thrombus Assessment by Investigator",
        "MDIS: Measurable Disease at Baseline by Investigator",
        "NEWLPROG: New Lesion Progression by Investigator",
        "OVR: Overall Response by Investigator",
        "OVRIH: Overall Intrahepatic Response by Investigator",
        "OVRTHR: Overall Thrombus Response by Investigator",
        "PD: Disease Progression by Investigator",
        "PDIH: Intrahepatic Progression by Investigator",
        "PDTHR: Thrombus Progression by Investigator",
        "RSP: Response by Investigator (confirmation not required)",
        "RSPIH: Intrahepatic Response by Investigator (confirmation not required)",
        "RSPTHR: Thrombus Response by Investigator (confirmation not required)",
        "TRGRESP: Target Response by Investigator",
      ]
    `);
  });

  test("identifiers, categories and names of visits are on every record", () => {
    const [row] = rowsOf(judged(target(50, 34)), "OVR", { evaluator: "Blinded Independent Central Review" });
    expect(row).toEqual({
      STUDYID: "HCC-1",
      USUBJID: "P1",
      ASEQ: 11,
      PARAMCD: "OVR",
      PARAM: "Overall Response by Blinded Independent Central Review",
      PARCAT1: "Tumor Response",
      PARCAT2: "Blinded Independent Central Review",
      PARCAT3: "MRECIST",
      AVISIT: "FOLLOW-UP 1",
      AVISITN: 1,
      ADT: 50,
      ADY: 51,
      AVALC: "PR",
      AVAL: 2,
      ANL01FL: "Y",
      ANL02FL: "Y",
    });
  });

  test("AVAL is 1 for CR to 7 for MISSING, as aval_resp of admiral", () => {
    const codes = (response: PatientResponse) => rowsOf(response, "OVR").map(({ AVALC, AVAL }) => [AVALC, AVAL]);
    const stated = course("N1", "non-target", [{ enhancing: true }, { enhancing: true }]);
    expect(codes(judged(target(50, 0, 40)))).toEqual([
      ["CR", 1],
      ["PD", 5],
    ]);
    expect(codes(judged(target(50, 30, 50, null)))).toEqual([
      ["PR", 2],
      ["PD", 5],
      ["NE", 6],
    ]);
    expect(codes(judged(target(50, 45)))).toEqual([["SD", 3]]);
    expect(codes(judged(stated))).toEqual([["NON-CR/NON-PD", 4]]);
    expect(rowsOf(judged(target(50)), "BOR").map(({ AVALC, AVAL, ADT }) => [AVALC, AVAL, ADT])).toEqual([
      ["MISSING", 7, null],
    ]);
  });

  test("the persistence of non-target lesions is NON-CR/NON-PD, the name of SDTM, not IR/SD", () => {
    const response = judged([
      ...target(50, 0, 0),
      ...course("N1", "non-target", [{ enhancing: true }, { enhancing: true }, { enhancing: false }]),
    ]);
    expect(value(response, "TRGRESP")).toEqual([
      ["CR", 50],
      ["CR", 100],
    ]);
    expect(value(response, "NTRGRESP")).toEqual([
      ["NON-CR/NON-PD", 50],
      ["CR", 100],
    ]);
    expect(value(response, "OVR")).toEqual([
      ["PR", 50],
      ["CR", 100],
    ]);
    expect(value(response, "NEWLPROG")).toEqual([
      ["N", 50],
      ["N", 100],
    ]);
  });

  test("PD is dated on the first PD, N without a date", () => {
    expect(value(judged(target(50, 60, 80)), "PD")).toEqual([["Y", 50]]);
    expect(
      rowsOf(judged(target(50, 45)), "PD").map(({ AVALC, AVAL, ADT, AVISIT }) => [AVALC, AVAL, ADT, AVISIT]),
    ).toEqual([["N", 0, null, null]]);
  });

  test("RSP is the first CR or PR before PD; one after PD does not count", () => {
    expect(value(judged(target(50, 45, 30, 0)), "RSP")).toEqual([["Y", 100]]);
    expect(value(judged(target(50, 60, 20)), "RSP")).toEqual([["N", null]]);
  });

  test("BOR is dated on the first visit with that response, ANL02FL ends with the first PD", () => {
    const response = judged(target(50, 45, 30, 30, 45, 20));
    expect(value(response, "BOR")).toEqual([["PR", 100]]);
    expect(rowsOf(response, "OVR").map(({ AVALC, ANL02FL }) => [AVALC, ANL02FL])).toEqual([
      ["SD", "Y"],
      ["PR", "Y"],
      ["PR", "Y"],
      ["PD", "Y"],
      ["PR", null],
    ]);
  });

  test("SD before minSdDays is no clinical benefit, and BOR is that of later visits or NE", () => {
    const options = { minSdDays: 60 };
    const late = judged(target(50, 45, 45), options);
    expect([value(late, "CB"), value(late, "BOR")]).toEqual([[["Y", 100]], [["SD", 100]]]);
    const early = judged(target(50, 45), options);
    expect([value(early, "CB"), value(early, "BOR")]).toEqual([[["N", null]], [["NE", 50]]]);
    const progressed = judged(target(50, 45, 70), options);
    expect([value(progressed, "CB"), value(progressed, "BOR")]).toEqual([[["N", null]], [["PD", 100]]]);
  });

  test("with confirmation, BOR is without it and CBOR with it, and so are RSP, CB and BCP", () => {
    const options = { confirmDays: 28 };
    const once = judged(target(50, 30, 45), options);
    expect(["RSP", "CRSP", "CB", "CCB", "BOR", "CBOR", "BCP", "CBCP"].map((code) => value(once, code)[0])).toEqual([
      ["Y", 50],
      ["N", null],
      ["Y", 50],
      ["Y", 50],
      ["PR", 50],
      ["SD", 50],
      ["Y", 50],
      ["N", null],
    ]);
    expect(once.best.overall).toBe("SD");
    expect(rowsOf(judged(target(50, 30, 45)), "CBOR")).toEqual([]);
  });

  test("LSTA is the last visit that is not NE, the baseline when there is none", () => {
    expect(value(judged(target(50, 45, null)), "LSTA")).toEqual([["SD", 50]]);
    const none = rowsOf(judged(target(50, null)), "LSTA");
    expect(none.map(({ AVALC, AVAL, ADT, AVISIT }) => [AVALC, AVAL, ADT, AVISIT])).toEqual([
      [null, null, 0, "BASELINE"],
    ]);
  });

  test("MDIS is Y with a target lesion at baseline, else N", () => {
    expect(value(judged(target(50)), "MDIS")).toEqual([["Y", 0]]);
    expect(value(judged(course("N1", "non-target", [{ enhancing: true }])), "MDIS")).toEqual([["N", 0]]);
  });

  test("iRECIST has its own response beside the overall one", () => {
    const rows = course("T1", "target", [{ total: 50 }, { total: 60 }, { total: 70 }]);
    const response = assessResponse({ patient: "P1", measurements: rows }, { criteria: "irecist" });
    expect(value(response, "IOVR")).toEqual([
      ["iUPD", 50],
      ["iCPD", 100],
    ]);
    expect(rowsOf(response, "IOVR")[0]!.PARCAT3).toBe("iRECIST");
  });

  test("criteria of one's own go by their name", () => {
    const response = { ...judged(target(50)), criteria: "our charter" };
    expect(rowsOf(response, "MDIS")[0]!.PARCAT3).toBe("our charter");
  });
});

describe("dates and visits", () => {
  const response = judged([-7, 30].map((day, i) => ({ day, lesion: "T1", role: "target" as const, viable: 50 - i })));
  const times = (more: object) =>
    [rowsOf(response, "MDIS", more)[0]!, rowsOf(response, "OVR", more)[0]!].map(({ ADT, ADY }) => [ADT, ADY]);

  test("there is no day 0: the reference date is day 1, the day before it -1", () => {
    expect(times({ referenceDate: "2020-02-28" })).toEqual([
      ["2020-02-21", -7],
      ["2020-03-29", 31],
    ]);
  });

  test("the reference date comes from a date, a map, a record or a function", () => {
    const expected = [
      ["2020-02-21", -7],
      ["2020-03-29", 31],
    ];
    for (const referenceDate of [
      new Date("2020-02-28"),
      new Map([["P1", "2020-02-28"]]),
      { P1: "2020-02-28" },
      (patient: string) => (patient === "P1" ? "2020-02-28" : "1999-01-01"),
    ]) {
      expect(times({ referenceDate })).toEqual(expected);
    }
  });

  test("without a reference date ADT is the day number, and day 0 is day 1 of the study", () => {
    expect(times({})).toEqual([
      [-7, -7],
      [30, 31],
    ]);
  });

  test("days of the calendar need no reference date for ADT, and have no ADY without it", () => {
    const calendar = judged(
      [18_000, 18_040].map((day) => ({ day, lesion: "T1", role: "target" as const, viable: 50 })),
    );
    const ovr = (more: object) =>
      rowsOf(calendar, "OVR", { days: "calendar", ...more }).map(({ ADT, ADY }) => [ADT, ADY]);
    expect(ovr({})).toEqual([["2019-05-24", null]]);
    expect(ovr({ referenceDate: "2019-05-23" })).toEqual([["2019-05-24", 2]]);
  });

  test("visits are named by a function, one name for one number", () => {
    const visit = ({ ADY, index }: { ADY: number | null; index: number }) =>
      index === 0
        ? { AVISIT: "SCREENING", AVISITN: -1 }
        : { AVISIT: `WEEK ${Math.round(ADY! / 7)}`, AVISITN: Math.round(ADY! / 7) };
    expect(rowsOf(response, "OVR", { visit }).map(({ AVISIT, AVISITN }) => [AVISIT, AVISITN])).toEqual([["WEEK 4", 4]]);
    expect(() => toAdrs([response], { ...STUDY, visit: ({ index }) => ({ AVISIT: "VISIT", AVISITN: index }) })).toThrow(
      'the visit of patient "P1" on day 30 is "VISIT" 1, but "VISIT" is 0 elsewhere: give each AVISIT one AVISITN',
    );
    expect(() => toAdrs([response], { ...STUDY, visit: () => ({ AVISIT: "", AVISITN: 1 }) })).toThrow(
      'on day -7 is named "", 1: give AVISIT as text and AVISITN as a number',
    );
  });

  test("what has no answer is refused with patient, visit and remedy", () => {
    const before = judged([-9, -2, 30].map((day) => ({ day, lesion: "T1", role: "target" as const, viable: 50 })));
    expect(() => toAdrs([before], STUDY)).toThrow(
      'the visit of patient "P1" on day -2 is before the reference date (ADY -2) but counts as after baseline: leave earlier visits out',
    );
    const whole = judged([0, 30].map((day) => ({ day, lesion: "T1", role: "target" as const, viable: 50 })));
    const half = { ...whole, visits: whole.visits.map((visit) => ({ ...visit, day: visit.day + 0.5 })) };
    expect(() => toAdrs([half], STUDY)).toThrow('patient "P1" on day 30.5 is not a whole day');
    expect(() => toAdrs([response, response], STUDY)).toThrow('patient "P1" occurs twice');
    expect(() => toAdrs([{ ...response, patient: "" }], STUDY)).toThrow("has no identifier, which is USUBJID");
    expect(() => toAdrs([response], { ...STUDY, referenceDate: { P2: "2020-01-01" } })).toThrow(
      'referenceDate of patient "P1": there is none: give one for every patient',
    );
    expect(() => toAdrs([response], { ...STUDY, referenceDate: "2021-02-29" })).toThrow(
      'referenceDate of patient "P1": the date is "2021-02-29": there is no such day',
    );
    expect(() => toAdrs([response], { ...STUDY, referenceDate: () => 5 as never })).toThrow(
      "a date cannot be a number",
    );
    expect(() => toAdrs([response], { ...STUDY, referenceDate: 5 as never })).toThrow("referenceDate is none");
    expect(() => toAdrs([response], { ...STUDY, referenceDate: "9999-12-31" })).toThrow("no date of four-digit year");
    expect(() => toAdrs([response], { studyId: "" })).toThrow('studyId is "": give a text');
    expect(() => toAdrs([response], {} as never)).toThrow("studyId is not given");
    expect(() => toAdrs([response], { ...STUDY, days: "weeks" as never })).toThrow("days");
    expect(() => toAdrs([response], { ...STUDY, study: 1 } as never)).toThrow('toAdrs has no option "study"');
  });
});

describe("for random courses under all criteria", () => {
  const run = fc.constantFrom(...NAMED).chain((name) => fc.tuple(fc.constant(name), measurements, profileOf(name)));

  test("keys are unique, names match their codes, codes have at most eight letters, and nothing is NaN or undefined", () => {
    fc.assert(
      fc.property(run, ([name, rows, criteria]) => {
        const response = assessResponse(
          { patient: "P1", measurements: fitting(name, rows) },
          { criteria, trace: false },
        );
        const adrs = toAdrs([response], STUDY);
        const keys = adrs.map(({ PARAMCD, AVISITN }) => `${PARAMCD} ${AVISITN}`);
        expect(new Set(keys).size).toBe(keys.length);
        expect(adrs.map(({ ASEQ }) => ASEQ)).toEqual(adrs.map((_, i) => i + 1));
        const names = new Map(adrs.map(({ PARAMCD, PARAM }) => [PARAMCD, PARAM]));
        expect(new Set(names.values()).size).toBe(names.size);
        for (const row of adrs) {
          expect(row.PARAMCD.length).toBeLessThanOrEqual(8);
          expect(row.PARAM).toBe(names.get(row.PARAMCD));
          expect(Object.values(row).every((it) => it !== undefined && !Number.isNaN(it))).toBe(true);
          expect((row.ADT === null) === (row.AVISIT === null) && (row.ADT === null) === (row.ADY === null)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("BOR, CB, BCP, PD and LSTA say what the result says, and dates are those of its visits", () => {
    fc.assert(
      fc.property(run, ([name, rows, criteria]) => {
        const response = assessResponse(
          { patient: "P1", measurements: fitting(name, rows) },
          { criteria, trace: false },
        );
        const adrs = toAdrs([response], STUDY);
        const c = criteria.confirmDays === null ? "" : "C";
        for (const [component, suffix] of [
          ["overall", ""],
          ["intrahepatic", "IH"],
          ["thrombus", "THR"],
        ] as const) {
          const of = (code: string) => adrs.find(({ PARAMCD }) => PARAMCD === `${code}${suffix}`);
          const best = response.best[component];
          expect(of(`${c}BOR`)?.AVALC ?? null).toBe(best);
          if (best === null) continue;
          expect(of("PD")!.ADT).toBe(response.firstProgressionDay[component]);
          expect(of("LSTA")!.ADT).toBe(response.lastAssessmentDay[component]);
          expect(of(`${c}CB`)!.AVALC).toBe(["CR", "PR", "SD", "NON-CR/NON-PD"].includes(best) ? "Y" : "N");
          expect(of(`${c}BCP`)!.AVALC).toBe(["CR", "PR"].includes(best) ? "Y" : "N");
          expect(of(`${c}RSP`)!.AVALC).toBe(of(`${c}BCP`)!.AVALC);
          // An undated best response is that of a patient without visits.
          expect(of(`${c}BOR`)!.ADT === null).toBe(response.visits.length === 0);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("RSP, CB, BOR and their dates follow from the OVR records up to PD, event after event as admiralonco looks for them", () => {
    fc.assert(
      fc.property(run, ([name, rows, criteria]) => {
        const measurements = fitting(name, rows);
        const response = assessResponse({ patient: "P1", measurements }, { criteria, trace: false });
        const adrs = toAdrs([response], STUDY);
        const start = response.baseline.day;
        for (const suffix of ["", "IH", "THR"]) {
          const value = (code: string) => {
            const row = adrs.find(({ PARAMCD }) => PARAMCD === `${code}${suffix}`);
            return row && [row.AVALC, row.ADT];
          };
          if (value("BOR") === undefined) continue;
          const seen = adrs.filter(({ PARAMCD, ANL02FL }) => PARAMCD === `OVR${suffix}` && ANL02FL === "Y");
          const first = (responses: readonly string[], after = 0) =>
            seen.find(({ AVALC, ADT }) => responses.includes(AVALC!) && (ADT as number) - start >= after)?.ADT ?? null;
          const late = criteria.minSdDays;
          const events: readonly (readonly [string, string | number | null])[] = [
            ["CR", first(["CR"])],
            ["PR", first(["PR"])],
            ["SD", first(["SD"], late)],
            ["NON-CR/NON-PD", first(["NON-CR/NON-PD"], late)],
            ["PD", first(["PD"])],
            ["NE", first(["NE", "SD", "NON-CR/NON-PD"])],
          ];
          const none = criteria.missingAsNe ? "NE" : "MISSING";
          expect(value("BOR")).toEqual(events.find(([, day]) => day !== null) ?? [none, null]);
          const responded = first(["CR", "PR"]);
          expect(value("RSP")).toEqual(responded === null ? ["N", null] : ["Y", responded]);
          const days = [responded, first(["SD", "NON-CR/NON-PD"], late)].filter((day) => day !== null) as number[];
          expect(value("CB")).toEqual(days.length === 0 ? ["N", null] : ["Y", Math.min(...days)]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
