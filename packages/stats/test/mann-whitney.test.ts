import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mannWhitney } from "../src/index.js";
import { expectEstimate, expectPValue, reference } from "./reference.js";

const x = [12, 15, 15, 18, 21, 30, 44];
const y = [10, 11, 15, 16, 19, 20, 22, 25];
const sample = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 6 });

describe("mannWhitney agrees with wilcox.test and coin::wilcox_test", () => {
  it.each(reference.samples.map((s, i) => [i, s] as const))("sample %i", (_, s) => {
    const byDefault = mannWhitney(s.x, s.y);
    expect(byDefault.statistic).toBe(s.w);
    expectPValue(byDefault.pValue, s.default, "default");
    expectPValue(mannWhitney(s.x, s.y, { exact: false }).pValue, s.corrected, "continuity correction");
    const spss = mannWhitney(s.x, s.y, { conventions: "spss" });
    expectPValue(spss.pValue, s.uncorrected, "spss");
    expectEstimate(spss.z, s.z, 1e-6, "z");
    expectPValue(mannWhitney(s.x, s.y, { exact: true }).pValue, s.exact, "exact");
  });
});

describe("conventions", () => {
  it("PSPP 1.6.2 prints U = 23, W = 59, Z = -.58, p = .561", () => {
    const spss = mannWhitney(x, y, { conventions: "spss" });
    expect([Math.min(spss.u.x, spss.u.y), spss.rankSums.y]).toEqual([23, 59]);
    expect([spss.z!.toFixed(2), spss.pValue!.toFixed(3), spss.method, spss.continuity]).toEqual([
      "0.58",
      "0.561",
      "normal",
      false,
    ]);
    expect(mannWhitney(x, y).pValue).toBeCloseTo(0.6012222, 7);
    expect(mannWhitney(x, y, { exact: true }).pValue).toBeCloseTo(0.611655, 7);
  });

  it("R's default is exact below 50 values in both samples without ties, else normal with continuity correction", () => {
    const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
    const shifted = range(49).map((v) => v + 0.5);
    expect(mannWhitney(range(49), shifted)).toMatchObject({
      method: "exact",
      continuity: false,
      z: null,
      ties: false,
      reason: "both samples (49 and 49) are below 50 and no values are tied: exact permutation distribution",
    });
    expect(mannWhitney(range(50), shifted)).toMatchObject({
      method: "normal",
      continuity: true,
      reason: "a sample (50 and 49) has 50 values or more: normal approximation",
    });
    expect(mannWhitney(x, y)).toMatchObject({
      method: "normal",
      continuity: true,
      ties: true,
      reason: "values are tied: normal approximation",
    });
  });

  it("explicit options win over conventions, and the result says what was used", () => {
    expect(mannWhitney(x, y, { conventions: "spss", exact: true }).method).toBe("exact");
    const corrected = mannWhitney(x, y, { conventions: "spss", continuity: true });
    expect(corrected.pValue).toBe(mannWhitney(x, y, { exact: false }).pValue);
    expect([corrected.conventions, corrected.continuity]).toEqual(["spss", true]);
  });

  it("a U at its mean has z = 0 and p = 1, with and without correction", () => {
    for (const continuity of [true, false]) {
      const test = mannWhitney([1, 4], [2, 3], { exact: false, continuity });
      expect([test.z, test.pValue]).toEqual([0, 1]);
    }
    // One half from the mean, the least a U can be away from it: the correction takes it onto the mean.
    expect(mannWhitney([1], [1, 2], { exact: false }).pValue).toBe(1);
  });
});

