import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustPValues, dunn, kruskalWallis } from "../src/index.js";
import { ranks } from "./ranks-reference.js";
import { expectEstimate, expectPValue } from "./reference.js";

const groupsOf = fc.array(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 8 }), {
  minLength: 2,
  maxLength: 5,
});

describe("dunn agrees with its formula in R, on real data", () => {
  it.each(Object.keys(ranks.dunn))("%s", (name) => {
    const { groups, z, p, holm, bonferroni } = ranks.dunn[name]!;
    const test = dunn(groups);
    const strict = dunn(groups, { adjust: "bonferroni" });
    expect(test.pairs).toHaveLength(z.length);
    test.pairs.forEach((pair, i) => {
      expectEstimate(pair.z, z[i]!, 1e-6);
      expectPValue(pair.pValue, p[i]!);
      expectPValue(pair.adjusted, holm[i]!);
      expectPValue(strict.pairs[i]!.adjusted, bonferroni[i]!);
      expectEstimate(pair.difference, test.groups[pair.a]!.meanRank - test.groups[pair.b]!.meanRank, 1);
    });
  });
});

describe("properties", () => {
  it("of two groups z^2 is the statistic of Kruskal and Wallis, and P its P", () => {
    fc.assert(
      fc.property(groupsOf, ([a, b]) => {
        const [pair] = dunn([a!, b!]).pairs;
        const { statistic, pValue } = kruskalWallis([a!, b!]);
        if (statistic === null) {
          expect([pair!.z, pair!.pValue, pair!.adjusted]).toEqual([null, null, null]);
          return;
        }
        expectEstimate(pair!.z! * pair!.z!, statistic, 1e-3);
        expectPValue(pair!.adjusted, pValue!);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it("the order of groups and values does not matter; values keep under an increasing scale", () => {
    fc.assert(
      fc.property(groupsOf, (groups) => {
        const test = dunn(groups);
        const last = groups.length - 1;
        const turned = dunn([...groups].reverse().map((values) => [...values].reverse().map((v) => v * v * v)));
        for (const { a, b, z, adjusted } of test.pairs) {
          const other = turned.pairs.find((pair) => pair.a === last - b && pair.b === last - a)!;
          if (z === null) expect(other.z).toBeNull();
          else {
            expectEstimate(other.z, -z + 0, 1e-3);
            expectPValue(other.adjusted, adjusted!);
          }
        }
        expect(test.pairs.map(({ adjusted }) => adjusted)).toEqual(
          adjustPValues(test.pairs.map(({ pValue }) => pValue)),
        );
      }),
      { numRuns: 1000, seed: 2 },
    );
  });
});

describe("inputs", () => {
  it("all values equal: no variance, said so", () => {
    expect(dunn([[2, 2], [2], [2]])).toMatchObject({
      reason: "all values are equal: the ranks have no variance",
      pairs: [{ a: 0, b: 1, difference: 0, standardError: 0, z: null, pValue: null, adjusted: null }, {}, {}],
    });
  });

  it("are checked, and missing values counted", () => {
    expect(() => dunn([[1]])).toThrowError(/there are 1 groups/);
    expect(() => dunn([[1], []])).toThrowError(/group 1 has no values/);
    expect(() => dunn([[1], [2]], { adjust: "tukey" as "holm" })).toThrowError(/"tukey"/);
    expect(() => dunn([[1], [2]], { method: "holm" } as never)).toThrowError(/no option "method"/);
    expect(dunn([[1, null], [2]], { missing: "omit" }).groups[0]!.omitted).toEqual({ count: 1, rows: [1] });
    const { reason } = dunn([[1], [2], [3]], { adjust: "bh" });
    expect(reason).toBe("normal approximation, corrected for ties; P values of 3 pairs, adjusted: bh");
  });
});
