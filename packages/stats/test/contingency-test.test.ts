import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contingencyTest } from "../src/index.js";
import { expectEstimate, expectPValue, reference } from "./reference.js";

const p = (table: number[][], rule: "spss" | "pearson" | "yates" | "fisher"): number =>
  contingencyTest(table, { rule }).pValue;
const transpose = (table: number[][]): number[][] => table[0]!.map((_, j) => table.map((row) => row[j]!));

describe("contingencyTest agrees with R", () => {
  it.each(reference.contingency.map((c) => [JSON.stringify(c.table), c] as const))("%s", (name, c) => {
    const fisher = contingencyTest(c.table, { rule: "fisher" });
    expect(fisher.method).toBe("fisher");
    expectPValue(fisher.pValue, c.fisher, name);
    expect([fisher.statistic, fisher.df]).toEqual([null, null]);
    expectEstimate(fisher.expectedMinimum, c.expectedMinimum, 1);
    if (c.pearson[0] === null) {
      expect(() => contingencyTest(c.table, { rule: "pearson" })).toThrowError(/is empty/);
      return;
    }
    const pearson = contingencyTest(c.table, { rule: "pearson" });
    expectEstimate(pearson.statistic, c.pearson[0], 1e-12);
    expect(pearson.df).toBe(c.pearson[1]);
    expectPValue(pearson.pValue, c.pearson[2]!);
    if (c.yates === null) return;
    const yates = contingencyTest(c.table, { rule: "yates" });
    expectEstimate(yates.statistic, c.yates[0]!, 1e-12);
    expectPValue(yates.pValue, c.yates[1]!);
  });
});

// Rows of the frozen table: counts, then P of Pearson, Yates and Fisher, and the choice of the rule.
const frozen = [
  [
    [
      [30, 38],
      [22, 42],
    ],
    0.252257,
    0.333708,
    0.287476,
    "pearson",
  ],
  [
    [
      [12, 56],
      [3, 61],
    ],
    0.0190436,
    0.0384242,
    0.0265964,
    "pearson",
  ],
  [
    [
      [3, 17],
      [9, 8],
    ],
    0.0140135,
    0.0353289,
    0.032265,
    "fisher",
  ],
  [
    [
      [3, 45],
      [1, 47],
    ],
    0.307,
    0.609523,
    0.616978,
    "yates",
  ],
  [
    [
      [1, 47],
      [0, 48],
    ],
    0.314777,
    1,
    1,
    "fisher",
  ],
  [
    [
      [20, 18, 10],
      [12, 26, 10],
    ],
    0.177769,
    null,
    0.176925,
    "pearson",
  ],
  [
    [
      [5, 1, 0],
      [2, 4, 3],
    ],
    0.0574326,
    null,
    0.146853,
    "fisher",
  ],
] as const;

