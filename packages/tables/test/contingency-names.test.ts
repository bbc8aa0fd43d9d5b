import { type ContingencyRule, cochranArmitage, contingencyTest } from "@hcc/stats";
import { expect, test } from "vitest";
import { type BaselineTest, baselineTable } from "../src/index.js";

const noteOf = (countsTest: BaselineTest): string =>
  JSON.stringify(
    baselineTable(
      [
        {
          groups: [
            { label: "A", n: 21 },
            { label: "B", n: 16 },
          ],
        },
      ],
      [
        {
          label: "Response",
          levels: ["yes", "no"],
          cohorts: [
            {
              counts: [
                [12, 8],
                [9, 8],
              ],
              countsTest,
            },
          ],
        },
      ],
    ),
  );

test.each([
  ["pearson", "Pearson chi-square test"],
  ["yates", "chi-square test with Yates' correction"],
  ["likelihood-ratio", "likelihood-ratio chi-square test"],
  ["linear-by-linear", "linear-by-linear association test"],
  ["fisher", "Fisher's exact test"],
] satisfies [ContingencyRule, string][])("a footnote names the test of rule %s: %s", (rule, name) => {
  const counts = [
    [12, 8],
    [9, 8],
  ];
  expect(noteOf(contingencyTest(counts, { rule }))).toContain(`P values: ${name}.`);
});

test("a footnote says that P is from random tables, and that a trend was tested", () => {
  const large = [
    [10_000_000, 10_001_000, 12],
    [5_000_000, 5_001_000, 3],
  ];
  const byRandomTables = contingencyTest(large, { rule: "fisher", resamples: 200 });
  expect(noteOf(byRandomTables)).toContain("P values: Fisher's exact test (Monte Carlo).");
  const trend = cochranArmitage([3, 5, 9], [10, 10, 10]);
  expect(noteOf(trend)).toContain("P values: Cochran-Armitage test for trend.");
});
