import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logRank, permutationLogRank } from "../src/index.js";
import { expectClose } from "./reference.js";
import { testsReference } from "./tests-reference.js";

const channels = { time: "time", event: "event", by: "by" } as const;

describe("permutationLogRank equals coin with ties.method mid-ranks", () => {
  for (const [name, tests] of Object.entries(testsReference.permutation.tests)) {
    const data = Object.freeze(testsReference.permutation.data[name]!);
    const groups = new Set(data.by).size;
    for (const found of tests) {
      const spec = { ...channels, ...(found.stratified && { strata: "strata" as const }) };
      test(`${name}${found.stratified ? " in blocks" : ""}: statistic${found.exact === null ? "" : " and exact P"}`, () => {
        const result = permutationLogRank(data, { ...spec, replicates: 100 });
        // In blocks coin scores all patients together, we each stratum as the log-rank test does.
        if (!found.stratified) expectClose(result.statistic, found.chisq);
        expect(result.z === null).toBe(groups > 2);
        if (found.exact === null) return;
        if (data.time.length <= 42) expect(result.pValueMethod).toBe("exact");
        const exact = permutationLogRank(data, { ...spec, method: "exact" });
        // coin rounds scores to integers for its shift algorithm; its exact P has fewer digits.
        expect(Math.abs(exact.pValue! / found.exact - 1)).toBeLessThan(1e-9);
      });
    }
  }
});

/** One row of a small cohort. */
interface Row {
  readonly t: number;
  readonly d: number;
  readonly g: string;
  readonly s: number;
}
const cohort: fc.Arbitrary<Row[]> = fc
  .array(
    fc.record({
      t: fc.integer({ min: 1, max: 6 }),
      d: fc.integer({ min: 0, max: 1 }),
      g: fc.constantFrom("a", "b"),
      s: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 2, maxLength: 9 },
  )
  .filter((rows) => new Set(rows.map(({ g }) => g)).size === 2);

/** Observed minus expected events of group a, straight from the definition. */
function difference(rows: readonly Row[]): number {
  let sum = 0;
  for (const stratum of [0, 1]) {
    const members = rows.filter(({ s }) => s === stratum);
    for (const t of new Set(members.filter(({ d }) => d === 1).map((row) => row.t))) {
      const risk = members.filter((row) => row.t >= t);
      const dead = risk.filter((row) => row.t === t && row.d === 1);
      const inA = (some: readonly Row[]): number => some.filter(({ g }) => g === "a").length;
      sum += inA(dead) - (dead.length * inA(risk)) / risk.length;
    }
  }
  return sum;
}

/** Every allocation with the same number in group a in each stratum. */
function allocations(rows: readonly Row[]): Row[][] {
  const count = (some: readonly Row[], s: number) => some.filter((row) => row.s === s && row.g === "a").length;
  const found: Row[][] = [];
  for (let mask = 0; mask < 1 << rows.length; mask++) {
    const other = rows.map((row, i) => ({ ...row, g: (mask >> i) & 1 ? "a" : "b" }));
    if (count(other, 0) === count(rows, 0) && count(other, 1) === count(rows, 1)) found.push(other);
  }
  return found;
}

describe("the exact P value", () => {
  const at = (rows: readonly Row[]) => permutationLogRank(rows, { time: "t", event: "d", by: "g", strata: "s" });

  test("counts every allocation: enumeration of 300 random cohorts of up to 9 patients with ties, in strata", () => {
    fc.assert(
      fc.property(cohort, (rows) => {
        const { pValue, status, groups } = at(rows);
        const observed = difference(rows);
        expect(Math.abs(groups[0]!.difference - observed)).toBeLessThan(1e-12);
        if (status !== "tested") return;
        const all = allocations(rows).map(difference);
        const extreme = all.filter((value) => Math.abs(value) >= Math.abs(observed) - 1e-9).length;
        expectClose(pValue, extreme / all.length);
      }),
      { numRuns: 300 },
    );
  });

  test("row order, names of the groups and the unit of time do not matter", () => {
    fc.assert(
      fc.property(cohort, (rows) => {
        const one = at(rows);
        const other = at(rows.map((row) => ({ ...row, t: 7 * row.t, g: row.g === "a" ? "z" : "c" })).reverse());
        expect(other.status).toBe(one.status);
        expectClose(other.pValue, one.pValue);
      }),
      { numRuns: 1000 },
    );
  });

  test("two separate strata: the distribution is that of the sum", () => {
    const rows = [1, 2, 3, 4, 5, 6].map((t) => ({ t, d: 1, g: t <= 3 ? "a" : "b", s: 0 }));
    const both = [...rows, ...rows.map((row) => ({ ...row, s: 1 }))];
    expect(at(rows).pValue).toBe(2 / 20);
    expect(at(both).pValue).toBe(2 / 400);
  });
});

describe("permutation and log-rank test", () => {
  const lung = testsReference.permutation.data["lungEcog"]!;

  test("observed minus expected events are those of logRank, for every weighting, in strata", () => {
    for (const weighting of ["logrank", "gehan", "peto", "modified-peto", { rho: 0.5, gamma: 1 }] as const) {
      const plain = logRank(lung, { ...channels, strata: "strata", weighting });
      const permuted = permutationLogRank(lung, { ...channels, strata: "strata", weighting, replicates: 100 });
      const scale = plain.groups[0]!.expected;
      plain.groups.forEach(({ observed, expected }, i) => {
        expectClose(permuted.groups[i]!.difference, observed - expected, scale);
      });
    }
  });

  test("three groups and more: Monte-Carlo, with the seed echoed, the same for the same seed", () => {
    const spec = { ...channels, replicates: 2000, seed: 7 };
    const result = permutationLogRank(lung, spec);
    expect(result).toMatchObject({ pValueMethod: "monte-carlo", reason: "4 groups", seed: 7, replicates: 2000 });
    expect(permutationLogRank(lung, spec)).toEqual(result);
    expect(permutationLogRank(lung, { ...spec, seed: 8 }).pValue).not.toBe(result.pValue);
  });

  test("Monte-Carlo agrees with the exact P value: 19 of 20 seeds or more have it in the 99 % interval", () => {
    const data = testsReference.permutation.data["ocarcinoma"]!;
    const exact = permutationLogRank(data, channels).pValue!;
    let inside = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { pValueInterval, pValue, replicates } = permutationLogRank(data, {
        ...channels,
        method: "monte-carlo",
        replicates: 2000,
        seed,
      });
      const { estimate, lower, upper, level } = pValueInterval!;
      expect(level).toBe(0.99);
      expectClose(pValue, (estimate! * replicates! + 1) / (replicates! + 1));
      if (lower! <= exact && exact <= upper!) inside++;
    }
    expect(inside).toBeGreaterThanOrEqual(19);
  });

  test("a Monte-Carlo P value is never 0", () => {
    const time = Array.from({ length: 60 }, (_, i) => i + 1);
    const { pValue } = permutationLogRank(
      { time },
      { time: "time", event: time.map(() => 1), by: time.map((t) => t > 30), replicates: 999 },
    );
    expect(pValue).toBe(1 / 1000);
  });
});

