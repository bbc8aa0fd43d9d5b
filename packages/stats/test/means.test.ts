import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analysisOfVariance, levene, type PairedTTest, pairedTTest, type TTest, tTest } from "../src/index.js";
import { expectTail, means } from "./means-reference.js";
import { expectEstimate } from "./reference.js";

const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 12 });
const groups = fc.array(values, { minLength: 2, maxLength: 5 });

/** R's [t, df, P, lower, upper, standard error]; null where R prints an infinite limit. */
function expectT(test: TTest | PairedTTest, expected: readonly (number | null)[], what: string): void {
  const [statistic, df, p, lower, upper, error] = expected;
  expectEstimate(test.statistic, statistic!, 1, what);
  expectEstimate(test.df, df!, 0, what);
  expectTail(test.pValue, p!, what);
  expectEstimate(test.standardError, error!, 0, what);
  if (lower === null) expect(test.difference.lower).toBe(Number.NEGATIVE_INFINITY);
  else expectEstimate(test.difference.lower, lower!, error!, what);
  if (upper === null) expect(test.difference.upper).toBe(Number.POSITIVE_INFINITY);
  else expectEstimate(test.difference.upper, upper!, error!, what);
}

describe("tTest and pairedTTest are t.test on R's data sets, P down to 1e-101", () => {
  it.each(means.tests.map((t) => [t.name, t] as const))("two samples: %s", (_, t) => {
    const { mu } = t;
    const x = Object.freeze(t.x);
    const y = Object.freeze(t.y);
    expectT(tTest(x, y), t.welch, "welch");
    expectT(tTest(x, y, { variance: "pooled" }), t.pooled, "pooled");
    expectT(tTest(x, y, { alternative: "less" }), t.less, "less");
    expectT(tTest(x, y, { alternative: "greater", variance: "pooled", level: 0.9 }), t.greater, "greater");
    expectT(tTest(x, y, { mu }), t.shifted, "mu");
    expectT(tTest(x, y, { mu, alternative: "less", variance: "pooled" }), t.shiftedLess, "mu, less");
  });

  it.each(means.paired.map((t) => [t.name, t] as const))("pairs: %s", (_, t) => {
    const x = Object.freeze(t.x);
    const y = Object.freeze(t.y);
    expectT(pairedTTest(x, y), t.plain, "plain");
    expectT(pairedTTest(x, y, { alternative: "less", mu: 0.5 }), t.less, "less");
    expectT(pairedTTest(x, y, { alternative: "greater", level: 0.99 }), t.greater, "greater");
  });
});

