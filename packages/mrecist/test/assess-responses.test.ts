import { fromJson, toJson } from "@hcc/data";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessResponse, assessResponses, type Measurement, responseRates } from "../src/index.js";
import { assess, course, freeze } from "./helpers.js";

interface Row extends Measurement {
  readonly id: string;
}
const spec = {
  patient: "id",
  day: "day",
  lesion: "lesion",
  role: "role",
  viable: "viable",
  enhancing: "enhancing",
  total: "total",
  level: "level",
  site: "site",
  finding: "finding",
  notEvaluable: "notEvaluable",
  criteria: "tki-i",
} as const;
const rowsOf = (id: string, measurements: readonly Measurement[]): Row[] =>
  measurements.map((row) => ({
    viable: null,
    enhancing: null,
    total: null,
    level: null,
    site: null,
    finding: null,
    notEvaluable: null,
    ...row,
    id,
  }));
const cohort: readonly Row[] = freeze([
  ...rowsOf("P2", [
    ...course("T1", "target", [60, 40, 30, 37]),
    ...course("V1", "thrombus", [
      { viable: 20, level: "Vp3" },
      { viable: 18, level: "Vp2", enhancing: true },
      { viable: 18, level: "Vp2", enhancing: false },
      { viable: 12, level: "Vp2" },
    ]),
  ]),
  ...rowsOf("P1", [
    ...course("T1", "target", [40, 30, null]),
    ...course("T2", "target", [20, 18, 60]),
    ...course("N1", "non-target", [{ enhancing: true }, { enhancing: true }, { notEvaluable: true }]),
    ...course("X1", "new", [undefined, { viable: 6, finding: "new-lesion-atypical" }, { viable: 17, site: "liver" }]),
  ]),
]);

