import { describe, expect, it } from "vitest";
import json from "../../../validation/numerics.json" with { type: "json" };
import * as numerics from "../src/index.js";

const reference = json as unknown as Record<string, number[][]>;
const functions = numerics as unknown as Record<string, (...values: number[]) => number>;

// Largest relative difference from R 4.2.2 over the arguments of validation/numerics.R, tails down to 1e-300.
const tolerances: Record<string, number> = {
  exp: 4e-16,
  log: 4e-16,
  log1p: 4e-16,
  expm1: 4e-16,
  log2: 4e-16,
  log10: 4e-16,
  sin: 4e-16,
  cos: 4e-16,
  asin: 4e-16,
  pow: 4e-16,
  logGamma: 1e-14,
  normalUpperTail: 2e-13,
  normalQuantile: 1e-13,
  // At 18769 degrees of freedom and P = 7.7e-175 R is off by 1.2e-12 and this by 1.1e-13 (60-digit arithmetic).
  chiSquareUpperTail: 2e-12,
  // R's own inverse is off by 7e-10 in p; see the property below.
  chiSquareQuantile: 2e-9,
  tUpperTail: 3e-13,
  tQuantile: 1e-12,
  fUpperTail: 5e-10,
  betaQuantile: 1e-12,
  betaUpperTail: 5e-10,
  rankSumUpperTail: 1e-13,
};

describe("agrees with R", () => {
  it.each(Object.entries(tolerances))("%s to %d relative", (name, tolerance) => {
    const rows = reference[name]!;
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) {
      const expected = row.at(-1)!;
      const actual = functions[name]!(...row.slice(0, -1));
      const place = `${name}(${row.slice(0, -1)}) is ${actual}, R has ${expected}`;
      expect(Math.abs(actual - expected) <= tolerance * Math.abs(expected), place).toBe(true);
    }
  });

  it("hypergeometricDistribution to 1e-12 relative", () => {
    for (const [x, m, n, k, expected] of reference["hypergeometric"]! as [number, number, number, number, number][]) {
      const { first, probability } = numerics.hypergeometricDistribution(m, n, k);
      const actual = probability[x - first] ?? 0;
      expect(Math.abs(actual - expected) <= 1e-12 * expected, `${x} ${m} ${n} ${k}: ${actual} ${expected}`).toBe(true);
    }
  });

  it("signSumDistribution of 1 to n to 1e-13 relative", () => {
    for (const [sum, n, expected] of reference["signSum"]! as [number, number, number][]) {
      const { probability } = numerics.signSumDistribution(Array.from({ length: n }, (_, i) => i + 1));
      const actual = probability[sum]!;
      expect(Math.abs(actual - expected) <= 1e-13 * expected, `${sum} ${n}: ${actual} ${expected}`).toBe(true);
    }
  });

  it("normalQuantile(0.975) is one unit in the last place from R, by design of its kernel", () => {
    expect(Math.abs(numerics.normalQuantile(0.975) - 1.959963984540054)).toBeLessThanOrEqual(4.5e-16);
  });
});

describe("quantiles and tails are inverse to each other", () => {
  const probabilities = [1e-300, 1e-100, 1e-20, 1e-6, 0.01, 0.09, 0.3, 0.5, 0.8];

  it("chi-square, 1 to 1e5 degrees of freedom", () => {
    for (const df of [0.5, 1, 2, 7, 50, 290, 310, 1000, 1e5]) {
      for (const p of probabilities) {
        const back = numerics.chiSquareUpperTail(numerics.chiSquareQuantile(p, df), df);
        expect(Math.abs(back / p - 1), `p ${p}, df ${df}`).toBeLessThan(p < 0.1 ? 1e-11 : 1e-9);
      }
    }
  });

  it("normal", () => {
    for (const p of probabilities) {
      expect(Math.abs(numerics.normalUpperTail(-numerics.normalQuantile(p)) / p - 1)).toBeLessThan(2e-10);
    }
  });

  it("Student's t", () => {
    for (const df of [1, 2.5, 10, 1e4]) {
      for (const p of probabilities.filter((value) => value >= 1e-100 && value !== 0.5)) {
        const back = numerics.tUpperTail(-numerics.tQuantile(p, df), df);
        expect(Math.abs(back / p - 1), `p ${p}, df ${df}`).toBeLessThan(1e-11);
      }
    }
  });
});

