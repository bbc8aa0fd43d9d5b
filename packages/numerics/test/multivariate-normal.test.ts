import { describe, expect, test } from "vitest";
import json from "../../../validation/multivariate-normal.json" with { type: "json" };
import { asin, multivariateNormalProbability, normalUpperTail } from "../src/index.js";

const cases = json.cases.map((one) =>
  Object.freeze({ ...one, lower: one.lower.map(Number), upper: one.upper.map(Number) }),
);
const at = (lower: number[], upper: number[], covariance: number[]) =>
  multivariateNormalProbability(lower, upper, covariance);
const INF = Number.POSITIVE_INFINITY;

describe("multivariateNormalProbability equals R", () => {
  const names = [...new Set(cases.map(({ name }) => name))];
  test.each(names)("%s", (name) => {
    for (const { lower, upper, correlation, value } of cases.filter((one) => one.name === name)) {
      const { probability, error, method } = at(lower, upper, correlation);
      const off = Math.abs(probability - value);
      const place = `${lower} to ${upper}: ${probability} is not ${value}`;
      expect(method).toBe(lower.length > 4 ? "lattice" : "quadrature");
      // Far below 1e-30 digits are lost, as documented.
      if (method === "lattice") expect(off, place).toBeLessThanOrEqual(Math.min(6e-5, 3 * error + 1e-7));
      else expect(off, place).toBeLessThanOrEqual((lower.length < 4 ? 1e-9 : 1e-8) * Math.max(value, 1e-30));
    }
  });
});

describe("closed forms", () => {
  test("two variables, both positive: 1/4 + asin(r) / 2 pi", () => {
    for (const r of [-0.999999, -0.9, -0.3, 0, 0.2, 0.5, 0.95, 0.999999]) {
      const { probability } = at([0, 0], [INF, INF], [1, r, r, 1]);
      const expected = 0.25 + asin(r) / (2 * Math.PI);
      expect(Math.abs(probability - expected), `r ${r}`).toBeLessThan(1e-11);
    }
  });

  test("three variables, all positive: 1/8 + the three asin(r) / 4 pi", () => {
    for (const [a, b, c] of [
      [0.5, 0.5, 0.5],
      [0.1, -0.4, 0.7],
      [-0.3, -0.3, -0.3],
    ] as const) {
      const { probability } = at([0, 0, 0], [INF, INF, INF], [1, a, b, a, 1, c, b, c, 1]);
      expect(Math.abs(probability - (0.125 + (asin(a) + asin(b) + asin(c)) / (4 * Math.PI)))).toBeLessThan(1e-12);
    }
  });

  test("correlations of 1/2, all k positive: 1 / (k + 1)", () => {
    for (const [k, tolerance] of [
      [2, 1e-13],
      [3, 1e-13],
      [4, 1e-9],
      [5, 6e-5],
    ] as const) {
      const correlation = Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 1 : 0.5));
      const { probability } = at(new Array<number>(k).fill(0), new Array<number>(k).fill(INF), correlation);
      expect(Math.abs(probability - 1 / (k + 1)), `${k} variables`).toBeLessThan(tolerance);
    }
  });

  test("independent variables multiply, and a tail keeps its digits", () => {
    const { probability } = at([5, -1], [INF, 2], [1, 0, 0, 1]);
    const expected = normalUpperTail(5) * (1 - normalUpperTail(1) - normalUpperTail(2));
    expect(Math.abs(probability / expected - 1)).toBeLessThan(1e-12);
  });

  test("one variable, and two that are the same, are exact; the covariance scales the limits", () => {
    expect(at([1], [INF], [1])).toEqual({ probability: normalUpperTail(1), error: 0, method: "exact" });
    expect(at([2], [INF], [4])).toEqual(at([1], [INF], [1]));
    expect(at([1, -2], [INF, 2], [1, 1, 1, 1])).toEqual({
      probability: normalUpperTail(1) - normalUpperTail(2),
      error: 0,
      method: "exact",
    });
    expect(at([1, -2], [INF, 2], [1, -1, -1, 1]).probability).toBe(normalUpperTail(1) - normalUpperTail(2));
  });
});

describe("properties", () => {
  const r = [1, 0.3, -0.2, 0.3, 1, 0.6, -0.2, 0.6, 1];

  test("the order of the variables does not matter", () => {
    const a = at([-1, 0, -2], [0.5, 2, 1], r);
    const b = at([-2, -1, 0], [1, 0.5, 2], [1, -0.2, 0.6, -0.2, 1, 0.3, 0.6, 0.3, 1]);
    expect(Math.abs(a.probability / b.probability - 1)).toBeLessThan(1e-11);
  });

  test("a variable without limits drops out", () => {
    expect(at([-1, -INF, -2], [0.5, INF, 1], r)).toEqual(at([-1, -2], [0.5, 1], [1, -0.2, -0.2, 1]));
    expect(at([-INF], [INF], [1]).probability).toBe(1);
    expect(at([], [], []).probability).toBe(1);
  });

  test("a box and the two parts of it add up", () => {
    const whole = at([-1, 0, -2], [0.5, 2, 1], r).probability;
    const parts = at([-1, 0, -2], [0, 2, 1], r).probability + at([0, 0, -2], [0.5, 2, 1], r).probability;
    expect(Math.abs(whole / parts - 1)).toBeLessThan(1e-11);
  });

  test("an empty box has probability 0", () => {
    expect(at([1, -1], [1, 1], [1, 0, 0, 1]).probability).toBe(0);
    expect(at([1, -1], [INF, 1], [0, 0, 0, 1]).probability).toBe(0);
  });

  test("arguments outside the domain give NaN", () => {
    for (const found of [
      at([0], [1, 2], [1]),
      at([0, 0], [1, 1], [1, 0, 1]),
      at([Number.NaN], [1], [1]),
      at([0], [1], [-1]),
      at([0, 0], [1, 1], [1, 2, 2, 1]),
      at([0, 0], [1, 1], [1, Number.NaN, Number.NaN, 1]),
    ]) {
      expect(found.probability).toBeNaN();
    }
  });
});
