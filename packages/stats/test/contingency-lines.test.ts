import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ContingencyLine, type ContingencyTest, contingencyTest } from "../src/index.js";
import { reference } from "./contingency-reference.js";
import { expectEstimate, expectPValue } from "./reference.js";

const line = (test: ContingencyTest, method: ContingencyLine["method"], alternative = "two-sided"): ContingencyLine =>
  test.tests.find((one) => one.method === method && one.alternative === alternative)!;

describe("every line equals R on real data", () => {
  it.each(reference.contingency.map((c) => [c.name, c] as const))("%s", (name, c) => {
    const test = contingencyTest(c.table, { rule: "pearson" });
    const [statistic, df, pValue] = c.pearson;
    expectEstimate(test.statistic, statistic, 1e-12, name);
    expect(test.df).toBe(df);
    expectPValue(test.pValue, pValue, name);
    if (c.yates !== null) {
      expectEstimate(line(test, "yates").statistic, c.yates[0], 1e-12, name);
      expectPValue(line(test, "yates").pValue, c.yates[1], name);
    }
    expectEstimate(line(test, "likelihood-ratio").statistic, c.likelihoodRatio[0], 1e-6, name);
    expectPValue(line(test, "likelihood-ratio").pValue, c.likelihoodRatio[1], name);
    expect(line(test, "likelihood-ratio").df).toBe(df);
    expectEstimate(line(test, "linear-by-linear").statistic, c.linearByLinear[0], 1e-9, name);
    expectPValue(line(test, "linear-by-linear").pValue, c.linearByLinear[1], name);
    c.expected.forEach((row, i) => {
      row.forEach((count, j) => {
        expectEstimate(test.expected.counts[i]![j]!, count);
      });
    });
    const below = c.expected.flat().filter((count) => count < 5).length;
    expect(test.expected.below5).toBe(below);
    expect(test.expected.below5Share).toBe(below / c.expected.flat().length);
    expectEstimate(test.expectedMinimum, Math.min(...c.expected.flat()));

    const squares = c.table[0]!.map((_, j) => (j + 1) ** 2);
    const squared = contingencyTest(c.table, { rule: "linear-by-linear", scores: { columns: squares } });
    expectEstimate(squared.statistic, c.squaredScores, 1e-9, name);
    expect([squared.method, squared.df]).toEqual(["linear-by-linear", 1]);
  });
});

describe("Fisher's test of 2 x 2 tables, one-sided and mid-P, equals fisher.test and coin::midpvalue on real data", () => {
  const square = reference.contingency.flatMap((c) => (c.sides === null ? [] : [[c.name, c.table, c.sides] as const]));
  it.each(square)("%s", (name, table, sides) => {
    const less = contingencyTest(table, { rule: "fisher", alternative: "less" });
    const greater = contingencyTest(table, { rule: "fisher", alternative: "greater" });
    expectPValue(less.pValue, sides.less!, name);
    expectPValue(greater.pValue, sides.greater!, name);
    if (sides.midLess !== null) expectPValue(less.midPValue, sides.midLess, name);
    if (sides.midGreater !== null) expectPValue(greater.midPValue, sides.midGreater, name);
    const both = contingencyTest(table, { rule: "fisher" });
    if (sides.midTwoSided !== null) expectPValue(both.midPValue, sides.midTwoSided, name);
    expect(less.reason).toBe("Fisher's exact test as asked, one-sided (less)");
    const smaller = sides.less! < sides.greater! ? "less" : "greater";
    expectPValue(line(both, "fisher", smaller).pValue, Math.min(sides.less!, sides.greater!), name);
    expect(both.tests.filter(({ method }) => method === "fisher")).toHaveLength(2);
  });

  it("keeps its digits to 1e-297: one-sided 1 / C(2 n, n), mid-P half of it", () => {
    let choose = 1n;
    for (let i = 1n; i <= 498n; i++) choose = (choose * (498n + i)) / i;
    const table = [
      [498, 0],
      [0, 498],
    ];
    const test = contingencyTest(table, { rule: "fisher", alternative: "greater" });
    expect(Math.abs(test.pValue * Number(choose) - 1)).toBeLessThan(1e-11);
    expect(Math.abs(test.midPValue! * Number(choose) - 0.5)).toBeLessThan(1e-11);
    expect(contingencyTest(table, { rule: "fisher", alternative: "less" }).pValue).toBe(1);
  });
});

