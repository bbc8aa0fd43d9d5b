import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { signedRank } from "../src/index.js";
import { apart, expectBySide, ranks, repeated } from "./ranks-reference.js";
import { expectEstimate, expectPValue } from "./reference.js";

const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const whole = fc.integer({ min: -5, max: 5 });
const sample = fc.array(whole, { minLength: 1, maxLength: 12 });

describe("signedRank agrees with wilcox.test and coin::wilcoxsign_test on real pairs", () => {
  it.each(Object.keys(ranks.paired))("%s", (name) => {
    const s = ranks.paired[name]!;
    const data: [number[], number[] | null] =
      s.counts === undefined ? [[...s.x!], [...s.y!]] : [repeated(s.counts), null];
    const call = (options: object) => signedRank(...data, options);
    expect(call({}).statistic).toBe(s.w[0]);
    expectBySide((alternative) => call({ alternative }).pValue, s.default, "default");
    expectBySide((alternative) => call({ alternative, exact: false }).pValue, s.corrected, "corrected");
    expectBySide((alternative) => call({ alternative, conventions: "spss" }).pValue, s.uncorrected, "spss");
    expectEstimate(call({ conventions: "spss", zeros: "pratt" }).z, s.z[0], 0, "pratt");
    expectEstimate(call({ conventions: "spss" }).z, s.z[1], 0, "wilcoxon");
    for (const zeros of ["pratt", "wilcoxon"] as const) {
      if (s.exact === undefined) continue;
      const { p, midP } = s.exact[zeros];
      expectBySide((alternative) => call({ alternative, zeros, exact: true }).pValue, p, `exact ${zeros}`);
      expectBySide((alternative) => call({ alternative, zeros, exact: true, midP: true }).pValue, midP, `mid ${zeros}`);
    }
  });
});

differsFromR(
  {
    where: "signedRank",
    ours: "differences that rounding alone sets apart are tied",
    r: "`wilcox.test(paired = TRUE)` ranks x - y as computed, so that 82.4 - 81.4 and 78.2 - 77.2 have different ranks",
    why: "Which of two equal differences comes out larger depends on the binary form of the values, not on the patients.",
    source: "MASS::anorexia, all 72 pairs; R gives our answer for round(Postwt - Prewt, 6)",
    size: { question: "P of MASS::anorexia, weight after and before treatment", r: 0.0106022, ours: 0.0103421 },
  },
  ({ r, ours }) => {
    expectShown(apart.anorexia, r);
    const { x, y } = ranks.paired["anorexia"]!;
    const test = signedRank([...x!], [...y!]);
    expectShown(test.pValue, ours);
    // In tenths all differences are exact.
    const tenths = (values: readonly number[]): number[] => values.map((value) => Math.round(value * 10));
    const exact = signedRank(tenths(x!), tenths(y!));
    expect(exact.pValue).toBe(test.pValue);
    expect(exact.statistic).toBe(test.statistic);
  },
);

describe("which method, and why", () => {
  it("R's default is exact below 50 differences without ties and zeros, else normal with continuity correction", () => {
    const range = (n: number): number[] => Array.from({ length: n }, (_, i) => (i % 3 === 0 ? -1 : 1) * (i + 1));
    expect(signedRank(range(49))).toMatchObject({
      method: "exact",
      z: null,
      continuity: false,
      reason: "49 differences are below 50, none is 0 and none are tied: exact permutation distribution",
    });
    expect(signedRank(range(50)).reason).toBe("there are 50 differences or more (50): normal approximation");
    expect(signedRank([1, 2, 0, 0]).reason).toBe("2 differences are 0: normal approximation");
    expect(signedRank([1, 2, 0]).reason).toBe("1 difference is 0: normal approximation");
    expect(signedRank([1, -1, 3])).toMatchObject({
      ties: true,
      continuity: true,
      reason: "differences are tied: normal approximation",
    });
    expect(signedRank([1, -1, 3], null, { conventions: "spss" })).toMatchObject({
      method: "normal",
      continuity: false,
      reason: "normal approximation, corrected for ties, as SPSS",
    });
    expect(signedRank([1, 2], null, { exact: true }).reason).toBe("exact permutation distribution as asked");
  });

  it("counts pairs, signs and zeros; a pair with a missing value is left out as a whole", () => {
    const test = signedRank([1, 4, null, 2, 7], [1, 2, 3, undefined, 9], { missing: "omit" });
    expect(test.n).toEqual({ pairs: 3, positive: 1, negative: 1, zero: 1 });
    expect(test.omitted).toEqual({ count: 2, rows: [2, 3] });
  });

  it("all differences 0: no P value", () => {
    expect(signedRank([3, 3], [3, 3])).toMatchObject({
      pValue: null,
      z: null,
      statistic: 0,
      reason: "all differences are 0: there is nothing to rank",
    });
    expect(signedRank([3, 0.3], [3, 0.1 + 0.2], { exact: true, midP: true }).pValue).toBeNull();
  });
});

