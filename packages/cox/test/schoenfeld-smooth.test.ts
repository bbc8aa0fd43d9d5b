import { readFileSync } from "node:fs";
import { type AnyTerm, factor, fromJson, toJson } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { coxph, proportionalHazardsTest, residuals, type SchoenfeldSmooth, schoenfeldSmooth } from "../src/index.js";
import { type Columns, near, nearP, reference } from "./reference.js";

interface SmoothCase {
  readonly transform: "km" | "identity" | "rank" | "log" | "sqrt";
  readonly by: "term" | "coefficient";
  readonly df: number;
  readonly curves: readonly {
    readonly name: string;
    readonly mean: number;
    readonly square: number;
    readonly missing: number;
    readonly time: number[];
    readonly value: (number | null)[];
    readonly place: number[];
    readonly transformed: number[];
    readonly estimate: number[];
    readonly error: number[];
  }[];
}
interface ModelCase {
  readonly data: string;
  readonly terms: readonly { readonly type: "number" | "factor"; readonly name: string; readonly levels?: string[] }[];
  readonly strata: string | null;
  readonly ties: "efron" | "breslow";
  readonly constant: boolean;
  readonly entry?: number[];
  readonly tests: readonly {
    readonly scale: keyof typeof scales;
    readonly statistic: number[];
    readonly df: number[];
    readonly logP: number[];
    readonly global: { readonly statistic: number; readonly df: number; readonly logP: number };
  }[];
  readonly smooth: readonly SmoothCase[];
}
const { models } = JSON.parse(
  readFileSync(new URL("../../../validation/cox-schoenfeld.json", import.meta.url), "utf8"),
) as { models: ModelCase[] };

/** The time scales of the script. */
const scales = {
  log1: (t: number) => Math.log(t + 1),
  sqrt: (t: number) => Math.sqrt(t),
  late: (t: number) => (t > 180 ? 1 : 0),
  reciprocal: (t: number) => 1 / (t + 30),
  year: (t: number) => 1e6 + t / 365.25,
};

const fits = models.map((c) => {
  const raw = reference.data[c.data]!;
  const most = c.constant ? Math.max(...raw.prior!.map(Number)) : 0;
  const data: Columns = {
    ...raw,
    ...(c.constant && { trt: raw.trt!.map((value, i) => (raw.prior![i] === most ? 1 : value)) }),
    ...(c.entry && { entry: c.entry }),
  };
  const covariates = c.terms.map(
    (term): AnyTerm => (term.type === "factor" ? factor(term.name, { levels: term.levels! }) : term.name),
  );
  const spec = {
    time: "time",
    event: "event",
    covariates,
    ties: c.ties,
    ...(c.strata && { strata: c.strata }),
    ...(c.entry && { entry: "entry" }),
  };
  const title = `${c.data}, ${c.terms.map(({ name }) => name).join("+")}, ${[c.strata, c.entry && "entry", c.constant && "constant"].filter(Boolean).join(", ")} ${c.ties}`;
  return { c, data, spec, title, model: coxph(data, spec) };
});

describe("on a time scale of the caller's own the test equals R's cox.zph", () => {
  test.each(fits)("$title", ({ c, data, spec, model }) => {
    for (const { scale, statistic, df, logP, global } of c.tests) {
      const found = proportionalHazardsTest(model, data, { ...spec, transform: scales[scale] });
      expect(found.transform).toBe("custom");
      found.terms.forEach(({ test: term }, k) => {
        near(term!.statistic, statistic[k]!, 1);
        expect(term!.df).toBe(df[k]);
        nearP(term!.pValue, logP[k]!);
      });
      near(found.global!.statistic, global.statistic, 1);
      nearP(found.global!.pValue, global.logP);
    }
  });
});

