import { fromJson, toJson } from "@hcc/data";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gradeLaboratory, type LaboratoryTest } from "../src/index.js";

interface Row {
  readonly value: number | null;
  readonly limit?: number | null;
  readonly baseline?: number | null;
}
const rows = (values: readonly number[]): readonly Row[] =>
  Object.freeze(values.map((value) => Object.freeze({ value })));
const graded = (spec: object, values: readonly number[]) =>
  gradeLaboratory(rows(values), { value: "value", ctcae: "5.0", ...spec } as never);

// Written down here from the text of the rules, independently of the table in the source:
// name, unit, limit, the last value of grades 0, 1, 2, 3, and a value just beyond each of them.
const UP: readonly (readonly [LaboratoryTest, string, number, readonly number[]])[] = [
  ["alt", "U/L", 40, [40, 120, 200, 800]],
  ["ast", "U/L", 35, [35, 105, 175, 700]],
  ["alp", "U/L", 120, [120, 300, 600, 2400]],
  ["ggt", "U/L", 60, [60, 150, 300, 1200]],
  ["bilirubin", "umol/L", 20, [20, 30, 60, 200]],
  ["bilirubin", "mg/dL", 1.2, [1.2, 1.8, 3.6, 12]],
  ["creatinine", "umol/L", 106, [106, 159, 318, 636]],
  ["creatinine", "mg/dL", 1.1, [1.1, 1.65, 3.3, 6.6]],
];
const DOWN: readonly (readonly [LaboratoryTest, string, number, readonly number[]])[] = [
  ["platelets", "10^9/L", 125, [125, 75, 50, 25]],
  ["neutrophils", "10^9/L", 1.8, [1.8, 1.5, 1, 0.5]],
  ["wbc", "10^9/L", 3.5, [3.5, 3, 2, 1]],
  ["hemoglobin", "g/L", 130, [130, 100, 80]],
  ["hemoglobin", "g/dL", 13, [13, 10, 8]],
  ["albumin", "g/L", 35, [35, 30, 20]],
  ["albumin", "g/dL", 3.5, [3.5, 3, 2]],
];

describe("CTCAE v5.0 (NCI 2017): both sides of every threshold", () => {
  for (const [name, unit, limit, bounds] of UP) {
    bounds.forEach((bound, grade) => {
      test(`${name} in ${unit}: ${bound} with ULN ${limit} is grade ${grade}, just above it grade ${grade + 1}`, () => {
        const spec = { test: name, unit, upperLimit: limit };
        expect(graded(spec, [bound * 0.9999, bound, bound * 1.0001]).grade).toEqual([grade, grade, grade + 1]);
      });
    });
  }
  for (const [name, unit, limit, bounds] of DOWN) {
    bounds.forEach((bound, grade) => {
      test(`${name} in ${unit}: ${bound} with LLN ${limit} is grade ${grade}, just below it grade ${grade + 1}`, () => {
        const spec = { test: name, unit, lowerLimit: limit };
        expect(graded(spec, [bound * 1.0001, bound, bound * 0.9999]).grade).toEqual([grade, grade, grade + 1]);
      });
    });
  }
  [1.2, 1.5, 2.5].forEach((bound, grade) => {
    test(`inr: ${bound} is grade ${grade}, just above it grade ${grade + 1}`, () => {
      expect(graded({ test: "inr", unit: "ratio" }, [bound, bound + 0.001]).grade).toEqual([grade, grade + 1]);
    });
  });
  for (const name of ["alt", "ast"] as const) {
    test(`${name}: with an abnormal baseline the factors are multiples of the baseline, grade 1 from 1.5 itself`, () => {
      const values = [149.9, 150, 300, 300.1, 500, 500.1, 2000, 2000.1];
      const spec = { test: name, unit: "U/L", upperLimit: 40, baseline: () => 100 };
      const result = graded(spec, values);
      expect(result.grade).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
      expect(result.byBaseline).toBe(8);
    });
    test(`${name}: a baseline at the upper limit is normal, one above it is not`, () => {
      const spec = (baseline: number) => ({ test: name, unit: "U/L", upperLimit: 40, baseline: () => baseline });
      expect(graded(spec(40), [50]).grade).toEqual([1]);
      expect(graded(spec(41), [50]).grade).toEqual([0]);
    });
  }
  test("hemoglobin and albumin: no value is grade 4, which is a clinical judgment", () => {
    expect(graded({ test: "hemoglobin", unit: "g/L", lowerLimit: 130 }, [20]).grade).toEqual([3]);
    expect(graded({ test: "albumin", unit: "g/L", lowerLimit: 35 }, [10]).grade).toEqual([3]);
  });
});

describe("CTCAE v6.0, what response-rules.md gives", () => {
  test("neutrophils: grade 1 below 1.5, grade 3 below 0.5 to 0.1, without a lower limit of normal", () => {
    const spec = { test: "neutrophils", unit: "10^9/L", ctcae: "6.0" };
    const result = graded(spec, [1.5, 1.49, 1, 0.99, 0.5, 0.49, 0.1, 0.09]);
    expect(result.grade).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
  });
  test("of other tests is not known, and said so", () => {
    expect(() => graded({ test: "alt", unit: "U/L", upperLimit: 40, ctcae: "6.0" }, [50])).toThrow(
      "the thresholds of alt in CTCAE 6.0 are not known here",
    );
  });
});