describe("a long table", () => {
  test("gives what each patient gives alone, in the order of the identifiers", () => {
    const result = assessResponses(cohort, spec);
    expect(result.map(({ patient }) => patient)).toEqual(["P1", "P2"]);
    for (const response of result) {
      const measurements = cohort.filter(({ id }) => id === response.patient);
      expect(response).toEqual(assessResponse({ patient: response.patient, measurements }, { criteria: "tki-i" }));
    }
  });

  test("does not depend on the order of the rows", () => {
    const expected = assessResponses(cohort, spec);
    fc.assert(
      fc.property(fc.shuffledSubarray([...cohort.keys()], { minLength: cohort.length }), (order) => {
        expect(
          assessResponses(
            order.map((i) => cohort[i]!),
            spec,
          ),
        ).toEqual(expected);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test("may be columns, accessors or an iterable read once", () => {
    const expected = assessResponses(cohort, spec);
    const columns = Object.fromEntries(
      (Object.keys(cohort[0]!) as (keyof Row)[]).map((name) => [name, cohort.map((row) => row[name])]),
    );
    expect(assessResponses(columns as Record<string, unknown[]>, spec)).toEqual(expected);
    expect(assessResponses(cohort.values(), spec)).toEqual(expected);
    expect(
      assessResponses(cohort, { ...spec, viable: (d) => d.viable, enhancing: cohort.map((d) => d.enhancing) }),
    ).toEqual(expected);
  });

  test("gives the same responses for diameters converted from cm, in spite of the rounding of the conversion", () => {
    const cm = cohort.map((row) => ({ ...row, viable: row.viable == null ? null : row.viable / 10 }));
    const converted = assessResponses(cm, { ...spec, viable: (d) => (d.viable == null ? null : d.viable * 10) });
    expect(converted).toEqual(assessResponses(cohort, spec));
    expect(1.12 * 10).toBeGreaterThan(11.2);
    expect(assess(course("T1", "target", [16, 1.12 * 10])).visits[0]!.target).toBe("PR");
  });

  test("responses do not change when all diameters are multiplied by 3", () => {
    const tripled = cohort
      .filter(({ id }) => id === "P2")
      .map((row) => ({ ...row, viable: row.viable == null ? null : row.viable * 3 }));
    const responses = (rows: readonly Row[]) =>
      assessResponses(rows, spec).map(({ visits }) =>
        visits.map(({ target, thrombus, overall }) => [target, thrombus, overall]),
      );
    expect(responses(tripled)).toEqual(responses(cohort.filter(({ id }) => id === "P2")));
  });

  test("results survive JSON and structured clone", () => {
    const result = assessResponses(cohort, spec);
    expect(fromJson(toJson(result))).toEqual(result);
    expect(structuredClone(result)).toEqual(result);
  });
});

test("the trace names for each decision the rule, numbers, thresholds, reference visit and source", () => {
  const [p1, p2] = assessResponses(cohort, spec);
  expect(p1!.visits.at(-1)).toMatchSnapshot();
  expect(
    p2!.visits.map(({ day, trace }) => ({
      day,
      trace: trace.map(({ rule, text, alternatives }) => ({ rule, text, alternatives })),
    })),
  ).toMatchSnapshot();
});

describe("an input without an answer is an InputError", () => {
  const t1 = course("T1", "target", [40, 30]);
  const cases: readonly (readonly [string, readonly Measurement[], string, string])[] = [
    ["a negative diameter", course("T1", "target", [40, -1]), "negative-value", "viable is -1 mm"],
    ["a diameter with two decimals", course("T1", "target", [40, 30.25]), "option", "at most one decimal"],
    [
      "an infinite diameter",
      course("T1", "target", [40, Number.POSITIVE_INFINITY]),
      "not-finite",
      "viable is Infinity",
    ],
    ["a lesion measured twice at a visit", [...t1, t1[1]!], "duplicate", "measured twice"],
    [
      "a lesion that is not in the baseline",
      [...t1, ...course("T2", "target", [undefined, 20])],
      "missing-value",
      'role "new"',
    ],
    [
      "a target not measured at baseline",
      course("T1", "target", [null, 20]),
      "missing-value",
      "no viable diameter at baseline",
    ],
    [
      "a target without viable tumor at baseline",
      course("T1", "target", [0, 20]),
      "option",
      "make the lesion non-target",
    ],
    [
      "a target outside the liver without total diameter",
      course("T1", "target", [{ viable: 20, site: "lung" }]),
      "missing-value",
      "no total diameter",
    ],
    ["a new lesion at baseline", [...t1, ...course("X1", "new", [12])], "option", "is there at baseline"],
    ["an unknown role", [{ ...t1[0]!, role: "primary" as "target" }], "unknown-level", "give one of target"],
    [
      "an unknown level",
      course("V1", "thrombus", [{ viable: 9, level: "Vp5" as "Vp4" }]),
      "unknown-level",
      'level is "Vp5"',
    ],
    [
      "an unknown finding",
      course("T1", "target", [{ viable: 9, finding: "bigger" as "not-assessable" }]),
      "unknown-level",
      "finding",
    ],
    [
      "an unknown site",
      course("T1", "target", [{ viable: 9, site: "Liver" as "liver" }]),
      "unknown-level",
      'site is "Liver"',
    ],
    ["a role that changes", [t1[0]!, { ...t1[1]!, role: "non-target" }], "option", "keep one role"],
    [
      "a site that changes",
      [
        { ...t1[0]!, site: "liver" },
        { ...t1[1]!, site: "lung" },
      ],
      "option",
      "keep one site",
    ],
    [
      "a viable diameter above the total",
      course("T1", "target", [{ viable: 20, total: 19 }]),
      "option",
      "exceeds total",
    ],
    [
      "enhancement of 0 mm",
      course("T1", "target", [40, { viable: 0, enhancing: true }]),
      "option",
      "too small to measure",
    ],
    [
      "a finding of new lesions on another lesion",
      course("T1", "target", [40, { finding: "new-lesion-typical" }]),
      "option",
      'role "new"',
    ],
    [
      "unequivocal progression of a target",
      course("T1", "target", [40, { viable: 40, finding: "unequivocal-progression" }]),
      "option",
      "progress by their sum",
    ],
    [
      "a new extrahepatic lesion in the liver",
      [...t1, ...course("X1", "new", [undefined, { site: "liver", finding: "new-extrahepatic" }])],
      "option",
      "correct one of them",
    ],
    [
      "a level of a lesion that is no thrombus",
      course("T1", "target", [{ viable: 9, level: "Vp2" }]),
      "option",
      'role "thrombus"',
    ],
    [
      "a thrombus outside the veins",
      course("V1", "thrombus", [{ viable: 9, site: "liver" }]),
      "option",
      'give "portal-vein"',
    ],
    ["no measurement", [], "empty-data", "no measurements"],
    ["a day that is no number", [{ ...t1[0]!, day: Number.NaN }], "not-finite", "day is NaN"],
  ];
  for (const [name, rows, code, message] of cases) {
    test(name, () => {
      expect(() => assess(rows)).toThrow(expect.objectContaining({ name: "HccInputError", code }));
      expect(() => assess(rows)).toThrow(message);
    });
  }

  test("thrombi at baseline without diameter or enhancement, under the study's criteria", () => {
    expect(() => assess(course("V1", "thrombus", [null, 3]), "tki-i")).toThrow("has no diameter at baseline");
    expect(() => assess(course("V1", "thrombus", [{ viable: 9, enhancing: false }]), "tki-i")).toThrow("bland");
  });

  test("a visit before the baseline visit, and no visit at or before baselineDay", () => {
    expect(() => assess(course("T1", "target", [40, 30, 20]), "mrecist", { baselineDay: 60 })).toThrow(
      'patient "P1" has a visit on day 0, before the baseline visit of day 50: leave earlier visits out',
    );
    expect(() => assess(course("T1", "target", [40]), "mrecist", { baselineDay: -1 })).toThrow("no visit at or before");
  });

  test("an option that is not known", () => {
    expect(() => assess(t1, "mrecist", { pdAbsmm: 5 } as never)).toThrow('options has no option "pdAbsmm"');
    expect(() => assessResponses(t1, { where: "x", criteria: "mrecist" } as never)).toThrow("would change the sums");
    expect(() => assessResponse({ measurements: t1 }, { criterion: "mrecist" } as never)).toThrow('option "criterion"');
    expect(() => responseRates([{ best: "PR" }], { best: "best", missing: "omit" } as never)).toThrow("not applicable");
  });

  test("an unknown criterion, a bad option, a missing channel", () => {
    expect(() => assess(t1, "recist" as "mrecist")).toThrow("criteria");
    expect(() => assess(t1, "mrecist", { minSdDays: -1 })).toThrow("minSdDays is -1");
    expect(() => assess(t1, "mrecist", { overallRule: "best" as "worst" })).toThrow("overallRule");
    expect(() => assessResponses(cohort, { ...spec, criteria: "recist-1.1", total: undefined as never })).toThrow(
      "total",
    );
  });

  test("the message names lesion, patient, day and input row", () => {
    const rows = cohort.map((row, i) => (i === 9 ? { ...row, viable: -2 } : row));
    expect(() => assessResponses(rows, spec)).toThrow(
      'lesion "T1" of patient "P1" on day 50 (row 9): viable is -2 mm: correct it, diameters are 0 or more',
    );
  });
});
