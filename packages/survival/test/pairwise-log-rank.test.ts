import { log } from "@hcc/numerics";
import { describe, expect, test } from "vitest";
import { logRank, pairwiseLogRank } from "../src/index.js";
import { expectClose, expectLogP } from "./reference.js";
import { testsReference } from "./tests-reference.js";

const channels = { time: "time", event: "event", by: "by" } as const;
const methods = ["holm", "bonferroni", "hochberg", "hommel", "bh", "by", "none"] as const;

describe("pairwiseLogRank equals R", () => {
  for (const [name, found] of Object.entries(testsReference.groups.pairs)) {
    if (found === null) continue;
    const data = Object.freeze(testsReference.groups.data[name]!);
    test(`${name}: survdiff of each pair, and p.adjust`, () => {
      const { pairs } = pairwiseLogRank(data, channels);
      expect(pairs.map(({ first }) => first)).toEqual(found.first);
      expect(pairs.map(({ second }) => second)).toEqual(found.second);
      pairs.forEach(({ statistic, pValue }, i) => {
        expectClose(statistic, found.statistic[i]!);
        expectLogP(pValue!, found.logP[i]!);
      });
      for (const adjust of methods) {
        pairwiseLogRank(data, { ...channels, adjust }).pairs.forEach(({ adjusted }, i) => {
          expectClose(adjusted, found.adjusted[adjust]![i]!);
        });
      }
    });

    test(`${name}: a curve-dependent weighting in strata`, () => {
      const spec = { ...channels, strata: "strata", weighting: { rho: 1, gamma: 0 } } as const;
      pairwiseLogRank(data, spec).pairs.forEach(({ statistic }, i) => {
        expectClose(statistic, found.rho1Stratified[i]!);
      });
    });
  }
});

describe("properties", () => {
  const data = testsReference.groups.data["veteran"]!;

  test("each pair is the log-rank test of its rows, robust or weighted too", () => {
    const cluster = data.time.map((_, i) => i % 40);
    const weights = data.time.map((_, i) => 1 + (i % 4));
    for (const options of [
      { cluster },
      { weights, weightType: "frequency" },
      { weights, weightType: "sampling", strata: "strata" },
    ] as const) {
      for (const { first, second, statistic, pValue } of pairwiseLogRank(data, { ...channels, ...options }).pairs) {
        const where = data.by.map((by) => by === first || by === second);
        const alone = logRank(data, { ...channels, ...options, where });
        expectClose(statistic, alone.statistic!);
        expectLogP(pValue!, log(alone.pValue!));
      }
    }
  });

  test("with two groups the pair is the test, unadjusted", () => {
    const two = testsReference.groups.data["aml"]!;
    const { pairs } = pairwiseLogRank(two, channels);
    expect(pairs).toHaveLength(1);
    expect(pairs[0]!.adjusted).toBe(logRank(two, channels).pValue);
  });

  test("a pair without answer is null and does not count in the adjustment", () => {
    const rows = { time: [1, 2, 3, 4, 5, 6], event: [1, 1, 1, 0, 0, 0], by: ["a", "a", "b", "c", "d", "d"] };
    const { pairs } = pairwiseLogRank(rows, { ...channels, adjust: "bonferroni" });
    const none = pairs.find(({ first, second }) => first === "c" && second === "d")!;
    expect(none).toMatchObject({ statistic: null, pValue: null, adjusted: null, status: "no-events" });
    const one = pairs[0]!;
    const tested = pairs.filter(({ pValue }) => pValue !== null).length;
    expectClose(one.adjusted, Math.min(1, tested * one.pValue!));
  });

  test("one group, and subjects for groups, are errors", () => {
    expect(() => pairwiseLogRank({ time: [1], event: [1], by: ["a"] }, channels)).toThrow('by has the one group "a"');
    const time = Array.from({ length: 51 }, (_, i) => i + 1);
    expect(() => pairwiseLogRank({ time }, { time: "time", event: time.map(() => 1), by: time })).toThrow(
      "by has 51 groups",
    );
    expect(() => pairwiseLogRank(data, { ...channels, adjust: "sidak" as "holm" })).toThrow('adjust is "sidak"');
  });
});
