import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kruskalWallis, mannWhitney, tTest } from "../src/index.js";
import { expectEstimate, expectPValue, reference } from "./reference.js";

const x = [12, 15, 15, 18, 21, 30, 44];
const y = [10, 11, 15, 16, 19, 20, 22, 25];
const sample = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 12 });

describe("tTest agrees with t.test", () => {
  it.each(reference.samples.map((s, i) => [i, s] as const))("sample %i", (_, s) => {
    const cases = [
      [s.welch, {}],
      [s.pooled, { variance: "pooled" }],
      [s.pooled99, { variance: "pooled", level: 0.99 }],
    ] as const;
    for (const [expected, options] of cases) {
      if (expected === null) {
        expect(() => tTest(s.x, s.y, options)).toThrowError(/x has 1 value: a variance needs two or more/);
        continue;
      }
      const test = tTest(s.x, s.y, options);
      expectEstimate(test.statistic, expected[0]!, 1);
      expectEstimate(test.df, expected[1]!);
      expectPValue(test.pValue, expected[2]!);
      expectEstimate(test.difference.lower, expected[3]!, test.standardError);
      expectEstimate(test.difference.upper, expected[4]!, test.standardError);
    }
  });

  it("as PSPP 1.6.2 prints it: pooled t 1.10, P .290; Welch t 1.05, P .322, df 8.22", () => {
    const pooled = tTest(x, y, { variance: "pooled" });
    const welch = tTest(x, y);
    expect([pooled.statistic!.toFixed(2), pooled.pValue!.toFixed(3)]).toEqual(["1.10", "0.290"]);
    expect([welch.statistic!.toFixed(2), welch.pValue!.toFixed(3), welch.df!.toFixed(2)]).toEqual([
      "1.05",
      "0.322",
      "8.22",
    ]);
    expect([pooled.method, welch.method]).toEqual(["pooled", "welch"]);
  });

  it("changes sign with the samples, and scale and shift do not change t", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const one = tTest(a, b);
        const other = tTest(b, a);
        fc.pre(one.statistic !== null);
        expect(other.pValue).toBeCloseTo(one.pValue!, 12);
        expect(other.difference.lower!).toBeCloseTo(-one.difference.upper!, 9);
        const scaled = tTest(
          a.map((v) => 8 * v + 1024),
          b.map((v) => 8 * v + 1024),
        );
        expect(scaled.statistic!).toBeCloseTo(one.statistic!, 9);
      }),
      { seed: 9, numRuns: 1000 },
    );
  });

  it("null, never NaN, when the values do not vary; the difference itself is known", () => {
    expect(tTest([2, 2], [5, 5, 5])).toMatchObject({
      statistic: null,
      df: null,
      pValue: null,
      difference: { estimate: -3, lower: null, upper: null },
      reason: "the values of each sample are all equal: there is no variance to compare with",
    });
    expect(tTest([2, 2], [5, 5], { variance: "pooled" }).pValue).toBeNull();
  });

  it("refuses missing values by default, too few values, and options it does not know", () => {
    expect(() => tTest([1, null], [1, 2])).toThrowError(/column "x" is missing/);
    expect(tTest([1, null, 2], [1, 2, 4], { missing: "omit" }).omitted.x).toEqual({ count: 1, rows: [1] });
    expect(() => tTest([1], [2], { variance: "pooled" })).toThrowError(/x has 1 value/);
    expect(() => tTest([1, 2], [2, 3], { variance: "equal" as "pooled" })).toThrowError(/variance is "equal"/);
    expect(() => tTest([1, 2], [2, 3], { level: 95 })).toThrowError(/level is 95/);
  });
});

describe("kruskalWallis agrees with kruskal.test", () => {
  it.each(reference.kruskal.map((c, i) => [i, c] as const))("groups %i", (_, c) => {
    const test = kruskalWallis(c.groups);
    expectEstimate(test.statistic, c.result[0]!);
    expect(test.df).toBe(c.result[1]);
    expectPValue(test.pValue, c.result[2]!);
  });

  it.each(reference.samples.map((s, i) => [i, s] as const))(
    "two groups: sample %i, as Mann-Whitney without correction",
    (_, s) => {
      const test = kruskalWallis([s.x, s.y]);
      expectEstimate(test.statistic, s.kruskal[0]!, 1e-6);
      expectPValue(test.pValue, s.kruskal[2]!);
      expectPValue(test.pValue, mannWhitney(s.x, s.y, { conventions: "spss" }).pValue!);
    },
  );

  it("gives group sizes and mean ranks in the order given; the order of the groups does not matter", () => {
    const test = kruskalWallis([
      [7, 8],
      [1, 2, 2],
    ]);
    expect(test.groups.map(({ n, meanRank }) => [n, meanRank])).toEqual([
      [2, 4.5],
      [3, 2],
    ]);
    expectEstimate(
      kruskalWallis([
        [1, 2, 2],
        [7, 8],
      ]).statistic,
      test.statistic!,
    );
  });

  it("null when all values are equal; errors for one group, an empty group, a missing value", () => {
    expect(kruskalWallis([[3, 3], [3]])).toMatchObject({ statistic: null, pValue: null, df: 1 });
    expect(() => kruskalWallis([[1, 2]])).toThrowError(/there are 1 groups/);
    expect(() => kruskalWallis([[1, 2], []])).toThrowError(/group 1 has no values/);
    expect(() =>
      kruskalWallis([
        [1, 2],
        [null, 3],
      ]),
    ).toThrowError(/column "group 1" is missing/);
    expect(
      kruskalWallis(
        [
          [1, 2],
          [null, 3],
        ],
        { missing: "omit" },
      ).groups[1]!.omitted.count,
    ).toBe(1);
  });
});
