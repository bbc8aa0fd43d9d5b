import fc from "fast-check";
import { expect, describe as group, it } from "vitest";
import { describe, quantile } from "../src/index.js";
import { expectEstimate, reference } from "./reference.js";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });

group("quantile", () => {
  it.each(reference.summaries.map((s, i) => [i, s] as const))(
    "agrees with R's types 2, 6 and 7 on vector %i",
    (_, s) => {
      reference.probabilities.forEach((p, i) => {
        expectEstimate(quantile(s.values, p), s.type7[i]!, 0, `type 7 at ${p}`);
        expectEstimate(quantile(s.values, p, { type: 6 }), s.type6[i]!, 0, `type 6 at ${p}`);
        expectEstimate(quantile(s.values, p, { type: 2 }), s.type2[i]!, 0, `type 2 at ${p}`);
      });
    },
  );

  it("type 6 gives the quartiles of SPSS: 12, 17.5, 21.5", () => {
    const y = [10, 11, 15, 16, 19, 20, 22, 25];
    expect([0.25, 0.5, 0.75].map((p) => quantile(y, p, { type: 6 }))).toEqual([12, 17.5, 21.5]);
  });

  it("a position within rounding error of a whole number is whole: 0.07 x 100 is 7.000000000000001", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(quantile(hundred, 0.07, { type: 2 })).toBe(7.5);
    expect(quantile(hundred, 0.29, { type: 2 })).toBe(29.5);
  });

  it("is the minimum at 0, the maximum at 1, the common median at 1/2, and never decreases", () => {
    fc.assert(
      fc.property(values, fc.constantFrom(2 as const, 6 as const, 7 as const), (v, type) => {
        expect(quantile(v, 0, { type })).toBe(Math.min(...v));
        expect(quantile(v, 1, { type })).toBe(Math.max(...v));
        expect(quantile(v, 0.5, { type })).toBeCloseTo(quantile(v, 0.5), 6);
        let last = Number.NEGATIVE_INFINITY;
        for (let p = 0; p <= 1; p += 1 / 64) {
          const next = quantile(v, p, { type });
          expect(next).toBeGreaterThanOrEqual(last - 1e-9 * Math.abs(last === Number.NEGATIVE_INFINITY ? 0 : last));
          last = next;
        }
      }),
      { seed: 6 },
    );
  });

  it("refuses what has no answer", () => {
    expect(() => quantile([], 0.5)).toThrowError(/no values/);
    expect(() => quantile([1, null], 0.5)).toThrowError(/column "values" is missing in 1 row \(1\)/);
    expect(() => quantile([1], 1.5)).toThrowError(/p is 1.5/);
    expect(() => quantile([1], Number.NaN)).toThrowError(/p is NaN/);
    expect(() => quantile([1], 0.5, { type: 5 as 6 })).toThrowError(/use 2, 6 or 7/);
  });
});

group("describe", () => {
  it.each(reference.summaries.map((s, i) => [i, s] as const))(
    "agrees with mean, sd and range of R on vector %i",
    (_, s) => {
      const summary = describe(s.values);
      expectEstimate(summary.mean, s.mean);
      if (s.sd === null) expect(summary.standardDeviation).toBeNull();
      else expectEstimate(summary.standardDeviation, s.sd);
      expect([summary.minimum, summary.maximum]).toEqual(s.range);
      expectEstimate(summary.lowerQuartile, s.type7[reference.probabilities.indexOf(0.25)]!);
      expectEstimate(
        describe(s.values, { conventions: "spss" }).upperQuartile,
        s.type6[reference.probabilities.indexOf(0.75)]!,
      );
    },
  );

  it("counts missing values and describes the rest, in any order", () => {
    const summary = describe([3, null, 1, undefined, Number.NaN, 2]);
    expect(summary).toEqual({ ...describe([1, 2, 3]), missing: 3 });
    expect([summary.n, summary.missing, summary.median]).toEqual([3, 3, 2]);
  });

  it("keeps the digits of the standard deviation when the mean is large: 1e9 + {4, 7, 13, 16} has variance 30", () => {
    expect(describe([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).standardDeviation).toBe(Math.sqrt(30));
  });

  it("null, never NaN, where the values do not determine it", () => {
    expect(describe([5]).standardDeviation).toBeNull();
    expect(describe([null, Number.NaN])).toMatchObject({ n: 0, missing: 2, mean: null, median: null, maximum: null });
    for (const value of Object.values(describe([null]))) expect(value).not.toBeNaN();
  });

  it("explicit quantile type wins over conventions", () => {
    expect(describe([1, 2, 4], { conventions: "spss" }).quantileType).toBe(6);
    expect(describe([1, 2, 4], { conventions: "spss", quantileType: 2 }).quantileType).toBe(2);
  });

  it("refuses an empty list, text and infinite values", () => {
    expect(() => describe([])).toThrowError(/values has no values|no values/);
    expect(() => describe([1, "2" as unknown as number])).toThrowError(
      expect.objectContaining({ code: "mixed-types" }),
    );
    expect(() => describe([1, Number.POSITIVE_INFINITY])).toThrowError(expect.objectContaining({ code: "not-finite" }));
    expect(() => describe(null as unknown as number[])).toThrowError(/values is null/);
  });
});
