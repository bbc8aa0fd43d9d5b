import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CumulativeIncidenceSpec,
  cumulativeIncidence,
  type IncidenceCurve,
  incidenceAt,
  incidenceQuantile,
  kaplanMeier,
} from "../src/index.js";
import { expectClose } from "./reference.js";

interface CurveReference {
  readonly index: readonly number[];
  readonly length: number;
  readonly time: readonly number[];
  readonly nRisk: readonly number[];
  readonly incidence: readonly number[];
  readonly survival: readonly number[];
  readonly standardError: readonly number[];
  readonly limits: readonly {
    readonly type: "log" | "log-log" | "plain" | "logit" | "arcsin";
    readonly lower: readonly (number | null)[];
    readonly upper: readonly (number | null)[];
  }[];
  readonly aalen?: readonly number[];
}
type Columns = Readonly<Record<"time" | "cause" | "by", readonly number[]>>;
type Curves = readonly { readonly group: string | null; readonly curve: CurveReference }[];
const reference: {
  readonly data: Readonly<Record<string, Columns>>;
  readonly late: Columns & { readonly entry: readonly number[] };
  readonly curves: Readonly<Record<string, Curves>>;
  readonly lateCurves: Curves;
} = JSON.parse(readFileSync(new URL("../../../validation/survival-competing.json", import.meta.url), "utf8"));

const cause = Object.freeze({ channel: "cause", event: [1], competing: [2], censored: [0] } as const);
const spec = { time: "time", cause } as const;

function expectCurve(curve: IncidenceCurve, expected: CurveReference, scale: number): void {
  expect(curve.time.length).toBe(expected.length);
  expected.index.forEach((i, k) => {
    expectClose(curve.time[i]!, expected.time[k]!);
    expectClose(curve.nRisk[i]!, expected.nRisk[k]!);
    expectClose(curve.incidence[i]!, expected.incidence[k]!, 1e-6);
    expectClose(curve.survival[i]!, expected.survival[k]!, 1e-6);
    expectClose(curve.standardError[i]!, expected.standardError[k]!, scale);
  });
}

describe("cumulativeIncidence equals R's survfit of several causes, with limits of every type", () => {
  const cases = [
    ...Object.entries(reference.curves).map(([name, curves]) => [name, reference.data[name]!, spec, curves] as const),
    ["late entries", reference.late, { ...spec, entry: "entry" }, reference.lateCurves] as const,
  ];
  for (const [name, data, channels, curves] of cases) {
    test(`on ${name}`, () => {
      const of = (more: Partial<CumulativeIncidenceSpec<never>>) => [
        ...cumulativeIncidence(data as object, { ...channels, ...more } as never).curves,
        ...cumulativeIncidence(data as object, { ...channels, by: "by", ...more } as never).curves,
      ];
      of({}).forEach((curve, i) => {
        expect(curve.group).toBe(curves[i]!.group);
        expectCurve(curve, curves[i]!.curve, 1e-6);
      });
      for (const { type } of curves[0]!.curve.limits) {
        of({ confidence: { type } }).forEach((curve, i) => {
          const expected = curves[i]!.curve;
          const limits = expected.limits.find((limit) => limit.type === type)!;
          expected.index.forEach((at, k) => {
            // Where F = 0 R has NA or NaN, and where its variance is that of no rounding error limits of their own.
            if (expected.incidence[k]! < 1e-12 || expected.standardError[k]! < 1e-8) return;
            expectClose(curve.lower[at]!, limits.lower[k]!, 1e-6);
            expectClose(curve.upper[at]!, limits.upper[k]!, 1e-6);
          });
        });
      }
      of({ variance: "aalen" }).forEach((curve, i) => {
        const expected = curves[i]!.curve;
        expected.aalen?.forEach((value, k) => {
          expectClose(curve.standardError[expected.index[k]!]!, value, 1e-6);
        });
      });
    });
  }
});

const row = fc.record({ time: fc.integer({ min: 1, max: 9 }), cause: fc.constantFrom(0, 1, 2) });
const cohort = fc.array(row, { minLength: 1, maxLength: 30 });
const curveOf = (rows: readonly { time: number; cause: number }[], more: object = {}): IncidenceCurve =>
  cumulativeIncidence(rows, { ...spec, ...more }).curves[0]!;
