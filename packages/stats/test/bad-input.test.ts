import { expect, describe as suite, test } from "vitest";
import {
  analysisOfVariance,
  cochranArmitage,
  contingencyTest,
  describe,
  dunn,
  kruskalWallis,
  levene,
  mannWhitney,
  pairedTTest,
  proportionInterval,
  quantile,
  tTest,
  twoProportions,
} from "../src/index.js";

const error = (code: string, column: string): object =>
  expect.objectContaining({ name: "HccInputError", code, column });

suite("contingencyTest refuses what is no table", () => {
  const call = (table: unknown, options: unknown = { rule: "fisher" }) =>
    contingencyTest(table as never, options as never);
  test.each([null, undefined, 5, "abcd", { a: 1 }, [null, [1, 2]], ["ab", "cd"], [{ 0: 1, length: 2 }, [1, 2]]])(
    "%j",
    (table) => {
      expect(() => call(table)).toThrow(error("option", "table"));
    },
  );
  test.each(["pearson", "fisher"])("a hole in a row, rule %s", (rule) => {
    const row = [1, 2, 2];
    delete row[1];
    expect(() => call([row, [3, 4, 5]], { rule })).toThrow(error("not-a-number", "table"));
  });
  test("options that are not given", () => {
    for (const options of [null, undefined, {}]) {
      expect(() =>
        contingencyTest(
          [
            [1, 2],
            [3, 4],
          ],
          options as never,
        ),
      ).toThrow(error("option", "rule"));
    }
  });
});

test("Fisher's test of 2 x 2 tables of any size is exact, and of counts that are not kept exactly refused", () => {
  const big = contingencyTest(
    [
      [1e13, 1e13],
      [1e13, 1e13 + 1e7],
    ],
    { rule: "fisher" },
  );
  expect(big.method).toBe("fisher");
  expect(big.pValue).toBeCloseTo(big.tests.find(({ method }) => method === "pearson")!.pValue!, 6);
  expect(() =>
    contingencyTest(
      [
        [5e15, 5e15],
        [5e15, 5e15],
      ],
      { rule: "fisher" },
    ),
  ).toThrow(error("too-costly", "table"));
  const large = contingencyTest(
    [
      [1e8, 1e8],
      [1e8, 1e8 + 40000],
    ],
    { rule: "fisher" },
  );
  expect(large.method).toBe("fisher");
  expect(large.pValue).toBeCloseTo(
    contingencyTest(
      [
        [1e8, 1e8],
        [1e8, 1e8 + 40000],
      ],
      { rule: "yates" },
    ).pValue,
    4,
  );
});

test("bytes are no numbers", () => {
  const view = new DataView(new ArrayBuffer(16)) as never;
  expect(() => describe(view)).toThrow(error("option", "values"));
  expect(() => mannWhitney(view, [1, 2])).toThrow(error("option", "x"));
});

test("what exceeds the largest number is null", () => {
  expect(describe([1.7e308, -1.7e308]).standardDeviation).toBeNull();
  expect(describe([1e308, -1e308, 1e308]).standardDeviation! / 1e308).toBeCloseTo(2 / Math.sqrt(3), 12);
  expect(describe([1e308, 1e308]).mean).toBe(1e308);
});

test("options that do not exist are refused", () => {
  const wrong = { exakt: true } as never;
  expect(() => describe([1, 2], wrong)).toThrow(error("option", "exakt"));
  expect(() => mannWhitney([1, 2], [3], wrong)).toThrow(error("option", "exakt"));
  expect(() => tTest([1, 2], [3, 4], wrong)).toThrow(error("option", "exakt"));
  expect(() =>
    kruskalWallis(
      [
        [1, 2],
        [3, 4],
      ],
      wrong,
    ),
  ).toThrow(error("option", "exakt"));
  expect(() => mannWhitney([1, 2], [3], { missing: "drop" as never })).toThrow(error("option", "missing"));
});

suite("an option that is not known is an error:", () => {
  const wrong = { tpye: 6 } as never;
  test.each([
    ["describe", () => describe([1, 2], wrong)],
    ["quantile", () => quantile([1, 2], 0.5, wrong)],
    ["tTest", () => tTest([1, 2], [3, 5], wrong)],
    ["mannWhitney", () => mannWhitney([1, 2], [3, 5], wrong)],
    ["kruskalWallis", () => kruskalWallis([[1], [2]], wrong)],
    ["proportionInterval", () => proportionInterval(1, 2, wrong)],
    ["twoProportions", () => twoProportions(1, 2, 1, 2, wrong)],
    [
      "contingencyTest",
      () =>
        contingencyTest(
          [
            [1, 2],
            [3, 4],
          ],
          wrong,
        ),
    ],
  ])("%s", (_, call) => {
    expect(call).toThrow(error("option", "tpye"));
  });
});

suite("groups that are no list of samples are refused:", () => {
  test.each([undefined, null, 5, "abc", [], [[1, 2]]])("%j", (groups) => {
    for (const call of [kruskalWallis, dunn, analysisOfVariance, levene]) {
      expect(() => call(groups as never)).toThrow(error("too-few-groups", "groups"));
    }
  });
});

test("a trend of what is no list of counts, or of more than is kept exactly, is refused", () => {
  for (const wrong of [undefined, null, 5, "ab"] as never[]) {
    expect(() => cochranArmitage(wrong, [1, 2])).toThrow(error("option", "events"));
    expect(() => cochranArmitage([1, 2], wrong)).toThrow(error("option", "totals"));
  }
  expect(() => cochranArmitage([1, 2], [9e15, 9e15])).toThrow(error("too-costly", "totals"));
});

test("scores of a table that are no numbers are refused", () => {
  for (const rows of [null, 5n, "ab", [1n, 2n], [1, Number.NaN]]) {
    const options = { rule: "linear-by-linear", scores: { rows } } as never;
    const table = [
      [1, 2],
      [3, 4],
    ];
    expect(() => contingencyTest(table, options)).toThrow(error("option", "scores"));
  }
});

suite("a spread that rounding alone makes is none:", () => {
  test("differences of 0.1 within pairs", () => {
    for (const [x, y] of [
      [
        [1.3, 0.2, 2.3],
        [1.2, 0.1, 2.2],
      ],
      [
        [100.3, 100.2, 7.9],
        [100.2, 100.1, 7.8],
      ],
    ] as const) {
      expect(pairedTTest(x, y)).toMatchObject({ statistic: null, pValue: null });
    }
  });
  test.each(["welch", "pooled"] as const)("0.1 + 0.2 beside 0.3, %s", (variance) => {
    expect(tTest([0.1 + 0.2, 0.3], [0.5, 0.5], { variance })).toMatchObject({ statistic: null, pValue: null });
  });
  test("whole numbers beside 1e15 do vary", () => {
    const far = (values: number[]): number[] => values.map((value) => value + 1e15);
    expect(tTest(far([1, 2, 3]), far([4, 6, 9])).statistic).not.toBeNull();
    expect(pairedTTest(far([1, 2, 4]), far([4, 6, 9])).statistic).not.toBeNull();
  });
});
