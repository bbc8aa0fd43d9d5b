import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correlation } from "../src/index.js";
import { tiePatterns } from "./ranks-reference.js";
import { expectPValue } from "./reference.js";

const alternatives = ["two-sided", "less", "greater"] as const;
const far = { "two-sided": Math.abs, less: (v: number) => -v, greater: (v: number) => v };

/** All orders of the numbers below n. */
function orders(n: number): number[][] {
  if (n === 0) return [[]];
  return orders(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, i) => [...order.slice(0, i), n - 1, ...order.slice(i)]),
  );
}

const sign = (x: readonly number[], y: readonly number[]): number => {
  let score = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) score += Math.sign(x[i]! - x[j]!) * Math.sign(y[i]! - y[j]!);
  }
  return score;
};
/** Values 1, 2, 3, ... repeated, and their doubled mid-ranks. */
const values = (ties: readonly number[]): number[] =>
  ties.flatMap((count, at) => Array.from({ length: count }, () => at + 1));
const midRanks = (ties: readonly number[]): number[] => {
  let before = 0;
  return ties.flatMap((count) => {
    before += count;
    return Array.from({ length: count }, () => 2 * before - count + 1);
  });
};

describe("exact tests with ties have the P of all n! orders of the second column", () => {
  const check = (x: readonly number[], all: number[][], method: "kendall" | "spearman"): void => {
    const n = x.length;
    const mean = n * (n + 1) * (n + 1);
    const scores = all.map((y) =>
      method === "kendall" ? sign(x, y) : y.reduce((sum, value, i) => sum + value * x[i]!, 0) - mean,
    );
    const seen = new Set<number>();
    all.forEach((y, k) => {
      if (seen.size === seen.add(scores[k]!).size) return;
      for (const alternative of alternatives) {
        const { pValue, test } = correlation(x, y, { method, exact: true, alternative });
        const expected =
          scores.filter((score) => far[alternative](score) >= far[alternative](scores[k]!)).length / all.length;
        if (test !== "exact" || Math.abs(pValue! - expected) > 1e-13) expect([x, y, pValue]).toBe(expected);
      }
    });
  };

  it.each([2, 3, 4, 5])("every pattern of ties in both columns: Kendall, %i pairs", (n) => {
    const patterns = tiePatterns(n).filter((ties) => ties.length > 1);
    const all = orders(n);
    for (const x of patterns) {
      for (const ties of patterns) {
        const y = values(ties);
        const columns = all.map((order) => order.map((i) => y[i]!));
        check(values(x), columns, "kendall");
      }
    }
  });

  it.each([6, 7])("Kendall and Spearman, %i pairs, patterns of ties of both columns", (n) => {
    const patterns = tiePatterns(n).filter((ties) => ties.length > 1 && ties.length < n);
    const all = orders(n);
    const step = n === 6 ? 7 : 29;
    for (let at = 0; at < patterns.length; at += step) {
      const x = patterns[at]!;
      const ties = patterns[(5 * at + 3) % patterns.length]!;
      for (const [method, of] of [["kendall", values] as const, ["spearman", midRanks] as const]) {
        const y = of(ties);
        check(
          of(x),
          all.map((order) => order.map((i) => y[i]!)),
          method,
        );
      }
    }
  });
});

describe("Kendall's exact test with ties", () => {
  it("of two values in x is the exact Mann-Whitney test: 3 of 6 with the three largest, 2 / 20", () => {
    expectPValue(
      correlation([0, 0, 0, 1, 1, 1], [1, 2, 3, 4, 5, 6], { method: "kendall", exact: true }).pValue,
      2 / 20,
    );
  });

  it("exchanging the columns and the order of rows change nothing; turning y turns the alternative", () => {
    const small = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(small, small), { minLength: 3, maxLength: 12 }), (pairs) => {
        const x = pairs.map(([a]) => a);
        const y = pairs.map(([, b]) => b);
        const p = (u: number[], v: number[], alternative: (typeof alternatives)[number]): number | null =>
          correlation(u, v, { method: "kendall", exact: true, alternative }).pValue;
        const one = p(x, y, "greater");
        const others = [
          p(y, x, "greater"),
          p([...x].reverse(), [...y].reverse(), "greater"),
          p(
            x,
            y.map((value) => -value),
            "less",
          ),
        ];
        for (const other of others) {
          if (one === null) expect(other).toBeNull();
          else expectPValue(other, one);
        }
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it("is exact as asked and says so; by default ties leave the normal approximation", () => {
    const x = [1, 1, 2, 2, 3, 3, 4, 5];
    const y = [1, 2, 1, 3, 3, 4, 4, 4];
    const exact = correlation(x, y, { method: "kendall", exact: true });
    expect([exact.test, exact.statistic, exact.reason]).toEqual([
      "exact",
      null,
      "exact permutation distribution, as asked",
    ]);
    expect(correlation(x, y, { method: "kendall" }).reason).toBe("normal approximation, values are tied");
  });

  it("of 60 pairs in three by two classes is exact, of 40 pairs with hardly any ties refused", () => {
    const x = Array.from({ length: 60 }, (_, i) => i % 3);
    const y = Array.from({ length: 60 }, (_, i) => (i * i) % 2);
    expect(correlation(x, y, { method: "kendall", exact: true }).test).toBe("exact");
    const many = Array.from({ length: 40 }, (_, i) => Math.max(1, i));
    expect(() => correlation(many, [...many].reverse(), { method: "kendall", exact: true })).toThrowError(
      expect.objectContaining({ code: "too-costly" }),
    );
  });
});
