import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CompareSurvivalSpec,
  compareSurvival,
  type GroupContrast,
  kaplanMeier,
  restrictedMean,
} from "../src/index.js";
import { type ContrastReference, expectContrasts } from "./compare-reference.js";
import { expectClose, expectLogP } from "./reference.js";

type Value = readonly [estimate: number, variance: number];
interface Comparison extends ContrastReference {
  readonly groups: readonly string[];
  readonly times: number | readonly number[];
  readonly tau: number;
  readonly survival: readonly (readonly Value[])[];
  readonly means: readonly Value[];
}
interface Rows {
  readonly time: readonly number[];
  readonly event: readonly number[];
  readonly by: readonly string[];
  readonly strata: readonly number[];
}
const reference: {
  readonly data: Readonly<Record<string, Rows>>;
  readonly comparisons: Readonly<
    Record<string, { plain: Comparison; common: number; atCommon: Comparison; stratified: Comparison | null }>
  >;
  readonly tails: readonly { k: number; survival: number; logLog: number; mean: number }[];
} = JSON.parse(readFileSync(new URL("../../../validation/survival-summaries.json", import.meta.url), "utf8"));

const channels = { time: "time", event: "event", by: "by" } as const;

function expectComparison(data: Rows, expected: Comparison, spec: Partial<CompareSurvivalSpec<never>>): void {
  const times = [expected.times].flat();
  const run = (differenceMethod: "delta" | "log-log") =>
    compareSurvival(data, { ...channels, times, ...(spec as object), differenceMethod });
  const found = run("delta");
  const other = run("log-log");
  expectClose(found.tau, expected.tau);
  expect(found.groups.map(({ level }) => level)).toEqual(expected.groups);
  times.forEach((_, i) => {
    found.groups.forEach((group, g) => {
      const [estimate, variance] = expected.survival[i]![g]!;
      expectClose(group.survival[i]!.estimate, estimate);
      expectClose(group.survival[i]!.standardError, Math.sqrt(variance));
    });
  });
  found.groups.forEach((group, g) => {
    const [estimate, variance] = expected.means[g]!;
    expectClose(group.restrictedMean!.estimate, estimate);
    expectClose(group.restrictedMean!.standardError, Math.sqrt(variance));
    expectClose(group.restrictedMeanLost!.estimate, expected.tau - estimate, estimate);
    expectClose(group.restrictedMeanLost!.standardError, Math.sqrt(variance));
  });
  expect(expected.differences).toHaveLength(times.length);
  expectContrasts(found, other, expected);
}

describe("equal to the formulas in R", () => {
  for (const [name, { plain, common, atCommon, stratified }] of Object.entries(reference.comparisons)) {
    const data = reference.data[name]!;
    test(`all comparisons of ${name} at given times and a given tau`, () => {
      expectComparison(data, plain, { tau: plain.tau });
    });
    test(`the common tau of ${name} is that of survRM2`, () => {
      expect(compareSurvival(data, { ...channels, tau: "common" }).tau).toBe(common);
      expectComparison(data, atCommon, { tau: "common" });
    });
    if (stratified !== null) {
      test(`${name} standardized over strata`, () => {
        expectComparison(data, stratified, { tau: stratified.tau, strata: "strata" as never });
      });
    }
  }

  test("p-values keep their digits when rows are repeated to p = 1e-300 and below", () => {
    const data = { ...reference.data["lung"]!, weights: reference.data["lung"]!.time.map(() => 1) };
    for (const { k, survival, logLog, mean } of reference.tails) {
      const weights = data.time.map(() => k);
      const spec = { ...channels, times: [365], tau: 600, weights, weightType: "frequency" } as const;
      const delta = compareSurvival(data, spec).differences[0]!;
      const transformed = compareSurvival(data, { ...spec, differenceMethod: "log-log" }).differences[0]!;
      expectLogP(delta.survival[0]!.pValue!, survival);
      expectLogP(transformed.survival[0]!.pValue!, logLog);
      if (mean > -700) expectLogP(delta.restrictedMean!.pValue!, mean);
    }
  });

  // Vignette of survRM2 1.0-4, section 3.1: https://cran.r-project.org/package=survRM2.
  test("survRM2's vignette prints for the trial of D-penicillamine, tau = 10 years, these means, contrasts and p", () => {
    const { differences, ratios, groups } = compareSurvival(reference.data["pbc"]!, {
      ...channels,
      control: "placebo",
      tau: 10,
    });
    const shown = (each: GroupContrast | null) =>
      [each!.estimate, each!.lower, each!.upper, each!.pValue].map((value) => value!.toFixed(3));
    expect(
      groups.map(({ level, restrictedMean: mean }) => [
        level,
        ...[mean!.estimate, mean!.standardError, mean!.lower, mean!.upper].map((value) => value!.toFixed(3)),
      ]),
    ).toEqual([
      ["placebo", "7.283", "0.295", "6.704", "7.863"],
      ["active", "7.146", "0.283", "6.592", "7.701"],
    ]);
    expect(shown(differences[0]!.restrictedMean)).toEqual(["-0.137", "-0.939", "0.665", "0.738"]);
    expect(shown(ratios[0]!.restrictedMean)).toEqual(["0.981", "0.878", "1.096", "0.738"]);
    expect(shown(ratios[0]!.restrictedMeanLost)).toEqual(["1.050", "0.787", "1.402", "0.738"]);
  });
});

