import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kaplanMeier, logRank, numberAtRisk, reconstructSurvival, restrictedMean, survivalAt } from "../src/index.js";
import { expectClose, expectColumn } from "./reference.js";

interface Individuals {
  readonly time: readonly number[];
  readonly event: readonly number[];
}
interface Points {
  readonly points: { readonly time: readonly number[]; readonly survival: readonly number[] };
  readonly atRisk: readonly { readonly time: number; readonly n: number }[];
}
const reference: {
  readonly data: Readonly<Record<string, Individuals>>;
  readonly reconstructions: readonly (Points & { name: string; events: number | null; found: Individuals })[];
  readonly alone: Points & { readonly without: Individuals; readonly with: Individuals };
} = JSON.parse(readFileSync(new URL("../../../validation/survival-guyot.json", import.meta.url), "utf8"));

const channels = { time: "time", survival: "survival" } as const;
const curveOf = (data: { time: ArrayLike<number>; event: ArrayLike<number> }) =>
  kaplanMeier({ time: Array.from(data.time), event: Array.from(data.event) }, { time: "time", event: "event" })
    .curves[0]!;

/** Every step of a curve, and the number at risk at every time: what a perfect figure would have. */
function perfect(data: Individuals) {
  const curve = curveOf(data);
  const points = { time: Array.from(curve.time), survival: Array.from(curve.survival) };
  const atRisk = [{ time: 0, n: curve.n }];
  curve.time.forEach((time, k) => {
    if (time > 0) atRisk.push({ time, n: curve.nRisk[k]! });
  });
  return { curve, points, atRisk };
}

function expectSame(found: { readonly time: Float64Array; readonly event: Uint8Array }, expected: Individuals): void {
  expectColumn(found.time, expected.time);
  expect(Array.from(found.event)).toEqual(expected.event);
}

describe("equal to the algorithm in R", () => {
  for (const { name, events, points, atRisk, found } of reference.reconstructions) {
    test(`${name}, digitized to three decimals, ${events === null ? "without" : "with"} the number of events`, () => {
      const spec = { ...channels, atRisk, ...(events !== null && { events }) };
      expectSame(reconstructSurvival(points, spec).columns, found);
    });
  }

  test("ovarian with the number at the start alone", () => {
    const { points, atRisk } = reference.alone;
    expectSame(reconstructSurvival(points, { ...channels, atRisk }).columns, reference.alone.without);
    expectSame(reconstructSurvival(points, { ...channels, atRisk, events: 12 }).columns, reference.alone.with);
  });
});

describe("closed loop", () => {
  for (const [name, data] of Object.entries(reference.data)) {
    test(`${name}: every step and every number at risk give back every event, and the curve`, () => {
      const { curve, points, atRisk } = perfect(data);
      const found = reconstructSurvival(points, { ...channels, atRisk });
      expect(found).toMatchObject({ n: curve.n, events: curve.events, warnings: [] });
      expect(found.largestError).toBeLessThan(1e-12);
      const times = Array.from(found.columns.time).filter((_, i) => found.columns.event[i] === 1);
      expect(times).toEqual(data.time.filter((_, i) => data.event[i] === 1).sort((a, b) => a - b));
      survivalAt(curveOf(found.columns), points.time).forEach(({ estimate }, k) => {
        if (estimate !== null) expectClose(estimate, points.survival[k]!);
      });
    });
  }

  test("a figure read to three decimals with few numbers at risk gives the events within 3 %, and RMST within the distance of points", () => {
    for (const { name, events, points, atRisk } of reference.reconstructions) {
      const data = reference.data[name]!;
      const truth = curveOf(data);
      const found = reconstructSurvival(points, { ...channels, atRisk, ...(events !== null && { events }) });
      expect(found.n).toBe(truth.n);
      expect(Math.abs(found.events - truth.events)).toBeLessThanOrEqual(events === null ? 0.03 * truth.events + 1 : 1);
      expect(found.largestError).toBeLessThan(0.02);
      const tau = atRisk[atRisk.length - 1]!.time;
      const late = restrictedMean(curveOf(found.columns), { tau }).estimate! - restrictedMean(truth, { tau }).estimate!;
      // Events are found at the point at which they are first seen.
      expect(Math.abs(late)).toBeLessThan(points.time[2]! - points.time[1]!);
      const times = atRisk.map(({ time }) => time);
      expect(Array.from(numberAtRisk(curveOf(found.columns), times))).toEqual(
        found.atRisk.map((at) => at.reconstructed),
      );
    }
  });

  test("the log-rank test of lung by sex from two figures is near that of the patients", () => {
    const arms = ["male", "female"].map((name) => {
      const each = reference.reconstructions.find((one) => one.name === name && one.events !== null)!;
      return {
        name,
        found: reconstructSurvival(each.points, { ...channels, atRisk: each.atRisk, events: each.events! }),
      };
    });
    const rows = (of: (name: string) => { time: ArrayLike<number>; event: ArrayLike<number> }) =>
      ["male", "female"].flatMap((by) => Array.from(of(by).time, (time, i) => ({ time, event: of(by).event[i]!, by })));
    const spec = { time: "time", event: "event", by: "by" } as const;
    const read = logRank(
      rows((name) => arms.find((arm) => arm.name === name)!.found.columns),
      spec,
    );
    const truth = logRank(
      rows((name) => reference.data[name]!),
      spec,
    );
    expect(Math.abs(read.statistic! - truth.statistic!)).toBeLessThan(1);
  });

  test("of 500 random cohorts perfect figures give back n, events and the curve", () => {
    const rows = fc.array(fc.record({ time: fc.integer({ min: 1, max: 15 }), event: fc.integer({ min: 0, max: 1 }) }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (list) => {
        const data = { time: list.map(({ time }) => time), event: list.map(({ event }) => event) };
        const { curve, points, atRisk } = perfect(data);
        const found = reconstructSurvival(points, { ...channels, atRisk, events: curve.events });
        expect([found.n, found.events, found.columns.time.length]).toEqual([curve.n, curve.events, curve.n]);
        expect(found.largestError).toBeLessThan(1e-9);
      }),
      { numRuns: 500 },
    );
  });
});

