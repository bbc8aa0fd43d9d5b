import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  assessResponse,
  type FromAdrsOptions,
  fromAdrs,
  type Measurement,
  responseAgreement,
  responseRates,
  toAdrs,
} from "../src/index.js";
import { course, freeze } from "./helpers.js";
import { fitting, measurements, NAMED, profileOf } from "./oracle-courses.js";

const STUDY = freeze({ studyId: "HCC-1" });
const BASE = freeze({ USUBJID: "P1", PARCAT2: "Investigator", PARCAT3: "MRECIST", AVISIT: "WEEK 8", ADT: 56 });
const row = (PARAMCD: string, AVALC: unknown, more: object = {}) => freeze({ ...BASE, PARAMCD, AVALC, ...more });
const read = (rows: readonly object[], options: FromAdrsOptions = {}) => fromAdrs(freeze(rows), options);
const responses = ["P1", "P2", "P3"].map((patient, i) => {
  const sizes = [[50, 34, 60], [50, 45], [50]][i]!;
  const clot = sizes.map((_, v) => ({ viable: 12, level: v < 2 ? ("Vp3" as const) : ("Vp4" as const) }));
  const rows: Measurement[] = [...course("T1", "target", sizes), ...(i === 1 ? [] : course("V1", "thrombus", clot))];
  return freeze(assessResponse({ patient, measurements: rows }, { criteria: "tki-i" }));
});

describe("responses from ADRS", () => {
  test("visits, best responses, first progression and last assessment of the overall and of the parts", () => {
    const [first, second, third] = read(toAdrs(responses, STUDY));
    const visit = { newLesion: false, nonTarget: null };
    expect(first).toEqual({
      kind: "adrs-patient",
      version: 1,
      patient: "P1",
      criteria: "TKI-I",
      evaluator: "Investigator",
      visits: [
        { ...visit, day: 50, AVISIT: "FOLLOW-UP 1", target: "PR", overall: "PR", intrahepatic: "PR", thrombus: "SD" },
        { ...visit, day: 100, AVISIT: "FOLLOW-UP 2", target: "PD", overall: "PD", intrahepatic: "PD", thrombus: "PD" },
      ],
      best: { overall: "PR", intrahepatic: "PR", thrombus: "SD" },
      firstProgressionDay: { overall: 100, intrahepatic: 100, thrombus: 100 },
      lastAssessmentDay: { overall: 100, intrahepatic: 100, thrombus: 100 },
      measurable: true,
    });
    expect(second!.best).toEqual({ overall: "SD", intrahepatic: "SD", thrombus: null });
    expect(third!.best).toEqual({ overall: "MISSING", intrahepatic: "MISSING", thrombus: "MISSING" });
    expect(third!.lastAssessmentDay.overall).toBe(0);
  });

  test("responseRates and responseAgreement take them as they take results of assessResponses", () => {
    const again = read(toAdrs(responses, STUDY));
    for (const component of ["overall", "intrahepatic", "thrombus"] as const) {
      expect(responseRates(again, { component })).toEqual(responseRates(responses, { component }));
      const agreement = responseAgreement(responses, again, { component });
      expect([agreement.n, agreement.agreed]).toEqual(component === "thrombus" ? [2, 2] : [3, 3]);
    }
  });

  test("BOR is the best response, with confirmed CBOR", () => {
    const measurements = course("T1", "target", [50, 30, 45]);
    const response = assessResponse(
      { patient: "P1", measurements },
      { criteria: "mrecist", options: { confirmDays: 28 } },
    );
    const rows = toAdrs([response], STUDY);
    expect(read(rows)[0]!.best.overall).toBe("PR");
    expect(read(rows, { confirmed: true })[0]!.best).toEqual(response.best);
  });

  test("days of the calendar and days of study", () => {
    const rows = toAdrs(responses, { ...STUDY, referenceDate: "1970-02-01" });
    expect(read(rows)[0]!.firstProgressionDay.overall).toBe(131);
    expect(read(rows, { day: "ADY" })[0]!.firstProgressionDay.overall).toBe(100);
  });

  test("of several assessments on a day the one that ANL01FL marks counts; empty text is missing", () => {
    const rows = [
      row("OVR", "SD", { ANL01FL: "" }),
      row("OVR", "PD", { ANL01FL: "Y" }),
      row("BOR", "PD", { PARCAT2: "", AVISIT: "" }),
    ];
    expect(read(rows)[0]!.visits.map(({ overall }) => overall)).toEqual(["PD"]);
    expect(read([row("OVR", "SD"), row("BOR", "SD")])[0]!.visits.map(({ overall }) => overall)).toEqual(["SD"]);
  });

  test("what is not in the rows is null, not guessed: a PD that only a visit tells, the last assessment, MDIS", () => {
    const [patient] = read([row("OVR", "PD"), row("BOR", "PD", { ADT: null })]);
    expect(patient!.firstProgressionDay.overall).toBeNull();
    expect(patient!.lastAssessmentDay.overall).toBeNull();
    expect(patient!.measurable).toBeNull();
    expect(patient!.visits[0]).toMatchObject({ target: null, newLesion: null, intrahepatic: null });
  });

  test("RSP, CB, BCP, the confirmed ones, IOVR and DEATH are passed over; others when they are named", () => {
    const rows = [
      row("BOR", "SD"),
      row("RSP", "N"),
      row("CCB", "Y"),
      row("IOVR", "iSD"),
      row("DEATH", "Y"),
      row("QLQ", "1"),
    ];
    expect(read(rows, { ignore: ["QLQ"] })[0]!.best.overall).toBe("SD");
  });
});

