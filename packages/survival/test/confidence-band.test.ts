import { readFileSync } from "node:fs";
import { randomGenerator } from "@hcc/numerics";
import { describe, expect, test } from "vitest";
import { type ConfidenceBandOptions, confidenceBand, cumulativeHazard, kaplanMeier } from "../src/index.js";
import { equalPrecisionCritical, hallWellnerCritical } from "../src/internal/band-critical.js";
import { expectClose, expectColumn } from "./reference.js";

/** What validation/survival-bands.R wrote. */
const reference: {
  readonly critical: readonly {
    readonly low: number;
    readonly high: number;
    readonly level: number;
    readonly hallWellner: number;
    readonly equalPrecision: number;
  }[];
  readonly lung: { readonly time: readonly number[]; readonly event: readonly number[] };
  readonly bands: readonly {
    readonly type: ConfidenceBandOptions["type"];
    readonly transform: "plain" | "log-log" | "arcsin";
    readonly from: number;
    readonly to: number;
    readonly critical: number;
    readonly shares: readonly number[];
    readonly time: readonly number[];
    readonly lower: readonly number[];
    readonly upper: readonly number[];
  }[];
  readonly approximate: number;
} = JSON.parse(readFileSync(new URL("../../../validation/survival-bands.json", import.meta.url), "utf8"));
const channels = { time: "time", event: "event" } as const;
const lung = kaplanMeier(reference.lung, channels).curves[0]!;

describe("critical values", () => {
  test.each(reference.critical)("are those of the killed bridge by images and of collocation: %j", (of) => {
    expectClose(hallWellnerCritical(of.low, of.high, of.level), of.hallWellner);
    expectClose(equalPrecisionCritical(of.low, of.high, of.level), of.equalPrecision);
  });

  test("of the whole bridge solve Kolmogorov's series", () => {
    for (const level of [0.9, 0.95, 0.99]) {
      const c = hallWellnerCritical(0, 1, level);
      let tail = 0;
      for (let k = 1; k < 20; k++) tail += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * c * c);
      expectClose(tail, 1 - level);
    }
  });

  // The tables are in km.ci 0.5-6, critical.value.hall.95 and critical.value.nair.95: https://cran.r-project.org/package=km.ci.
  test("the table of Klein and Moeschberger has Hall and Wellner's exactly, Nair's by an approximation", () => {
    expect(hallWellnerCritical(0.1, 0.6, 0.95).toFixed(4)).toBe("1.3211");
    expect([0.95, 0.99].map((level) => hallWellnerCritical(0, 1, level).toFixed(4))).toEqual(["1.3581", "1.6276"]);
    expect(reference.approximate.toFixed(4)).toBe("2.8826");
    expect(equalPrecisionCritical(0.1, 0.6, 0.95).toFixed(4)).toBe("2.8873");
  });

  test("a range of nearly no length has nearly the pointwise quantile", () => {
    const normal = 1.959963984540054;
    for (const [low, high] of [
      [0.5, 0.5],
      [0.3, 0.3000001],
    ] as const) {
      const critical = equalPrecisionCritical(low, high, 0.95);
      expect(critical).toBeGreaterThan(normal);
      expect(critical).toBeLessThan(normal + 0.15);
      const scaled = hallWellnerCritical(low, high, 0.95) / Math.sqrt(low * (1 - low));
      expect(scaled).toBeGreaterThan(normal - 0.01);
      expect(scaled).toBeLessThan(normal + 0.15);
    }
  });

  test("simulated bridges leave the band as often as they should", () => {
    const random = randomGenerator(20251125);
    const normal = (): number => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += random();
      return sum;
    };
    const [steps, runs, low, high] = [1000, 2000, 0.1, 0.6];
    const k = hallWellnerCritical(low, high, 0.8);
    const c = equalPrecisionCritical(low, high, 0.8);
    let [overK, overC] = [0, 0];
    const path = new Float64Array(steps + 1);
    for (let run = 0; run < runs; run++) {
      for (let i = 1; i <= steps; i++) path[i] = path[i - 1]! + normal() / Math.sqrt(steps);
      let [largest, scaled] = [0, 0];
      for (let i = low * steps; i <= high * steps; i++) {
        const u = i / steps;
        const value = Math.abs(path[i]! - u * path[steps]!);
        largest = Math.max(largest, value);
        scaled = Math.max(scaled, value / Math.sqrt(u * (1 - u)));
      }
      if (largest > k) overK++;
      if (scaled > c) overC++;
    }
    // Three standard errors of 2000 runs, and below what the grid of 1000 steps misses.
    for (const share of [overK / runs, overC / runs]) {
      expect(share).toBeGreaterThan(0.2 - 0.027 - 0.025);
      expect(share).toBeLessThan(0.2 + 0.027);
    }
  });
});