describe("the rule taught with SPSS", () => {
  it.each(frozen)("%j: Pearson %d, Yates %d, Fisher %d; the rule takes %s", (table, pearson, yates, fisher, method) => {
    expect(contingencyTest(table, { rule: "pearson" }).pValue).toBeCloseTo(pearson, pearson === 0.307 ? 4 : 6);
    if (yates !== null) expect(contingencyTest(table, { rule: "yates" }).pValue).toBeCloseTo(yates, 6);
    expect(contingencyTest(table, { rule: "fisher" }).pValue).toBeCloseTo(fisher, 6);
    expect(contingencyTest(table, { rule: "spss" }).method).toBe(method);
  });

  it.each([
    // n = 40 and smallest expected count exactly 5: Pearson; one observation less: Fisher.
    [
      [
        [5, 5],
        [15, 15],
      ],
      "pearson",
      "n = 40 is at least 40 and the smallest expected count, 5, is at least 5: Pearson chi-square",
    ],
    [
      [
        [5, 5],
        [15, 14],
      ],
      "fisher",
      "n = 39 is below 40: Fisher's exact test",
    ],
    // Smallest expected count 4.9992: never shown as 5.00.
    [
      [
        [3, 7],
        [2997, 2994],
      ],
      "yates",
      "n = 6001 is at least 40 and the smallest expected count, 4.999, is at least 1 but below 5: continuity-corrected chi-square",
    ],
    // Smallest expected count exactly 1: Yates; below 1: Fisher.
    [
      [
        [1, 1],
        [20, 20],
      ],
      "yates",
      "n = 42 is at least 40 and the smallest expected count, 1, is at least 1 but below 5: continuity-corrected chi-square",
    ],
    [
      [
        [0, 1],
        [20, 20],
      ],
      "fisher",
      "n = 41 is at least 40 but the smallest expected count, 0.488, is below 1: Fisher's exact test",
    ],
    // Larger tables: exactly a fifth of the cells below 5 is still Pearson.
    [
      [
        [8, 8, 8, 8, 4],
        [8, 8, 8, 8, 4],
      ],
      "pearson",
      "2 of 10 expected counts are below 5 and the smallest is 4: Pearson chi-square",
    ],
    [
      [
        [8, 8, 8, 4, 4],
        [8, 8, 8, 4, 4],
      ],
      "fisher",
      "4 of 10 expected counts are below 5 and the smallest is 4: Fisher's exact test",
    ],
    [
      [
        [30, 30, 30, 30, 0],
        [30, 30, 30, 30, 1],
      ],
      "fisher",
      "2 of 10 expected counts are below 5 and the smallest is 0.498: Fisher's exact test",
    ],
  ] as const)("%j takes %s", (table, method, reason) => {
    const test = contingencyTest(table, { rule: "spss" });
    expect([test.method, test.reason]).toEqual([method, reason]);
    expect(test.rule).toBe("spss");
  });
});