const COLUMNS = ["time", "nRisk", "nEvent", "nCompeting", "nCensor", "incidence", "survival", "standardError"] as const;
const expectSame = (actual: IncidenceCurve, expected: IncidenceCurve, unit = 1): void => {
  for (const name of COLUMNS) {
    const values = expected[name];
    expect(actual[name].length).toBe(values.length);
    values.forEach((value, i) => {
      const found = name === "time" ? actual.time[i]! / unit : actual[name][i]!;
      const same = Number.isNaN(value)
        ? Number.isNaN(found)
        : Math.abs(found - value) <= 1e-9 * Math.max(Math.abs(value), 1);
      if (!same) expect.fail(`${name} is ${found}, not ${value}`);
    });
  }
};

describe("laws of cumulativeIncidence, each on 1000 random cohorts", () => {
  const law = (title: string, body: (rows: readonly { time: number; cause: number }[]) => void) =>
    test(title, () => fc.assert(fc.property(cohort, body), { numRuns: 1000 }));

  law("the incidences of all causes and the survival add up to 1", (rows) => {
    const curve = curveOf(rows);
    const other = curveOf(rows, { cause: { ...cause, event: [2], competing: [1] } });
    curve.incidence.forEach((value, i) => {
      expect(Math.abs(value + other.incidence[i]! + curve.survival[i]! - 1)).toBeLessThanOrEqual(1e-12);
    });
  });

  law("without competing events it is one minus Kaplan-Meier, with Greenwood's variance", (rows) => {
    const curve = curveOf(rows, { cause: { channel: "cause", event: [1, 2], competing: [], censored: [0] } });
    const [plain] = kaplanMeier(rows, { time: "time", event: (d) => d.cause > 0 }).curves;
    curve.incidence.forEach((value, i) => {
      expect(value).toBe(1 - curve.survival[i]!);
      expect(Math.abs(curve.survival[i]! - plain!.survival[i]!)).toBeLessThanOrEqual(1e-15);
      if (Number.isNaN(plain!.standardError[i]!)) expect(curve.standardError[i]).toBeNaN();
      else expect(Math.abs(curve.standardError[i]! - plain!.standardError[i]!)).toBeLessThanOrEqual(1e-9);
    });
  });

  law("the order of the rows and the unit of time do not matter", (rows) => {
    const curve = curveOf(rows);
    expectSame(curveOf([...rows].reverse()), curve);
    for (const unit of [1 / 30.4375, 1e6]) {
      expectSame(curveOf(rows.map(({ time, cause: ended }) => ({ time: time * unit, cause: ended }))), curve, unit);
    }
  });

  law("frequency weights are repeated rows, in both variances and with late entries", (rows) => {
    const weights = rows.map((_, i) => (i % 3) + 1);
    const repeated = rows.flatMap((d, i) => Array.from({ length: weights[i]! }, () => d));
    const entry = (d: { time: number }) => ((d.time * 7) % 3) % d.time;
    for (const more of [{}, { variance: "aalen" }, { entry }]) {
      const weighted = curveOf(rows, { ...more, weights, weightType: "frequency" });
      expectSame(weighted, curveOf(repeated, more));
    }
  });

  law("entries before the first time change nothing", (rows) => {
    expectSame(curveOf(rows, { entry: () => 0 }), curveOf(rows));
  });

  law("a group of its own is a data set of its own", (rows) => {
    const groups = cumulativeIncidence(rows, { ...spec, by: (_, i) => i % 2 }).curves;
    for (const [group, curve] of groups.entries()) {
      expectSame(curve, curveOf(rows.filter((_, i) => i % 2 === group)));
    }
  });

  law("the variance is the squared influence of the subjects, by finite differences", (rows) => {
    // Weights are whole numbers here: a subject counts k + 1 or k - 1 times while the others count k times.
    const k = 20_000;
    const at = (i: number, change: number) => {
      const weights = rows.map((_, j) => (j === i ? k + change : k));
      return curveOf(rows, { weights, weightType: "frequency" }).incidence;
    };
    const slopes = rows.map((_, i) => {
      const [up, down] = [at(i, 1), at(i, -1)];
      return up.map((value, t) => ((value - down[t]!) * k) / 2);
    });
    curveOf(rows).standardError.forEach((error, t) => {
      if (Number.isNaN(error)) return;
      const sum = slopes.reduce((total, slope) => total + slope[t]! * slope[t]!, 0);
      expect(Math.abs(Math.sqrt(sum) - error)).toBeLessThanOrEqual(1e-6);
    });
  });
});

