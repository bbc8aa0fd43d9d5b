import { readFileSync } from "node:fs";
import { randomGenerator } from "@hcc/numerics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GrayTest, grayTest } from "../src/index.js";
import { expectClose } from "./reference.js";

interface Row {
  readonly entry: number;
  readonly time: number;
  readonly cause: number;
  readonly by: string;
  readonly strata: string;
}
const cause = Object.freeze({ channel: "cause", event: [1], competing: [2], censored: [0] } as const);
const spec = { time: "time", entry: "entry", cause, by: "by" } as const;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The sums term by term from their definitions; null where a curve is 0 before its group ends. */
function slowGray(rows: readonly Row[], rho: number) {
  const groups = [...new Set(rows.map((d) => d.by))].sort();
  const times = [...new Set(rows.filter((d) => d.cause > 0).map((d) => d.time))].sort((a, b) => a - b);
  const table = (of: (r: number, t: number) => number): number[][] =>
    groups.map((_, r) => times.map((__, t) => of(r, t)));
  const count = (test: (d: Row, time: number) => boolean): number[][] =>
    table((r, t) => rows.filter((d) => d.by === groups[r] && test(d, times[t]!)).length);
  const risk = count((d, time) => d.entry < time && time <= d.time);
  const [own, other] = [1, 2].map((kind) => count((d, time) => d.cause === kind && d.time === time)) as [
    number[][],
    number[][],
  ];
  const factor = table((r, t) => (risk[r]![t] === 0 ? 1 : 1 - (own[r]![t]! + other[r]![t]!) / risk[r]![t]!));
  const free = table((r, t) => factor[r]!.slice(0, t).reduce((product, value) => product * value, 1));
  if (groups.some((_, r) => times.some((__, t) => risk[r]![t]! > 0 && free[r]![t] === 0))) return null;
  const h = table((r, t) => (risk[r]![t] === 0 ? 0 : risk[r]![t]! / free[r]![t]!));
  const jumps = table((r, t) => (own[r]![t] === 0 ? 0 : own[r]![t]! / h[r]![t]!));
  const ofAll = (values: readonly number[][]): number[] => times.map((_, t) => sum(values.map((row) => row[t]!)));
  const [events, allH] = [ofAll(own), ofAll(h)];
  const allR = ofAll(table((r, t) => h[r]![t]! * (1 - sum(jumps[r]!.slice(0, t)))));
  const rise = times.map((_, t) => events[t]! / allH[t]!);
  const common = times.map((_, t) => sum(rise.slice(0, t)));
  const weight = common.map((value) => (rho === 0 ? 1 : Math.max(1 - value, 0) ** rho));
  const observed = own.map((row) => sum(row.map((value, t) => weight[t]! * value)));
  const expected = groups.map((_, r) =>
    sum(times.map((__, t) => (weight[t]! * events[t]! * h[r]![t]! * (1 - sum(jumps[r]!.slice(0, t)))) / allR[t]!)),
  );
  const part = (j: number, r: number, t: number): number =>
    weight[t]! * h[r]![t]! * ((j === r ? 1 : 0) - h[j]![t]! / allH[t]!);
  const covariance = groups.map(() => groups.map(() => 0));
  groups.forEach((_, r) => {
    times.forEach((__, u) => {
      if (h[r]![u] === 0) return;
      const before = free[r]![u]!;
      const after = before * factor[r]![u]!;
      const ratio = after === 0 ? 0 : Math.max(1 - common[u]! - rise[u]!, 0) / after;
      const later = groups.map((___, j) =>
        sum(times.map((____, t) => (t > u && common[t]! < 1 ? (part(j, r, t) * rise[t]!) / (1 - common[t]!) : 0))),
      );
      const [d1, d2, n] = [events[u]!, other[r]![u]!, risk[r]![u]!];
      const ofEvents = (rise[u]! / h[r]![u]!) * (d1 > 1 ? 1 - (d1 - 1) / (allH[u]! * before - 1) : 1);
      const ofOthers = (d2 / h[r]![u]! ** 2) * (d2 > 1 ? (n - d2) / (n - 1) : 1);
      const jump = groups.map((___, j) => part(j, r, u) + (1 - ratio) * later[j]!);
      for (const i of groups.keys()) {
        for (const j of groups.keys()) {
          covariance[i]![j]! += jump[i]! * jump[j]! * ofEvents + ratio ** 2 * later[i]! * later[j]! * ofOthers;
        }
      }
    });
  });
  return { observed, expected, covariance };
}