describe("t tests", () => {
  it("say whether the variance was the default or asked for, and echo alternative and mu", () => {
    expect(tTest([1, 2, 4], [2, 5]).reason).toBe("unequal variances allowed (Welch), the default");
    const test = tTest([1, 2, 4], [2, 5], { variance: "pooled", alternative: "less", mu: 2 });
    expect(test.reason).toBe("one variance for both samples (pooled), as asked");
    expect([test.alternative, test.mu]).toEqual(["less", 2]);
  });

  it("the interval holds exactly the differences that the test does not reject, in 1000 samples", () => {
    fc.assert(
      fc.property(
        values,
        values,
        fc.constantFrom("two-sided" as const, "less" as const, "greater" as const),
        fc.constantFrom("welch" as const, "pooled" as const),
        (x, y, alternative, variance) => {
          const { difference, statistic } = tTest(x, y, { alternative, variance });
          fc.pre(statistic !== null);
          for (const limit of [difference.lower!, difference.upper!].filter(Number.isFinite)) {
            expect(tTest(x, y, { alternative, variance, mu: limit }).pValue).toBeCloseTo(0.05, 9);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("two one-sided P values add to 1, twice the smaller is the two-sided; swapping the samples swaps the sides", () => {
    fc.assert(
      fc.property(values, values, (x, y) => {
        const both = tTest(x, y);
        fc.pre(both.statistic !== null);
        const less = tTest(x, y, { alternative: "less" }).pValue!;
        const greater = tTest(x, y, { alternative: "greater" }).pValue!;
        expect(less + greater).toBeCloseTo(1, 12);
        expect(2 * Math.min(less, greater)).toBeCloseTo(both.pValue!, 12);
        expect(tTest(y, x, { alternative: "greater" }).pValue).toBeCloseTo(less, 12);
      }),
      { numRuns: 1000 },
    );
  });

  it("a paired test does not change with the order of the pairs, swapping changes the sign, in 1000 samples", () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
      minLength: 2,
      maxLength: 15,
    });
    fc.assert(
      fc.property(pairs, (list) => {
        const x = list.map(([a]) => a);
        const y = list.map(([, b]) => b);
        const test = pairedTTest(x, y);
        fc.pre(test.statistic !== null);
        expectEstimate(pairedTTest(y, x).statistic, -test.statistic!, 1);
        expectEstimate(pairedTTest([...x].reverse(), [...y].reverse()).statistic, test.statistic!, 1);
        expectEstimate(pairedTTest(y, x).difference.lower, -test.difference.upper!, test.standardError);
        // A constant added to x moves the difference, and mu with it nothing else.
        const moved = pairedTTest(
          x.map((v) => v + 3),
          y,
          { mu: 3 },
        );
        expectEstimate(moved.statistic, test.statistic!, 1);
      }),
      { numRuns: 1000 },
    );
  });

  it("a paired test leaves out whole pairs and says which", () => {
    const test = pairedTTest([1, null, 3, 5], [2, 2, Number.NaN, 9], { missing: "omit" });
    expect([test.n, test.omitted]).toEqual([2, { count: 2, rows: [1, 2] }]);
    expect(test.means).toEqual({ x: 3, y: 5.5 });
    expect(() => pairedTTest([1, null], [2, 3])).toThrowError(/column "x" is missing in 1 row \(1\)/);
  });

  it("null where the differences are all equal; errors for samples of different length, one pair, a level or mu that is none", () => {
    expect(pairedTTest([1, 2, 3], [2, 3, 4])).toMatchObject({
      statistic: null,
      pValue: null,
      difference: { estimate: -1, lower: null, upper: null },
      reason: "the differences are all equal: there is no variance to compare with",
    });
    expect(() => pairedTTest([1, 2], [1, 2, 3])).toThrowError(/x has 2 values and y 3/);
    expect(() => pairedTTest([1], [2])).toThrowError(/there is 1 pair/);
    expect(() => pairedTTest([1, 2], [2, 4], { level: 95 })).toThrowError(/level is 95/);
    expect(() => tTest([1, 2], [2, 4], { mu: Number.NaN })).toThrowError(/mu is NaN/);
    expect(() => tTest([1, 2], [2, 4], { alternative: "both" as never })).toThrowError(/alternative is "both"/);
    expect(() => pairedTTest([1, 2], [2, 4], { paired: true } as never)).toThrowError(/no option "paired"/);
  });
});

describe("analysisOfVariance is oneway.test, levene the analysis of variance of distances, on R's data sets", () => {
  it.each(means.kSamples.map((k) => [k.name, k] as const))("%s", (_, k) => {
    const samples = k.groups.map((group) => Object.freeze(group));
    for (const variance of ["pooled", "welch"] as const) {
      const test = analysisOfVariance(samples, { variance });
      const [statistic, df, dfWithin, p] = k[variance];
      expectEstimate(test.statistic, statistic!, 0, variance);
      expect(test.df).toBe(df);
      expectEstimate(test.dfWithin, dfWithin!, 0, variance);
      expectTail(test.pValue, p!, variance);
      expectEstimate(test.squares.between, k.squares[0]!);
      expectEstimate(test.squares.within, k.squares[1]!);
      expectEstimate(test.etaSquared, k.squares[0]! / (k.squares[0]! + k.squares[1]!));
    }
    for (const center of ["mean", "median"] as const) {
      const test = levene(samples, { center });
      const [statistic, df, dfWithin, p] = k[center];
      expectEstimate(test.statistic, statistic!, 0, center);
      expect([test.df, test.dfWithin]).toEqual([df, dfWithin]);
      expectTail(test.pValue, p!, center);
    }
  });

  it("Levene as PSPP 1.6.2 prints it beside the t test: F = 2.86, P = .115", () => {
    const { groups } = means.kSamples[0]!;
    const test = levene(groups);
    expect([test.statistic!.toFixed(2), test.pValue!.toFixed(3), test.method]).toEqual(["2.86", "0.115", "mean"]);
    expect(test.reason).toBe("deviations from the means (Levene), the default");
    expect(levene(groups, { center: "median" }).reason).toBe("deviations from the medians (Brown-Forsythe), as asked");
  });
});

describe("analysisOfVariance and levene", () => {
  it("for two groups F is t^2 and P that of tTest, pooled and Welch, in 1000 samples", () => {
    fc.assert(
      fc.property(values, values, fc.constantFrom("welch" as const, "pooled" as const), (x, y, variance) => {
        const t = tTest(x, y, { variance });
        const f = analysisOfVariance([x, y], { variance });
        fc.pre(t.statistic !== null && f.statistic !== null);
        expectEstimate(f.statistic, t.statistic! * t.statistic!, 1);
        expectEstimate(f.dfWithin, t.df!);
        expect(f.pValue).toBeCloseTo(t.pValue!, 9);
      }),
      { numRuns: 1000 },
    );
  });

  it("do not change with the order of groups and values, with scale and origin, in 1000 samples", () => {
    fc.assert(
      fc.property(groups, (list) => {
        const tests = (g: readonly (readonly number[])[]) => [
          analysisOfVariance(g),
          analysisOfVariance(g, { variance: "welch" }),
          levene(g),
          levene(g, { center: "median" }),
        ];
        const plain = tests(list);
        const changed = [
          [...list].reverse().map((g) => [...g].reverse()),
          list.map((g) => g.map((v) => v * 1024)),
          list.map((g) => g.map((v) => v + 1e6)),
        ];
        for (const other of changed) {
          tests(other).forEach((test, i) => {
            if (plain[i]!.statistic === null) expect(test.statistic).toBeNull();
            else expectEstimate(test.statistic, plain[i]!.statistic!, 1e-3);
          });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("keep their digits far from 0: 1e9 + {1, 2, 3}, 1e9 + {2, 3, 4} has F = 1.5", () => {
    const far = [1e9 + 1, 1e9 + 2, 1e9 + 3];
    const test = analysisOfVariance([far, far.map((v) => v + 1)]);
    expect([test.statistic, test.squares]).toEqual([1.5, { between: 1.5, within: 4 }]);
    expect(test.groups.map(({ mean, standardDeviation }) => [mean, standardDeviation])).toEqual([
      [1e9 + 2, 1],
      [1e9 + 3, 1],
    ]);
  });

  it("null, never NaN, where nothing varies within the groups; groups of two have equal deviations", () => {
    expect(
      analysisOfVariance([
        [2, 2],
        [5, 5],
      ]),
    ).toMatchObject({ statistic: null, dfWithin: null, pValue: null, etaSquared: 1 });
    expect(analysisOfVariance([[3, 3], [3]])).toMatchObject({ statistic: null, etaSquared: null });
    expect(
      analysisOfVariance(
        [
          [2, 2],
          [5, 6],
        ],
        { variance: "welch" },
      ),
    ).toMatchObject({
      statistic: null,
      reason: "the values of a group are all equal: there is no variance to compare with",
    });
    expect(
      levene([
        [0.1, 0.4],
        [0.3, 1.7],
      ]),
    ).toMatchObject({
      statistic: null,
      pValue: null,
      reason: "the deviations of each group are all equal: there is no variance to compare with",
    });
  });

  it("say which values are missing, and take groups of one where the others have more", () => {
    expect(analysisOfVariance([[1, 2, null], [4]], { missing: "omit" })).toMatchObject({
      df: 1,
      dfWithin: 1,
      groups: [
        { n: 2, omitted: { count: 1, rows: [2] } },
        { n: 1, standardDeviation: null },
      ],
    });
    expect(levene([[1, 2, 6], [4]]).groups[1]).toMatchObject({ n: 1, center: 4, meanDeviation: 0 });
  });

  it("refuse one group, an empty group, groups of one value, missing values, and options they do not know", () => {
    for (const test of [analysisOfVariance, levene]) {
      expect(() => test([[1, 2]])).toThrowError(/there are 1 groups/);
      expect(() => test([[1, 2], []])).toThrowError(/group 1 has no values/);
      expect(() => test([[1], [2]])).toThrowError(/has 1 value/);
      expect(() => test([[1, null], [2]])).toThrowError(/column "group 0" is missing/);
      expect(() => test([[1, 2], [2]], { centre: "mean" } as never)).toThrowError(/no option "centre"/);
      expect(() => test(5 as never)).toThrowError(/the groups are no array/);
    }
    expect(() => analysisOfVariance([[1, 2], [3]], { variance: "welch" })).toThrowError(/group 1 has 1 value/);
  });
});