describe("rules", () => {
  const data = Object.freeze({
    time: Object.freeze([1, 2, 3, 4, 2, 3, 5, 6]),
    event: Object.freeze([1, 1, 0, 1, 1, 0, 1, 0]),
    by: Object.freeze(["a", "a", "a", "a", "b", "b", "b", "b"]),
  });

  test("the common tau is the last time of the group that ends above 0; groups that fall to 0 are set apart", () => {
    expect(compareSurvival(data, { ...channels, tau: "common" })).toMatchObject({
      tau: 6,
      tauRule: "common",
      tauLimit: 6,
    });
    const all = { ...data, event: data.event.map(() => 1) };
    expect(compareSurvival(all, { ...channels, tau: "common" })).toMatchObject({ tau: 6, tauLimit: null });
  });

  test("beyond the follow-up of a group its answers and all comparisons with it are null, the other's are not", () => {
    const { groups, differences, ratios, tests } = compareSurvival(data, { ...channels, times: [7], tau: 7 });
    expect(groups[0]!.survival[0]!.estimate).toBe(0);
    expect(groups[0]!.restrictedMean!.estimate).toBe(2.75);
    expect(groups[1]!.survival[0]!.estimate).toBe(null);
    expect(groups[1]!.restrictedMean).toMatchObject({ estimate: null, lower: null, standardError: null });
    expect(differences[0]!.restrictedMean).toMatchObject({ estimate: null, pValue: null });
    expect(ratios[0]!.restrictedMeanLost).toMatchObject({ estimate: null, lower: null, pValue: null });
    expect(tests).toEqual({
      survival: [{ statistic: null, df: 1, pValue: null }],
      restrictedMean: { statistic: null, df: 1, pValue: null },
    });
  });

  test("where S = 0 the difference is known and its standard error is not; where S = 1 in both there is no test", () => {
    const late = compareSurvival(data, { ...channels, times: [5, 0.5] });
    expect(late.differences[0]!.survival[0]).toMatchObject({
      estimate: 0.375,
      lower: null,
      standardError: null,
      pValue: null,
    });
    expect(late.differences[0]!.survival[1]).toMatchObject({
      estimate: 0,
      lower: 0,
      upper: 0,
      standardError: 0,
      pValue: null,
    });
    expect(late.ratios[0]!.survival[0]).toMatchObject({ estimate: null, pValue: null });
    const logLog = compareSurvival(data, { ...channels, times: [5, 0.5, 1], differenceMethod: "log-log" });
    expect(logLog.differences[0]!.survival.map(({ pValue }) => pValue)).toEqual([null, null, null]);
    expect(logLog.tests.survival[2]!.statistic).toBe(null);
  });

  test("for two groups the test of all groups is the test of the difference", () => {
    const { tests, differences } = compareSurvival(reference.data["lung"]!, { ...channels, times: [200], tau: 500 });
    expectClose(tests.survival[0]!.pValue, differences[0]!.survival[0]!.pValue!);
    expectClose(tests.restrictedMean!.pValue, differences[0]!.restrictedMean!.pValue!);
  });

  test("a group's mean is that of restrictedMean", () => {
    const { curves } = kaplanMeier(data, channels);
    const { groups } = compareSurvival(data, { ...channels, tau: 4.5 });
    groups.forEach((group, g) => {
      expect(restrictedMean(curves[g]!, { tau: 4.5 })).toMatchObject(group.restrictedMean!);
    });
  });

  test("one stratum is no strata, and equal strata leave the estimates", () => {
    const plain = compareSurvival(data, { ...channels, times: [2], tau: 4 });
    const one = compareSurvival(data, { ...channels, times: [2], tau: 4, strata: data.by.map(() => "s") });
    expect(one.groups).toEqual(plain.groups);
    expect(one.strata).toEqual([{ level: "s", share: 1 }]);
    const twice = {
      time: [...data.time, ...data.time],
      event: [...data.event, ...data.event],
      by: [...data.by, ...data.by],
    };
    const two = compareSurvival(twice, { ...channels, times: [2], tau: 4, strata: twice.time.map((_, i) => i < 8) });
    two.differences[0]!.survival.concat(two.differences[0]!.restrictedMean!).forEach((each, i) => {
      const other = [...plain.differences[0]!.survival, plain.differences[0]!.restrictedMean!][i]!;
      expectClose(each.estimate, other.estimate!);
      expectClose(each.standardError, other.standardError! / Math.sqrt(2));
    });
  });

  test("a stratum without a group, one group, no question, an unknown control and an entry at the end are errors", () => {
    const spec = { ...channels, tau: 3 } as const;
    expect(() => compareSurvival(data, { ...spec, strata: data.by })).toThrow(
      'stratum "b" has no row of group "a": every stratum needs rows of all groups',
    );
    expect(() => compareSurvival(data, { ...spec, by: data.by.map(() => "a") })).toThrow('by has the one group "a"');
    expect(() => compareSurvival(data, channels)).toThrow("neither times nor tau is given: give one of them, or both");
    expect(() => compareSurvival(data, { ...spec, control: "c" })).toThrow('control is "c": give one of a, b');
    expect(() => compareSurvival(data, { ...spec, tau: 0 })).toThrow('tau is 0: give a time above 0, or "common"');
    expect(() => compareSurvival(data, { ...spec, tau: -1 })).toThrow("tau holds -1");
    expect(() => compareSurvival(data, { ...spec, entry: "time" })).toThrow("has no length");
  });
});

