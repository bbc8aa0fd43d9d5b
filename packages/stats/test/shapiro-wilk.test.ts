import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { shapiroWilk } from "../src/index.js";
import { expectTail, means } from "./means-reference.js";
import { expectEstimate } from "./reference.js";

const sample = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 3, maxLength: 40 });

describe("W and P are those of shapiro.test on R's data sets, from 3 to 5000 values", () => {
  it.each(means.shapiro.map((s) => [`${s.name} (n = ${s.values.length})`, s] as const))("%s", (_, s) => {
    const test = shapiroWilk(Object.freeze(s.values));
    expectEstimate(test.statistic, s.w);
    expect(1 - test.statistic!).toBeCloseTo(1 - s.w, 13);
    if (s.p === 0) expect(test.pValue).toBe(0);
    else expectTail(test.pValue, s.p);
    expect([test.n, test.method]).toEqual([s.values.length, s.values.length === 3 ? "exact" : "royston"]);
  });
});

differsFromR(
  {
    where: "shapiroWilk",
    ours: "P of three values keeps its digits where two of them are nearly tied",
    r: "`shapiro.test` subtracts two nearly equal angles, 6 / pi (asin sqrt W - asin sqrt 3/4), and W is near 3/4",
    why: "The difference of the angles has the sine sqrt(3)/2 e / sqrt(1 + e + e^2), e the ratio of the smaller gap to the larger.",
    source: "derived in the test; Shapiro and Wilk 1965, section 3",
    size: { question: "P of the values 0, e, 1 + e with e = 2^-40", r: 1.49953e-12, ours: 1.50429e-12 },
  },
  (size) => {
    const { tied, three } = means.differences;
    expectShown(three, size.r);
    expectShown(shapiroWilk(tied).pValue, size.ours);
    // To first order in e: P = 6 / pi x sqrt(3)/2 x e.
    expect(shapiroWilk(tied).pValue! / ((3 * Math.sqrt(3) * 2 ** -40) / Math.PI)).toBeCloseTo(1, 11);
  },
);

describe("three values", () => {
  it("W is 3/4 and P is 0 where two are tied, 1 and 1 where they are equally spaced", () => {
    expect(shapiroWilk([2, 2, 9])).toMatchObject({ statistic: 0.75, pValue: 0 });
    const even = shapiroWilk([5, 7, 9]);
    expect([even.statistic, even.pValue!.toFixed(12)]).toEqual([1, "1.000000000000"]);
  });

  it("P is uniform on normal values: the angle of two gaps is", () => {
    // Values (cos a, cos(a - 2 pi/3), cos(a + 2 pi/3)) at equal steps of the angle are the centered normal triples up to size.
    const steps = 6000;
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < steps; i++) {
      const a = (2 * Math.PI * (i + 0.5)) / steps;
      const third = (2 * Math.PI) / 3;
      const { pValue } = shapiroWilk([Math.cos(a), Math.cos(a - third), Math.cos(a + third)]);
      counts[Math.min(9, Math.floor(pValue! * 10))]!++;
    }
    for (const count of counts) expect(Math.abs(count - steps / 10)).toBeLessThanOrEqual(12);
  });
});

describe("shapiroWilk", () => {
  it("does not change with the order of the values, their sign, scale and origin, in 1000 samples", () => {
    fc.assert(
      fc.property(sample, (values) => {
        const test = shapiroWilk(values);
        fc.pre(test.statistic !== null);
        const others = [
          [...values].reverse(),
          values.map((v) => -v),
          values.map((v) => 1024 * v),
          values.map((v) => v / 8 + 1e6),
        ];
        for (const other of others) {
          const { statistic, pValue } = shapiroWilk(other);
          expectEstimate(statistic, test.statistic!);
          expect(Math.abs(pValue! - test.pValue!)).toBeLessThanOrEqual(1e-9);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("W lies between n a^2 / (n - 1) > 0 and 1, P between 0 and 1", () => {
    fc.assert(
      fc.property(sample, (values) => {
        const { statistic, pValue } = shapiroWilk(values);
        fc.pre(statistic !== null);
        expect(statistic! > 0 && statistic! <= 1).toBe(true);
        expect(pValue! >= 0 && pValue! <= 1 + 1e-12).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("null, never NaN, when all values are equal", () => {
    expect(shapiroWilk([4, 4, 4, 4])).toMatchObject({
      statistic: null,
      pValue: null,
      reason: "all values are equal: there is no variance to compare with",
    });
  });

  it("refuses fewer than 3 and more than 5000 values, missing ones by default, and options it does not know", () => {
    expect(() => shapiroWilk([1, 2])).toThrowError(/values has 2: Shapiro-Wilk needs 3 to 5000/);
    expect(() => shapiroWilk(Float64Array.from({ length: 5001 }, (_, i) => i))).toThrowError(/values has 5001/);
    expect(() => shapiroWilk([1, null, 2, 4])).toThrowError(/column "values" is missing/);
    expect(shapiroWilk([1, null, 2, 4], { missing: "omit" })).toMatchObject({ n: 3, omitted: { count: 1, rows: [1] } });
    expect(() => shapiroWilk([1, 2, 3], { exact: true } as never)).toThrowError(/no option "exact"/);
    expect(() => shapiroWilk([1, 2, Number.POSITIVE_INFINITY])).toThrowError(
      expect.objectContaining({ code: "not-finite" }),
    );
  });
});
