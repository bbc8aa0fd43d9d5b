import { log, normalUpperTail } from "@hcc/numerics";
import { describe, expect, test } from "vitest";
import { type LogRankWeighting, logRank, maxCombo } from "../src/index.js";
import { expectClose, expectLogP } from "./reference.js";
import { testsReference } from "./tests-reference.js";

const channels = { time: "time", event: "event", by: "by" } as const;
const fh = (rho: number, gamma: number): LogRankWeighting => ({ rho, gamma });

describe("maxCombo equals R", () => {
  for (const [name, tests] of Object.entries(testsReference.combo.tests)) {
    const data = Object.freeze(testsReference.combo.data[name]!);
    const spec = (stratified: boolean) => ({ ...channels, ...(stratified && { strata: "strata" as const }) });

    test(`${name}: components and their correlation from the definition, three and four weightings by mvtnorm`, () => {
      for (const found of tests) {
        const result = maxCombo(data, spec(found.stratified));
        result.components.forEach(({ z }, a) => {
          expectClose(z, found.z[a]!, 1e-3);
        });
        result.correlation.forEach((row, a) => {
          row.forEach((r, b) => {
            expectClose(r, found.correlation[a]![b]!);
          });
        });
        expectClose(result.statistic, Math.max(...found.z.map(Math.abs)));
        expect(result.pValueError!).toBeLessThan(1e-9 * result.pValue!);
        // 1 - P(inside) there: absolute errors; of the four, mvtnorm's own.
        const three = maxCombo(data, { ...spec(found.stratified), weightings: [fh(0, 1), fh(1, 0), fh(1, 1)] });
        expect(Math.abs(three.pValue! - found.three)).toBeLessThan(1e-9);
        if (found.four === null) continue;
        expect(Math.abs(result.pValue! - found.four)).toBeLessThan(2 * found.fourError! + 1e-8);
      }
    });

    test(`${name}: two weightings by a single integral`, () => {
      for (const found of tests) {
        [
          [fh(0, 0), fh(0, 1)],
          [fh(0, 0), fh(1, 1)],
          [fh(0, 1), fh(1, 0)],
        ].forEach((weightings, i) => {
          expectLogP(maxCombo(data, { ...spec(found.stratified), weightings }).pValue!, found.twoLogP[i]!);
        });
      }
    });
  }
});

describe("properties", () => {
  const data = testsReference.combo.data["colon"]!;

  test("each component is the log-rank test of its weighting", () => {
    const weightings = ["logrank", "gehan", "modified-peto", fh(0, 1)] as const;
    const result = maxCombo(data, { ...channels, strata: "strata", weightings });
    weightings.forEach((weighting, a) => {
      const single = logRank(data, { ...channels, strata: "strata", weighting });
      expectClose(result.components[a]!.z! ** 2, single.statistic!);
      expectLogP(result.components[a]!.pValue!, log(single.pValue!));
    });
  });

  test("the same weighting twice is that test; more weightings cost something, at most Bonferroni", () => {
    const one = logRank(data, channels).pValue!;
    expectLogP(maxCombo(data, { ...channels, weightings: ["logrank", fh(0, 0)] }).pValue!, log(one));
    const result = maxCombo(data, channels);
    const least = Math.min(...result.components.map(({ pValue }) => pValue!));
    expect(result.pValue!).toBeGreaterThan(least);
    expect(result.pValue!).toBeLessThan(4 * least);
  });

  test("swapping the groups changes the sign of z alone", () => {
    const swapped = { ...data, by: data.by.map((by) => (by === "Obs" ? "a" : "z")) };
    const result = maxCombo(data, channels);
    const other = maxCombo(swapped, channels);
    other.components.forEach(({ z }, a) => {
      expectClose(z, -result.components[a]!.z!);
    });
    expectLogP(other.pValue!, log(result.pValue!));
  });

  test("a P value keeps its digits far below 1e-16: between that of the largest component and four times it", () => {
    const time = Array.from({ length: 400 }, (_, i) => i + 1);
    const { statistic, pValue } = maxCombo(
      { time },
      { time: "time", event: time.map(() => 1), by: time.map((t) => t > 200) },
    );
    const least = 2 * normalUpperTail(statistic!);
    expect(least).toBeLessThan(1e-60);
    expect(pValue! / least).toBeGreaterThan(1 - 1e-9);
    expect(pValue! / least).toBeLessThan(4);
  });

  test("delayed entry at 0 is none", () => {
    const entry = data.time.map(() => 0);
    expect(maxCombo(data, { ...channels, entry }).pValue).toBe(maxCombo(data, channels).pValue);
  });
});

describe("what has no answer", () => {
  const data = { time: [1, 2, 3, 4], event: [1, 1, 1, 1], by: ["a", "a", "b", "c"] };

  test("other than two groups, one weighting, and sampling weights are errors", () => {
    expect(() => maxCombo(data, channels)).toThrow("by has 3 groups: maxCombo compares two; choose them with where");
    const where = [true, true, true, false];
    expect(() => maxCombo(data, { ...channels, where, weightings: ["logrank"] })).toThrow(
      "weightings has 1 entries: give 2 to 6",
    );
    expect(() => maxCombo(data, { ...channels, where, weights: [1, 1, 1, 1], weightType: "sampling" })).toThrow(
      'weightType is "sampling"',
    );
  });

  test("no events, and groups that never meet", () => {
    const none = maxCombo({ time: [1, 2], event: [0, 0], by: ["a", "b"] }, channels);
    expect(none).toMatchObject({ status: "no-events", statistic: null, pValue: null, pValueError: null });
    const apart = maxCombo({ time: [1, 2], event: [1, 1], by: ["a", "b"] }, { ...channels, strata: [1, 2] });
    expect(apart).toMatchObject({ status: "not-comparable", statistic: null, pValue: null });
    expect(apart.components.map(({ z }) => z)).toEqual([null, null, null, null]);
  });
});
