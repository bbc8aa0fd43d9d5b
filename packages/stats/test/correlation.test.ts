import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { correlation } from "../src/index.js";
import { apart, expectBySide, ranks, tiePatterns } from "./ranks-reference.js";
import { expectEstimate, expectPValue } from "./reference.js";

const alternatives = ["two-sided", "less", "greater"] as const;
const methods = ["pearson", "spearman", "kendall"] as const;
const whole = fc.integer({ min: -6, max: 6 });
const pairsOf = (minLength: number, maxLength: number) =>
  fc.array(fc.tuple(whole, whole), { minLength, maxLength }).map((pairs) => ({
    x: Object.freeze(pairs.map(([a]) => a)),
    y: Object.freeze(pairs.map(([, b]) => b)),
  }));

describe("correlation agrees with cor.test on real data", () => {
  it.each(Object.keys(ranks.correlations))("%s", (name) => {
    const { x, y, pearson, spearman, kendall } = ranks.correlations[name]!;
    const product = correlation(x, y);
    const [r, t, df, lower, upper, lower90, upper90, below, above] = pearson.value.map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    expectEstimate(product.coefficient.estimate, r, 0, "r");
    expectEstimate(product.statistic, t, 0, "t");
    expect(product.df).toBe(df);
    expectEstimate(product.coefficient.lower, lower, upper - lower, "lower");
    expectEstimate(product.coefficient.upper, upper, upper - lower, "upper");
    const narrow = correlation(x, y, { level: 0.9 }).coefficient;
    expectEstimate(narrow.lower, lower90, upper - lower);
    expectEstimate(narrow.upper, upper90, upper - lower);
    expectBySide((alternative) => correlation(x, y, { alternative }).pValue, pearson.p, "pearson");
    const less = correlation(x, y, { alternative: "less" }).coefficient;
    const greater = correlation(x, y, { alternative: "greater" }).coefficient;
    expect([less.lower, greater.upper]).toEqual([-1, 1]);
    expectEstimate(less.upper, below, upper - lower);
    expectEstimate(greater.lower, above, upper - lower);

    const rho = correlation(x, y, { method: "spearman", exact: false });
    [rho.coefficient.estimate, rho.coefficient.lower, rho.coefficient.upper].forEach((value, i) => {
      expectEstimate(value, spearman.value[i]!, 1, "spearman");
    });
    expectBySide(
      (alternative) => correlation(x, y, { method: "spearman", alternative, exact: false }).pValue,
      spearman.p,
      "spearman",
    );
    const tau = correlation(x, y, { method: "kendall", exact: false });
    [tau.coefficient.estimate, tau.statistic, tau.coefficient.lower, tau.coefficient.upper].forEach((value, i) => {
      expectEstimate(value, kendall.value[i]!, 1, "kendall");
    });
    expectBySide(
      (alternative) => correlation(x, y, { method: "kendall", alternative, exact: false }).pValue,
      kendall.p,
      "kendall",
    );
    for (const [method, { exact }] of [["spearman", spearman] as const, ["kendall", kendall] as const]) {
      if (exact) expectBySide((alternative) => correlation(x, y, { method, alternative }).pValue, exact, method);
    }
  });
});

differsFromR(
  {
    where: "correlation",
    ours: "Spearman's test of 10 to 12 pairs is exact",
    r: '`cor.test(method = "spearman")` is exact up to 9 pairs, then takes an Edgeworth series (AS 89)',
    why: "The permutations can be counted.",
    source: "10! orders, enumerated in the test",
    size: { question: "P of 10 pairs, rho = 0.5879", r: 0.080215, ours: 0.0806057 },
  },
  ({ r, ours }) => {
    expectShown(apart.series, r);
    const x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1, 47];
    const y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8, 2.9];
    const { pValue, test, coefficient } = correlation(x, y, { method: "spearman" });
    expect(test).toBe("exact");
    expectShown(pValue, ours);
    // S, the sum of squared differences of the ranks, over all orders of the second column.
    const observed = Math.round(((1 - coefficient.estimate!) * 990) / 6);
    const left = Array.from({ length: 10 }, (_, i) => i);
    let extreme = 0;
    const walk = (place: number, sum: number): void => {
      if (place === 10 && Math.abs(sum - 165) >= Math.abs(observed - 165)) extreme++;
      for (let k = place; k < 10; k++) {
        [left[place], left[k]] = [left[k]!, left[place]!];
        walk(place + 1, sum + (left[place]! - place) * (left[place]! - place));
        [left[place], left[k]] = [left[k]!, left[place]!];
      }
    };
    walk(0, 0);
    expectPValue(pValue, extreme / 3_628_800);
  },
);

