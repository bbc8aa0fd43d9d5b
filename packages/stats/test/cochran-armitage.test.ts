import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cochranArmitage, contingencyTest } from "../src/index.js";
import { reference } from "./contingency-reference.js";
import { expectEstimate, expectPValue } from "./reference.js";

describe("cochranArmitage equals prop.trend.test, and its exact test coin, on real data", () => {
  it.each(reference.trends.map((t) => [t.name, t] as const))("%s", (name, t) => {
    const { events, totals, scores } = t;
    const test = cochranArmitage(events, totals, { scores });
    expectEstimate(test.statistic, t.statistic, 1e-9, name);
    expectPValue(test.pValue, t.pValue, name);
    expect(test.z ** 2).toBeCloseTo(test.statistic, 9);
    const exact = cochranArmitage(events, totals, { scores, exact: true });
    expect(exact.method).toBe("exact");
    expectPValue(exact.pValue, t.exact, name);
    expectPValue(exact.midPValue, t.mid, name);
    const side = (alternative: "less" | "greater") =>
      cochranArmitage(events, totals, { scores, exact: true, alternative });
    // coin calls the group of the events first: large sums of scores are "greater".
    expectPValue(side("greater").pValue, t.greater, name);
    expectPValue(side("less").pValue, t.less, name);
    expectPValue(side("greater").midPValue, t.midGreater, name);
  });
});

describe("the exact test of every pattern of up to 8 subjects in three groups is what counting gives", () => {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  it.each([[[1, 2, 3]], [[0, 1, 4]], [[2, -1, 2]]])("scores %j", (scores) => {
    let seen = 0;
    for (let code = 0; code < 9 ** 3; code++) {
      const totals = [code % 9, Math.floor(code / 9) % 9, Math.floor(code / 81)];
      const n = totals[0]! + totals[1]! + totals[2]!;
      const used = new Set(scores.filter((_, i) => totals[i]! > 0));
      if (n > 8 || used.size < 2) continue;
      for (let d = 1; d < n; d++) {
        const patterns: { events: number[]; sum: number; ways: number }[] = [];
        for (let a = 0; a <= totals[0]!; a++) {
          for (let b = 0; b <= totals[1]!; b++) {
            const c = d - a - b;
            if (c < 0 || c > totals[2]!) continue;
            const events = [a, b, c];
            patterns.push({
              events,
              // n times the sum less its mean, a whole number.
              sum: events.reduce((sum, x, i) => sum + scores[i]! * (n * x - d * totals[i]!), 0),
              ways: events.reduce((product, x, i) => product * choose(totals[i]!, x), 1),
            });
          }
        }
        const all = patterns.reduce((total, { ways }) => total + ways, 0);
        for (const { events, sum } of patterns) {
          const share = (of: (other: number) => boolean): number =>
            patterns.reduce((total, other) => total + (of(other.sum) ? other.ways : 0), 0) / all;
          const at = (alternative: "two-sided" | "less" | "greater") =>
            cochranArmitage(events, totals, { scores, exact: true, alternative });
          expectPValue(
            at("two-sided").pValue,
            share((s) => Math.abs(s) >= Math.abs(sum)),
          );
          expectPValue(
            at("less").pValue,
            share((s) => s <= sum),
          );
          expectPValue(at("greater").midPValue, share((s) => s > sum) + share((s) => s === sum) / 2);
          seen++;
        }
      }
    }
    expect(seen).toBeGreaterThan(2000);
  });
});