describe("properties of 1000 random data sets", () => {
  const rows = fc
    .array(
      fc.record({
        time: fc.integer({ min: 0, max: 12 }),
        event: fc.boolean(),
        by: fc.constantFrom("a", "b"),
        weight: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 2, maxLength: 14 },
    )
    .filter((list) => new Set(list.map(({ by }) => by)).size === 2);
  const spec = { ...channels, times: [3, 8], tau: 7 } as const;
  const close = (a: GroupContrast | null, b: GroupContrast | null, sign = 1, unit = 1): void => {
    expectClose(a!.estimate, b!.estimate === null ? null : sign * unit * b!.estimate, unit * 1e-3);
    expectClose(a!.standardError, b!.standardError === null ? null : unit * b!.standardError, unit * 1e-3);
    const [lower, upper] = sign > 0 ? [b!.lower, b!.upper] : [b!.upper, b!.lower];
    expectClose(a!.lower, lower === null ? null : sign * unit * lower, unit * 1e-3);
    expectClose(a!.upper, upper === null ? null : sign * unit * upper, unit * 1e-3);
    expectClose(a!.pValue, b!.pValue, 1e-3);
  };

  test("row order has no effect, to the last bit", () => {
    fc.assert(
      fc.property(rows, (list) => {
        expect(compareSurvival([...list].reverse(), spec)).toEqual(compareSurvival(list, spec));
      }),
      { numRuns: 1000 },
    );
  });

  test("swapping the groups turns the sign of differences and leaves p", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom("delta" as const, "log-log" as const), (list, differenceMethod) => {
        const one = compareSurvival(list, { ...spec, differenceMethod });
        const other = compareSurvival(list, { ...spec, differenceMethod, control: "b" });
        one.differences[0]!.survival.forEach((each, i) => {
          close(each, other.differences[0]!.survival[i]!, -1);
        });
        close(one.differences[0]!.restrictedMean, other.differences[0]!.restrictedMean, -1);
      }),
      { numRuns: 1000 },
    );
  });

  test("frequency weights are repeated rows", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const repeated = list.flatMap((row) => Array.from({ length: row.weight }, () => row));
        const weighted = compareSurvival(list, { ...spec, weights: "weight", weightType: "frequency" });
        const plain = compareSurvival(repeated, spec);
        expect(weighted.groups).toEqual(plain.groups);
        expect(weighted.differences).toEqual(plain.differences);
      }),
      { numRuns: 1000 },
    );
  });

  test("another unit of time scales means and leaves probabilities and p", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const days = list.map((row) => ({ ...row, time: row.time * 30.4375 }));
        const one = compareSurvival(list, spec);
        const other = compareSurvival(days, { ...spec, times: spec.times.map((t) => t * 30.4375), tau: 7 * 30.4375 });
        other.differences[0]!.survival.forEach((each, i) => {
          close(each, one.differences[0]!.survival[i]!);
        });
        close(other.differences[0]!.restrictedMean, one.differences[0]!.restrictedMean, 1, 30.4375);
        close(other.ratios[0]!.restrictedMeanLost, one.ratios[0]!.restrictedMeanLost);
      }),
      { numRuns: 1000 },
    );
  });
});
