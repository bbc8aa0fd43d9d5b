import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareMedians, kaplanMeier, survivalQuantile } from "../src/index.js";
import { everySample, expectPercentile } from "./every-sample.js";
import { expectClose, expectLogP } from "./reference.js";

interface Rows {
  readonly time: readonly number[];
  readonly event: readonly number[];
  readonly by: readonly string[];
}
type Limits = readonly [lower: number | null, upper: number | null];
const reference: {
  readonly data: Readonly<Record<string, Rows>>;
  readonly medians: Readonly<
    Record<
      string,
      {
        groups: readonly [string, string];
        suWei: readonly { p: number; level: number; difference: Limits; ratio: Limits; logP: number | null }[];
      }
    >
  >;
} = JSON.parse(readFileSync(new URL("../../../validation/survival-summaries.json", import.meta.url), "utf8"));

const channels = { time: "time", event: "event", by: "by" } as const;
const small = Object.freeze({
  time: Object.freeze([1, 2, 4, 6, 1, 3, 5, 8]),
  event: Object.freeze([1, 1, 0, 1, 1, 0, 1, 1]),
  by: Object.freeze(["a", "a", "a", "a", "b", "b", "b", "b"]),
});

describe("compareMedians by Su and Wei", () => {
  for (const [name, { groups, suWei }] of Object.entries(reference.medians)) {
    test(`on ${name} equals all pairs of steps, in R`, () => {
      const data = reference.data[name]!;
      for (const { p, level, difference, ratio, logP } of suWei) {
        const where = data.by.map((by) => groups.includes(by));
        const [contrast] = compareMedians(data, { ...channels, where, p, level }).contrasts;
        // The unit is that of the times: a difference near 0 has their rounding.
        expectClose(contrast!.difference.lower, difference[0], 100);
        expectClose(contrast!.difference.upper, difference[1], 100);
        expectClose(contrast!.ratio.lower, ratio[0]);
        expectClose(contrast!.ratio.upper, ratio[1]);
        if (logP === null) expect(contrast!.pValue).toBe(null);
        else expectLogP(contrast!.pValue!, logP);
      }
    });
  }

  test("estimates are the difference and the ratio of the medians of kaplanMeier", () => {
    const { curves } = kaplanMeier(reference.data["lung"]!, channels);
    const { groups, contrasts } = compareMedians(reference.data["lung"]!, { ...channels, control: "male" });
    const [female, male] = curves.map(({ median }) => median.estimate!);
    expect(groups.map(({ level, quantile }) => [level, quantile])).toEqual([
      ["male", curves[1]!.median],
      ["female", curves[0]!.median],
    ]);
    expect([contrasts[0]!.difference.estimate, contrasts[0]!.ratio.estimate]).toEqual([
      female! - male!,
      female! / male!,
    ]);
  });

  test("a median that is not reached has no difference; an end that the set does not have is null", () => {
    const late = { ...small, event: [1, 1, 0, 1, 1, 0, 0, 0] };
    expect(compareMedians(late, channels).contrasts[0]).toMatchObject({
      difference: { estimate: null, lower: null, upper: null },
      ratio: { estimate: null, lower: null, upper: null },
      pValue: null,
    });
    const few = compareMedians(small, { ...channels, level: 0.999 }).contrasts[0]!;
    expect([few.difference.estimate, few.difference.lower, few.difference.upper]).toEqual([1, null, null]);
    expect([few.ratio.lower, few.ratio.upper]).toEqual([null, null]);
  });

  const rows = fc
    .array(
      fc.record({
        time: fc.integer({ min: 1, max: 30 }),
        event: fc.integer({ min: 0, max: 3 }).map((k) => (k > 0 ? 1 : 0)),
        by: fc.constantFrom("a", "b"),
        weight: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 8, maxLength: 24 },
    )
    .filter((list) => new Set(list.map(({ by }) => by)).size === 2);

  test("swapping groups turns the difference and inverts the ratio; row order has no effect", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const [one] = compareMedians(list, channels).contrasts;
        const [other] = compareMedians([...list].reverse(), { ...channels, control: "b" }).contrasts;
        const turned = (value: number | null): number | null => (value === null ? null : 0 - value);
        expect(one!.pValue).toBe(other!.pValue);
        expect([one!.difference.estimate, one!.difference.lower, one!.difference.upper].map((d) => d && d + 0)).toEqual(
          [other!.difference.estimate, other!.difference.upper, other!.difference.lower].map(turned),
        );
        // The reciprocal of a lower limit 0 is no limit at all.
        if (other!.ratio.lower !== 0 && other!.ratio.lower !== null) {
          expectClose(one!.ratio.upper, 1 / other!.ratio.lower);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("frequency weights are repeated rows, and a longer unit of time scales the difference", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const repeated = list.flatMap((row) => Array.from({ length: row.weight }, () => row));
        const weighted = compareMedians(list, { ...channels, weights: "weight", weightType: "frequency" });
        const plain = compareMedians(repeated, channels);
        expect(weighted.contrasts).toEqual(plain.contrasts);
        const [days] = compareMedians(repeated, { ...channels, time: (row) => row.time * 64 }).contrasts;
        const [months] = plain.contrasts;
        expect(days!.ratio).toEqual(months!.ratio);
        expect(days!.difference.lower).toBe(months!.difference.lower === null ? null : months!.difference.lower * 64);
      }),
      { numRuns: 1000 },
    );
  });

  test("0 is in the interval of the level 1 - p", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { pValue } = compareMedians(list, channels).contrasts[0]!;
        if (pValue === null || pValue < 1e-6 || pValue > 0.999) return;
        const wide = compareMedians(list, { ...channels, level: 1 - pValue * 0.999 }).contrasts[0]!.difference;
        expect(wide.lower === null || wide.lower <= 0).toBe(true);
        expect(wide.upper === null || wide.upper >= 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("bootstrap", () => {
  const group = (by: string) =>
    small.time.map((time, i) => ({ time, event: small.event[i]!, by: small.by[i]! })).filter((row) => row.by === by);

  test("limits of a quantile are percentiles of all n^n samples, within the chance of the draws", () => {
    const replicates = 39_999;
    for (const by of ["a", "b"]) {
      const [curve] = kaplanMeier(group(by), { time: "time", event: "event", confidence: { level: 0.8 } }).curves;
      const every = everySample(group(by));
      const found = survivalQuantile(curve!, 0.5, { interval: "bootstrap", replicates, seed: 11 });
      expectPercentile(every, found.lower, 0.1, replicates);
      expectPercentile(every, found.upper, 0.9, replicates);
      const share = every.filter((value) => value === Number.POSITIVE_INFINITY).length / every.length;
      expect(Math.abs(found.bootstrap!.notReached / replicates - share)).toBeLessThan(5 * Math.sqrt(0.25 / replicates));
    }
  });

  test("limits of differences and ratios are percentiles over all pairs of samples", () => {
    const replicates = 39_999;
    const [own, control] = [everySample(group("b")), everySample(group("a"))];
    const pairs = own.flatMap((a) => control.map((b) => [a, b] as const));
    const [contrast] = compareMedians(small, { ...channels, interval: "bootstrap", replicates, level: 0.8 }).contrasts;
    const values = (of: (a: number, b: number) => number, instead: number) =>
      pairs.map(([a, b]) => of(a, b)).map((value) => (Number.isNaN(value) ? instead : value));
    expectPercentile(
      values((a, b) => a - b, Number.NEGATIVE_INFINITY),
      contrast!.difference.lower,
      0.1,
      replicates,
    );
    expectPercentile(
      values((a, b) => a - b, Number.POSITIVE_INFINITY),
      contrast!.difference.upper,
      0.9,
      replicates,
    );
    expectPercentile(
      values((a, b) => a / b, 0),
      contrast!.ratio.lower,
      0.1,
      replicates,
    );
    expectPercentile(
      values((a, b) => a / b, Number.POSITIVE_INFINITY),
      contrast!.ratio.upper,
      0.9,
      replicates,
    );
  });

  test("one seed gives one answer, another seed another; the seed and the number of samples are on the result", () => {
    const spec = { ...channels, interval: "bootstrap", replicates: 199 } as const;
    const lung = reference.data["lung"]!;
    const one = compareMedians(lung, spec);
    expect(one.bootstrap).toEqual({ seed: 1, replicates: 199 });
    expect(compareMedians(lung, { ...spec, seed: 1 })).toEqual(one);
    expect(compareMedians(lung, { ...spec, seed: 2 }).contrasts).not.toEqual(one.contrasts);
    const [curve] = kaplanMeier(lung, { time: "time", event: "event" }).curves;
    const quantile = survivalQuantile(curve!, 0.5, { interval: "bootstrap" });
    expect(quantile).toMatchObject({
      method: "bootstrap-percentile",
      bootstrap: { seed: 1, replicates: 1999, notReached: 0 },
    });
  });

  test("medians of lung are compared alike by both methods", () => {
    const [curve] = kaplanMeier(reference.data["lung"]!, { time: "time", event: "event" }).curves;
    const inversion = survivalQuantile(curve!, 0.5);
    const bootstrap = survivalQuantile(curve!, 0.5, { interval: "bootstrap" });
    expect(bootstrap.estimate).toBe(inversion.estimate);
    expect(Math.abs(bootstrap.lower! - inversion.lower!)).toBeLessThan(15);
    expect(Math.abs(bootstrap.upper! - inversion.upper!)).toBeLessThan(15);
  });

  test("curves without whole subjects from a common start have no bootstrap; seeds are of the bootstrap only", () => {
    const [curve] = kaplanMeier(small, { time: "time", event: "event" }).curves;
    const half = { ...curve!, n: 4, nRisk: curve!.nRisk.map((n) => n / 2), nEvent: curve!.nEvent.map((d) => d / 2) };
    expect(() => survivalQuantile(half, 0.5, { interval: "bootstrap" })).toThrow(
      "not of whole subjects from a common start",
    );
    expect(() => survivalQuantile(curve!, 0.5, { seed: 1 })).toThrow('seed and replicates are of interval "bootstrap"');
    expect(() => compareMedians(small, { ...channels, replicates: 9 })).toThrow("leave them out");
    expect(() => survivalQuantile(curve!, 0.5, { interval: "bootstrap", seed: -1 })).toThrow("seed is -1");
    expect(() => survivalQuantile(curve!, 0.5, { interval: "bootstrap", replicates: 0 })).toThrow("replicates is 0");
    expect(() => compareMedians(small, { ...channels, p: 1 })).toThrow("p is 1");
    expect(() => compareMedians(small, { ...channels, strata: "by" } as never)).toThrow("strata");
  });
});

describe("survivalQuantile as SAS", () => {
  // The leukemia group of Klein and Moeschberger's marrow transplants, the example of SAS's manual of PROC LIFETEST.
  const all = Object.freeze({
    time: [
      2081, 1602, 1496, 1462, 1433, 1377, 1330, 996, 226, 1199, 1111, 530, 1182, 1167, 418, 383, 276, 104, 609, 172,
      487, 662, 194, 230, 526, 122, 129, 74, 122, 86, 466, 192, 109, 55, 1, 107, 110, 332,
    ],
    event: [...new Array(14).fill(0), ...new Array(24).fill(1)] as number[],
  });

  test("limits hold the times at which log(-log S) is within z standard errors of that of 1 - p, whatever the curve's type", () => {
    for (const type of ["log", "plain", "log-log"] as const) {
      const [curve] = kaplanMeier(all, { time: "time", event: "event", confidence: { type } }).curves;
      for (const p of [0.25, 0.5, 0.75]) {
        const inside: number[] = [];
        const events = Array.from(curve!.time.keys()).filter((k) => curve!.nEvent[k]! > 0);
        for (const k of events) {
          const s = curve!.survival[k]!;
          const z =
            (Math.log(-Math.log(s)) - Math.log(-Math.log(1 - p))) / (curve!.standardError[k]! / (s * Math.log(s)));
          if (Math.abs(z) <= 1.959963984540054) inside.push(k);
        }
        const next = events.find((k) => k > inside[inside.length - 1]!);
        const found = survivalQuantile(curve!, p, { interval: "sas" });
        expect([found.lower, found.upper]).toEqual([
          curve!.time[inside[0]!],
          next === undefined ? null : curve!.time[next],
        ]);
        expect(found.method).toBe("sas");
      }
    }
  });

  test("kaplanMeier gives it as the interval of its median, and with limits of type log-log inversion agrees", () => {
    const plain = kaplanMeier(all, { time: "time", event: "event", medianInterval: "sas" });
    const logLog = kaplanMeier(all, { time: "time", event: "event", confidence: { type: "log-log" } });
    const { estimate, lower, upper } = plain.curves[0]!.median;
    expect([estimate, lower, upper]).toEqual([418, 192, null]);
    expect(logLog.curves[0]!.median).toMatchObject({ estimate, lower, upper });
    expect(plain.conventions.medianInterval).toBe("sas");
  });
});