describe("the result", () => {
  test("gives the comparison that decided", () => {
    expect(graded({ test: "platelets", unit: "10^9/L", lowerLimit: 125 }, [130, 100, 60, 20]).reason).toEqual([
      "130 10^9/L is not below the lower limit of normal, 125 10^9/L",
      "100 10^9/L is below the lower limit of normal, 125 10^9/L, and not below 75 10^9/L",
      "60 10^9/L is below 75 10^9/L, and not below 50 10^9/L",
      "20 10^9/L is below 25 10^9/L",
    ]);
    const abnormal = { test: "alt", unit: "U/L", upperLimit: 40, baseline: () => 100 };
    expect(graded(abnormal, [120, 350]).reason).toEqual([
      "120 U/L is not at or above 1.5 x the abnormal baseline, 100 U/L",
      "350 U/L is above 3 x the abnormal baseline, 100 U/L, and not above 5 x",
    ]);
    expect(graded({ test: "inr", unit: "ratio" }, [1.3]).reason[0]).toBe(
      "1.3 ratio is above 1.2 ratio, and not above 1.5 ratio",
    );
  });
  test("counts rows by grade; a row left out has neither grade nor reason; limits may be a column", () => {
    const data = [
      { value: 50, limit: 40 },
      { value: null, limit: 40 },
      { value: 50, limit: 60 },
    ];
    const result = gradeLaboratory(data, {
      test: "ggt",
      unit: "U/L",
      value: "value",
      upperLimit: "limit",
      ctcae: "5.0",
      missing: "omit",
    });
    expect(result).toMatchObject({ grade: [1, null, 0], counts: [1, 1, 0, 0, 0], n: 2, term: "GGT increased" });
    expect(result.reason[1]).toBeNull();
    expect(fromJson(toJson(result))).toEqual(result);
  });
  test("does not depend on the unit, and rises with the value", () => {
    const value = fc.integer({ min: 21, max: 260 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const grams = graded({ test: "hemoglobin", unit: "g/L", lowerLimit: 131 }, [low, high]).grade;
        const perDeciliter = graded({ test: "hemoglobin", unit: "g/dL", lowerLimit: 13.1 }, [
          low / 10,
          high / 10,
        ]).grade;
        expect(perDeciliter).toEqual(grams);
        expect(grams[0]!).toBeGreaterThanOrEqual(grams[1]!);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });
});

describe("an input without an answer is an InputError", () => {
  const alt = { test: "alt", unit: "U/L", upperLimit: 40 };
  const cases: readonly (readonly [string, () => unknown, string, string])[] = [
    ["no version", () => graded({ ...alt, ctcae: undefined }, [50]), "option", "ctcae is not given"],
    ["an unknown version", () => graded({ ...alt, ctcae: "4.03" }, [50]), "option", 'ctcae is "4.03"'],
    ["an unknown test", () => graded({ ...alt, test: "sodium" }, [50]), "option", 'test is "sodium"'],
    ["no unit", () => graded({ ...alt, unit: undefined }, [50]), "option", "unit is not given"],
    ["another unit", () => graded({ ...alt, unit: "ukat/L" }, [50]), "option", 'unit is "ukat/L"'],
    ["no upper limit", () => graded({ ...alt, upperLimit: undefined }, [50]), "option", "upperLimit is not given"],
    [
      "no lower limit",
      () => graded({ test: "platelets", unit: "10^9/L" }, [50]),
      "option",
      "lowerLimit is not given: grades of platelets begin at the lower limit of normal",
    ],
    ["a limit that no rule uses", () => graded({ ...alt, lowerLimit: 5 }, [50]), "option", "lowerLimit is given"],
    [
      "a baseline of bilirubin",
      () => graded({ test: "bilirubin", unit: "umol/L", upperLimit: 20, baseline: () => 30 }, [50]),
      "option",
      "no rule known here grades bilirubin by it",
    ],
    [
      "albumin in g/dL given as g/L",
      () => graded({ test: "albumin", unit: "g/L", lowerLimit: 35 }, [3.9]),
      "option",
      'albumin is 3.9 g/L at row 0, which cannot be (10 to 70): correct it, or give the unit "g/dL"',
    ],
    [
      "a limit in another unit",
      () => graded({ test: "bilirubin", unit: "umol/L", upperLimit: 1.2 }, [20]),
      "option",
      "the upper limit of normal of bilirubin is 1.2 umol/L at row 0",
    ],
    ["a negative value", () => graded(alt, [-3]), "option", "alt is -3 U/L at row 0"],
    [
      "platelets per microliter",
      () => graded({ test: "platelets", unit: "10^9/L", lowerLimit: 125 }, [150000]),
      "option",
      "platelets is 150000",
    ],
    [
      "a missing limit of a row",
      () =>
        gradeLaboratory([{ value: 50, limit: null } as Row], {
          test: "alt",
          unit: "U/L",
          value: "value",
          upperLimit: "limit",
          ctcae: "5.0",
        }),
      "missing-value",
      '"limit" is missing',
    ],
    ["an unknown option", () => graded({ ...alt, uln: 40 }, [50]), "option", 'no option "uln"'],
  ];
  for (const [name, call, code, message] of cases) {
    test(name, () => {
      expect(call).toThrow(expect.objectContaining({ name: "HccInputError", code }));
      expect(call).toThrow(message);
    });
  }
});
