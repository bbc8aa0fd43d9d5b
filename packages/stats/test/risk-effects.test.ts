import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { oddsRatio, riskDifference, riskRatio, twoProportions } from "../src/index.js";
import { type Counts, effects, tailOf } from "./effects-reference.js";
import { expectEstimate, expectPValue } from "./reference.js";

interface Limits {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** R's limits; its infinite ones are null in the JSON. */
function expectLimits(found: Limits, expected: readonly (number | null)[], floor: number, what: string): void {
  for (const [side, value] of [["lower", expected[0]!] as const, ["upper", expected[1]!] as const]) {
    if (value === null) expect([null, Number.POSITIVE_INFINITY], `${what} ${side}`).toContain(found[side]);
    else expectEstimate(found[side], value, floor, `${what} ${side}`);
  }
}

function expectP(found: number | null, expected: number | null, what: string): void {
  if (expected === null) expect(found, what).toBeNull();
  else expectPValue(found, expected, what);
}

// Limits by bisection have the tolerance of all estimates: both sides bisect to the last bits.
describe("differences, ratios and odds ratios equal R's values and formulas on its data sets", () => {
  it.each(effects.effects.map((c) => [c.name, c] as const))("%s", (_, c) => {
    const [x1, n1, x2, n2] = c.counts;
    expectP(riskDifference(x1, n1, x2, n2, { method: "wald" }).pValue, c.waldDifferenceP, "Wald difference");
    expectP(riskRatio(x1, n1, x2, n2).pValue, c.waldRatioP, "Wald ratio");
    expectP(oddsRatio(x1, n1, x2, n2).pValue, c.waldOddsP, "Wald odds ratio");
    expectP(oddsRatio(x1, n1, x2, n2, { method: "exact" }).pValue, c.exactP, "exact");
    expectP(oddsRatio(x1, n1, x2, n2, { method: "mid-p" }).pValue, c.midP, "mid-P");
    for (const measure of [riskDifference, riskRatio, oddsRatio]) {
      expectP(measure(x1, n1, x2, n2, { method: "miettinen-nurminen" }).pValue, c.scoreP, "score");
    }
    for (const reference of c.levels) {
      const { level } = reference;
      const wald = riskDifference(x1, n1, x2, n2, { method: "wald", level });
      // prop.test cuts its limits at -1 and 1.
      const cut = { lower: Math.max(-1, wald.lower), upper: Math.min(1, wald.upper) };
      expectLimits(cut, reference.waldDifference, wald.standardError!, "Wald difference");
      const score = { method: "miettinen-nurminen", level } as const;
      const difference = riskDifference(x1, n1, x2, n2, score);
      expectLimits(difference, reference.scoreDifference, difference.upper - difference.lower, "score difference");
      const ratio = riskRatio(x1, n1, x2, n2, { level });
      expectLimits(ratio, reference.waldRatio, 0, "Wald ratio");
      expectLimits(riskRatio(x1, n1, x2, n2, score), reference.scoreRatio, 0, "score ratio");
      const odds = oddsRatio(x1, n1, x2, n2, { level });
      expectLimits(odds, reference.waldOdds, 0, "Wald odds ratio");
      for (const [found, [, , error]] of [[ratio, reference.waldRatio] as const, [odds, reference.waldOdds] as const]) {
        if (error === null) expect(found.standardError).toBeNull();
        else expectEstimate(found.standardError, error);
      }
      expectLimits(oddsRatio(x1, n1, x2, n2, score), reference.scoreOdds, 0, "score odds ratio");
      for (const [method, [estimate, ...limits]] of [
        ["exact", reference.exactOdds] as const,
        ["mid-p", reference.midOdds] as const,
      ]) {
        const found = oddsRatio(x1, n1, x2, n2, { method, level });
        expectLimits(found, limits, 0, method);
        if (estimate === null) expect([null, Number.POSITIVE_INFINITY]).toContain(found.estimate);
        else expectEstimate(found.estimate, estimate, 0, method);
      }
    }
  });
});

// Stat Med 1998;17:873-890, table II, methods 1, 6 (score with N / (N - 1)) and 10. Also what SAS prints for the first three:
// https://www.lexjansen.com/wuss/2016/127_Final_Paper_PDF.pdf, p. 9.
describe("the published limits of the difference (Newcombe 1998)", () => {
  it.each([
    [
      [56, 70, 48, 80],
      ["0.0575", "0.3425"],
      ["0.0528", "0.3382"],
      ["0.0524", "0.3339"],
    ],
    [
      [9, 10, 3, 10],
      ["0.2605", "0.9395"],
      ["0.1700", "0.8406"],
      ["0.1705", "0.8090"],
    ],
    [
      [10, 10, 0, 20],
      ["1.0000", "1.0000"],
      ["0.7156", "1.0000"],
      ["0.6791", "1.0000"],
    ],
    [
      [10, 10, 0, 10],
      ["1.0000", "1.0000"],
      ["0.6636", "1.0000"],
      ["0.6075", "1.0000"],
    ],
  ] as const)("%j", ([x1, n1, x2, n2], ...published) => {
    const found = (["wald", "miettinen-nurminen", "newcombe"] as const).map((method) => {
      const { lower, upper } = riskDifference(x1, n1, x2, n2, { method });
      return [lower.toFixed(4), upper.toFixed(4)];
    });
    expect(found).toEqual(published);
  });
});

const positive = effects.effects.find(({ name }) => name === "newcombeB")!;
const [, , wide] = positive.levels;

differsFromR(
  {
    where: "oddsRatio",
    ours: "the exact limits solve their equation to the last digits",
    r: "`fisher.test` looks for the reciprocal of a large odds ratio between 0 and 1 to 1.2e-4, so that a limit beyond some ten thousand is lost",
    why: "The limits are bisected by ratio; at ours the tail is (1 - level)/2 to 1e-12, counted table by table.",
    source: "stats, `fisher.test`",
    size: { question: "upper 99.9 % limit of 9/10 against 3/10", r: 4503599627370496, ours: 53314.541 },
  },
  (size) => {
    expectShown(wide!.fisher[2], size.r);
    const { upper } = oddsRatio(9, 10, 3, 10, { method: "exact", level: 0.999 });
    expectShown(upper, size.ours);
    const { below, at } = tailOf([9, 10, 3, 10], upper!);
    expect(below + at).toBeCloseTo(0.0005, 12);
  },
);

test("the odds ratios of fisher.test agree within its root search, 1.2e-4 of the smaller of odds ratio and reciprocal", () => {
  for (const c of effects.effects) {
    const reference = c.levels[0]!;
    const found = oddsRatio(...c.counts, { method: "exact" });
    [found.estimate, found.lower, found.upper].forEach((value, i) => {
      const expected = reference.fisher[i]!;
      if (expected === null || value === null || value === Number.POSITIVE_INFINITY) return;
      const [a, b] = value > 1 ? [1 / value, 1 / expected] : [value, expected];
      expect(Math.abs(a - b), c.name).toBeLessThan(1.3e-4);
    });
  }
});

const counts = fc
  .tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(30))
  .map(([a, b, c, d]): Counts => [a, a + b + 1, c, c + d + 1]);
