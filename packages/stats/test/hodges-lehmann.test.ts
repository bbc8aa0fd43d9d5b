import { log, normalUpperTail, randomGenerator } from "@hcc/numerics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { hodgesLehmann, mannWhitney } from "../src/index.js";
import { apart, ranks, repeated } from "./ranks-reference.js";
import { expectEstimate } from "./reference.js";

const x = [12, 15, 15, 18, 21, 30, 44];
const y = [10, 11, 15, 16, 19, 20, 22, 25];
const value = fc.oneof(fc.integer({ min: -6, max: 6 }), fc.double({ min: -1e9, max: 1e9, noNaN: true }));
const sample = fc.array(value, { minLength: 1, maxLength: 30 });

const cases = Object.entries({ ...ranks.twoSamples, ...ranks.paired }).filter(([, { shift }]) => shift !== undefined);
describe("hodgesLehmann agrees with the exact conf.int of wilcox.test on real data", () => {
  it.each(cases.map(([name]) => name))("%s", (name) => {
    const two = ranks.twoSamples[name];
    const pair = ranks.paired[name];
    const shift = (level: number) =>
      two?.shift
        ? hodgesLehmann(repeated(two.x), repeated(two.y), { level, method: "exact" })
        : hodgesLehmann([...pair!.x!], [...pair!.y!], { paired: true, level, method: "exact" });
    const [estimate, lower, upper, lower90, upper90] = (two?.shift ?? pair!.shift)! as [
      number,
      number,
      number,
      number,
      number,
    ];
    const spread = upper - lower;
    const [wide, narrow] = [shift(0.95), shift(0.9)];
    expectEstimate(wide.estimate, estimate, spread);
    expectEstimate(wide.lower, lower, spread);
    expectEstimate(wide.upper, upper, spread);
    expectEstimate(narrow.lower, lower90, spread);
    expectEstimate(narrow.upper, upper90, spread);
    expect([wide.method, wide.coverage! >= 0.95, narrow.coverage! >= 0.9]).toEqual(["exact", true, true]);
  });
});

differsFromR(
  {
    where: "hodgesLehmann",
    ours: "the median of the differences, to the last digit, with ties and for large samples too",
    r: "with ties or 50 values `wilcox.test(conf.int = TRUE)` searches a root of the test statistic, to 1e-4",
    why: "The estimate is an order statistic of the differences and can be found exactly.",
    source: "Hodges and Lehmann 1963; the 56 differences of the example are enumerated in the test",
    size: { question: "shift of 7 values against 8", r: 2.0000375, ours: 2 },
  },
  ({ r, ours }) => {
    expectShown(apart.root, r);
    const { estimate } = hodgesLehmann(x, y);
    expectShown(estimate, ours);
    const differences = x.flatMap((a) => y.map((b) => a - b)).sort((a, b) => a - b);
    expect(estimate).toBe((differences[27]! + differences[28]!) / 2);
  },
);

differsFromR(
  {
    where: "hodgesLehmann",
    ours: "limits that do not reach the level are null",
    r: "`wilcox.test(conf.int = TRUE)` gives the smallest and the largest difference with a warning",
    why: "An interval that says 95 % must hold 95 %; of 3 values against 3 the widest one holds 90 %.",
    source: "the 20 orders of 3 and 3 values, 2 of which lie outside",
    size: { question: "lower limit of (4, 5, 6) against (1, 2.5, 3.1), 95 %", r: 0.9, ours: "NA" },
  },
  ({ r, ours }) => {
    expectShown(apart.lower, r);
    const at = (level: number) => hodgesLehmann([4, 5, 6], [1, 2.5, 3.1], { level });
    expectShown(at(0.95).lower, ours);
    expect(at(0.95)).toMatchObject({ upper: null, coverage: null, place: null });
    expect(at(0.95).reason).toContain("their extremes do not reach the level");
    expect(at(0.9)).toMatchObject({ lower: 4 - 3.1, upper: 5, place: 1 });
    expect(at(0.9).coverage).toBeCloseTo(0.9, 14);
  },
);

describe("the interval", () => {
  it("holds the shifts that the exact test does not reject", () => {
    const a = [3.1, 4.7, 5.2, 6.9, 9.4, 10.3];
    const b = [1.4, 2.2, 4.05, 4.4, 7.7];
    const { lower, upper, level, coverage } = hodgesLehmann(a, b, { level: 0.9 });
    const pValue = (shift: number) =>
      mannWhitney(
        a.map((one) => one - shift),
        b,
        { exact: true },
      ).pValue!;
    for (const inside of [lower! + 1e-6, upper! - 1e-6]) expect(pValue(inside)).toBeGreaterThan(1 - level);
    for (const outside of [lower! - 1e-6, upper! + 1e-6]) expect(pValue(outside)).toBeCloseTo(1 - coverage!, 12);
  });

  it("is normal from 50 values on, at the place that the normal distribution gives", () => {
    const a = Array.from({ length: 50 }, (_, i) => i + 0.25);
    const b = Array.from({ length: 60 }, (_, i) => i * 0.9);
    const test = hodgesLehmann(a, b);
    const deviation = Math.sqrt((50 * 60 * 111) / 12);
    const tail = (place: number): number => normalUpperTail((1500 - place - 0.5) / deviation);
    expect(tail(test.place!)).toBeGreaterThanOrEqual(0.025);
    expect(tail(test.place! - 1)).toBeLessThan(0.025);
    expect(test).toMatchObject({ method: "normal", coverage: null, differences: 3000 });
    expect(test.reason).toBe("median of differences of two samples; normal order statistics, 50 values or more");
    expect(hodgesLehmann([1, 2], null, { method: "normal" }).lower).toBeNull();
  });
});