describe("relations between distributions", () => {
  it("the square of a normal is chi-square with 1 degree of freedom, to 1e-300", () => {
    for (const z of [0.1, 1, 5, 20, 36]) {
      expect(Math.abs(numerics.chiSquareUpperTail(z * z, 1) / (2 * numerics.normalUpperTail(z)) - 1)).toBeLessThan(
        1e-12,
      );
    }
  });

  it("chi-square with 2 degrees of freedom is exp(-x/2)", () => {
    for (const x of [1e-8, 1, 100, 1380]) {
      expect(Math.abs(numerics.chiSquareUpperTail(x, 2) / numerics.exp(-x / 2) - 1)).toBeLessThan(1e-13);
    }
  });

  it("chi-square does not jump where its method changes, at 300 degrees of freedom", () => {
    for (const x of [200, 300, 400, 900]) {
      const left = numerics.chiSquareUpperTail(x, 300);
      const right = numerics.chiSquareUpperTail(x, 300 + 1e-9);
      expect(Math.abs(right / left - 1)).toBeLessThan(1e-8);
    }
  });

  it("the square of t is F", () => {
    for (const [t, df] of [
      [0.3, 4],
      [2, 11],
      [30, 7],
    ] as const) {
      expect(Math.abs(numerics.fUpperTail(t * t, 1, df) / (2 * numerics.tUpperTail(t, df)) - 1)).toBeLessThan(1e-12);
    }
  });

  it("exact rank-sum tail: P(W > mn - 1) = 1 / C(m + n, m), and P(W > -1) = 1", () => {
    let choose = 1n;
    for (let i = 1n; i <= 60n; i++) choose = (choose * (60n + i)) / i;
    expect(Math.abs(numerics.rankSumUpperTail(3599, 60, 60) * Number(choose) - 1)).toBeLessThan(1e-13);
    expect(numerics.rankSumUpperTail(-1, 7, 5)).toBe(1);
    expect(numerics.rankSumUpperTail(35, 7, 5)).toBe(0);
  });

  it("hypergeometric probabilities sum to 1, have the mean k m / (m + n), and stay cheap for huge counts", () => {
    for (const [m, n, k] of [
      [10, 7, 5],
      [1, 1, 2],
      [0, 5, 3],
      [1e6, 2e6, 1e5],
      [1e9, 1e9, 1e9],
    ] as const) {
      const { first, probability } = numerics.hypergeometricDistribution(m, n, k);
      let sum = 0;
      let deviation = 0;
      const mean = (k / (m + n)) * m;
      probability.forEach((p, i) => {
        sum += p;
        deviation += p * (first + i - mean);
      });
      expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
      expect(Math.abs(deviation)).toBeLessThan(1e-6 * Math.max(1, Math.sqrt(mean)));
    }
  });

  it("the distribution of a sign sum counts all patterns of signs, ties and zeros among the scores too", () => {
    for (const scores of [[], [0], [4], [2, 4, 7, 7, 9], [0, 3, 3, 3, 6], [5, 5, 5, 5], [1, 2, 3, 4, 5, 6, 7, 8]]) {
      const { first, step, probability } = numerics.signSumDistribution(scores);
      const counts = new Map<number, number>();
      for (let pattern = 0; pattern < 2 ** scores.length; pattern++) {
        const sum = scores.reduce((total, score, i) => total + ((pattern >> i) & 1) * score, 0);
        counts.set(sum, (counts.get(sum) ?? 0) + 1);
      }
      const found = new Map(Array.from(probability, (p, i) => [first + i * step, p * 2 ** scores.length] as const));
      for (const [sum, count] of found) expect(count).toBe(counts.get(sum) ?? 0);
      for (const sum of counts.keys()) expect(found.has(sum)).toBe(true);
    }
  });

  it("the distribution of a subset sum is that of its complement, mirrored", () => {
    const scores = [2, 4, 5, 5, 9, 12, 12];
    const total = scores.reduce((a, b) => a + b, 0);
    for (let size = 0; size <= scores.length; size++) {
      const one = numerics.subsetSumDistribution(scores, size);
      const other = numerics.subsetSumDistribution(scores, scores.length - size);
      const last = other.first + (other.probability.length - 1) * other.step;
      const support = (d: typeof one): number[] => Array.from(d.probability).filter((p) => p > 0);
      expect(support(one)).toEqual(support(other).reverse());
      expect(one.first + last).toBe(total);
    }
  });
});

describe("outside the domain: NaN, never an exception or a wrong number", () => {
  it.each([
    ["log", [-1]],
    ["asin", [1.1]],
    ["normalQuantile", [1.1]],
    ["normalQuantile", [-0.1]],
    ["normalUpperTail", [Number.NaN]],
    ["chiSquareUpperTail", [1, 0]],
    ["chiSquareUpperTail", [1, -1]],
    ["chiSquareUpperTail", [Number.NaN, 1]],
    ["chiSquareUpperTail", [Number.NaN, 1000]],
    ["chiSquareQuantile", [2, 1]],
    ["chiSquareQuantile", [0.5, 0]],
    ["chiSquareQuantile", [0.5, -400]],
    ["tUpperTail", [1, 0]],
    ["tUpperTail", [Number.NaN, 3]],
    ["tQuantile", [1.1, 3]],
    ["tQuantile", [0.5, 0]],
    ["fUpperTail", [1, 0, 2]],
    ["betaQuantile", [0.5, 0, 1]],
    ["rankSumUpperTail", [Number.NaN, 3, 3]],
    ["rankSumUpperTail", [1, 0, 3]],
  ] as const)("%s(%j)", (name, values) => {
    expect(functions[name]!(...values)).toBeNaN();
  });

  it("ends of the domain are exact", () => {
    const { NEGATIVE_INFINITY: low, POSITIVE_INFINITY: high } = Number;
    expect([numerics.normalQuantile(0), numerics.normalQuantile(0.5), numerics.normalQuantile(1)]).toEqual([
      low,
      0,
      high,
    ]);
    expect([numerics.normalUpperTail(low), numerics.normalUpperTail(high)]).toEqual([1, 0]);
    expect([0, 0.5, 1].map((p) => numerics.tQuantile(p, 3))).toEqual([low, 0, high]);
    expect([numerics.tUpperTail(low, 3), numerics.tUpperTail(0, 3), numerics.tUpperTail(high, 3)]).toEqual([1, 0.5, 0]);
    for (const df of [3, 1000]) {
      expect([-1, 0, high].map((x) => numerics.chiSquareUpperTail(x, df))).toEqual([1, 1, 0]);
      expect([0, 1].map((p) => numerics.chiSquareQuantile(p, df))).toEqual([high, 0]);
    }
    expect([0, 1].map((p) => numerics.betaQuantile(p, 2, 3))).toEqual([0, 1]);
    expect([-1, 0].map((f) => numerics.fUpperTail(f, 2, 3))).toEqual([1, 1]);
    expect(numerics.hypergeometricDistribution(2, 2, 5).probability).toHaveLength(0);
  });
});