describe("Fisher's exact test", () => {
  it("has closed-form answers: all of one row in one column", () => {
    // Only the two extreme tables are as unlikely: 2 / C(20, 10).
    expectPValue(
      p(
        [
          [10, 0],
          [0, 10],
        ],
        "fisher",
      ),
      2 / 184756,
    );
    expectPValue(
      p(
        [
          [3, 0, 0],
          [0, 3, 0],
          [0, 0, 3],
        ],
        "fisher",
      ),
      6 / 1680,
    );
  });

  it("keeps its digits to 1e-300: 2 / C(2 n, n)", () => {
    // 2 / C(996, 498), from exact integer arithmetic.
    let choose = 1n;
    for (let i = 1n; i <= 498n; i++) choose = (choose * (498n + i)) / i;
    const expected = 2 / Number(choose);
    expect(expected).toBeLessThan(1e-297);
    const actual = p(
      [
        [498, 0],
        [0, 498],
      ],
      "fisher",
    );
    expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-11);
  });

  it("counts tables as likely as the observed one although their probabilities differ in the last bits", () => {
    expect(
      p(
        [
          [10, 10],
          [10, 10],
        ],
        "fisher",
      ),
    ).toBe(1);
    expectPValue(
      p(
        [
          [4, 1],
          [1, 4],
        ],
        "fisher",
      ),
      (2 * (25 + 1)) / 252,
    );
  });

  it("gives the same answer for a table with rows or columns exchanged, transposed, or with an empty row", () => {
    const table = fc.array(fc.array(fc.nat(5), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(table, (t) => {
        fc.pre(t.flat().some((count) => count > 0));
        const expected = p(t, "fisher");
        for (const other of [[...t].reverse(), t.map((row) => [...row].reverse()), transpose(t), [...t, [0, 0, 0]]]) {
          expectPValue(p(other, "fisher"), expected);
        }
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it("agrees with brute-force enumeration of small 2 x 3 and 3 x 3 tables", () => {
    const table = fc.array(fc.array(fc.nat(4), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(table, (t) => {
        fc.pre(t.flat().some((count) => count > 0));
        expectPValue(p(t, "fisher"), bruteForce(t));
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it("copes with counts in the hundreds of millions", () => {
    expect(
      p(
        [
          [200_000_000, 199_990_000],
          [200_000_000, 200_000_000],
        ],
        "fisher",
      ),
    ).toBeGreaterThan(0.5);
  });
});

describe("margins of zero are never dropped in silence", () => {
  it("Fisher has an answer, 1 for a 2 x 2 table, and the reason mentions the empty column", () => {
    const test = contingencyTest(
      [
        [0, 48],
        [0, 48],
      ],
      { rule: "spss" },
    );
    expect([test.pValue, test.method, test.expectedMinimum]).toEqual([1, "fisher", 0]);
    expect(test.reason).toMatch(/column 0 is empty, which leaves the exact test unchanged/);
  });

  it("chi-square has none: the error names row or column and the remedy", () => {
    expect(() =>
      contingencyTest(
        [
          [3, 4],
          [0, 0],
        ],
        { rule: "pearson" },
      ),
    ).toThrowError(
      'row 1 is empty, so expected counts are 0 and chi-square has no value: leave it out of the table, or use rule "fisher"',
    );
    expect(() =>
      contingencyTest(
        [
          [0, 4, 0],
          [0, 5, 0],
        ],
        { rule: "pearson" },
      ),
    ).toThrowError(/column 0 and column 2 are empty/);
  });
});

describe("inputs without an answer", () => {
  it.each([
    [[[1, 2]], "too-few-groups", /the table is 1 x 2/],
    [[[1], [2]], "too-few-groups", /the table is 2 x 1/],
    [[], "too-few-groups", /the table is 0 x 0/],
    [[[1, 2], [3]], "length-mismatch", /row 1 of the table has 1 cells but row 0 has 2/],
    [
      [
        [1, 2],
        [3, -1],
      ],
      "negative-value",
      /holds -1 in row 1, column 1/,
    ],
    [
      [
        [1, 2],
        [3, 0.5],
      ],
      "not-a-number",
      /holds 0.5 in row 1, column 1/,
    ],
    [
      [
        [1, Number.NaN],
        [3, 4],
      ],
      "not-a-number",
      /holds NaN in row 0, column 1/,
    ],
    [
      [
        [0, 0],
        [0, 0],
      ],
      "empty-data",
      /every count of the table is 0/,
    ],
  ])("%j", (table, code, message) => {
    expect(() => contingencyTest(table, { rule: "spss" })).toThrowError(message);
    expect(() => contingencyTest(table, { rule: "spss" })).toThrowError(
      expect.objectContaining({ name: "HccInputError", code }),
    );
  });

  it("refuses Yates beyond 2 x 2, and rules it does not know", () => {
    expect(() =>
      contingencyTest(
        [
          [1, 2, 3],
          [3, 4, 5],
        ],
        { rule: "yates" },
      ),
    ).toThrowError(/this one is 2 x 3/);
    expect(() =>
      contingencyTest(
        [
          [1, 2],
          [3, 4],
        ],
        { rule: "exact" as "fisher" },
      ),
    ).toThrowError(/rule is "exact"/);
  });
});

/** Sum of the probabilities of all tables with the same margins that are at most as likely as the observed one. */
function bruteForce(table: number[][]): number {
  const rows = table.map((row) => row.reduce((a, b) => a + b, 0));
  const columns = transpose(table).map((column) => column.reduce((a, b) => a + b, 0));
  const factorial = [1];
  for (let i = 1; i < 50; i++) factorial.push(factorial[i - 1]! * i);
  const weight = (cells: number[]): number => cells.reduce((product, count) => product / factorial[count]!, 1);
  const observed = weight(table.flat());
  let all = 0;
  let extreme = 0;
  const fill = (cells: number[], left: number[]): void => {
    const i = Math.floor(cells.length / columns.length);
    const j = cells.length % columns.length;
    if (i === rows.length) {
      if (left.some((count) => count !== 0)) return;
      const own = weight(cells);
      all += own;
      if (own <= observed * (1 + 1e-7)) extreme += own;
      return;
    }
    const placed = cells.slice(i * columns.length).reduce((a, b) => a + b, 0);
    const rest = rows[i]! - placed;
    const first = j === columns.length - 1 ? rest : 0;
    for (let x = first; x <= Math.min(rest, left[j]!); x++) {
      fill(
        [...cells, x],
        left.map((count, k) => (k === j ? count - x : count)),
      );
    }
  };
  fill([], columns);
  return extreme / all;
}