const expectSums = (result: GrayTest, slow: NonNullable<ReturnType<typeof slowGray>>): void => {
  const flat = (values: readonly ArrayLike<number>[]): number[] => values.flatMap((row) => Array.from(row));
  const near = (actual: readonly number[], wanted: readonly number[]): void => {
    expect(actual).toHaveLength(wanted.length);
    actual.forEach((value, i) => {
      expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted[i]!)));
    });
  };
  const of = (pick: "observed" | "expected"): number[] => result.groups.map((d) => d[pick]);
  near(of("observed"), slow.observed);
  near(of("expected"), slow.expected);
  near(flat(result.covariance), flat(slow.covariance));
};

const tested = (rows: readonly Row[], more: { readonly rho?: number; readonly strata?: "strata" } = {}) => {
  try {
    return grayTest(rows, { ...spec, ...more });
  } catch (error) {
    expect(String(error)).toContain("its curve stays at 0");
    return null;
  }
};

const row = fc
  .record({
    entry: fc.constantFrom(0, 0, 0, 1, 2, 4, 6),
    length: fc.integer({ min: 1, max: 8 }),
    cause: fc.constantFrom(0, 1, 2),
    by: fc.constantFrom("a", "b", "c"),
    strata: fc.constantFrom("x", "y"),
  })
  .map(({ entry, length, ...rest }): Row => Object.freeze({ ...rest, entry, time: entry + length }));
const cohort = fc.array(row, { minLength: 2, maxLength: 30 }).filter((rows) => new Set(rows.map((d) => d.by)).size > 1);

