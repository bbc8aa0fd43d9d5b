import {
  analysisOfVariance,
  compareGroups,
  contingencyTest,
  describe as describeValues,
  kruskalWallis,
  mannWhitney,
  pairedTTest,
  tTest,
} from "@hcc/stats";
import { describe, expect, test } from "vitest";
import { type BaselineTest, baselineTable, toMarkdown } from "../src/index.js";

const x = [12, 15, 15, 18, 21, 30, 44];
const y = [10, 11, 15, 16, 19, 20, 22, 25];
const heads = [
  {
    groups: [
      { label: "A", n: 8 },
      { label: "B", n: 8 },
    ],
  },
];
const data = {
  arm: [..."AAAAAAAABBBBBBBB"],
  age: [...x, null, ...y],
  afp: [1, 2, 2, 3, 900, 4, 5, 8, 3, 5, 7, 9, 11, 2000, null, null],
  childPugh: ["A", "A", "B", "A", null, "A", "A", "B", "A", "B", "A", "A", "A", "B", "A", "A"],
};
const compare = (values: "age" | "afp" | "childPugh", rule: "cn-textbook" | "gtsummary" | "tableone" | "spss") =>
  compareGroups(data, { values, by: "arm", rule, missing: "omit" });

describe("baselineTable", () => {
  test("takes compareGroups as it is: test, statistic, summary and categories by the rule, which a footnote names", () => {
    const table = baselineTable(
      heads,
      [
        { label: "Age", cohorts: [compare("age", "cn-textbook")] },
        { label: "AFP", cohorts: [compare("afp", "cn-textbook")] },
        { label: "Child-Pugh", cohorts: [compare("childPugh", "cn-textbook")] },
      ],
      { statistics: true, missing: true },
    );
    for (const { cells } of table.rows) expect(cells).toHaveLength(table.columns.length);
    expect(toMarkdown(table)).toMatchInlineSnapshot(`
      "| Characteristic | A (n = 8) | B (n = 8) | Statistic | P |
      | :--- | :---: | :---: | :---: | :---: |
      | Age | 22.1 ± 11.3 | 17.3 ± 5.2 | t = 1.103 | 0.290ᵃ |
      |  Missing | 1 | 0 |  |  |
      | AFP | 3.5 (2.0–7.3) | 8.0 (4.5–508.3) | Z = −1.684 | 0.092ᵇ |
      |  Missing | 0 | 2 |  |  |
      | **Child-Pugh** |  |  | Fisher | >0.999ᶜ |
      |  A | 5 (71.4) | 6 (75.0) |  |  |
      |  B | 2 (28.6) | 2 (25.0) |  |  |
      |  Missing | 1 | 0 |  |  |

      Data are n (%) or mean ± SD or median (quartiles of type 6).

      P values: ᵃ t test; ᵇ Mann-Whitney U test (normal approximation without continuity correction); ᶜ Fisher's exact test.

      Tests chosen by rule "cn-textbook".

      t: Student's t; Z: standardized statistic.
      "
    `);
  });

  test("under other rules the same variable has another test, summary and footnote", () => {
    const of = (rule: "gtsummary" | "tableone" | "spss") =>
      baselineTable(heads, [{ label: "Age", cohorts: [compare("age", rule)] }], { statistics: true });
    const shown = (["gtsummary", "tableone", "spss"] as const).map((rule) => {
      const { rows, notes } = of(rule);
      return [...rows[0]!.cells.slice(1), ...notes];
    });
    expect(shown).toMatchInlineSnapshot(`
      [
        [
          "18.0 (15.0–30.0)",
          "17.5 (13.0–21.0)",
          "Z = 0.523",
          "0.601",
          "Data are median (quartiles of type 2).",
          "P values: Mann-Whitney U test (normal approximation with continuity correction).",
          "Tests chosen by rule "gtsummary".",
          "Z: standardized statistic.",
        ],
        [
          "22.1 ± 11.3",
          "17.3 ± 5.2",
          "t = 1.103",
          "0.290",
          "Data are mean ± SD.",
          "P values: t test.",
          "Tests chosen by rule "tableone".",
          "t: Student's t.",
        ],
        [
          "22.1 ± 11.3",
          "17.3 ± 5.2",
          "t = 1.103",
          "0.290",
          "Data are mean ± SD.",
          "P values: t test.",
          "Tests chosen by rule "spss".",
          "t: Student's t.",
        ],
      ]
    `);
  });

  test("a statistic stands with its symbol: χ², Z, U, t, F, H; Fisher's test is named", () => {
    const tests: [string, BaselineTest][] = [
      [
        "χ² = 4.702",
        contingencyTest(
          [
            [63, 5],
            [51, 13],
          ],
          { rule: "pearson" },
        ),
      ],
      [
        "Fisher",
        contingencyTest(
          [
            [3, 17],
            [9, 8],
          ],
          { rule: "fisher" },
        ),
      ],
      ["Z = 0.581", mannWhitney(x, y, { conventions: "spss" })],
      ["U = 33.000", mannWhitney(x, y, { exact: true })],
      ["t = 1.103", tTest(x, y, { variance: "pooled" })],
      ["t = 1.053", tTest(x, y)],
      ["t = −1.000", pairedTTest([1, 2, 3], [2, 2, 3])],
      ["F = 1.217", analysisOfVariance([x, y])],
      ["H = 0.337", kruskalWallis([x, y])],
      ["—", tTest([1, 1], [2, 2])],
      ["2.500", { pValue: 0.1, statistic: 2.5 }],
      ["Exact", { kind: "mcnemar", method: "exact", pValue: 0.1, statistic: null }],
    ];
    const variables = tests.map(([label, countsTest]) => ({ label, cohorts: [{ countsTest }] }));
    const { rows, columns, notes } = baselineTable(heads, variables, { statistics: true });
    expect(columns.map(({ label }) => label).slice(-2)).toEqual(["Statistic", "P"]);
    expect(rows.map(({ cells }) => cells[3])).toEqual(tests.map(([text]) => text));
    expect(notes.at(-1)).toBe(
      "χ²: chi-square; Z: standardized statistic; U: Mann-Whitney U; t: Student's t; F: variance ratio; H: Kruskal-Wallis H.",
    );
  });

  test("a footnote says how a rank test got its P, and each way has its marker", () => {
    const tests = [
      mannWhitney(x, y),
      mannWhitney(x, y, { conventions: "spss" }),
      mannWhitney(x, y, { exact: true }),
      mannWhitney(x, y, { exact: true, midP: true }),
      mannWhitney(x, y, { exact: "ignoring-ties" }),
      { kind: "signed-rank", method: "exact", pValue: 0.5 },
      { kind: "mann-whitney", pValue: 0.5 },
      { kind: "t-test", method: "welch", alternative: "less", pValue: 0.5 },
    ];
    const variables = tests.map((summaryTest, i) => ({
      label: String(i),
      cohorts: [{ summaries: [describeValues(x), describeValues(y)], summaryTest }],
    }));
    const { notes, rows } = baselineTable(heads, variables);
    expect(notes[1]).toBe(
      "P values: ᵃ Mann-Whitney U test (normal approximation with continuity correction); ᵇ Mann-Whitney U test (normal approximation without continuity correction); ᶜ Mann-Whitney U test (exact); ᵈ Mann-Whitney U test (exact, mid-P); ᵉ Mann-Whitney U test (exact, ties ignored); ᶠ Wilcoxon signed-rank test (exact); ᵍ Mann-Whitney U test; ʰ Welch t test, one-sided.",
    );
    expect(rows.map(({ cells }) => cells.at(-1)!.at(-1))).toEqual([..."ᵃᵇᶜᵈᵉᶠᵍʰ"]);
  });

  test("no kind of test runs out of markers: after 25 letters they are doubled", () => {
    const variables = Array.from({ length: 60 }, (_, i) => ({
      label: String(i),
      cohorts: [{ countsTest: { method: `test ${i}`, pValue: 0.5 } }],
    }));
    const { rows } = baselineTable(heads, variables);
    const marks = rows.map(({ cells }) => cells.at(-1)!.replace("0.500", ""));
    expect(new Set(marks).size).toBe(60);
    expect([marks[8], marks[24], marks[25], marks[26], marks[50]]).toEqual(["ⁱ", "ᶻ", "ᵃᵃ", "ᵃᵇ", "ᵇᵃ"]);
  });

  test("names every test of the family in a footnote", () => {
    const of = (kind: string, method: string) =>
      baselineTable(heads, [{ label: "x", cohorts: [{ countsTest: { kind, method, pValue: 0.5 } }] }]).notes[0];
    const named = [
      ["contingency-test", "fisher-monte-carlo"],
      ["contingency-test", "likelihood-ratio"],
      ["contingency-test", "linear-by-linear"],
      ["cochran-armitage", "normal"],
      ["cochran-armitage", "exact"],
      ["mantel-haenszel", "continuity-corrected"],
      ["cochran-mantel-haenszel", "association"],
      ["mcnemar", "exact"],
      ["bowker", "chi-square"],
      ["analysis-of-variance", "pooled"],
      ["analysis-of-variance", "welch"],
      ["paired-t-test", "paired"],
      ["levene", "median"],
      ["correlation", "spearman"],
      ["kruskal-wallis", "chi-square"],
    ].map(([kind, method]) => of(kind!, method!));
    expect(named).toMatchInlineSnapshot(`
      [
        "P values: Fisher's exact test (Monte Carlo).",
        "P values: likelihood-ratio chi-square test.",
        "P values: linear-by-linear association test.",
        "P values: Cochran-Armitage test for trend.",
        "P values: exact Cochran-Armitage test for trend.",
        "P values: Cochran-Mantel-Haenszel test with continuity correction.",
        "P values: Cochran-Mantel-Haenszel test.",
        "P values: exact McNemar test.",
        "P values: Bowker test of symmetry.",
        "P values: analysis of variance.",
        "P values: Welch analysis of variance.",
        "P values: paired t test.",
        "P values: Brown-Forsythe test.",
        "P values: Spearman rank correlation.",
        "P values: Kruskal-Wallis test.",
      ]
    `);
  });

  test("percentages of the row add to 100 over the groups, those of the column over the levels", () => {
    const variable = {
      label: "Stage",
      levels: ["I", "II"],
      cohorts: [
        {
          counts: [
            [1, 3],
            [4, 1],
          ],
        },
      ],
    };
    const cells = (percent: "row" | "column") =>
      baselineTable(heads, [variable], { percent, pValues: false })
        .rows.slice(1)
        .map((row) => row.cells.slice(1));
    expect(cells("row")).toEqual([
      ["1 (25.0)", "3 (75.0)"],
      ["4 (80.0)", "1 (20.0)"],
    ]);
    expect(cells("column")).toEqual([
      ["1 (20.0)", "3 (75.0)"],
      ["4 (80.0)", "1 (25.0)"],
    ]);
    expect(baselineTable(heads, [variable], { percent: "row" }).notes[0]).toBe("Data are n (row %).");
  });

  test("patients without a value are a row where they are asked for and there are any", () => {
    const summaries = [describeValues([1, null, 2]), describeValues([3, 4])];
    const of = (cells: object, missing = true) =>
      baselineTable(heads, [{ label: "x", cohorts: [cells] }], { missing }).rows.map(({ cells: [first, a, b] }) => [
        first,
        a,
        b,
      ]);
    expect(of({ summaries })[1]).toEqual(["Missing", "1", "0"]);
    expect(of({ summaries, missing: [7, 8] })[1]).toEqual(["Missing", "7", "8"]);
    expect(of({ summaries }, false)).toHaveLength(1);
    expect(of({ summaries, missing: [0, 0] })).toHaveLength(1);
  });

  test("quartiles say their type, by each that is used", () => {
    const of = (...types: (2 | 6 | 7)[]) =>
      baselineTable(
        heads,
        types.map((quantileType) => ({
          label: "x",
          statistic: "median-iqr" as const,
          cohorts: [{ summaries: [x, y].map((values) => describeValues(values, { quantileType })) }],
        })),
      ).notes[0];
    expect(of(6)).toBe("Data are median (quartiles of type 6).");
    expect(of(7, 2)).toBe("Data are median (quartiles of types 2 and 7).");
  });

  test("refuses options that are not there and cells that do not fit", () => {
    expect(() => baselineTable(heads, [], { statistic: true } as never)).toThrow('no option "statistic"');
    expect(() => baselineTable(heads, [], { percent: "total" as never })).toThrow('percent is "total"');
    expect(() => baselineTable(heads, [{ label: "x", cohorts: [{ missing: [1] }] }])).toThrow(
      '"x" has 1 numbers of missing values for 2 groups',
    );
    const one = { counts: [[1, 2]], categories: ["a"] };
    const other = { counts: [[1, 2]], categories: ["b"] };
    expect(() => baselineTable([...heads, ...heads], [{ label: "x", cohorts: [one, other] }])).toThrow(
      '"x" has other categories in cohort 1 than in the first',
    );
  });
});