describe("the smooth equals that of R's plot.cox.zph", () => {
  test.each(fits)("$title", ({ c, data, spec, model }) => {
    for (const { transform, by, df, curves } of c.smooth) {
      const scale = transform === "sqrt" ? scales.sqrt : transform;
      const found = schoenfeldSmooth(model, data, { ...spec, transform: scale, by, df });
      expect(found.curves.length).toBe(curves.length);
      curves.forEach((expected, j) => {
        const curve = found.curves[j]!;
        const known = curve.values.filter((value) => !Number.isNaN(value));
        expect(curve.values.length - known.length).toBe(expected.missing);
        near(
          Math.sqrt(known.reduce((sum, value) => sum + value * value, 0) / known.length),
          expected.square,
          Math.abs(expected.square),
        );
        near(known.reduce((sum, value) => sum + value, 0) / known.length, expected.mean, expected.square);
        expected.time.forEach((time, k) => {
          const value = expected.value[k]!;
          if (value === null) return;
          const own = Array.from(curve.values).filter(
            (own, e) => !Number.isNaN(own) && Math.abs(found.time[e]! - time) < 1e-9,
          );
          const distance = Math.min(...own.map((candidate) => Math.abs(candidate - value)));
          expect(distance, `${value} at ${time}`).toBeLessThanOrEqual(1e-9 * expected.square);
        });
        expected.place.forEach((place, k) => {
          const point = curve.points[place]!;
          near(point.transformed, expected.transformed[k]!, 1);
          near(point.estimate, expected.estimate[k]!, expected.error[k]!);
          near(point.standardError, expected.error[k]!);
        });
      });
    }
  });
});

const rows = Array.from({ length: 80 }, (_, i) => ({
  t: 1 + ((i * 37) % 53),
  d: i % 5 > 0 ? 1 : 0,
  x: ((i * 7) % 30) / 10,
  stage: ["A", "B", "C"][(i * 5) % 3]!,
  w: 1 + (i % 3),
}));
const spec = { time: "t", event: "d", covariates: ["x", "stage"] } as const;
const model = coxph(rows, spec);

describe("properties of the smooth", () => {
  test("values are the scaled Schoenfeld residuals of their rows, in the order of time", () => {
    const { curves, row, time } = schoenfeldSmooth(model, rows, { ...spec, by: "coefficient" });
    const { columns } = residuals(model, rows, { ...spec, type: "scaled-schoenfeld" });
    curves.forEach(({ name, values, estimate }, j) => {
      expect(name).toBe(columns[j]!.name);
      expect(estimate).toBe(model.coefficients[j]!.estimate);
      row.forEach((i, e) => {
        near(values[e], columns[j]!.values[i]!, 1);
        expect(time[e]).toBe(rows[i]!.t);
        if (e > 0) expect(time[e]).toBeGreaterThanOrEqual(time[e - 1]!);
      });
    });
  });

  test("frequency weights are repeated rows (Breslow)", () => {
    const own = { ...spec, ties: "breslow" } as const;
    const weighted = { ...own, weights: "w", weightType: "frequency" } as const;
    const repeated = rows.flatMap((d) => Array.from({ length: d.w }, () => d));
    for (const transform of ["km", "rank", (t: number) => t * t] as const) {
      const a = schoenfeldSmooth(coxph(rows, weighted), rows, { ...weighted, transform });
      const b = schoenfeldSmooth(coxph(repeated, own), repeated, { ...own, transform });
      a.curves.forEach(({ points }, j) => {
        points.forEach((point, i) => {
          near(point.estimate, b.curves[j]!.points[i]!.estimate, point.standardError);
          near(point.standardError, b.curves[j]!.points[i]!.standardError);
        });
      });
    }
  });

  test("names of time scales and functions that say the same give the same; a falling scale turns the curve around", () => {
    const at = (transform: "log" | "identity" | ((t: number) => number)): SchoenfeldSmooth =>
      schoenfeldSmooth(model, rows, { ...spec, transform });
    const [named, own, falling] = [at("identity"), at((t) => t), at((t) => -t)];
    named.curves.forEach(({ points }, j) => {
      points.forEach((point, i) => {
        near(own.curves[j]!.points[i]!.estimate, point.estimate, point.standardError);
        near(own.curves[j]!.points[i]!.time, point.time!, 1);
        const turned = falling.curves[j]!.points[39 - i]!;
        near(turned.time, point.time!, 1);
      });
    });
    const last = at("log").curves[0]!.points[39]!;
    near(last.time, Math.exp(last.transformed), 1);
  });

  test("two degrees of freedom are the least-squares line", () => {
    const { curves, transformed: x } = schoenfeldSmooth(model, rows, { ...spec, df: 2 });
    const { values: y, points } = curves[0]!;
    const mean = (list: Float64Array): number => list.reduce((sum, value) => sum + value, 0) / list.length;
    const [mx, my] = [mean(x), mean(y)];
    const slope =
      x.reduce((sum, value, e) => sum + (value - mx) * (y[e]! - my), 0) /
      x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
    for (const point of points) near(point.estimate, my + slope * (point.transformed - mx), 1);
  });

  test("a scale that is not monotone has no times; one with few values has no smooth", () => {
    const bent = schoenfeldSmooth(model, rows, { ...spec, transform: (t) => (t - 20) * (t - 20) });
    expect(bent.curves[0]!.points.every(({ time }) => time === null)).toBe(true);
    const step = schoenfeldSmooth(model, rows, { ...spec, transform: scales.late, df: 2 });
    expect(step.curves.map(({ status, points }) => [status, points.length])).toEqual([
      ["too-few-times", 0],
      ["too-few-times", 0],
    ]);
    const two = schoenfeldSmooth(model, rows, { ...spec, transform: (t) => (t > 20 ? 1 : 0), df: 2 });
    expect(two.curves[0]!.status).toBe("ok");
    expect(two.curves[0]!.points[0]!.time).toBeNull();
    const alive = rows.map((d) => ({ ...d, d: 0 }));
    expect(schoenfeldSmooth(coxph(alive, spec), alive, spec)).toMatchObject({ curves: [], row: new Int32Array(0) });
  });

  test("many events are no obstacle", () => {
    const n = 200_000;
    const many = {
      t: Float64Array.from({ length: n }, (_, i) => 1 + ((i * 7919) % 1009)),
      d: new Uint8Array(n).fill(1),
      x: Float64Array.from({ length: n }, (_, i) => (i % 7) - 3),
    };
    const own = { time: "t", event: "d", covariates: ["x"] } as const;
    const found = schoenfeldSmooth(coxph(many, own), many, own);
    expect(found.row.length).toBe(n);
    expect(found.curves[0]!.points.length).toBe(40);
  });

  test("the result says what was done and survives JSON", () => {
    const found = schoenfeldSmooth(model, rows, { ...spec, transform: (t) => t });
    expect(found).toMatchObject({ transform: "custom", by: "term", df: 4, level: 0.95 });
    expect(fromJson(toJson(found))).toEqual(found);
  });
});

