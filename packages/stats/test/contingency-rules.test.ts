import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contingencyTest } from "../src/index.js";
import { reference } from "./contingency-reference.js";

const small = [
  [3, 17],
  [9, 8],
];
const large = [
  [20, 18, 10],
  [12, 26, 10],
];
const sparse = [
  [5, 1, 0],
  [2, 4, 3],
];

describe("each rule takes its test and says why", () => {
  it.each([
    ["gtsummary", small, "pearson", "every expected count is at least 5 (the smallest is 5.51): Pearson chi-square"],
    ["gtsummary", large, "pearson", "every expected count is at least 5 (the smallest is 10): Pearson chi-square"],
    ["gtsummary", sparse, "fisher", "the smallest expected count, 1.2, is below 5: Fisher's exact test"],
    [
      "gtsummary",
      [
        [3, 7],
        [2997, 2994],
      ],
      "fisher",
      "the smallest expected count, 4.999, is below 5: Fisher's exact test",
    ],
    ["tableone", small, "yates", "the table is 2 x 2, whatever the expected counts: continuity-corrected chi-square"],
    ["tableone", sparse, "pearson", "the table is larger than 2 x 2, whatever the expected counts: Pearson chi-square"],
    ["cn-textbook", small, "fisher", "n = 37 is below 40: Fisher's exact test"],
    ["likelihood-ratio", large, "likelihood-ratio", "likelihood-ratio chi-square as asked"],
    ["linear-by-linear", large, "linear-by-linear", "linear-by-linear association as asked"],
    ["pearson", small, "pearson", "Pearson chi-square as asked"],
    ["yates", small, "yates", "continuity-corrected chi-square as asked"],
    ["fisher", large, "fisher", "Fisher's exact test as asked"],
  ] as const)("%s of %j: %s", (rule, table, method, reason) => {
    const test = contingencyTest(table, { rule });
    expect([test.rule, test.method, test.reason]).toEqual([rule, method, reason]);
    const line = test.tests.find((one) => one.method === method)!;
    expect([test.statistic, test.df, test.pValue]).toEqual([line.statistic, line.df, line.pValue]);
    expect(test.midPValue === null).toBe(method !== "fisher");
    expect([test.alternative, test.monteCarlo]).toEqual(["two-sided", null]);
  });

  it('"cn-textbook" and "spss" are one choice', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(counts, { minLength: 2, maxLength: 4 }), (table) => {
        const { rule: _, ...spss } = contingencyTest(table, { rule: "spss" });
        const { rule: __, ...textbook } = contingencyTest(table, { rule: "cn-textbook" });
        expect(textbook).toEqual(spss);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it("they are not the same on real data: the choices for 23 tables of 2 x 2", () => {
    const square = reference.contingency.filter(({ yates }) => yates !== null);
    const count = (rule: "spss" | "gtsummary" | "tableone"): Record<string, number> => {
      const taken: Record<string, number> = {};
      for (const { table } of square) {
        const { method } = contingencyTest(table, { rule });
        taken[method] = (taken[method] ?? 0) + 1;
      }
      return taken;
    };
    expect([count("spss"), count("gtsummary"), count("tableone")]).toMatchInlineSnapshot(`
      [
        {
          "fisher": 3,
          "pearson": 19,
          "yates": 1,
        },
        {
          "fisher": 2,
          "pearson": 21,
        },
        {
          "yates": 23,
        },
      ]
    `);
  });
});
