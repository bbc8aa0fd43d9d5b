import fc from "fast-check";
import { describe, expect, test } from "vitest";
import json from "../../../validation/stats-density.json" with { type: "json" };
import { kernelDensity } from "../src/index.js";

describe.each(json.cases)("kernelDensity of $name", (reference) => {
  const { values, weights, range, density, fourier } = reference;
  const bandwidth = reference.bandwidth[0]!;
  const close = (a: number, b: number, scale = Math.abs(b)) =>
    expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * scale);

  test("has R's bandwidth and grid", () => {
    const result = kernelDensity(Object.freeze(values));
    close(result.bandwidth, bandwidth);
    expect(result.at).toHaveLength(512);
    close(result.at[0]!, range[0]!, bandwidth);
    close(result.at[511]!, range[1]!, bandwidth);
  });

  test("is the weighted mean of normal densities, which R's transform comes near to", () => {
    const peak = Math.max(...density);
    const result = kernelDensity(values, { weights: Object.freeze(weights), points: 17 });
    close(result.bandwidth, bandwidth);
    result.density.forEach((f, i) => {
      close(f, density[i]!);
      expect(Math.abs(f - fourier[i]!)).toBeLessThanOrEqual(2e-3 * peak);
    });
  });
});

describe("kernelDensity", () => {
  const sample = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 3 })), {
    minLength: 2,
    maxLength: 12,
  });
  const grid = { from: -30, to: 30, points: 7 };
  const expectClose = (a: Float64Array, b: Float64Array) =>
    a.forEach((f, i) => {
      if (Math.abs(f - b[i]!) > 1e-12) expect.fail(`${f} and ${b[i]} at ${i}`);
    });

  test("does not depend on the order of the values, moves and scales with them, and a weight is a repetition", () => {
    fc.assert(
      fc.property(sample, (rows) => {
        const values = rows.map(([v]) => v);
        const weights = rows.map(([, w]) => w);
        const { density, bandwidth } = kernelDensity(values, { weights, ...grid });
        const turned = kernelDensity([...values].reverse(), { weights: [...weights].reverse(), ...grid });
        expectClose(turned.density, density);
        const moved = kernelDensity(
          values.map((v) => 4 * (v + 5)),
          { weights, from: -100, to: 140, points: 7 },
        );
        if (new Set(values).size > 1) {
          expectClose(
            moved.density.map((f) => 4 * f),
            density,
          );
        }
        const repeated = rows.flatMap(([v, w]) => new Array<number>(w).fill(v));
        expectClose(kernelDensity(repeated, { bandwidth, ...grid }).density, density);
      }),
      { numRuns: 1000 },
    );
  });

  test("has an area of 1, and weights of 0 are no values", () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    const weights = [1, 0.5, 0, 2, 1, 1, 0, 1];
    const { at, density, n, bandwidth } = kernelDensity(values, { weights, from: -20, to: 30, points: 2001 });
    expect(density.reduce((sum, f) => sum + f, 0) * (at[1]! - at[0]!)).toBeCloseTo(1, 10);
    const some = (list: number[]) => list.filter((_, i) => weights[i]! > 0);
    const without = kernelDensity(some(values), { weights: some(weights) });
    expect({ n, bandwidth }).toEqual({ n: without.n, bandwidth: without.bandwidth });
  });

  test("is the sum of all kernels on grids of every spacing", () => {
    const grids = fc.record({
      bandwidth: fc.constantFrom(0.02, 0.3, 1, 7, 400),
      points: fc.integer({ min: 2, max: 700 }),
    });
    fc.assert(
      fc.property(sample, grids, (rows, { bandwidth, points }) => {
        const values = rows.map(([v]) => v);
        const weights = rows.map(([, w]) => w);
        const total = weights.reduce((sum, w) => sum + w, 0);
        const { at, density } = kernelDensity(values, { weights, bandwidth, points });
        for (const k of [0, 1, points >> 2, points >> 1, points - 2, points - 1]) {
          const terms = values.map((v, i) => weights[i]! * Math.exp(-(((at[k]! - v) / bandwidth) ** 2) / 2));
          const f = terms.reduce((sum, term) => sum + term, 0) / (total * bandwidth * Math.sqrt(2 * Math.PI));
          if (Math.abs(density[k]! - f) > 1e-11 * f + 1e-300)
            expect.fail(`${density[k]} and ${f} at ${k} of ${points}`);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("far from every value it is 0", () => {
    expect(kernelDensity([1, 2], { bandwidth: 1e-3, from: 1.5, to: 1000, points: 2 }).density).toEqual(
      Float64Array.of(0, 0),
    );
  });

  test("names what it cannot take", () => {
    const draw = (values: number[], options?: object) => () => kernelDensity(values, options);
    expect(draw([1])).toThrow("there is one value with a weight above 0: give two, or a bandwidth");
    expect(draw([1, 2], { weights: [0, 0] })).toThrow("no value has a weight above 0");
    expect(draw([1, 2], { weights: [1] })).toThrow("there are 1 weights of 2 values");
    expect(draw([1, 2], { weights: [1, -1] })).toThrow("the weight is -1 at row 1");
    expect(draw([1, 2], { bandwidth: 0 })).toThrow('bandwidth is 0: give a positive number or "nrd0"');
    expect(draw([1, 2], { points: 1 })).toThrow("points is 1: give a whole number from 2");
    expect(draw([1, 2], { from: 3, to: 2 })).toThrow("to is 2: give a number above 3");
    expect(draw([1, 2], { from: Number.NaN })).toThrow("from is NaN");
    expect(draw([1, 2], { kernel: "box" })).toThrow('kernelDensity has no option "kernel"');
    expect(draw([1, Number.NaN])).toThrow(expect.objectContaining({ code: "missing-value" }));
  });
});