const runs = { numRuns: 1000 };
const close = (a: number | null, b: number | null): void => {
  if (a === b) return;
  const near = a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.max(1e-3, Math.abs(a), Math.abs(b));
  if (!near) expect.fail(`${a} vs ${b}`);
};
const inverse = (a: number | null): number | null => (a === null ? null : 1 / a);

describe("for any two proportions", () => {
  it.each(["newcombe", "wald", "miettinen-nurminen"] as const)("exchanging groups turns the sign: %s", (method) => {
    fc.assert(
      fc.property(counts, ([x1, n1, x2, n2]) => {
        const one = riskDifference(x1, n1, x2, n2, { method });
        const other = riskDifference(x2, n2, x1, n1, { method });
        close(one.lower, -other.upper);
        close(one.pValue, other.pValue);
        expect(one.lower).toBeLessThanOrEqual(one.estimate);
        expect(one.upper).toBeGreaterThanOrEqual(one.estimate);
        if (method !== "wald") expect(Math.max(-one.lower, one.upper)).toBeLessThanOrEqual(1 + 1e-15);
      }),
      { ...runs, seed: 81 },
    );
  });

  it.each(["wald", "miettinen-nurminen"] as const)("exchanging groups inverts the ratio: %s", (method) => {
    fc.assert(
      fc.property(counts, ([x1, n1, x2, n2]) => {
        const one = riskRatio(x1, n1, x2, n2, { method });
        const other = riskRatio(x2, n2, x1, n1, { method });
        close(one.estimate, inverse(other.estimate));
        close(one.lower, inverse(other.upper));
        close(one.upper, inverse(other.lower));
        close(one.pValue, other.pValue);
      }),
      { ...runs, seed: 82 },
    );
  });

  it.each(["wald", "miettinen-nurminen", "exact", "mid-p"] as const)(
    "exchanging groups inverts the odds ratio, and so does exchanging event and none: %s",
    (method) => {
      fc.assert(
        fc.property(counts, ([x1, n1, x2, n2]) => {
          const one = oddsRatio(x1, n1, x2, n2, { method });
          for (const other of [
            oddsRatio(x2, n2, x1, n1, { method }),
            oddsRatio(n1 - x1, n1, n2 - x2, n2, { method }),
          ]) {
            close(one.estimate, inverse(other.estimate));
            close(one.lower, inverse(other.upper));
            close(one.upper, inverse(other.lower));
            close(one.pValue, other.pValue);
          }
        }),
        { ...runs, seed: 83 },
      );
    },
  );

  it("the interval excludes no effect exactly when its P is below 1 - level", () => {
    const cases = [
      ...(["wald", "miettinen-nurminen"] as const).flatMap((method) => [
        { none: 0, measure: (c: Counts) => riskDifference(...c, { method }) },
        { none: 1, measure: (c: Counts) => riskRatio(...c, { method }) },
      ]),
      ...(["wald", "miettinen-nurminen", "exact", "mid-p"] as const).map((method) => ({
        none: 1,
        measure: (c: Counts) => oddsRatio(...c, { method }),
      })),
    ];
    fc.assert(
      fc.property(counts, fc.constantFrom(...cases), (c, { none, measure }) => {
        const { lower, upper, pValue } = measure(c);
        if (pValue === null || lower === null || upper === null || Math.abs(pValue - 0.05) < 1e-9) return;
        expect(lower > none || upper < none).toBe(pValue < 0.05);
      }),
      { ...runs, seed: 84 },
    );
  });

  it("the score limits enclose exactly the differences that the score test does not reject", () => {
    const z = 1.959963984540054;
    const logOf = (count: number, p: number): number => (count === 0 ? 0 : count * Math.log(p));
    fc.assert(
      fc.property(counts, fc.double({ min: -1, max: 1, noNaN: true }), ([x1, n1, x2, n2], delta) => {
        const { lower, upper } = riskDifference(x1, n1, x2, n2, { method: "miettinen-nurminen" });
        fc.pre(Math.min(Math.abs(delta - lower), Math.abs(delta - upper)) > 1e-5);
        const likelihood = (q: number): number =>
          logOf(x1, q + delta) + logOf(n1 - x1, 1 - q - delta) + logOf(x2, q) + logOf(n2 - x2, 1 - q);
        let [low, high] = [Math.max(0, -delta), Math.min(1, 1 - delta)];
        for (let i = 0; i < 200; i++) {
          const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
          if (likelihood(a) < likelihood(b)) low = a;
          else high = b;
        }
        const q = (low + high) / 2;
        const p = q + delta;
        const variance = (p * (1 - p)) / n1 + (q * (1 - q)) / n2;
        const distance = x1 / n1 - x2 / n2 - delta;
        const kept = (distance * distance * (n1 + n2 - 1)) / (n1 + n2) <= z * z * variance;
        expect(kept).toBe(lower <= delta && delta <= upper);
      }),
      { ...runs, seed: 85 },
    );
  });

  it("twoProportions has Newcombe's interval of riskDifference", () => {
    fc.assert(
      fc.property(counts, (c) => {
        const { estimate, lower, upper, method } = riskDifference(...c);
        expect(twoProportions(...c).difference).toEqual({ estimate, lower, upper, level: 0.95, method });
      }),
      { ...runs, seed: 86 },
    );
  });
});