describe("laws of the trend on 1000 random cohorts", () => {
  const group = fc.tuple(fc.nat(40), fc.nat(40)).map(([x, rest]) => [x, x + rest] as const);
  const cohorts = fc
    .array(group, { minLength: 2, maxLength: 6 })
    .filter((groups) => groups.filter(([, n]) => n > 0).length > 1)
    .filter((groups) => groups.some(([x]) => x > 0) && groups.some(([x, n]) => x < n));
  const test = (groups: readonly (readonly [number, number])[], scores?: number[]) =>
    cochranArmitage(
      groups.map(([x]) => x),
      groups.map(([, n]) => n),
      scores === undefined ? {} : { scores },
    );
  const runs = { numRuns: 1000, seed: 5 };

  it("z turns its sign with the order of the groups, and with events for non-events", () => {
    fc.assert(
      fc.property(cohorts, (groups) => {
        const { z } = test(groups);
        expectEstimate(test([...groups].reverse()).z, -z, 1e-6);
        expectEstimate(test(groups.map(([x, n]) => [n - x, n])).z, -z, 1e-6);
      }),
      runs,
    );
  });

  it("scores may be moved and stretched, and a group split in two of one score", () => {
    fc.assert(
      fc.property(
        cohorts,
        fc.integer({ min: -500, max: 500 }),
        fc.integer({ min: 1, max: 9 }),
        (groups, shift, scale) => {
          const { z } = test(groups);
          const scores = groups.map((_, i) => shift + scale * i);
          expectEstimate(test(groups, scores).z, z, 1e-6);
          const [x, n] = groups[0]!;
          const half = [Math.floor(x / 2), Math.floor(x / 2) + Math.floor((n - x) / 2)] as const;
          const split = [half, [x - half[0], n - half[1]] as const, ...groups.slice(1)];
          expectEstimate(test(split, [scores[0]!, ...scores]).z, z, 1e-6);
        },
      ),
      runs,
    );
  });

  it("z^2 (n - 1) / n is the linear-by-linear association of SPSS, and z^2 of two groups Pearson's chi-square", () => {
    fc.assert(
      fc.property(cohorts, (groups) => {
        const { statistic, n } = test(groups);
        const table = groups.map(([x, size]) => [x, size - x]);
        const linear = contingencyTest(table, { rule: "linear-by-linear" }).statistic!;
        expectEstimate(linear, (statistic * (n - 1)) / n, 1e-6);
        if (table.length === 2) expectEstimate(contingencyTest(table, { rule: "pearson" }).statistic, statistic, 1e-6);
      }),
      runs,
    );
  });
});

describe("one-sided and refused", () => {
  const events = Object.freeze([83, 90, 129, 70]);
  const totals = Object.freeze([86, 93, 136, 82]);
  it("the two directions add up to 1, and the smaller is half of the two-sided P", () => {
    const side = (alternative: "less" | "greater") => cochranArmitage(events, totals, { alternative }).pValue;
    expect(side("less") + side("greater")).toBeCloseTo(1, 14);
    expectPValue(2 * side("less"), cochranArmitage(events, totals).pValue);
    expect(cochranArmitage(events, totals).reason).toBe("normal approximation by default");
  });

  it.each([
    [[1], [2], {}, "too-few-groups", "totals"],
    [[1, 2, 3], [4, 5], {}, "length-mismatch", "events"],
    [[1, 2], [4, 5], { scores: [1] }, "length-mismatch", "scores"],
    [[1, 6], [4, 5], {}, "option", "events"],
    [[1, 1], [4, 5.5], {}, "option", "totals"],
    [[1, 1], [4, 5], { scores: [1, Number.NaN] }, "option", "scores"],
    [[1, 1], [4, 5], { scores: [2, 2] }, "option", "scores"],
    [[0, 0], [4, 5], {}, "empty-data", "events"],
    [[4, 5], [4, 5], {}, "empty-data", "events"],
    [[1, 2], [4, 5], { scores: [1, 1.5], exact: true }, "option", "scores"],
    [[1e5, 2e5], [4e5, 5e5], { exact: true }, "too-costly", "exact"],
    [[1, 2], [4, 5], { score: [1, 2] }, "option", "score"],
  ] as const)("%j of %j, %j", (x, n, options, code, column) => {
    expect(() => cochranArmitage(x, n, options as object)).toThrowError(expect.objectContaining({ code, column }));
  });
});