describe("properties", () => {
  const options = fc.record({
    exact: fc.boolean(),
    zeros: fc.constantFrom("wilcoxon" as const, "pratt" as const),
    alternative: fc.constantFrom("two-sided" as const, "less" as const, "greater" as const),
  });
  const reversed = { "two-sided": "two-sided", less: "greater", greater: "less" } as const;

  it("exchanging x and y exchanges the rank sums, the alternative and the sign of z", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(whole, whole), { minLength: 1, maxLength: 12 }), options, (pairs, given) => {
        const x = Object.freeze(pairs.map(([a]) => a));
        const y = Object.freeze(pairs.map(([, b]) => b));
        const one = signedRank(x, y, given);
        const other = signedRank(y, x, { ...given, alternative: reversed[given.alternative] });
        expect(other.rankSums).toEqual({ positive: one.rankSums.negative, negative: one.rankSums.positive });
        if (one.z !== null) expect(other.z === 0 ? 0 : -other.z!).toBe(one.z);
        if (one.pValue === null) expect(other.pValue).toBeNull();
        else expectPValue(other.pValue, one.pValue);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it("the order of the pairs and the unit do not matter; pairs are one sample of differences", () => {
    fc.assert(
      fc.property(sample, options, (d, given) => {
        const { pValue, z, statistic } = signedRank(d, null, given);
        expect(signedRank([...d].reverse(), null, given)).toMatchObject({ pValue, z, statistic });
        expect(
          signedRank(
            d.map((value) => value * 0.1),
            d.map(() => 0),
            given,
          ),
        ).toMatchObject({ pValue, z, statistic });
        const shifted = d.map((_, i) => 1.7 * i);
        const moved = d.map((value, i) => value * 0.1 + shifted[i]!);
        expect(signedRank(moved, shifted, given)).toMatchObject({ pValue, z, statistic });
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it("zeros change nothing under Wilcoxon's rule but the method chosen", () => {
    fc.assert(
      fc.property(sample, fc.boolean(), (d, exact) => {
        expect(signedRank([...d, 0, 0], null, { exact }).pValue).toBe(signedRank(d, null, { exact }).pValue);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });
});

describe("inputs", () => {
  it("pairs must be pairs, options known, costs bounded", () => {
    expect(() => signedRank([1, 2], [1])).toThrowError(/x has 2 values and y 1: give pairs/);
    expect(() => signedRank([1, null], [1, 2])).toThrowError(/column "x" is missing/);
    expect(() => signedRank([], [])).toThrowError(/x has no values/);
    expect(() => signedRank(before, after, { zero: "pratt" } as never)).toThrowError(/no option "zero"/);
    expect(() => signedRank(before, after, { zeros: "none" as "pratt" })).toThrowError(/zeros is "none"/);
    expect(() => signedRank([1, 1], null, { midP: true })).toThrowError(/midP is true, but the normal approximation/);
    const many = Array.from({ length: 1001 }, (_, i) => i + 1);
    expect(() => signedRank(many, null, { exact: true })).toThrowError(expect.objectContaining({ code: "too-costly" }));
  });
});
