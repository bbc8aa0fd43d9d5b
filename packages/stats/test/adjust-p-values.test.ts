import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustPValues } from "../src/index.js";
import { ranks } from "./ranks-reference.js";
import { expectPValue } from "./reference.js";

const methods = ["holm", "bonferroni", "hochberg", "hommel", "bh", "by", "none"] as const;
const pValue = fc.oneof(
  fc.integer({ min: 0, max: 20 }).map((k) => k / 20),
  // Below it numbers have fewer digits.
  fc.double({ min: 1e-300, max: 1, noNaN: true }),
);

describe("adjustPValues agrees with p.adjust", () => {
  it.each(Object.keys(ranks.adjust))("%s", (name) => {
    const { p, adjusted } = ranks.adjust[name]!;
    for (const [method, expected] of Object.entries(adjusted)) {
      const ours = adjustPValues(p, { method: method.toLowerCase() as "holm" });
      expect(ours).toHaveLength(p.length);
      expected.forEach((value, i) => {
        if (value === null || value === 0) expect(ours[i]).toBe(value);
        else expectPValue(ours[i]!, value, `${method} ${i}`);
      });
    }
  });
});

describe("the definitions", () => {
  it("Holm is the closed test by Bonferroni, Hommel the closed test by Simes", () => {
    const local = {
      holm: (set: number[]) => set.length * set[0]!,
      hommel: (set: number[]) => Math.min(...set.map((p, j) => (set.length * p) / (j + 1))),
    };
    fc.assert(
      fc.property(fc.array(pValue, { minLength: 1, maxLength: 8 }), (p) => {
        for (const method of ["holm", "hommel"] as const) {
          const adjusted = adjustPValues(p, { method });
          const closed = p.map(() => 0);
          for (let mask = 1; mask < 1 << p.length; mask++) {
            const set = p.filter((_, i) => (mask >> i) & 1).sort((a, b) => a - b);
            const value = Math.min(1, local[method](set));
            closed.forEach((most, i) => {
              if ((mask >> i) & 1) closed[i] = Math.max(most, value);
            });
          }
          closed.forEach((value, i) => {
            if (value === 0) expect(adjusted[i]).toBe(0);
            else expectPValue(adjusted[i]!, value, method);
          });
        }
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it("Benjamini-Hochberg: the least rate at which the step-up rule rejects", () => {
    fc.assert(
      fc.property(fc.array(pValue, { minLength: 1, maxLength: 12 }), (p) => {
        const adjusted = adjustPValues(p, { method: "bh" });
        p.forEach((one, i) => {
          const rates = p.filter((q) => q >= one).map((q) => (p.length * q) / p.filter((r) => r <= q).length);
          const least = Math.min(1, ...rates);
          if (least === 0) expect(adjusted[i]).toBe(0);
          else expectPValue(adjusted[i]!, least);
        });
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it("a million P values are adjusted without a quadratic step", () => {
    const p = Float64Array.from({ length: 1e6 }, (_, i) => ((i * 7919) % 1000003) / 1000003);
    const adjusted = adjustPValues(p, { method: "hommel" });
    expect(adjusted.every((value, i) => value! >= p[i]!)).toBe(true);
  });
});

describe("properties", () => {
  it("the methods are ordered, never below the P value, and keep the order of the P values", () => {
    fc.assert(
      fc.property(fc.array(pValue, { minLength: 1, maxLength: 30 }), (p) => {
        const by = Object.fromEntries(methods.map((method) => [method, adjustPValues(p, { method })]));
        p.forEach((one, i) => {
          const [bonferroni, holm, hochberg, hommel, bh, none] = [
            "bonferroni",
            "holm",
            "hochberg",
            "hommel",
            "bh",
            "none",
          ].map((method) => by[method]![i]!) as [number, number, number, number, number, number];
          const slack = 1 + 1e-14;
          expect(none).toBe(one);
          expect(holm).toBeLessThanOrEqual(bonferroni * slack);
          expect(hochberg).toBeLessThanOrEqual(holm * slack);
          expect(hommel).toBeLessThanOrEqual(hochberg * slack);
          expect(bh).toBeLessThanOrEqual(hommel * slack);
          expect(bh * slack).toBeGreaterThanOrEqual(one);
          expect(by["by"]![i]!).toBeGreaterThanOrEqual(bh);
          expect(bonferroni).toBeLessThanOrEqual(1);
        });
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it("the order of the tests does not matter, and missing ones do not count", () => {
    fc.assert(
      fc.property(fc.array(pValue, { minLength: 1, maxLength: 20 }), fc.constantFrom(...methods), (p, method) => {
        Object.freeze(p);
        const adjusted = adjustPValues(p, { method });
        expect(adjustPValues([...p].reverse(), { method }).reverse()).toEqual(adjusted);
        expect(adjustPValues([null, ...p, undefined, Number.NaN], { method })).toEqual([null, ...adjusted, null, null]);
      }),
      { numRuns: 1000, seed: 4 },
    );
  });
});

describe("inputs", () => {
  it.each([
    [[0.2, 1.5], "option", /p is 1.5 at row 1: a P value is between 0 and 1/],
    [[-0.1], "option", /p is -0.1 at row 0/],
    [["0.2"], "text-in-number", /the text "0.2"/],
    [[], "empty-data", /p has no values/],
  ])("%j is refused", (p, code, message) => {
    expect(() => adjustPValues(p as number[])).toThrowError(message);
    expect(() => adjustPValues(p as number[])).toThrowError(expect.objectContaining({ code }));
  });

  it("an unknown method or option is refused", () => {
    expect(() => adjustPValues([0.1], { method: "fdr" as "bh" })).toThrowError(/method is "fdr": give one of "holm"/);
    expect(() => adjustPValues([0.1], { methods: "bh" } as never)).toThrowError(/no option "methods"/);
  });

  it("missing values alone stay missing", () => {
    expect(adjustPValues([null, undefined])).toEqual([null, null]);
  });
});