describe("a time scale that is none is an input error", () => {
  const thrown = (transform: (t: number) => number): unknown => {
    try {
      return proportionalHazardsTest(model, rows, { ...spec, transform });
    } catch (error) {
      return error;
    }
  };

  test("values that are not finite numbers, with the time that gave them", () => {
    expect(thrown((t) => Math.log(t - 3))).toMatchObject({
      name: "HccInputError",
      code: "not-finite",
      column: "transform",
      message: expect.stringMatching(/^transform gives (NaN|-Infinity) at time \d, where an event is/),
    });
    expect(thrown(((t: number) => t > 5) as never)).toMatchObject({ code: "not-a-number", column: "transform" });
    expect(thrown((() => "1") as never)).toMatchObject({ code: "not-a-number" });
  });

  test("a constant", () => {
    expect(thrown(() => 3)).toMatchObject({
      code: "option",
      message: expect.stringContaining("gives 3 at every event"),
    });
  });

  test("times without event are not asked, sizes and offsets of the scale do not matter", () => {
    const zero = rows.map((d, i) => (i === 0 ? { ...d, t: 0, d: 0 } : d));
    const fit = coxph(zero, spec);
    const plain = proportionalHazardsTest(fit, zero, { ...spec, transform: "log" });
    const same = (transform: (t: number) => number): void => {
      near(
        proportionalHazardsTest(fit, zero, { ...spec, transform }).global!.statistic,
        plain.global!.statistic,
        1,
        1e-7,
      );
    };
    same((t) => Math.log(t));
    same((t) => 1e-200 * Math.log(t));
    same((t) => -1e307 * Math.log(t));
    same((t) => 2 ** 20 + Math.log(t));
  });

  test("degrees of freedom and units that are none", () => {
    for (const df of [1, 2.5, 11, Number.NaN])
      expect(() => schoenfeldSmooth(model, rows, { ...spec, df })).toThrow(/^df is .*: give a whole number of 2 to 10/);
    expect(() => schoenfeldSmooth(model, rows, { ...spec, by: "level" as never })).toThrow(/by is "level"/);
  });
});