differsFromR(
  {
    where: "correlation",
    ours: "the exact test of Kendall's tau keeps the digits of a small upper tail",
    r: '`cor.test(method = "kendall")` takes the upper tail as 1 - the lower one: below 1e-16 nothing is left',
    why: "The probabilities of the tail can be summed from its far end.",
    source: "closed form 2 / 20!",
    size: { question: "P of 20 pairs in the same order", r: 0, ours: 8.2206352e-19 },
  },
  ({ r, ours }) => {
    expectShown(apart.perfect, r);
    const x = Array.from({ length: 20 }, (_, i) => i);
    const { pValue } = correlation(x, x, { method: "kendall" });
    expectShown(pValue, ours);
    expectPValue(pValue, 2 / 2_432_902_008_176_640_000);
  },
);

/** All orders of the numbers below n. */
function orders(n: number): number[][] {
  if (n === 0) return [[]];
  return orders(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, i) => [...order.slice(0, i), n - 1, ...order.slice(i)]),
  );
}

/** How often each value occurs. */
function frequencies(values: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function share(
  counts: ReadonlyMap<number, number>,
  observed: number,
  alternative: (typeof alternatives)[number],
): number {
  const far = { "two-sided": Math.abs, less: (v: number) => -v, greater: (v: number) => v }[alternative];
  let [beyond, all] = [0, 0];
  for (const [value, count] of counts) {
    all += count;
    if (far(value) >= far(observed)) beyond += count;
  }
  return beyond / all;
}

describe("exact tests, by enumeration of all orders", () => {
  const scoreOf = (x: readonly number[], y: readonly number[]): number => {
    let score = 0;
    for (let i = 0; i < x.length; i++) {
      for (let j = 0; j < i; j++) score += Math.sign(x[i]! - x[j]!) * Math.sign(y[i]! - y[j]!);
    }
    return score;
  };

  it("Kendall and Spearman without ties, up to 8 pairs, every order", () => {
    for (let n = 2; n <= 8; n++) {
      const x = Array.from({ length: n }, (_, i) => i);
      const all = orders(n);
      const mean = (n * (n - 1) * (n - 1)) / 4;
      const statistic = {
        kendall: (y: number[]) => scoreOf(x, y),
        spearman: (y: number[]) => y.reduce((sum, value, i) => sum + value * i, 0) - mean,
      };
      for (const method of ["kendall", "spearman"] as const) {
        const values = all.map(statistic[method]);
        const counts = frequencies(values);
        const seen = new Set<number>();
        all.forEach((y, k) => {
          if (seen.size === seen.add(values[k]!).size) return;
          for (const alternative of alternatives) {
            const { pValue, test } = correlation(x, y, { method, alternative });
            const expected = share(counts, values[k]!, alternative);
            if (test !== "exact" || Math.abs(pValue! - expected) > 1e-13) expect([method, y, pValue]).toBe(expected);
          }
        });
      }
    }
  });

  it("Spearman with ties, every pattern of ties in x and y up to 5 pairs", () => {
    const doubled = (ties: number[]): number[] => {
      let before = 0;
      return ties.flatMap((count) => {
        before += count;
        return Array.from({ length: count }, () => 2 * before - count + 1);
      });
    };
    for (let n = 2; n <= 5; n++) {
      const patterns = tiePatterns(n)
        .filter((ties) => ties.length > 1)
        .map(doubled);
      const mean = n * (n + 1) * (n + 1);
      for (const x of patterns) {
        for (const ranked of patterns) {
          const columns = orders(n).map((order) => order.map((i) => ranked[i]!));
          const values = columns.map((y) => y.reduce((sum, value, i) => sum + value * x[i]!, 0) - mean);
          const counts = frequencies(values);
          const seen = new Set<number>();
          columns.forEach((y, k) => {
            if (seen.size === seen.add(values[k]!).size) return;
            for (const alternative of alternatives) {
              const { pValue } = correlation(x, y, { method: "spearman", exact: true, alternative });
              const expected = share(counts, values[k]!, alternative);
              if (Math.abs(pValue! - expected) > 1e-13) expect([x, y, pValue]).toBe(expected);
            }
          });
        }
      }
    }
  });

  it("tau-b and its variance, from the definition: all pairs, and all orders of y", () => {
    fc.assert(
      fc.property(pairsOf(3, 6), ({ x, y }) => {
        const { coefficient, statistic } = correlation(x, y, { method: "kendall", exact: false });
        const score = scoreOf(x, y);
        const untied = (v: readonly number[]): number => scoreOf(v, v);
        if (untied(x) === 0 || untied(y) === 0) {
          expect(coefficient.estimate).toBeNull();
          return;
        }
        expectEstimate(coefficient.estimate, score / Math.sqrt(untied(x) * untied(y)), 1);
        const scores = orders(x.length).map((order) =>
          scoreOf(
            x,
            order.map((i) => y[i]!),
          ),
        );
        const variance = scores.reduce((sum, one) => sum + one * one, 0) / scores.length;
        expectEstimate(statistic, score / Math.sqrt(variance), 1);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it("has the closed form 2 / n! for a perfect order", () => {
    const x = Array.from({ length: 100 }, (_, i) => i);
    let factorial = 1;
    for (let i = 2; i <= 100; i++) factorial *= i;
    expectPValue(correlation(x, x, { method: "kendall", exact: true }).pValue, 2 / factorial);
    expectPValue(correlation(x.slice(0, 12), x.slice(0, 12), { method: "spearman" }).pValue, 2 / 479_001_600);
  });
});

describe("properties", () => {
  const reversed = { "two-sided": "two-sided", less: "greater", greater: "less" } as const;
  const asked = fc.record({ method: fc.constantFrom(...methods), alternative: fc.constantFrom(...alternatives) });

  it("x and y can be exchanged, rows reordered, and the sign of y turns coefficient, interval and alternative", () => {
    fc.assert(
      fc.property(pairsOf(1, 20), asked, ({ x, y }, { method, alternative }) => {
        const one = correlation(x, y, { method, alternative });
        const same = (other: typeof one, sign: number): void => {
          const { estimate, lower, upper } = one.coefficient;
          const limits = sign > 0 ? [lower, upper] : [upper, lower];
          for (const [value, expected] of [
            [other.coefficient.estimate, estimate],
            [other.coefficient.lower, limits[0]!],
            [other.coefficient.upper, limits[1]!],
          ] as const) {
            if (expected === null) expect(value).toBeNull();
            else expectEstimate(value, sign * expected, 1e-3);
          }
          if (one.pValue === null) expect(other.pValue).toBeNull();
          else if (one.pValue === 0) expect(other.pValue).toBe(0);
          else expectPValue(other.pValue, one.pValue);
        };
        same(correlation(y, x, { method, alternative }), 1);
        same(correlation([...x].reverse(), [...y].reverse(), { method, alternative }), 1);
        const turned = y.map((value) => -value);
        same(correlation(x, turned, { method, alternative: reversed[alternative] }), -1);
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it("Pearson's coefficient keeps under units and shifts, the others under every increasing scale", () => {
    fc.assert(
      fc.property(pairsOf(3, 20), ({ x, y }) => {
        const scaled = correlation(
          x.map((value) => 1024 * value + 4096),
          y.map((value) => value / 1024),
        );
        const one = correlation(x, y);
        expect(scaled.pValue === null).toBe(one.pValue === null);
        if (one.coefficient.estimate !== null)
          expectEstimate(scaled.coefficient.estimate, one.coefficient.estimate, 1e-3);
        for (const method of ["spearman", "kendall"] as const) {
          expect(
            correlation(
              x.map((value) => value * value * value),
              y.map((value) => 7 + 2 * value),
              { method },
            ),
          ).toEqual(correlation(x, y, { method }));
        }
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it("a nearly perfect line keeps the digits of 1 - r^2", () => {
    const x = [1, 2, 3, 4, 5, 6];
    const noise = [1, -1, -1, 1, 1, -1].map((value) => value * 2 ** -20);
    const { statistic, coefficient } = correlation(
      x,
      x.map((value, i) => value + noise[i]!),
    );
    // In units of the noise all sums are whole numbers: sxx = 17.5 c^2, sxy = 17.5 c^2 - c, syy = 17.5 c^2 - 2 c + 6.
    const c = 2 ** 20;
    const sxy = noise.reduce((sum, value, i) => sum + value * (x[i]! - 3.5), 0) * c * c;
    const squares = 6 - (sxy / c) * (sxy / c / 17.5);
    expectEstimate(statistic, Math.sqrt(4 * 17.5) * ((c + sxy / c / 17.5) / Math.sqrt(squares)));
    expect(coefficient.upper).toBeLessThanOrEqual(1);
  });
});

describe("what has no answer is null", () => {
  it.each(methods)("%s of a column that does not vary", (method) => {
    expect(correlation([1, 2, 3], [4, 4, 4], { method })).toMatchObject({
      coefficient: { estimate: null, lower: null, upper: null },
      statistic: null,
      pValue: null,
      reason: "one of the columns does not vary",
    });
  });

  it("two pairs have a coefficient and no test; few pairs no interval; a perfect line P = 0", () => {
    expect(correlation([1, 2], [3, 1])).toMatchObject({ coefficient: { estimate: -1, lower: null }, pValue: null });
    expect(correlation([1, 2, 4], [3, 1, 2]).coefficient.lower).toBeNull();
    expect(correlation([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])).toMatchObject({
      coefficient: { estimate: 1, lower: 1, upper: 1 },
      statistic: Number.POSITIVE_INFINITY,
      pValue: 0,
    });
  });
});

describe("inputs", () => {
  const many = Array.from({ length: 200 }, (_, i) => i);
  it("say what was asked and why", () => {
    expect(correlation(many, many, { method: "kendall" }).reason).toBe(
      "normal approximation, there are 50 pairs or more (200)",
    );
    expect(correlation([1, 2, 2, 4], [1, 2, 3, 4], { method: "spearman" }).reason).toBe(
      "t distribution, values are tied",
    );
    expect(correlation([1, 2, 3], [1, 3, 2], { method: "kendall" }).reason).toBe(
      "exact permutation distribution, 3 pairs are below 50 and no values are tied",
    );
  });

  it("are refused with a remedy", () => {
    expect(() => correlation([1, 2, 3], [1, 2, 3], { exact: true })).toThrowError(/Pearson/);
    for (const method of ["spearman", "kendall"] as const) {
      expect(() => correlation(many, many, { method, exact: true })).toThrowError(
        expect.objectContaining({ code: "too-costly" }),
      );
    }
    expect(() => correlation([1, 2], [1, 2], { method: "tau" as "kendall" })).toThrowError(/method is "tau"/);
    expect(() => correlation([1, 2], [1])).toThrowError(expect.objectContaining({ code: "length-mismatch" }));
    expect(correlation([1, 2, null, 5], [2, 3, 4, 1], { missing: "omit" }).omitted).toEqual({ count: 1, rows: [2] });
  });
});
