import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kruskalWallis } from "../src/index.js";
import { ranks } from "./ranks-reference.js";
import { expectEstimate, expectPValue } from "./reference.js";

const groupsOf = fc.array(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 8 }), {
  minLength: 2,
  maxLength: 5,
});

describe("kruskalWallis agrees with kruskal.test on real data", () => {
  it.each(Object.keys(ranks.dunn))("%s", (name) => {
    const { groups, kruskal } = ranks.dunn[name]!;
    const test = kruskalWallis(groups);
    expectEstimate(test.statistic, kruskal[0]!);
    expect(test.df).toBe(kruskal[1]);
    expectPValue(test.pValue, kruskal[2]!);
  });
});

describe("properties", () => {
  it("H is the sum of (N - 1) squared deviations of mean ranks over the variance of the ranks", () => {
    fc.assert(
      fc.property(groupsOf, (groups) => {
        const pooled = groups.flat();
        const n = pooled.length;
        const rank = (value: number): number =>
          pooled.filter((other) => other < value).length + (pooled.filter((other) => other === value).length + 1) / 2;
        const squares = pooled.reduce((sum, value) => sum + (rank(value) - (n + 1) / 2) ** 2, 0);
        const between = groups.reduce((sum, values) => {
          const mean = values.reduce((total, value) => total + rank(value), 0) / values.length;
          return sum + values.length * (mean - (n + 1) / 2) ** 2;
        }, 0);
        const { statistic } = kruskalWallis(groups);
        if (squares === 0) expect(statistic).toBeNull();
        else expectEstimate(statistic, ((n - 1) * between) / squares, 1e-3);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it("the order of groups and values, and any increasing change of scale, do not matter", () => {
    fc.assert(
      fc.property(groupsOf, (groups) => {
        for (const values of groups) Object.freeze(values);
        const { statistic, pValue } = kruskalWallis(Object.freeze(groups));
        const other = kruskalWallis(
          [...groups].reverse().map((values) => [...values].reverse().map((v) => v * v * v + 2)),
        );
        if (statistic === null || pValue === null) expect([other.statistic, other.pValue]).toEqual([null, null]);
        else {
          expectEstimate(other.statistic, statistic, 1e-3);
          expectPValue(other.pValue, pValue);
        }
      }),
      { numRuns: 1000, seed: 2 },
    );
  });
});