describe("what ADRS does not say is refused with patient, visit, row and variable", () => {
  test.each([
    ["unknown-level", "PARAMCD", row("OVRB", "SD"), "PARAMCD is none that is known: name it in ignore"],
    [
      "unknown-level",
      "AVALC",
      row("OVR", "Partial"),
      'AVALC is "Partial": give one of CR, PR, SD, NON-CR/NON-PD, PD, NE',
    ],
    ["unknown-level", "AVALC", row("OVR", "MISSING"), 'AVALC is "MISSING"'],
    ["unknown-level", "AVALC", row("NTRGRESP", "SD"), 'AVALC is "SD": give one of CR, NON-CR/NON-PD, PD, NE'],
    ["unknown-level", "AVALC", row("NEWLPROG", "1"), 'AVALC is "1": give one of Y, N'],
    ["missing-value", "AVALC", row("OVRTHR", ""), "AVALC is missing: give one of"],
    ["missing-value", "ADT", row("OVR", "SD", { ADT: null }), "ADT is missing: give the day"],
    ["missing-value", "ADT", row("PD", "Y", { ADT: null }), "ADT is missing: give the day"],
    ["missing-value", "ADT", row("LSTA", "SD", { ADT: null }), "ADT is missing: give the day"],
    ["unknown-level", "AVALC", row("PD", "PD"), 'AVALC is "PD": give one of Y, N'],
    ["unknown-level", "AVALC", row("MDIS", "yes"), 'AVALC is "yes": give one of Y, N'],
    ["duplicate", "PARAMCD", row("BOR", "PR"), "this parameter is there twice"],
    ["option", "PARCAT3", row("OVR", "SD", { PARCAT3: "RECIST 1.1" }), 'PARCAT3 is "RECIST 1.1" but "MRECIST" before'],
    ["option", "PARCAT2", row("OVR", "SD", { PARCAT2: "BICR" }), 'PARCAT2 is "BICR" but "Investigator" before'],
    ["date", "ADT", row("OVR", "SD", { ADT: "2021-01-01" }), "ADT mixes dates and numbers"],
  ] as const)("%s %s %j", (code, variable, own, text) => {
    let error: { code?: string; column?: string; row?: number; message?: string } = {};
    try {
      read([row("BOR", "SD"), row("OVRIH", "SD", { ADT: 40 }), own]);
    } catch (thrown) {
      error = thrown as typeof error;
    }
    expect([error.code, error.column, error.row]).toEqual([code, variable, 2]);
    expect(error.message).toContain(`patient "P1", visit "WEEK 8", ${own.PARAMCD} (row 2): ${text}`);
  });

  test("two assessments of a day that no flag tells apart", () => {
    expect(() => read([row("BOR", "SD"), row("OVR", "SD"), row("OVR", "PD")])).toThrow("this parameter is there twice");
  });

  test("a PD that contradicts the visits", () => {
    const with_ = (AVALC: string, ADT: number | null, overall: string) => () =>
      read([row("BOR", "SD"), row("OVR", overall), row("PD", AVALC, { ADT })]);
    expect(with_("Y", 56, "PD")).not.toThrow();
    expect(with_("N", null, "SD")).not.toThrow();
    expect(with_("Y", 56, "SD")).toThrow("PD is on day 56, but no visit has PD: correct one of them");
    expect(with_("Y", 60, "PD")).toThrow("PD is on day 60, but the first PD of the visits is on day 56");
    expect(with_("N", null, "PD")).toThrow("AVALC is N, but the first PD of the visits is on day 56");
    expect(read([row("BOR", "SD"), row("PD", "Y")])[0]!.firstProgressionDay.overall).toBe(56);
  });

  test("a patient without best response, and options that are none", () => {
    expect(() => read([row("OVR", "SD")])).toThrow('patient "P1" has no best response, a row BOR: give it');
    expect(() => read([row("BOR", "SD")], { confirmed: true })).toThrow("has no confirmed best response, a row CBOR");
    expect(() => read([], { confirmed: 1 as never })).toThrow("confirmed is 1: give true or false");
    expect(() => read([], { bor: "BOR" } as never)).toThrow('fromAdrs has no option "bor"');
    expect(() => read([], { day: "AVISITN" as never })).toThrow("day");
    expect(read([])).toEqual([]);
  });
});