describe("the exact test", () => {
  it("has the closed form 2 / C(m + n, m) for separated samples", () => {
    expectPValue(mannWhitney([1, 2, 3], [4, 5, 6, 7]).pValue, 2 / 35);
    // 2 / C(200, 100) = 2.2e-59.
    const high = Array.from({ length: 100 }, (_, i) => i);
    const low = high.map((v) => v - 100);
    let choose = 1n;
    for (let i = 1n; i <= 100n; i++) choose = (choose * (100n + i)) / i;
    expectPValue(mannWhitney(high, low, { exact: true }).pValue, 2 / Number(choose));
  });

  it("agrees with the enumeration of all choices, ties included", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expectPValue(mannWhitney(a, b, { exact: true }).pValue, enumerate(a, b));
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it("has the answer 1 when all values are equal, where the normal approximation has none", () => {
    expect(mannWhitney([2, 2], [2, 2, 2], { exact: true }).pValue).toBe(1);
    expect(mannWhitney([2, 2], [2, 2, 2])).toMatchObject({
      z: null,
      pValue: null,
      reason: "all values are equal: the normal approximation has no variance",
    });
  });

  it("refuses sizes that would take too long, with the remedy", () => {
    const many = Array.from({ length: 2000 }, (_, i) => i);
    expect(() => mannWhitney(many, many, { exact: true })).toThrowError(
      /2000 and 2000 values takes too long: use exact: false/,
    );
    const binary = Array.from({ length: 700 }, (_, i) => i % 2);
    expect(() => mannWhitney(binary, binary, { exact: true })).toThrowError(/takes too long/);
  });
});

describe("properties", () => {
  it("exchanging the samples exchanges U and the sign of z and leaves p unchanged", () => {
    fc.assert(
      fc.property(sample, sample, fc.boolean(), (a, b, exact) => {
        const one = mannWhitney(a, b, { exact });
        const other = mannWhitney(b, a, { exact });
        expect(other.u).toEqual({ x: one.u.y, y: one.u.x });
        expect(one.u.x + one.u.y).toBe(a.length * b.length);
        if (one.z !== null) expect(other.z).toBe(one.z === 0 ? 0 : -one.z);
        if (one.pValue !== null) expectPValue(other.pValue, one.pValue);
      }),
      { numRuns: 1000, seed: 4 },
    );
  });

  it("only ranks count: order of the values, and any increasing change of scale, leave every bit", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const scale = (v: number): number => v * v * v + 5;
        const { pValue, z, u } = mannWhitney(a, b);
        expect(mannWhitney(a.map(scale).reverse(), b.map(scale))).toMatchObject({ pValue, z, u });
      }),
      { numRuns: 1000, seed: 5 },
    );
  });

  it("does not change its input", () => {
    const a = Float64Array.of(3, 1, 2);
    mannWhitney(a, [2, 5]);
    expect(Array.from(a)).toEqual([3, 1, 2]);
  });
});

describe("inputs", () => {
  it("missing values are an error that names them, or are left out and counted", () => {
    expect(() => mannWhitney([1, null, Number.NaN], [2])).toThrowError(/column "x" is missing in 2 rows \(1, 2\)/);
    const test = mannWhitney([1, null, 3], [2, undefined, 5], { missing: "omit" });
    expect(test.omitted).toEqual({ x: { count: 1, rows: [1] }, y: { count: 1, rows: [1] } });
    expect(test.n).toEqual({ x: 2, y: 2 });
    expect(test.pValue).toBe(mannWhitney([1, 3], [2, 5]).pValue);
  });

  it.each([
    [[], "empty-data", /x has no values/],
    [[null], "missing-value", /column "x" is missing/],
    [[Number.POSITIVE_INFINITY], "not-finite", /Infinity/],
    [["3"], "text-in-number", /the text "3"/],
    ["abc", "option", /x is a? ?string/],
  ])("%j is refused", (values, code, message) => {
    expect(() => mannWhitney(values as number[], [1, 2])).toThrowError(message);
    expect(() => mannWhitney(values as number[], [1, 2])).toThrowError(expect.objectContaining({ code }));
  });

  it("conventions that it does not know are refused", () => {
    expect(() => mannWhitney([1], [2], { conventions: "SPSS" as "spss" })).toThrowError(/conventions is "SPSS"/);
  });

  it("one value a side is enough", () => {
    expect(mannWhitney([1], [2])).toMatchObject({ pValue: 1, method: "exact", statistic: 0 });
  });
});

/** Two-sided p: the share of choices of the pooled values whose U is at least as far from its mean. */
function enumerate(a: number[], b: number[]): number {
  const pooled = [...a, ...b];
  const distance = (chosen: boolean[]): number => {
    let u = 0;
    pooled.forEach((v, i) => {
      pooled.forEach((w, j) => {
        if (chosen[i] && !chosen[j]) u += v > w ? 2 : v === w ? 1 : 0;
      });
    });
    return Math.abs(u - a.length * b.length);
  };
  const observed = distance(pooled.map((_, i) => i < a.length));
  let all = 0;
  let extreme = 0;
  for (let mask = 0; mask < 1 << pooled.length; mask++) {
    const chosen = pooled.map((_, i) => ((mask >> i) & 1) === 1);
    if (chosen.filter(Boolean).length !== a.length) continue;
    all++;
    if (distance(chosen) >= observed) extreme++;
  }
  return extreme / all;
}
