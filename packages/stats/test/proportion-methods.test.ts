import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ProportionMethod, proportionInterval } from "../src/index.js";
import { effects } from "./effects-reference.js";
import { expectEstimate } from "./reference.js";

const methods = [
  ["clopper-pearson", "clopper"],
  ["wilson", "wilson"],
  ["jeffreys", "jeffreys"],
  ["agresti-coull", "agrestiCoull"],
  ["wald", "wald"],
  ["mid-p", "midP"],
] as const;
const names: readonly ProportionMethod[] = methods.map(([method]) => method);
const counts = fc.tuple(fc.nat(60), fc.nat(60)).map(([x, rest]): [number, number] => [x, x + rest + 1]);

describe("each interval of a proportion equals R's qbeta, pbinom or the formula, on R's data sets", () => {
  it.each(effects.proportions.map((c) => [c.x, c.n, c] as const))("%i of %i", (x, n, c) => {
    for (const reference of c.levels) {
      for (const [method, key] of methods) {
        const { level } = reference;
        const interval = proportionInterval(x, n, { method, level });
        expect(interval).toMatchObject({ estimate: x / n, level, method });
        expectEstimate(interval.lower, reference[key][0]!, 1e-9, `${method} lower`);
        expectEstimate(interval.upper, reference[key][1]!, 0, `${method} upper`);
      }
    }
  });
});

// Stat Med 1998;17:857-872, p. 861, methods 3, 5 and 6; mid-P as repeated in coin's tests, the others in many public ones.
describe("the published intervals of 81 of 263, 15 of 148, 0 of 20 and 1 of 29 (Newcombe 1998, table I)", () => {
  it.each([
    ["wilson", ["0.2553", "0.3662"], ["0.0624", "0.1605"], ["0.0000", "0.1611"], ["0.0061", "0.1718"]],
    ["clopper-pearson", ["0.2527", "0.3676"], ["0.0578", "0.1617"], ["0.0000", "0.1684"], ["0.0009", "0.1776"]],
    ["mid-p", ["0.2544", "0.3658"], ["0.0601", "0.1581"], ["0.0000", "0.1391"], ["0.0017", "0.1585"]],
  ] as const)("%s", (method, ...published) => {
    const found = (
      [
        [81, 263],
        [15, 148],
        [0, 20],
        [1, 29],
      ] as const
    ).map(([x, n]) => {
      const { lower, upper } = proportionInterval(x, n, { method });
      return [lower!.toFixed(4), upper!.toFixed(4)];
    });
    expect(found).toEqual(published);
  });
});

it("mid-P has the closed form 1 - (1 - level)^(1/n) at x = 0", () => {
  for (const n of [1, 10, 1000, 1e9]) {
    expectEstimate(proportionInterval(0, n, { method: "mid-p" }).upper, -Math.expm1(Math.log(0.05) / n));
  }
});

it("mid-P keeps its digits when one of 1e12 has the event", () => {
  // Poisson: (1 - exp(-m)) - m exp(-m) / 2 = 0.025, and exp(-m) + m exp(-m) / 2 = 0.025, whose binomial correction is 1e-12.
  const { lower, upper } = proportionInterval(1, 1e12, { method: "mid-p" });
  const [low, high] = [lower! * 1e12, upper! * 1e12];
  expect(-Math.expm1(-low) - (low * Math.exp(-low)) / 2).toBeCloseTo(0.025, 10);
  expect(Math.exp(-high) * (1 + high / 2)).toBeCloseTo(0.025, 10);
});

describe("for any counts", () => {
  const each = fc.constantFrom(...names);

  it("the interval of n - x mirrors that of x and holds the estimate", () => {
    fc.assert(
      fc.property(counts, each, ([x, n], method) => {
        const one = proportionInterval(x, n, { method });
        const other = proportionInterval(n - x, n, { method });
        expect(one.lower!).toBeCloseTo(1 - other.upper!, 11);
        expect(one.lower!).toBeLessThanOrEqual(one.estimate! + 1e-12);
        expect(one.upper!).toBeGreaterThanOrEqual(one.estimate! - 1e-12);
      }),
      { numRuns: 1000, seed: 71 },
    );
  });

  // The center of Agresti and Coull moves with the level, Wald's width is 0 at the ends.
  const nested = fc.constantFrom<ProportionMethod>("clopper-pearson", "wilson", "jeffreys", "mid-p");

  it("limits rise with x and widen with the level", () => {
    fc.assert(
      fc.property(counts, nested, fc.double({ min: 0.5, max: 0.98, noNaN: true }), ([x, n], method, level) => {
        const one = proportionInterval(x, n, { method, level });
        const wider = proportionInterval(x, n, { method, level: level + 0.015 });
        expect(wider.lower!).toBeLessThanOrEqual(one.lower!);
        expect(wider.upper!).toBeGreaterThanOrEqual(one.upper!);
        if (x === n) return;
        const next = proportionInterval(x + 1, n, { method, level });
        expect(next.lower!).toBeGreaterThanOrEqual(one.lower!);
        expect(next.upper!).toBeGreaterThanOrEqual(one.upper!);
      }),
      { numRuns: 1000, seed: 72 },
    );
  });

  it("mid-P lies within Clopper-Pearson", () => {
    fc.assert(
      fc.property(counts, ([x, n]) => {
        const mid = proportionInterval(x, n, { method: "mid-p" });
        const exact = proportionInterval(x, n);
        expect(mid.lower!).toBeGreaterThanOrEqual(exact.lower!);
        expect(mid.upper!).toBeLessThanOrEqual(exact.upper!);
      }),
      { numRuns: 1000, seed: 73 },
    );
  });
});

describe("by enumeration of all counts of up to 12", () => {
  const binomial = (n: number, p: number): number[] => {
    let row = [1];
    for (let i = 0; i < n; i++) {
      row = Array.from({ length: row.length + 1 }, (_, k) => (row[k] ?? 0) * (1 - p) + (row[k - 1] ?? 0) * p);
    }
    return row;
  };
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

  it("a limit of Clopper-Pearson and of mid-P leaves (1 - level)/2 in its tail, all or half of x counted", () => {
    for (let n = 1; n <= 12; n++) {
      for (let x = 0; x <= n; x++) {
        for (const [method, share] of [["clopper-pearson", 1] as const, ["mid-p", 0.5] as const]) {
          const { lower, upper } = proportionInterval(x, n, { method, level: 0.9 });
          const low = binomial(n, lower!);
          const high = binomial(n, upper!);
          if (x > 0) expect(sum(low.slice(x + 1)) + share * low[x]!).toBeCloseTo(0.05, 12);
          if (x < n) expect(sum(high.slice(0, x)) + share * high[x]!).toBeCloseTo(0.05, 12);
        }
      }
    }
  });

  it("Clopper-Pearson covers every proportion with at least its level, mid-P on average", () => {
    for (let n = 1; n <= 12; n++) {
      const intervals = (method: ProportionMethod) =>
        Array.from({ length: n + 1 }, (_, x) => proportionInterval(x, n, { method }));
      const exact = intervals("clopper-pearson");
      const mid = intervals("mid-p");
      let average = 0;
      for (let i = 1; i < 200; i++) {
        const p = i / 200;
        const density = binomial(n, p);
        const coverage = (limits: typeof exact): number =>
          sum(density.filter((_, x) => limits[x]!.lower! <= p && p <= limits[x]!.upper!));
        expect(coverage(exact)).toBeGreaterThanOrEqual(0.95 - 1e-12);
        average += coverage(mid) / 199;
      }
      expect(average).toBeGreaterThan(0.95);
    }
  });
});
