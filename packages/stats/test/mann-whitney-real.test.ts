import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { mannWhitney } from "../src/index.js";
import { apart, expectBySide, ranks, repeated } from "./ranks-reference.js";
import { expectPValue } from "./reference.js";

const x = [12, 15, 15, 18, 21, 30, 44];
const y = [10, 11, 15, 16, 19, 20, 22, 25];

describe("mannWhitney agrees with wilcox.test and coin::wilcox_test on real data", () => {
  it.each(Object.keys(ranks.twoSamples))("%s", (name) => {
    const s = ranks.twoSamples[name]!;
    const [a, b] = [repeated(s.x), repeated(s.y)];
    const call = (options: object) => mannWhitney(a, b, options);
    expect(call({}).statistic).toBe(s.w[0]);
    expectBySide((alternative) => call({ alternative }).pValue, s.default, "default");
    expectBySide((alternative) => call({ alternative, exact: false }).pValue, s.corrected, "corrected");
    expectBySide((alternative) => call({ alternative, conventions: "spss" }).pValue, s.uncorrected, "spss");
    if (s.exact === undefined) return;
    expectBySide((alternative) => call({ alternative, exact: true }).pValue, s.exact, "exact");
    expectBySide((alternative) => call({ alternative, exact: true, midP: true }).pValue, s.midP!, "mid-P");
    expectPValue(call({ exact: "ignoring-ties" }).pValue, s.ignoring![0], "ignoring ties");
  });
});

differsFromR(
  {
    where: "mannWhitney",
    ours: "mid-P at the mean itself is 1 less half of its probability",
    r: "`coin::midpvalue` takes the whole probability off: at the mean the two tails meet in one value, counted twice",
    why: "Mid-P is P(more extreme) + P(as extreme) / 2.",
    source: "Lancaster 1961; the 6 orders of 2 and 2 values, 2 of them at the mean",
    size: { question: "two-sided mid-P of (1, 4) against (2, 3)", r: 0.6666667, ours: 0.8333333 },
  },
  ({ r, ours }) => {
    expectShown(apart.center, r);
    const { pValue } = mannWhitney([1, 4], [2, 3], { exact: true, midP: true });
    expectShown(pValue, ours);
    expectPValue(pValue, 1 - 2 / 6 / 2);
  },
);

describe("the exact test ignoring ties, as SPSS documents it", () => {
  it("is the test of values without ties for the same U: .613 in the example", () => {
    expect(mannWhitney(x, y, { exact: "ignoring-ties" })).toMatchObject({
      method: "exact-ignoring-ties",
      ties: true,
      z: null,
      continuity: false,
      reason: "exact distribution for values without ties as asked",
    });
    expect(mannWhitney(x, y, { exact: "ignoring-ties" }).pValue!.toFixed(3)).toBe("0.613");
  });

  it("without ties it is the exact test", () => {
    const distinct = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 14 });
    fc.assert(
      fc.property(distinct, fc.nat(), (values, cut) => {
        const nx = 1 + (cut % (values.length - 1));
        const [a, b] = [values.slice(0, nx), values.slice(nx)];
        const { pValue } = mannWhitney(a, b, { exact: true });
        expect(mannWhitney(a, b, { exact: "ignoring-ties" }).pValue).toBe(pValue);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });
});

describe("properties of the alternatives", () => {
  const sample = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 8 });

  it("exchanging the samples exchanges less and greater", () => {
    fc.assert(
      fc.property(sample, sample, fc.boolean(), (a, b, exact) => {
        const less = mannWhitney(a, b, { exact, alternative: "less" });
        const greater = mannWhitney(b, a, { exact, alternative: "greater" });
        if (less.pValue === null) expect(greater.pValue).toBeNull();
        else expectPValue(greater.pValue, less.pValue);
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it("exact tails share what is just as extreme: less + greater = 1 + P(U), of mid-P 1", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const p = (alternative: "less" | "greater", midP: boolean) =>
          mannWhitney(a, b, { exact: true, alternative, midP }).pValue!;
        expect(p("less", true) + p("greater", true)).toBeCloseTo(1, 12);
        const same = p("less", false) + p("greater", false) - 1;
        expect(2 * (p("less", false) - p("less", true))).toBeCloseTo(same, 12);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });
});

describe("inputs", () => {
  it("mid-P without an exact test, and values of exact that it does not know, are refused", () => {
    expect(() => mannWhitney(x, y, { midP: true })).toThrowError(/midP is true, but the normal approximation is used/);
    expect(() => mannWhitney(x, y, { exact: "yes" as "ignoring-ties" })).toThrowError(/exact is "yes"/);
    expect(() => mannWhitney(x, y, { alternative: "two.sided" as "less" })).toThrowError(/alternative is "two.sided"/);
    const many = Array.from({ length: 2000 }, (_, i) => i);
    expect(() => mannWhitney(many, many, { exact: true })).toThrowError(
      expect.objectContaining({ code: "too-costly" }),
    );
  });
});