// PSPP 1.6.2 prints these to two decimals; the further digits are R's.
describe("the lines of the frozen tables as PSPP prints them", () => {
  it.each([
    [
      [
        [20, 18, 10],
        [12, 26, 10],
      ],
      3.4545455,
      3.4840397,
      1.2541254,
    ],
    [
      [
        [5, 1, 0],
        [2, 4, 3],
      ],
      5.7142857,
      6.8105515,
      5.0323383,
    ],
  ] as const)("%j: Pearson %d, likelihood ratio %d, linear-by-linear %d", (table, pearson, ratio, trend) => {
    const test = contingencyTest(table, { rule: "spss" });
    expect(line(test, "pearson").statistic).toBeCloseTo(pearson, 7);
    expect(line(test, "likelihood-ratio").statistic).toBeCloseTo(ratio, 7);
    expect(line(test, "linear-by-linear").statistic).toBeCloseTo(trend, 7);
    expect(contingencyTest(table, { rule: "likelihood-ratio" }).statistic).toBeCloseTo(ratio, 7);
    expect(contingencyTest(table, { rule: "linear-by-linear" }).statistic).toBeCloseTo(trend, 7);
  });

  it.each([
    [30, 38, 22, 42, 1.3107607, 0.9344537],
    [12, 56, 3, 61, 5.4975113, 4.2861425],
    [3, 17, 9, 8, 6.0364412, 4.4292083],
    [3, 45, 1, 47, 1.0434783, 0.2608696],
    [1, 47, 0, 48, 1.0105263, 0],
  ])("%i %i / %i %i: Pearson %d, corrected %d", (a, b, c, d, pearson, yates) => {
    const test = contingencyTest(
      [
        [a, b],
        [c, d],
      ],
      { rule: "spss" },
    );
    expect(line(test, "pearson").statistic).toBeCloseTo(pearson, 7);
    expect(line(test, "yates").statistic).toBeCloseTo(yates, 7);
  });

  it.each([
    [3, 45, 1, 47, 0.616978, 0.379],
    [1, 47, 0, 48, 1, 0.833],
    [1, 9, 11, 3, 0.002759, 0.001],
  ])("%i %i / %i %i: Fisher %d by counting, where PSPP 1.6.2 prints %s", (a, b, c, d, p, pspp) => {
    const test = contingencyTest(
      [
        [a, b],
        [c, d],
      ],
      { rule: "fisher" },
    );
    // The definition, from binomial coefficients in whole numbers.
    const choose = (n: number, k: number): number => {
      let result = 1n;
      for (let i = 1n; i <= BigInt(k); i++) result = (result * BigInt(n + 1 - Number(i))) / i;
      return Number(result);
    };
    const weight = (x: number): number => choose(a + b, x) * choose(c + d, a + c - x);
    let extreme = 0;
    for (let x = 0; x <= Math.min(a + b, a + c); x++) if (weight(x) <= weight(a) * (1 + 1e-7)) extreme += weight(x);
    expectPValue(test.pValue, extreme / choose(a + b + c + d, a + c));
    expect(test.pValue).toBeCloseTo(p, 6);
    expect(Math.abs(test.pValue / pspp - 1)).toBeGreaterThan(0.15);
  });

  it("a 2 x 2 table has six lines in the order of SPSS, a larger one three, or four with Fisher", () => {
    const methods = (table: number[][], rule: "pearson" | "fisher"): string[] =>
      contingencyTest(table, { rule }).tests.map(({ method }) => method);
    expect(
      methods(
        [
          [3, 17],
          [9, 8],
        ],
        "pearson",
      ),
    ).toEqual(["pearson", "yates", "likelihood-ratio", "fisher", "fisher", "linear-by-linear"]);
    const larger = [
      [5, 1, 0],
      [2, 4, 3],
    ];
    expect(methods(larger, "pearson")).toEqual(["pearson", "likelihood-ratio", "linear-by-linear"]);
    expect(methods(larger, "fisher")).toEqual(["pearson", "likelihood-ratio", "fisher", "linear-by-linear"]);
  });
});