describe("replicates", () => {
  const { points, atRisk } = reference.reconstructions.find(({ name }) => name === "male")!;
  const found = reconstructSurvival(points, { ...channels, atRisk, replicates: 60, seed: 3 });

  test("are seeded, of all subjects, and spread around the reconstruction", () => {
    expect(found.replicates).toHaveLength(60);
    const tau = 600;
    const own = restrictedMean(curveOf(found.columns), { tau }).estimate!;
    const means = found.replicates.map((each) => restrictedMean(curveOf(each), { tau }).estimate!);
    for (const each of found.replicates) {
      expect([each.time.length, each.event.length]).toEqual([found.n, found.n]);
      expect(Array.from(each.time)).toEqual(Array.from(each.time).sort((a, b) => a - b));
    }
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    expect(Math.abs(mean - own)).toBeLessThan(0.01 * own);
    expect(new Set(means).size).toBeGreaterThan(50);
    const again = reconstructSurvival(points, { ...channels, atRisk, replicates: 60, seed: 3 });
    expect(again).toEqual(found);
    const other = reconstructSurvival(points, { ...channels, atRisk, replicates: 1, seed: 4 });
    expect(other.replicates[0]).not.toEqual(found.replicates[0]);
    expect(other.columns).toEqual(found.columns);
  });
});

describe("rules", () => {
  const atRisk = Object.freeze([{ time: 0, n: 10 }]);

  test("points may come in any order; one above an earlier one is lowered; the lowest of a time counts", () => {
    const plain = reconstructSurvival({ time: [1, 2, 3], survival: [0.9, 0.7, 0.5] }, { ...channels, atRisk });
    const messy = { time: [3, 2, 1, 2, 2.5], survival: [0.5, 0.9, 0.9, 0.7, 0.72] };
    expect(reconstructSurvival(messy, { ...channels, atRisk }).columns).toEqual(plain.columns);
    expect(Array.from(plain.columns.event)).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
  });

  test("numbers that no individual times can have are warned of", () => {
    const found = reconstructSurvival(
      { time: [1, 2], survival: [0.5, 0.4] },
      { ...channels, atRisk: [...atRisk, { time: 1.5, n: 9 }], events: 9 },
    );
    expect(found.warnings.map(({ code }) => code)).toEqual(["at-risk-differs", "events-differ"]);
    expect(found.warnings[0]!.message).toContain("the first at time 1.5: 5 instead of 9");
    expect(found.atRisk[1]).toEqual({ time: 1.5, published: 9, reconstructed: 5 });
  });

  test("per cent, rising numbers at risk, fractions and impossible events are errors", () => {
    const points = { time: [1, 2], survival: [0.9, 0.5] };
    const call =
      (spec: object, data: object = points) =>
      () =>
        reconstructSurvival(data, { ...channels, atRisk, ...spec } as never);
    expect(call({}, { time: [1], survival: [90] })).toThrow(
      "survival is 90 at row 0: give shares from 0 to 1, not per cent",
    );
    expect(
      call({
        atRisk: [
          { time: 0, n: 5 },
          { time: 3, n: 6 },
        ],
      }),
    ).toThrow("atRisk goes from 5 at time 0 to 6 at time 3");
    expect(
      call({
        atRisk: [
          { time: 2, n: 5 },
          { time: 1, n: 4 },
        ],
      }),
    ).toThrow("times must rise");
    expect(call({ atRisk: [{ time: 0, n: 5.5 }] })).toThrow("atRisk has n 5.5 at time 0");
    expect(call({ atRisk: [] })).toThrow("atRisk is no list");
    expect(call({ events: 11 })).toThrow("events is 11: give a whole number from 0 to the 10 subjects");
    expect(call({ precision: 2 })).toThrow("precision is 2");
    expect(call({ replicates: -1 })).toThrow("replicates is -1");
    expect(call({ unknown: 1 })).toThrow("unknown");
  });
});