describe("properties", () => {
  const sorted = (values: number[]): number[] => values.sort((a, b) => a - b);
  const middle = (values: number[]): number => values[(values.length - 1) >> 1]! / 2 + values[values.length >> 1]! / 2;

  it("estimate and limits are order statistics of all differences, of any magnitude", () => {
    const wide = fc.tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -9, max: 9 }));
    const far = fc.array(
      wide.map(([power, digit]) => Number(`${digit}e${power}`)),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.oneof(sample, far), fc.oneof(sample, far), (a, b) => {
        const differences = sorted(a.flatMap((one) => b.map((other) => one - other)));
        const test = hodgesLehmann(Object.freeze(a), Object.freeze(b), { level: 0.8 });
        expect(test.estimate).toBe(middle(differences) + 0);
        if (test.place === null) return;
        expect(test.lower).toBe(differences[test.place - 1]! + 0);
        expect(test.upper).toBe(differences[differences.length - test.place]! + 0);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it("exchanging the samples turns the interval round; pairs are one sample of differences", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const one = hodgesLehmann(a, b);
        const other = hodgesLehmann(b, a);
        const negative = (limit: number | null): number | null => (limit === null ? null : -limit + 0);
        expect([other.estimate, other.lower, other.upper]).toEqual([
          negative(one.estimate),
          negative(one.upper),
          negative(one.lower),
        ]);
        const n = Math.min(a.length, b.length);
        const [first, second] = [a.slice(0, n), b.slice(0, n)];
        const paired = hodgesLehmann(first, second, { paired: true });
        const differences = hodgesLehmann(first.map((one, i) => one - second[i]!));
        expect([paired.estimate, paired.lower, paired.place]).toEqual([
          differences.estimate,
          differences.lower,
          differences.place,
        ]);
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it("the order of the values does not matter, a shift moves all, repetition of both samples keeps the estimate", () => {
    const whole = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const test = hodgesLehmann(a, b);
        expect(hodgesLehmann([...a].reverse(), [...b].reverse())).toEqual(test);
        const moved = hodgesLehmann(
          a.map((one) => one + 64),
          b,
        );
        expect([moved.estimate, moved.place]).toEqual([test.estimate + 64, test.place]);
        expect(hodgesLehmann([...a, ...a], [...b, ...b]).estimate).toBe(test.estimate);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it("of 200 000 and 300 000 values: half of the 6e10 differences lie on either side", () => {
    const random = randomGenerator(5);
    const draw = (n: number, shift: number) => Float64Array.from({ length: n }, () => shift - log(1 - random()));
    const [a, b] = [draw(200_000, 0.1), draw(300_000, 0)];
    const { estimate, lower, upper } = hodgesLehmann(a, b);
    // U of x moved by the estimate is the half of all pairs.
    const u = (shift: number) =>
      mannWhitney(
        a.map((one) => one - shift),
        b,
        { exact: false },
      );
    expect(Math.abs(u(estimate).statistic - 3e10)).toBeLessThan(100);
    expect(u(lower! - 1e-12).pValue).toBeCloseTo(0.05, 6);
    expect(u(upper! + 1e-12).pValue).toBeCloseTo(0.05, 6);
  });
});

describe("inputs", () => {
  it("are checked", () => {
    expect(() => hodgesLehmann([1], null, { paired: true })).toThrowError(/paired is true, but y is null/);
    expect(() => hodgesLehmann([1, 2], [1], { paired: true })).toThrowError(/x has 2 values and y 1/);
    expect(() => hodgesLehmann([1, 2], [1], { level: 95 })).toThrowError(/level is 95/);
    expect(() => hodgesLehmann([1, 2], [1], { method: "asymptotic" as "exact" })).toThrowError(
      /method is "asymptotic"/,
    );
    expect(() => hodgesLehmann([], [1])).toThrowError(/x has no values/);
    expect(() => hodgesLehmann([1], [null])).toThrowError(/column "y" is missing/);
    const many = Array.from({ length: 2000 }, (_, i) => i);
    expect(() => hodgesLehmann(many, many, { method: "exact" })).toThrowError(
      expect.objectContaining({ code: "too-costly" }),
    );
    expect(hodgesLehmann([1, null, 3], [2, 5], { missing: "omit" }).omitted.x).toEqual({ count: 1, rows: [1] });
  });
});