describe("laws of the lines on 1000 random tables each", () => {
  const size = fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }));
  const tables = size.chain(([height, width]) =>
    fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: width, maxLength: width }), {
      minLength: height,
      maxLength: height,
    }),
  );
  const chiSquares = (table: number[][]): ContingencyLine[] =>
    contingencyTest(table, { rule: "pearson" }).tests.filter(({ method }) => method !== "fisher");
  const transpose = (table: number[][]): number[][] => table[0]!.map((_, j) => table.map((row) => row[j]!));
  const runs = { numRuns: 1000, seed: 4 };

  it("transposing, or turning the order of the rows or columns around, changes no chi-square", () => {
    fc.assert(
      fc.property(tables, (table) => {
        const expected = chiSquares(table);
        for (const other of [transpose(table), [...table].reverse(), table.map((row) => [...row].reverse())]) {
          chiSquares(other).forEach((one, i) => {
            expectEstimate(one.statistic, expected[i]!.statistic!, 1e-6);
            expect([one.method, one.df]).toEqual([expected[i]!.method, expected[i]!.df]);
          });
        }
      }),
      runs,
    );
  });

  it("every count times c multiplies Pearson and the likelihood ratio by c, and linear-by-linear by (c n - 1) / (n - 1)", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 2, max: 9 }), (table, c) => {
        const one = contingencyTest(table, { rule: "linear-by-linear" });
        const many = contingencyTest(
          table.map((row) => row.map((count) => c * count)),
          { rule: "linear-by-linear" },
        );
        for (const method of ["pearson", "likelihood-ratio"] as const) {
          expectEstimate(line(many, method).statistic, c * line(one, method).statistic!, 1e-6);
        }
        expectEstimate(many.statistic, (one.statistic! * (c * one.n - 1)) / (one.n - 1), 1e-9);
      }),
      runs,
    );
  });

  it("scores may be moved and stretched: linear-by-linear is the same", () => {
    const numbers = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 50 }));
    fc.assert(
      fc.property(tables, numbers, (table, [shift, scale]) => {
        const scores = { rows: table.map((_, i) => shift - scale * i), columns: table[0]!.map((_, j) => j / scale) };
        expectEstimate(
          contingencyTest(table, { rule: "linear-by-linear", scores }).statistic,
          contingencyTest(table, { rule: "linear-by-linear" }).statistic!,
          1e-6,
        );
      }),
      runs,
    );
  });

  it("one-sided P of the two directions add up to 1 and the observed table; exchanging the rows exchanges them", () => {
    const square = fc.array(fc.nat(60), { minLength: 4, maxLength: 4 }).filter((t) => t.some((count) => count > 0));
    fc.assert(
      fc.property(square, ([a, b, c, d]) => {
        const of = (table: number[][], alternative: "less" | "greater"): ContingencyTest =>
          contingencyTest(table, { rule: "fisher", alternative });
        const table = [
          [a!, b!],
          [c!, d!],
        ];
        const less = of(table, "less");
        const greater = of(table, "greater");
        expect(less.midPValue! + greater.midPValue!).toBeCloseTo(1, 12);
        const turned = of([...table].reverse(), "greater");
        expectPValue(turned.pValue, less.pValue);
        expectPValue(turned.midPValue, less.midPValue!);
        const both = contingencyTest(table, { rule: "fisher" });
        expect(both.midPValue!).toBeLessThan(both.pValue);
        expect(both.pValue * (1 + 1e-12)).toBeGreaterThanOrEqual(Math.min(less.pValue, greater.pValue));
      }),
      runs,
    );
  });
});

describe("what has no value", () => {
  const empty = [
    [3, 0, 4],
    [5, 0, 6],
  ];
  it("an empty column leaves the chi-squares null in the lines, and linear-by-linear its value", () => {
    const test = contingencyTest(empty, { rule: "fisher" });
    expect(line(test, "pearson")).toEqual({
      method: "pearson",
      alternative: "two-sided",
      statistic: null,
      df: 2,
      pValue: null,
    });
    expect(line(test, "likelihood-ratio").pValue).toBeNull();
    expectEstimate(
      line(test, "linear-by-linear").statistic,
      contingencyTest(
        [
          [3, 4],
          [5, 6],
        ],
        { rule: "linear-by-linear" },
      ).statistic!,
    );
  });

  it.each([
    [{ rule: "likelihood-ratio" }, empty, "empty-data", /column 1 is empty/],
    [{ rule: "linear-by-linear", scores: { rows: [1, 1] } }, empty.map((row) => [1, ...row]), "empty-data", /empty/],
    [
      { rule: "linear-by-linear", scores: { rows: [1, 1] } },
      [
        [1, 2],
        [3, 4],
      ],
      "empty-data",
      /all scores of the rows or of the columns are the same/,
    ],
    [
      { rule: "linear-by-linear", scores: { columns: [1] } },
      empty,
      "option",
      /the scores of the columns are \[1\]: give 3/,
    ],
    [{ rule: "fisher", alternative: "less" }, empty, "option", /one-sided is rule "fisher" of a 2 x 2 table/],
    [
      { rule: "spss", alternative: "less" },
      [
        [1, 2],
        [3, 4],
      ],
      "option",
      /one-sided is rule "fisher"/,
    ],
    [{ rule: "fisher", resamples: 0 }, empty, "option", /resamples is 0: give a whole number from 1/],
    [{ rule: "fisher", seed: -1 }, empty, "option", /seed is -1: give a whole number from 0/],
  ] as const)("%j", (options, table, code, message) => {
    expect(() => contingencyTest(table, options)).toThrowError(message);
    expect(() => contingencyTest(table, options)).toThrowError(expect.objectContaining({ code }));
  });
});