describe("bands", () => {
  test.each(reference.bands)("of lung as by their formulas: $type $transform", (of) => {
    const { type, transform, from, to } = of;
    const band = confidenceBand(lung, { type, transform, from, to });
    expectClose(band.critical, of.critical);
    expectColumn(band.shares, of.shares);
    const used = Array.from(band.time.keys()).filter((i) => !Number.isNaN(band.lower[i]!));
    const inside = used.filter((i) => band.time[i]! >= from);
    expectColumn(
      inside.map((i) => band.time[i]!),
      of.time,
    );
    expectColumn(
      inside.map((i) => band.lower[i]!),
      of.lower,
    );
    expectColumn(
      inside.map((i) => band.upper[i]!),
      of.upper,
    );
  });

  test("hold the pointwise limits, and are the wider the longer they are", () => {
    const pointwise = kaplanMeier(reference.lung, { ...channels, confidence: { type: "log-log" } }).curves[0]!;
    for (const type of ["hall-wellner", "equal-precision"] as const) {
      const short = confidenceBand(lung, { type, from: 100, to: 400 });
      const long = confidenceBand(lung, { type });
      expect(long.critical).toBeGreaterThan(short.critical);
      short.lower.forEach((lower, i) => {
        if (Number.isNaN(lower)) return;
        expect(lower).toBeGreaterThanOrEqual(long.lower[i]!);
        if (type === "hall-wellner") return;
        expect(lower).toBeLessThanOrEqual(pointwise.lower[i]!);
        expect(short.upper[i]!).toBeGreaterThanOrEqual(pointwise.upper[i]!);
      });
      expect([long.from, long.to]).toEqual([5, 883]);
    }
  });

  test("the unit of time and repeated rows change as they should: n counts, the unit does not", () => {
    const days = reference.lung.time.map((time) => time * 30.4375);
    const other = kaplanMeier({ time: days, event: reference.lung.event }, channels).curves[0]!;
    const band = confidenceBand(lung, { type: "hall-wellner" });
    expect(confidenceBand(other, { type: "hall-wellner" }).lower).toEqual(band.lower);
    const twice = kaplanMeier(reference.lung, {
      ...channels,
      weights: reference.lung.time.map(() => 2),
      weightType: "frequency",
    }).curves[0]!;
    const narrower = confidenceBand(twice, { type: "hall-wellner" });
    expect(narrower.upper[50]! - narrower.lower[50]!).toBeLessThan(band.upper[50]! - band.lower[50]!);
  });

  test("curves of cumulative hazards have bands too", () => {
    const curve = cumulativeHazard(reference.lung, channels).curves[0]!;
    const band = confidenceBand(curve, { type: "equal-precision", transform: "log" });
    const i = 60;
    expectClose(band.lower[i]!, curve.survival[i]! * Math.exp(-band.critical * curve.hazardError[i]!));
  });
});

describe("errors", () => {
  const data = { entry: [0, 0, 1, 2], time: [3, 4, 5, 6], event: [1, 0, 1, 0] };
  const late = kaplanMeier(data, { ...channels, entry: "entry" }).curves[0]!;
  const robust = kaplanMeier(data, { ...channels, cluster: "entry" }).curves[0]!;
  const cases: [string, () => unknown, string][] = [
    ["a robust curve", () => confidenceBand(robust, { type: "equal-precision" }), "the curve has a robust variance"],
    ["late entries", () => confidenceBand(late, { type: "hall-wellner" }), 'late entries: give type "equal-precision"'],
    ["no type", () => confidenceBand(lung, {} as ConfidenceBandOptions), "type is"],
    ["an end before the first event", () => confidenceBand(lung, { type: "hall-wellner", to: 2 }), "there is no band"],
    [
      "an end where S is 0",
      () =>
        confidenceBand(kaplanMeier(data, { ...channels, event: [1, 1, 1, 1] }).curves[0]!, {
          type: "hall-wellner",
          to: 6,
        }),
      "S be above 0 there",
    ],
  ];
  test.each(cases)("%s", (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ name: "HccInputError", message: expect.stringContaining(message) }));
  });
});
