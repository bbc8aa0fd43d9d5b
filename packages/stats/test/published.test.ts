import { describe, expect, it } from "vitest";
import { contingencyTest } from "../src/index.js";

// Counts and printed P values of the 2 x 2 tables of the study that the family reproduces: TKI plus iodine-125 seeds against
// TKI alone in hepatocellular carcinoma. [events, of] of both groups. The rule is the one taught with SPSS.
type Printed = readonly [name: string, a: number, nA: number, b: number, nB: number, printed: number | string];

const total = [68, 64] as const;
const matched = [48, 48] as const;
const baseline: readonly (readonly [string, readonly number[], readonly (number | string)[]])[] = [
  ["sex", [58, 57, 40, 44], [0.518, 0.217]],
  ["age", [42, 32, 25, 23], [0.173, 0.683]],
  ["ECOG PS", [22, 27, 15, 15], [0.242, ">0.999"]],
  ["HBsAg", [56, 58, 40, 44], [0.166, 0.217]],
  ["Child-Pugh class", [5, 13, 5, 3], [0.03, 0.712]],
  ["AFP", [35, 32, 27, 23], [0.866, 0.414]],
  ["number of tumors", [17, 28, 14, 21], [0.023, 0.138]],
  ["tumor distribution", [31, 43, 25, 30], [0.012, 0.302]],
  ["largest tumor size", [42, 39, 30, 32], [0.922, 0.67]],
  ["macrovascular invasion", [55, 48, 36, 40], [0.415, 0.315]],
  ["TKI", [29, 26, 22, 22], [0.814, ">0.999"]],
  ["number of previous TACE", [23, 26, 16, 20], [0.419, 0.399]],
  ["TACE technique", [28, 28, 22, 24], [0.765, 0.683]],
];

const printed: readonly Printed[] = [
  ...baseline.flatMap(([name, [a, b, c, d], [before, after]]): Printed[] => [
    [`${name}, total cohort`, a!, total[0], b!, total[1], before!],
    [`${name}, matched cohort`, c!, matched[0], d!, matched[1], after!],
  ]),
  ["overall ORR, matched", 33, 48, 16, 48, 0.001],
  ["overall DCR, matched", 43, 48, 32, 48, 0.007],
  ["intrahepatic ORR, matched", 33, 48, 17, 48, 0.001],
  ["intrahepatic DCR, matched", 44, 48, 34, 48, 0.009],
  ["thrombus ORR, matched", 29, 36, 5, 40, "<0.001"],
  ["thrombus DCR, matched", 33, 36, 27, 40, 0.01],
  ["overall ORR, total", 42, 68, 18, 64, "<0.001"],
  ["overall DCR, total", 60, 68, 42, 64, 0.002],
  ["intrahepatic ORR, total", 43, 68, 19, 64, "<0.001"],
  ["intrahepatic DCR, total", 62, 68, 44, 64, 0.001],
  ["thrombus ORR, total", 41, 55, 6, 48, "<0.001"],
  ["thrombus DCR, total", 51, 55, 31, 48, "<0.001"],
  ["any adverse event", 61, 68, 59, 64, 0.62],
  ["adverse events of grade 3 or more", 23, 68, 21, 64, 0.902],
];

describe("the rule taught with SPSS gives every printed 2 x 2 P value of the study from its counts", () => {
  it("there are 40", () => {
    expect(printed).toHaveLength(40);
  });

  it.each(printed)("%s: %i/%i and %i/%i, P %s", (_, a, nA, b, nB, expected) => {
    const test = contingencyTest(
      [
        [a, nA - a],
        [b, nB - b],
      ],
      { rule: "spss" },
    );
    const rounded = test.pValue.toFixed(3);
    if (expected === "<0.001") expect(rounded).toBe("0.000");
    else if (expected === ">0.999") expect(rounded).toBe("1.000");
    else expect(rounded).toBe((expected as number).toFixed(3));
  });

  it("takes Yates once, for Child-Pugh class in the matched cohort, and Pearson in all other tables", () => {
    const methods = printed.map(([name, a, nA, b, nB]) => {
      const table = [
        [a, nA - a],
        [b, nB - b],
      ];
      return [name, contingencyTest(table, { rule: "spss" }).method] as const;
    });
    expect(methods.filter(([, method]) => method !== "pearson")).toEqual([
      ["Child-Pugh class, matched cohort", "yates"],
    ]);
  });
});
