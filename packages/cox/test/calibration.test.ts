import { kaplanMeier, survivalAt } from "@hcc/survival";
import { describe, expect, test } from "vitest";
import { baselineHazard, calibration, coxph, predictSurvival } from "../src/index.js";
import { performance } from "./performance-reference.js";
import { near } from "./reference.js";

describe("calibration equals R's", () => {
  const { horizon, survival, overall, groups, slope, slopeError, smooth } = performance.calibration;
  const found = calibration(performance.lung, { time: "time", event: "event", survival, horizon, groups: 5 });

  test("in the large and in groups", () => {
    expect(found.groups).toHaveLength(groups.length);
    [overall, ...groups].forEach((expected, k) => {
      const own = k === 0 ? found.overall : found.groups[k - 1]!;
      expect([own.n, own.events]).toEqual([expected.n, expected.events]);
      near(own.predicted, expected.predicted, 0, 1e-12);
      near(own.observed, expected.observed, 0, 1e-12);
      near(own.standardError, expected.error, 0, 1e-12);
      near(own.lower, expected.lower, 0, 1e-9);
      near(own.upper, expected.upper, 0, 1e-9);
      near(own.ratio, expected.observed / expected.predicted, 0, 1e-12);
      near(own.ratioUpper, expected.upper / expected.predicted, 0, 1e-9);
    });
  });

  test("slope and smooth curve", () => {
    near(found.slope.estimate, slope);
    near(found.slope.standardError, slopeError);
    near(found.smooth!.ici, smooth.ici, 0, 1e-8);
    near(found.smooth!.e50, smooth.e50, 0, 1e-8);
    near(found.smooth!.e90, smooth.e90, 0, 1e-8);
    near(found.smooth!.eMax, smooth.eMax, 0, 1e-8);
    near(found.smooth!.curve[0]!.observed, smooth.lowest, 0, 1e-8);
    near(found.smooth!.curve.at(-1)!.observed, smooth.highest, 0, 1e-8);
    expect(found.smooth!.curve.length).toBeLessThanOrEqual(101);
  });
});

const rows = Array.from({ length: 160 }, (_, i) => ({
  t: 1 + ((i * 37) % 71),
  d: i % 4 > 0 ? 1 : 0,
  age: 40 + ((i * 7) % 31),
  w: 1 + (i % 3),
}));
const spec = { time: "t", event: "d", covariates: ["age"] } as const;
const model = coxph(rows, spec);
const survival = predictSurvival(model, baselineHazard(model, rows, spec), rows, { times: [10, 30] });
const channels = { time: "t", event: "d", survival, horizon: 30 } as const;

describe("calibration", () => {
  test("a model has slope 1 on the data of its fit; predictions made more extreme have a slope below 1", () => {
    const plain = calibration(rows, { ...channels });
    near(plain.slope.estimate, 1, 0, 1e-9);
    const values = survival.curves.map((curve) => curve.survival[1]!);
    const extreme = values.map((value) => Math.exp(-((-Math.log(value)) ** 2)));
    const { slope, groups } = calibration(rows, { ...channels, survival: extreme });
    near(slope.estimate, 0.5, 0, 1e-9);
    near(slope.standardError, plain.slope.standardError! / 2, 0, 1e-9);
    groups.forEach((group, k) => {
      expect(group.from).toBeLessThanOrEqual(group.predicted);
      expect(group.to).toBeGreaterThanOrEqual(group.predicted);
      if (k > 0) expect(group.from).toBeGreaterThan(groups[k - 1]!.to);
    });
    expect(groups.reduce((sum, group) => sum + group.n, 0)).toBe(160);
  });

  test("the observed risk is the Kaplan-Meier estimate, on every scale of limits", () => {
    for (const type of ["log", "log-log", "plain"] as const) {
      const { overall } = calibration(rows, { ...channels, confidence: { type, level: 0.9 }, knots: null });
      const { curves } = kaplanMeier(rows, { time: "t", event: "d", confidence: { type, level: 0.9 } });
      const [at] = survivalAt(curves[0]!, [30]);
      near(overall.observed, 1 - at!.estimate!, 0, 1e-13);
      near(overall.lower, 1 - at!.upper!, 0, 1e-12);
      near(overall.upper, 1 - at!.lower!, 0, 1e-12);
    }
  });

  test("the order of rows and the scale of time change nothing; frequency weights are repeated rows", () => {
    const one = calibration(rows, { ...channels });
    const reversed = rows
      .slice()
      .reverse()
      .map((d) => ({ ...d, t: d.t * 30.4375 }));
    const values = survival.curves.map((curve) => curve.survival[1]!);
    const other = calibration(reversed, { ...channels, survival: values.slice().reverse(), horizon: 30 * 30.4375 });
    near(other.smooth!.ici, one.smooth!.ici, 0, 1e-8);
    near(other.groups[3]!.observed, one.groups[3]!.observed!, 0, 1e-12);
    const repeated = rows.flatMap((d, i) => Array.from({ length: d.w }, () => ({ ...d, s: values[i]! })));
    const a = calibration(rows, { ...channels, weights: "w", weightType: "frequency" });
    const b = calibration(repeated, { ...channels, survival: "s" });
    expect(a.groups.map((d) => [d.n, d.events])).toEqual(b.groups.map((d) => [d.n, d.events]));
    near(a.overall.standardError, b.overall.standardError!, 0, 1e-12);
    near(a.groups[2]!.predicted, b.groups[2]!.predicted, 0, 1e-12);
    expect([a.n, a.events]).toEqual([b.n, b.events]);
  });

  test("what does not exist is null: risk after a last censoring, slope of equal or certain predictions, curve of few", () => {
    const few = rows.slice(0, 12).map((d, i) => ({ ...d, t: i + 1, d: i < 6 ? 1 : 0 }));
    const late = calibration(few, { ...channels, survival: (d) => 1 - d.age / 100, horizon: 13, groups: 2 });
    expect(late.overall).toMatchObject({ observed: null, standardError: null, lower: null, ratio: null });
    const equal = calibration(rows, { ...channels, survival: () => 0.5 });
    expect([equal.slope.estimate, equal.smooth, equal.groups.length]).toEqual([null, null, 1]);
    const certain = calibration(rows, { ...channels, survival: (_, i) => (i === 0 ? 0 : 0.5) });
    expect([certain.slope.estimate, certain.smooth]).toEqual([null, null]);
    const dead = few.map((d) => ({ ...d, d: 1 }));
    expect(calibration(dead, { ...channels, survival: () => 0.5, horizon: 13 }).overall).toMatchObject({
      observed: 1,
      standardError: null,
      ratio: 2,
    });
  });

  test("groups, knots, a horizon without prediction, and sampling weights are input errors", () => {
    expect(() => calibration(rows, { ...channels, groups: 0 })).toThrow(/groups is 0/);
    expect(() => calibration(rows, { ...channels, knots: 2 })).toThrow(/knots is 2/);
    expect(() => calibration(rows, { ...channels, horizon: 20 })).toThrow(/nothing is predicted/);
    expect(() => calibration(rows, { ...channels, horizon: -1 })).toThrow(/times holds -1/);
    expect(() => calibration(rows, { ...channels, survival: "age" })).toThrow(/between 0 and 1/);
    expect(() => calibration(rows, { ...channels, weights: "w", weightType: "sampling" })).toThrow(/Greenwood/);
  });
});
