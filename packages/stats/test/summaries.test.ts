import fc from "fast-check";
import { expect, describe as group, it } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { describe, quantile } from "../src/index.js";
import { means } from "./means-reference.js";
import { expectEstimate, reference } from "./reference.js";

// Below 1e-300 a share of a value is no longer within rounding error.
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => (Math.abs(x) < 1e-300 ? 0 : x));
const values = fc.array(value, { minLength: 1, maxLength: 30 });

differsFromR(
  {
    where: "quantile",
    ours: "a position within rounding error of a whole number is whole, in types 1 to 3 too",
    r: "`quantile(type = 2)` compares n p with its whole part exactly, so that 0.07 x 100, which is 7.000000000000001, is above 7",
    why: "The definition averages the 7th and the 8th value where n p is 7; R allows for rounding in types 4 to 9 only.",
    source: "Hyndman and Fan 1996, definition 2; R 4.2.2, `quantile.default`",
    size: { question: "quantile of 1, ..., 100 at 0.07, type 2", r: 8, ours: 7.5 },
  },
  (size) => {
    expectShown(means.differences.type2, size.r);
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expectShown(quantile(hundred, 0.07, { type: 2 }), size.ours);
    expect(quantile(hundred, 0.29, { type: 2 })).toBe(29.5);
    expect(quantile(hundred, 0.07, { type: 1 })).toBe(7);
  },
);

const TYPES = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

group("quantile", () => {
  it.each(means.quantiles.map((q) => [q.name, q] as const))("agrees with R's types 1 to 9: %s", (_, q) => {
    for (const type of TYPES) {
      means.probabilities.forEach((p, i) => {
        expectEstimate(quantile(q.values, p, { type }), q.types[type - 1]![i]!, 0, `type ${type} at ${p}`);
      });
    }
  });

  it("takes a definition by its name or by the program that has it as its default", () => {
    const v = [10, 11, 15, 16, 19, 20, 22, 25, 31, 44];
    const names = {
      1: ["inverted-cdf"],
      2: ["averaged-inverted-cdf", "sas", "stata"],
      3: ["closest-observation"],
      4: ["interpolated-inverted-cdf"],
      5: ["hazen"],
      6: ["weibull", "spss", "haverage"],
      7: ["linear", "r"],
      8: ["median-unbiased"],
      9: ["normal-unbiased"],
    } as const;
    for (const type of TYPES) {
      for (const name of names[type]) {
        expect(quantile(v, 0.31, { type: name })).toBe(quantile(v, 0.31, { type }));
        expect(describe(v, { quantileType: name })).toEqual(describe(v, { quantileType: type }));
      }
    }
  });

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

  it("type 6 gives the quartiles of EXAMINE in PSPP 1.6.2: 12, 17.5, 21.5", () => {
    const y = [10, 11, 15, 16, 19, 20, 22, 25];
    expect([0.25, 0.5, 0.75].map((p) => quantile(y, p, { type: 6 }))).toEqual([12, 17.5, 21.5]);
  });

  it("is the minimum at 0, the maximum at 1, the common median at 1/2, and never decreases", () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...TYPES), (v, type) => {
        expect(quantile(v, 0, { type })).toBe(Math.min(...v));
        expect(quantile(v, 1, { type })).toBe(Math.max(...v));
        // The definitions agree on the median, except the three that are no mean of two neighbors there.
        if (type === 2 || type > 4) expect(quantile(v, 0.5, { type })).toBeCloseTo(quantile(v, 0.5), 6);
        let last = Number.NEGATIVE_INFINITY;
        for (let p = 0; p <= 1; p += 1 / 64) {
          const next = quantile(v, p, { type });
          expect(next).toBeGreaterThanOrEqual(last - 1e-9 * Math.abs(last === Number.NEGATIVE_INFINITY ? 0 : last));
          last = next;
        }
      }),
      { seed: 6, numRuns: 1000 },
    );
  });

  it("refuses what has no answer", () => {
    expect(() => quantile([], 0.5)).toThrowError(/no values/);
    expect(() => quantile([1, null], 0.5)).toThrowError(/column "values" is missing in 1 row \(1\)/);
    expect(() => quantile([1], 1.5)).toThrowError(/p is 1.5/);
    expect(() => quantile([1], Number.NaN)).toThrowError(/p is NaN/);
    for (const type of [0, 10, 2.5, "R", null] as never[]) {
      expect(() => quantile([1], 0.5, { type })).toThrowError(
        /type is .*: give a number from 1 to 9, or one of r, spss/,
      );
    }
    expect(() => describe([1], { quantileType: "type7" as never })).toThrowError(/quantileType is "type7"/);
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
