import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { type GrayTest, grayTest, logRank } from "../src/index.js";
import { expectClose, expectLogP } from "./reference.js";

interface Case {
  readonly rho: number;
  readonly stratified: boolean;
  readonly statistic: number;
  readonly df: number;
  readonly logP: number;
}
interface Columns {
  readonly time: readonly number[];
  readonly cause: readonly number[];
  readonly by: readonly (string | number)[];
  readonly strata: readonly (string | number)[];
}
const reference: {
  readonly data: Readonly<Record<string, Columns>>;
  readonly gray: Readonly<Record<string, readonly Case[]>>;
  readonly causeSpecific: Case;
  readonly rounding: { readonly tenths: readonly number[]; readonly asTheyAre: number; readonly merged: number };
} = JSON.parse(readFileSync(new URL("../../../validation/survival-competing.json", import.meta.url), "utf8"));

const cause = Object.freeze({ channel: "cause", event: [1], competing: [2], censored: [0] } as const);
const spec = { time: "time", cause, by: "by" } as const;

describe("grayTest equals cuminc(...)$Tests of R's cmprsk", () => {
  for (const [name, cases] of Object.entries(reference.gray)) {
    for (const { rho, stratified, statistic, df, logP } of cases) {
      test(`on ${name}, rho ${rho}${stratified ? ", in strata" : ""}`, () => {
        const data = reference.data[name]!;
        const result = grayTest(data, { ...spec, rho, ...(stratified && { strata: "strata" }) });
        expectClose(result.statistic, statistic);
        expect(result.df).toBe(df);
        expectLogP(result.pValue!, logP);
      });
    }
  }
});

differsFromR(
  {
    where: "grayTest",
    ours: "times that differ by rounding only are tied",
    r: "`cmprsk::cuminc` compares the doubles, so that 0.1 + 0.2 comes after 0.3",
    why: "Ties must not depend on how a time was computed. `survfit` and `coxph` of R merge such times; cmprsk does not.",
    source: "cmprsk 2.2-11, `cuminc`, with the same times as tenths and as sums of tenths",
    size: { question: "statistic of 120 patients, half of the times added up", r: 8.411061, ours: 8.132588 },
  },
  (size) => {
    const { tenths, asTheyAre, merged } = reference.rounding;
    const added = (k: number): number => Array.from({ length: k }, () => 0.1).reduce((sum, tenth) => sum + tenth);
    const time = tenths.map((k, i) => (i % 2 === 1 ? added(k) : k / 10));
    expectShown(asTheyAre, size.r);
    const { statistic, mergedTimes } = grayTest({ ...reference.data["ties"]!, time }, spec);
    expectShown(statistic, size.ours);
    expectClose(statistic, merged);
    expect(mergedTimes).toBeGreaterThan(0);
  },
);

const row = fc.record({
  time: fc.integer({ min: 0, max: 8 }),
  cause: fc.constantFrom(0, 1, 2),
  by: fc.constantFrom("a", "b", "c"),
  strata: fc.constantFrom("x", "y"),
});
const cohort = fc.array(row, { minLength: 2, maxLength: 25 }).filter((rows) => new Set(rows.map((d) => d.by)).size > 1);
const close = (actual: GrayTest, expected: GrayTest): void => {
  expect(actual.df).toBe(expected.df);
  expect(actual.status).toBe(expected.status);
  const of = (result: GrayTest) => result.groups.map((d) => [d.group, d.observed, d.expected] as const);
  of(actual).forEach(([group, observed, expectedEvents], i) => {
    const [otherGroup, otherObserved, otherEvents] = of(expected)[i]!;
    expect([group, observed]).toEqual([otherGroup, otherObserved]);
    expect(Math.abs(expectedEvents - otherEvents)).toBeLessThanOrEqual(1e-9);
  });
  if (actual.statistic === null || expected.statistic === null) expect(actual.statistic).toBe(expected.statistic);
  else expectClose(actual.statistic, expected.statistic, 1);
};