describe("what has no answer", () => {
  const rows = { time: [1, 2, 3, 4], event: [1, 1, 0, 1], by: ["a", "b", "a", "b"] };

  test("no events, and one patient a stratum", () => {
    expect(permutationLogRank({ ...rows, event: [0, 0, 0, 0] }, channels)).toMatchObject({
      status: "no-events",
      pValue: null,
    });
    expect(permutationLogRank(rows, { ...channels, strata: [1, 2, 3, 4] })).toMatchObject({
      status: "not-comparable",
      statistic: null,
      z: null,
      pValue: null,
      pValueInterval: null,
    });
  });

  test("exact with three groups or too many patients, odd replicates and seeds are errors", () => {
    const many = { time: Array.from({ length: 60 }, (_, i) => i + 1), event: new Array<number>(60).fill(1) };
    const by = many.time.map((t) => t % 2);
    expect(() => permutationLogRank(many, { time: "time", event: "event", by, method: "exact" })).toThrow(
      'half of the allocations of 60 patients are 2^30, above 2^21: use "monte-carlo"',
    );
    expect(() => permutationLogRank(rows, { ...channels, by: ["a", "b", "c", "c"], method: "exact" })).toThrow(
      "by has 3 groups: the exact test has two",
    );
    expect(() => permutationLogRank(rows, { ...channels, replicates: 10 })).toThrow("replicates is 10");
    expect(() => permutationLogRank(rows, { ...channels, seed: -1 })).toThrow("seed is -1");
    expect(() => permutationLogRank(rows, { ...channels, entry: "time" } as typeof channels)).toThrow(
      'permutationLogRank has no option "entry"',
    );
  });
});
