import { balance } from "@hcc/psm";
import { describe, expect, test } from "vitest";
import { balanceTable, toMarkdown } from "../src/index.js";

const patients = Object.freeze({
  tki: Object.freeze([1, 1, 1, 1, 0, 0, 0, 0, 0, 0]),
  age: Object.freeze([44, 57, 52, 61, 61, 50, 66, 54, 49, 58]),
  ecog: Object.freeze([0, 1, 1, 0, 1, 0, 1, 1, 1, 0]),
  stage: Object.freeze(["A", "B", "C", "B", "C", "B", "C", "A", "B", "C"]),
  w: Object.freeze([1, 1, 1, 1, 0.5, 1, 0, 1.5, 1, 0]),
  e: Object.freeze([0.7, 0.4, 0.6, 0.5, 0.4, 0.6, 0.3, 0.5, 0.4, 0.2]),
});
const spec = { treatment: "tki", covariates: ["age", "ecog", "stage"], weights: "w" } as const;

describe("balanceTable", () => {
  test("samples side by side under their effective sizes, a factor with its distance, formulas in the notes", () => {
    const result = balance(patients, { ...spec, samples: { overlap: { weights: "e" } } });
    const table = balanceTable(result, {
      title: "Balance",
      labels: { age: "Age (years)", ecog: "ECOG 1", stage: "Stage" },
    });
    for (const { cells } of table.rows) expect(cells).toHaveLength(table.columns.length);
    expect(new Set(table.columns.map(({ key }) => key)).size).toBe(table.columns.length);
    expect(structuredClone(table)).toEqual(table);
    expect(toMarkdown(table)).toMatchInlineSnapshot(`
      "**Balance**

      | Variable | Before (n = 4 + 6): SMD | Before (n = 4 + 6): Variance ratio | After (n = 4 + 3.6): SMD | After (n = 4 + 3.6): Variance ratio | overlap (n = 3.8 + 5.4): SMD | overlap (n = 3.8 + 5.4): Variance ratio |
      | :--- | :---: | :---: | :---: | :---: | :---: | :---: |
      | Age (years) | −0.387 | 1.235 | 0.119 | 2.663 | −0.376 | 1.388 |
      | ECOG 1 | −0.333 | — | −0.500 | — | −0.424 | — |
      | **Stage** | 0.535 |  | 0.348 |  | 0.299 |  |
      |  A | 0.192 | — | −0.289 | — | 0.254 | — |
      |  B | 0.333 | — | 0.000 | — | −0.015 | — |
      |  C | −0.577 | — | 0.289 | — | −0.236 | — |

      SMD: standardized mean difference, treated minus control, divided by the standard deviation of the treated before adjustment.

      Factors: distance over all levels (Yang and Dalton), with the covariance before adjustment.

      Variance ratio: treated over control.
      "
    `);
  });

  test("cells are those of the result, and every formula of it is named", () => {
    const result = balance(patients, {
      ...spec,
      denominator: "pooled",
      deviationOf: "each",
      binary: "raw",
      level: 0.9,
    });
    const { columns, rows, notes } = balanceTable(result, {
      figures: ["mean", "smd", "ks"],
      stages: ["Total", "Weighted"],
      groups: ["TKI-I", "TKI"],
      digits: 2,
      notes: ["Mine."],
    });
    expect(columns.slice(1, 5).map(({ label }) => label)).toEqual(["Mean, TKI-I", "Mean, TKI", "SMD (90% CI)", "KS"]);
    const [age, ecog] = rows;
    expect(age!.cells.slice(0, 3)).toEqual(["age", "53.50", "56.33"]);
    expect(age!.cells[3]).toMatch(/^−0\.\d\d \(−\d\.\d\d to 0\.\d\d\)$/);
    expect(ecog!.cells[3]).toBe("−0.17");
    expect(notes).toEqual([
      "SMD: standardized mean difference, TKI-I minus TKI, divided by the pooled standard deviation of the groups, in each sample.",
      "Differences of proportions are not divided.",
      "Factors: distance over all levels (Yang and Dalton), with the covariance of each sample.",
      "KS: largest distance between the distribution functions.",
      "Mine.",
    ]);
  });

  test.each([
    ["weighted", "the standard deviation of all rows under the weights of the adjusted sample."],
    ["hedges", "the standard deviation pooled by degrees of freedom, corrected for small samples before adjustment."],
    ["control", "the standard deviation of the controls before adjustment."],
  ] as const)("denominator %s is named", (denominator, text) => {
    const { notes } = balanceTable(balance(patients, { ...spec, covariates: ["age"], denominator }));
    expect(notes[0]).toBe(`SMD: standardized mean difference, treated minus control, divided by ${text}`);
  });

  test.each([[[]], [["smd", "ecdf"]]])("figures %j are refused", (figures) => {
    const result = balance(patients, spec);
    expect(() => balanceTable(result, { figures: figures as never })).toThrow(
      expect.objectContaining({ name: "HccInputError", code: "option", column: "figures" }),
    );
  });
});