describe("laws of grayTest, each on 1000 random cohorts", () => {
  test("the order of the rows and the unit of time do not matter", () => {
    fc.assert(
      fc.property(cohort, fc.constantFrom(1 / 30.4375, 1e6), (rows, unit) => {
        const result = grayTest(rows, { ...spec, strata: "strata" });
        close(grayTest([...rows].reverse(), { ...spec, strata: "strata" }), result);
        close(grayTest(rows, { ...spec, time: (d) => d.time * unit, strata: "strata" }), result);
      }),
      { numRuns: 1000 },
    );
  });

  test("frequency weights are repeated rows", () => {
    fc.assert(
      fc.property(cohort, (rows) => {
        const weights = rows.map((_, i) => (i % 3) + 1);
        const repeated = rows.flatMap((d, i) => Array.from({ length: weights[i]! }, () => d));
        close(
          grayTest(rows, { ...spec, rho: 0.5, weights, weightType: "frequency" }),
          grayTest(repeated, { ...spec, rho: 0.5 }),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("the names of the groups do not matter", () => {
    fc.assert(
      fc.property(cohort, (rows) => {
        const names = { a: "z", b: "y", c: "x" } as Readonly<Record<string, string>>;
        const result = grayTest(rows, spec);
        const renamed = grayTest(rows, { ...spec, by: (d) => names[d.by]! });
        expect([renamed.df, renamed.status]).toEqual([result.df, result.status]);
        if (result.statistic !== null) expectClose(renamed.statistic, result.statistic, 1);
      }),
      { numRuns: 1000 },
    );
  });

  test("differences add up to 0, and the strata add up", () => {
    fc.assert(
      fc.property(cohort, (rows) => {
        const all = grayTest(rows, { ...spec, strata: "strata" });
        expect(Math.abs(all.groups.reduce((sum, d) => sum + d.observed - d.expected, 0))).toBeLessThanOrEqual(1e-9);
        const parts = ["x", "y"].map((stratum) => rows.filter((d) => d.strata === stratum));
        if (!parts.every((part) => new Set(part.map((d) => d.by)).size > 1)) return;
        const results = parts.map((part) => grayTest(part, spec));
        for (const { group, expected } of all.groups) {
          const sum = results
            .flatMap((d) => d.groups.filter((g) => g.group === group))
            .reduce((s, g) => s + g.expected, 0);
          expect(Math.abs(expected - sum)).toBeLessThanOrEqual(1e-9);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("cause-specific hazards", () => {
  test("are compared by logRank with the other causes censored", () => {
    const data = Object.freeze(reference.data["mgus2"]!);
    const rows = data.time.map((time, i) => Object.freeze({ time, cause: data.cause[i]!, by: data.by[i]! }));
    const progression = logRank(rows, { time: "time", event: (d) => d.cause === 1, by: "by" });
    const coded = logRank(rows, { time: "time", event: rows.map((d) => (d.cause === 1 ? 1 : 0)), by: "by" });
    expect(progression).toEqual(coded);
    expectClose(progression.statistic, reference.causeSpecific.statistic);
    expectLogP(progression.pValue!, reference.causeSpecific.logP);
  });
});

describe("what cannot be tested has no statistic", () => {
  const data = Object.freeze({ time: [1, 2, 3, 4], cause: [2, 0, 2, 0], by: ["a", "a", "b", "b"] });
  test("no event of interest", () => {
    expect(grayTest(data, spec)).toMatchObject({ status: "no-events", statistic: null, pValue: null, df: 0 });
  });
  test("groups that are never at risk together", () => {
    const apart = grayTest({ ...data, cause: [1, 1, 1, 1], strata: data.by }, { ...spec, strata: "strata" });
    expect(apart).toMatchObject({ status: "not-comparable", statistic: null, df: 0 });
  });
  test("groups that differ in a direction without variance", () => {
    const tied = { time: [8, 0, 8, 0, 0, 8, 0, 0], cause: [1, 1, 1, 0, 0, 1, 0, 0], by: [..."ccacbabb"] };
    expect(grayTest(tied, spec)).toMatchObject({ status: "singular", statistic: null, pValue: null, df: 1 });
  });
  test("wrong options are errors", () => {
    expect(() => grayTest(data, { ...spec, rho: -1 })).toThrow("rho is -1");
    expect(() => grayTest(data, { time: "time", cause } as never)).toThrow("by is not given");
    expect(() => grayTest(data, { ...spec, where: [true, true, false, false] })).toThrow('by has the one group "a"');
    expect(() => grayTest(data, { ...spec, entry: "time" })).toThrow("has no length");
    expect(() => grayTest(data, { ...spec, weights: "time", weightType: "sampling" })).toThrow(
      "frequency weights only",
    );
    expect(() => grayTest(data, { ...spec, cause: { ...cause, competing: [3] } })).toThrow('the cause is "2" at row 0');
  });
});