test("what toAdrs wrote comes back, for random courses under all criteria", () => {
  const run = fc.constantFrom(...NAMED).chain((name) => fc.tuple(fc.constant(name), measurements, profileOf(name)));
  fc.assert(
    fc.property(run, fc.boolean(), ([name, courses, criteria], dated) => {
      const own = fitting(name, courses);
      const response = assessResponse({ patient: "P1", measurements: own }, { criteria, trace: false });
      const rows = toAdrs([response], { ...STUDY, ...(dated && { referenceDate: "2021-01-01" }) });
      const options = { confirmed: criteria.confirmDays !== null, day: dated ? "ADY" : "ADT" } as const;
      const [again] = fromAdrs(rows, options);
      const { best, firstProgressionDay, lastAssessmentDay, visits, patient } = response;
      expect({ ...again, visits: null }).toEqual({
        ...{ kind: "adrs-patient", version: 1, patient, visits: null, evaluator: "Investigator" },
        ...{ criteria: rows[0]!.PARCAT3, best, firstProgressionDay },
        // Parts that a patient has not have no last assessment there.
        lastAssessmentDay: Object.fromEntries(
          Object.entries(lastAssessmentDay).map(([part, day]) => [part, best[part as "overall"] === null ? null : day]),
        ),
        measurable: response.baseline.targets.length > 0,
      });
      expect(again!.visits.map(({ AVISIT, ...visit }) => visit)).toEqual(
        visits.map(({ day, target, nonTarget, newLesion, thrombus, intrahepatic, overall }) => ({
          ...{ day, target, nonTarget, newLesion, thrombus, intrahepatic, overall },
        })),
      );
    }),
    { numRuns: 300 },
  );
});