describe("grayTest with late entries, each rule on 400 random cohorts", () => {
  test("has the sums of the formulas, taken term by term from the definitions", () => {
    let compared = 0;
    fc.assert(
      fc.property(cohort, fc.constantFrom(0, 0.5, 1), (rows, rho) => {
        const [result, slow] = [tested(rows, { rho }), slowGray(rows, rho)];
        expect(result === null).toBe(slow === null);
        if (result === null || slow === null) return;
        expectSums(result, slow);
        compared++;
      }),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  test("does not change when rows are split", () => {
    fc.assert(
      fc.property(cohort, fc.integer({ min: 1, max: 10 }), (rows, cut) => {
        const split = rows.flatMap((d) =>
          d.entry < cut && cut < d.time
            ? [
                { ...d, time: cut, cause: 0 },
                { ...d, entry: cut },
              ]
            : [d],
        );
        const [whole, parts] = [tested(rows, { strata: "strata" }), tested(split, { strata: "strata" })];
        expect(parts === null).toBe(whole === null);
        if (whole === null || parts === null) return;
        expect([parts.df, parts.status]).toEqual([whole.df, whole.status]);
        if (whole.statistic !== null) expectClose(parts.statistic, whole.statistic, 1);
        expect(parts.groups.map((d) => d.observed)).toEqual(whole.groups.map((d) => d.observed));
      }),
      { numRuns: 400 },
    );
  });

  test("is the ordinary test where all enter at 0, and where all enter at one time that of the time since then", () => {
    fc.assert(
      fc.property(cohort, fc.constantFrom(0, 3), (rows, start) => {
        const late = rows.map((d) => ({ ...d, entry: start, time: d.time + start }));
        const ordinary = grayTest(rows, { time: "time", cause, by: "by", strata: "strata", rho: 1 });
        expect(grayTest(late, { ...spec, strata: "strata", rho: 1 })).toEqual(ordinary);
      }),
      { numRuns: 400 },
    );
  });
});

test("on patients by age, followed from their diagnosis on, the formulas give the same", () => {
  const { late } = JSON.parse(
    readFileSync(new URL("../../../validation/survival-competing.json", import.meta.url), "utf8"),
  ) as { late: Readonly<Record<"entry" | "time" | "cause", number[]>> & { readonly by: readonly string[] } };
  const all = late.time.map((time, i) =>
    Object.freeze({ entry: late.entry[i]!, time, cause: late.cause[i]!, by: late.by[i]!, strata: "" }),
  );
  const slow = slowGray(all, 0)!;
  const result = grayTest(all, spec);
  expectSums(result, slow);
  const difference = slow.observed[0]! - slow.expected[0]!;
  expectClose(result.statistic, difference ** 2 / slow.covariance[0]![0]!);
});

test("names the group whose curve comes to 0 while others of it are followed later, the time and the stratum", () => {
  const rows = { entry: [0, 0, 5, 0, 0], time: [3, 4, 9, 6, 7], cause: [1, 2, 1, 1, 0], by: [..."aaabb"] };
  const message = 'all of group "a" at risk at 4 had an event, while others of it are followed later';
  expect(() => grayTest(rows, spec)).toThrow(message);
  const strata = [..."xxxxx"];
  expect(() => grayTest(rows, { ...spec, strata })).toThrow('all of group "a" at risk at 4 in stratum "x"');
  const later = { ...spec, entry: rows.entry.map((value) => Math.max(value, 5)), where: rows.time.map((t) => t > 5) };
  expect(grayTest(rows, later).status).toBe("tested");
});

test("keeps its level and has the variance it says where entry, censoring and competing events differ between the groups", () => {
  const random = randomGenerator(20261125);
  const runs = 2000;
  const [statistics, differences, variances]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < runs; run++) {
    const [time, entry, ends, by]: [number[], number[], number[], number[]] = [[], [], [], []];
    while (time.length < 160) {
      const group = time.length % 2;
      // P(event by t) is 0.4 t / 3 in both groups; what competes comes earlier in one of them.
      const event = random() < 0.4;
      const end = random() * (event ? 3 : group === 0 ? 2 : 3.5);
      const enters = Math.max(0, random() * (group === 0 ? 1.5 : 1) - 0.5);
      const censored = enters + random() * (group === 0 ? 4 : 2.5);
      if (enters >= Math.min(end, censored)) continue;
      time.push(Math.min(end, censored));
      entry.push(enters);
      ends.push(end > censored ? 0 : event ? 1 : 2);
      by.push(group);
    }
    const { statistic, groups, covariance } = grayTest(
      { time, entry, cause: ends, by },
      { time: "time", entry: "entry", cause, by: "by" },
    );
    statistics.push(statistic!);
    differences.push(groups[0]!.observed - groups[0]!.expected);
    variances.push(covariance[0]![0]!);
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / runs;
  const center = mean(differences);
  const spread = mean(differences.map((value) => (value - center) ** 2));
  const fourErrors = 4 * Math.sqrt(2 / runs);
  expect(Math.abs(center)).toBeLessThanOrEqual(4 * Math.sqrt(spread / runs));
  expect(Math.abs(spread / mean(variances) - 1)).toBeLessThanOrEqual(fourErrors);
  expect(Math.abs(mean(statistics) - 1)).toBeLessThanOrEqual(fourErrors);
  const rejected = statistics.filter((value) => value > 3.841458820694124).length / runs;
  expect(Math.abs(rejected - 0.05)).toBeLessThanOrEqual(4 * Math.sqrt((0.05 * 0.95) / runs));
});