describe("cumulativeIncidence by hand", () => {
  // n = 6: 1 event; 2 competing; 3 censored; 4 event; 5 event and competing at one time.
  const data = Object.freeze({ time: [1, 2, 3, 4, 5, 5], cause: [1, 2, 0, 1, 1, 2] });
  const [curve] = cumulativeIncidence(data, spec).curves;

  test("the estimate in fractions", () => {
    const expected = [1 / 6, 1 / 6, 1 / 6, 1 / 6 + 4 / 6 / 3, 1 / 6 + 4 / 18 + 4 / 18];
    for (const [i, value] of expected.entries()) expectClose(curve!.incidence[i]!, value);
    for (const [i, value] of [5 / 6, 4 / 6, 4 / 6, 4 / 9, 0].entries()) expectClose(curve!.survival[i]!, value, 1);
    expect(Array.from(curve!.nRisk)).toEqual([6, 5, 4, 3, 2]);
    expect([curve!.n, curve!.events, curve!.competing]).toEqual([6, 3, 2]);
  });

  test("the variance at the first time is that of a share, and later by the formula", () => {
    expectClose(curve!.standardError[0]!, Math.sqrt(5 / 216));
    // F(4) = 1/6 + 5/6 4/5 1/3: derivatives by the shares 1/6 (of 6), 1/5 (of 5) and 1/3 (of 3) with binomial variances.
    const variance =
      (5 / 216) * (1 - 4 / 15) ** 2 + ((1 / 5) * (4 / 5) * (5 / 18) ** 2) / 5 + ((1 / 3) * (2 / 3) * (4 / 6) ** 2) / 3;
    expectClose(curve!.standardError[3]!, Math.sqrt(variance));
  });

  test("incidenceAt is right-continuous, 0 before the first time and null where nobody is observed", () => {
    const at = incidenceAt(curve!, [0.5, 1, 4.5, 9]);
    expect(at.map((d) => d.estimate)).toEqual([0, curve!.incidence[0], curve!.incidence[3], curve!.incidence[4]]);
    expect(at[0]).toMatchObject({ lower: 0, upper: 0, standardError: 0, level: 0.95, method: "log" });
    const [open] = cumulativeIncidence({ time: [1, 2], cause: [1, 0] }, spec).curves;
    expect(incidenceAt(open!, [2, 3]).map((d) => d.estimate)).toEqual([0.5, null]);
    const [whole] = cumulativeIncidence({ time: [1, 2], cause: [1, 1] }, spec).curves;
    expect(incidenceAt(whole!, [2, 3])).toMatchObject([
      { estimate: 1, lower: null, standardError: null },
      { estimate: 1, upper: null },
    ]);
    expect(() => incidenceAt(curve!, [-1])).toThrow("times holds -1");
    expect(() => incidenceAt({ curves: [curve] } as never, [1])).toThrow("no curve of cumulativeIncidence");
  });

  test("incidenceQuantile inverts the curve and its limits; what is not reached is null", () => {
    const { level, type: method } = curve!.confidence;
    expect(incidenceQuantile(curve!, 0.3).estimate).toBe(4);
    expect(incidenceQuantile(curve!, 1 / 6).estimate).toBe(2.5);
    expect(incidenceQuantile(curve!, 1 / 6, { rule: "infimum" }).estimate).toBe(1);
    // The upper limit of F is above 0.3 from the first time on, the lower one at the last time.
    expect(curve!.upper[0]).toBeGreaterThan(0.3);
    expect(Array.from(curve!.lower, (value) => value >= 0.3)).toEqual([false, false, false, false, true]);
    expect(incidenceQuantile(curve!, 0.3)).toMatchObject({ lower: 1, upper: 5, level, method: `inversion-${method}` });
    expect(incidenceQuantile(curve!, 0.7).estimate).toBeNull();
    expect(() => incidenceQuantile(curve!, 1)).toThrow("p is 1");
    expect(() => incidenceQuantile(curve!, 0.5, { interval: "spss" } as never)).toThrow("interval");
  });
});

describe("what cumulativeIncidence refuses", () => {
  const data = Object.freeze({ time: [1, 2, 3], cause: [1, 2, 0], entry: [0, 2, 1] });
  test("a cause in none of the lists, sampling weights, clusters, an entry at its time", () => {
    const run = (more: object) => () => cumulativeIncidence(data, { ...spec, ...more } as never);
    expect(run({ cause: { ...cause, competing: [] } })).toThrow('the cause is "2" at row 1');
    expect(run({ weights: "time", weightType: "sampling" })).toThrow("frequency weights only");
    expect(run({ cluster: "time" })).toThrow("no robust variance");
    expect(run({ entry: "entry" })).toThrow("the interval (2, 2] at row 1 has no length");
    expect(run({ event: "cause" })).toThrow("say which causes are the event");
    expect(run({ variance: "greenwood" })).toThrow("variance");
  });
});
