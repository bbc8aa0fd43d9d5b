import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { contingencyTest, mantelHaenszel, oddsRatio } from "../src/index.js";
import { expectEstimate, expectPValue } from "./reference.js";
import { strata } from "./strata-reference.js";

type Table = readonly [readonly [number, number], readonly [number, number]];

describe("the test, the common odds ratio and its homogeneity equal R's on its data sets", () => {
  it.each(strata.mantel.map((c) => [c.name, c] as const))("%s", (name, c) => {
    const corrected = mantelHaenszel(c.tables);
    const uncorrected = mantelHaenszel(c.tables, { continuity: false, level: 0.9 });
    expect(corrected).toMatchObject({ method: "continuity-corrected", df: 1 });
    if (name !== "half") {
      expectEstimate(corrected.statistic, c.corrected[0]);
      expectPValue(corrected.pValue, c.corrected[1]);
    }
    expectEstimate(uncorrected.statistic, c.uncorrected[0]);
    expectPValue(uncorrected.pValue, c.uncorrected[1]);
    const { estimate, lower, upper } = corrected.oddsRatio;
    const wide = uncorrected.oddsRatio;
    [estimate, lower, upper, wide.lower, wide.upper].forEach((value, i) => {
      if (name === "zero") expect(value).toBe(i === 0 ? Number.POSITIVE_INFINITY : null);
      else expectEstimate(value, c.odds[i]!);
    });
    const [statistic, df, p, tarone, taroneP] = c.breslowDay;
    for (const [found, value, pValue] of [
      [corrected.breslowDay, statistic, p] as const,
      [corrected.tarone, tarone, taroneP] as const,
    ]) {
      if (value === null) expect(found).toMatchObject({ statistic: null, pValue: null });
      else {
        expect(found.df).toBe(df);
        expectEstimate(found.statistic, value!, 1e-3);
        expectPValue(found.pValue, pValue!);
      }
    }
    const exact = mantelHaenszel(c.tables, { exact: true });
    expectPValue(exact.pValue, c.exactP);
    [exact.oddsRatio.estimate, exact.oddsRatio.lower, exact.oddsRatio.upper].forEach((value, i) => {
      if (c.exactOdds[i] === null) expect(value).toBe(Number.POSITIVE_INFINITY);
      else {
        expectEstimate(value, c.exactOdds[i]!);
        // R's own search stops at 1.2e-4 of the odds ratio or of its reciprocal.
        const [a, b] = value! > 1 ? [1 / value!, 1 / c.printed[i]!] : [value!, c.printed[i]!];
        expect(Math.abs(a - b)).toBeLessThan(1.3e-4);
      }
    });
  });
});

// https://msph-p8120.github.io/breslow_day.html
test("a course's printed Breslow-Day tests: 0.57493, P 0.4483 and 4.2069, P 0.04026", () => {
  const [teeth, cervical] = ["teeth", "cervical"].map(
    (name) => mantelHaenszel(strata.mantel.find((c) => c.name === name)!.tables).breslowDay,
  );
  expect([teeth!.statistic!.toFixed(5), teeth!.pValue!.toFixed(4)]).toEqual(["0.57493", "0.4483"]);
  expect([cervical!.statistic!.toFixed(4), cervical!.pValue!.toFixed(5)]).toEqual(["4.2069", "0.04026"]);
});

test("oesophageal cancer and alcohol by age: the common odds ratio is sum a d / n over sum b c / n", () => {
  const { tables } = strata.mantel.find((c) => c.name === "esophAge")!;
  let [products, crossed] = [0, 0];
  for (const [[a, b], [c, d]] of tables as [[number, number], [number, number]][]) {
    products += (a * d) / (a + b + c + d);
    crossed += (b * c) / (a + b + c + d);
  }
  expectEstimate(mantelHaenszel(tables).oddsRatio.estimate, products / crossed);
});

const half = strata.mantel.find((c) => c.name === "half")!;

differsFromR(
  {
    where: "mantelHaenszel",
    ours: "the continuity correction makes a difference below one half 0",
    r: "`mantelhaen.test` drops the correction there, so that less evidence gives a larger statistic than a difference of one half does",
    why: "The correction moves the sum of the first cells toward its expectation, and not past it, as in `chisq.test`.",
    source: "stats, `mantelhaen.test`",
    size: {
      question: "chi-square of the tables [[3, 5], [3, 4]] and [[7, 6], [6, 6]]",
      r: 0.00062,
      ours: 0,
    },
  },
  (size) => {
    expectShown(half.corrected[0], size.r);
    expect(half.corrected).toEqual(half.uncorrected);
    expectShown(mantelHaenszel(half.tables).statistic, size.ours);
  },
);

const tableOf = (cell: fc.Arbitrary<number>) =>
  fc.tuple(fc.tuple(cell, cell), fc.tuple(cell, cell)).filter(([r, s]) => r[0] + r[1] + s[0] + s[1] > 0);
const table = tableOf(fc.nat(12));
const several = fc.array(table, { minLength: 1, maxLength: 5 });
/** Exact limits of larger tables take a while. */
const small = fc.array(tableOf(fc.nat(5)), { minLength: 1, maxLength: 5 });
const close = (a: number | null, b: number | null, floor = 1e-9): void => {
  if (a === b) return;
  const near = a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), floor);
  if (!near) expect.fail(`${a} vs ${b}`);
};
const inverse = (a: number | null): number | null => (a === null ? null : 1 / a);

describe("for any strata", () => {
  it.each([false, true])("their order changes nothing, exact %s", (exact) => {
    fc.assert(
      fc.property(exact ? small : several, (tables) => {
        const one = mantelHaenszel(tables, { exact });
        const other = mantelHaenszel([...tables].reverse(), { exact });
        close(one.statistic, other.statistic, 1e-4);
        close(one.pValue, other.pValue);
        close(one.oddsRatio.estimate, other.oddsRatio.estimate);
        close(one.oddsRatio.upper, other.oddsRatio.upper);
        close(one.breslowDay.statistic, other.breslowDay.statistic, 1e-4);
      }),
      { numRuns: 1000, seed: 91 },
    );
  });

  it.each([false, true])("exchanging groups inverts the odds ratio and leaves the tests, exact %s", (exact) => {
    fc.assert(
      fc.property(exact ? small : several, (tables) => {
        const one = mantelHaenszel(tables, { exact });
        const other = mantelHaenszel(
          tables.map(([r, s]): Table => [s, r]),
          { exact },
        );
        close(one.statistic, other.statistic, 1e-4);
        close(one.pValue, other.pValue);
        close(one.oddsRatio.estimate, inverse(other.oddsRatio.estimate));
        close(one.oddsRatio.lower, inverse(other.oddsRatio.upper));
        close(one.breslowDay.statistic, other.breslowDay.statistic, 1e-4);
        close(one.tarone.statistic, other.tarone.statistic, 1e-4);
      }),
      { numRuns: 1000, seed: 92 },
    );
  });

  it("a stratum with an empty margin changes nothing but the count of strata", () => {
    fc.assert(
      fc.property(several, fc.nat(9), fc.nat(9), (tables, a, b) => {
        const one = mantelHaenszel(tables);
        const other = mantelHaenszel([
          ...tables,
          [
            [a, 0],
            [b, 0],
          ] as const,
        ]);
        expect(other.strata.n).toBe(one.strata.n + 1);
        expect({ ...other, strata: 0, n: 0 }).toEqual({ ...one, strata: 0, n: 0 });
        expect(other.strata.informative).toBe(one.strata.informative);
      }),
      { numRuns: 1000, seed: 93 },
    );
  });

  it("one stratum has Woolf's interval, and (n - 1)/n times Pearson's chi-square", () => {
    fc.assert(
      fc.property(table, ([[a, b], [c, d]]) => {
        fc.pre(a * b * c * d > 0);
        const one = mantelHaenszel(
          [
            [
              [a, b],
              [c, d],
            ],
          ],
          { continuity: false },
        );
        const woolf = oddsRatio(a, a + b, c, c + d);
        close(one.oddsRatio.estimate, woolf.estimate);
        close(one.oddsRatio.lower, woolf.lower);
        close(one.oddsRatio.standardError, woolf.standardError);
        const n = a + b + c + d;
        const pearson = contingencyTest(
          [
            [a, b],
            [c, d],
          ],
          { rule: "pearson" },
        );
        close(one.statistic, ((n - 1) / n) * pearson.statistic!, 1e-4);
        expect(one.breslowDay).toEqual({ statistic: null, df: 0, pValue: null });
      }),
      { numRuns: 1000, seed: 94 },
    );
  });

  it("exact, one stratum is Fisher's test and the exact odds ratio", () => {
    fc.assert(
      fc.property(table, ([[a, b], [c, d]]) => {
        fc.pre(a + b > 0 && c + d > 0 && a + c > 0 && b + d > 0);
        const one = mantelHaenszel(
          [
            [
              [a, b],
              [c, d],
            ],
          ],
          { exact: true },
        );
        const exact = oddsRatio(a, a + b, c, c + d, { method: "exact" });
        close(
          one.pValue,
          contingencyTest(
            [
              [a, b],
              [c, d],
            ],
            { rule: "fisher" },
          ).pValue,
        );
        close(one.oddsRatio.estimate, exact.estimate);
        close(one.oddsRatio.upper, exact.upper);
      }),
      { numRuns: 1000, seed: 95 },
    );
  });

  it("multiples of one table are homogeneous, and their odds ratio is its own", () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 2, max: 9 }), ([[a, b], [c, d]], k) => {
        fc.pre(a * b * c * d > 0);
        const found = mantelHaenszel([
          [
            [a, b],
            [c, d],
          ],
          [
            [k * a, k * b],
            [k * c, k * d],
          ],
        ]);
        close(found.oddsRatio.estimate, (a * d) / (b * c));
        expect(found.breslowDay.statistic).toBeLessThan(1e-20);
        expect(found.tarone.pValue).toBeCloseTo(1, 9);
      }),
      { numRuns: 1000, seed: 96 },
    );
  });
});

test("exact: over pairs of small tables the sum of the first cells is counted table by table", () => {
  const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  const small: Table[] = [];
  for (let a = 0; a <= 2; a++)
    for (let b = 0; b <= 2; b++)
      for (let c = 0; c <= 2; c++)
        small.push([
          [a, b],
          [c, 2 - c],
        ]);
  for (const first of small) {
    for (const second of small) {
      const weights = new Map<number, number>();
      const [one, other] = [first, second].map(([[a, b], [c, d]]) =>
        Array.from({ length: a + c + 1 }, (_, x) => choose(a + b, x) * choose(c + d, a + c - x)),
      ) as [number[], number[]];
      one.forEach((p, x) => {
        other.forEach((q, y) => {
          if (p * q > 0) weights.set(x + y, (weights.get(x + y) ?? 0) + p * q);
        });
      });
      const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
      const seen = first[0][0] + second[0][0];
      const own = weights.get(seen)!;
      const p =
        [...weights.values()].filter((weight) => weight <= own).reduce((sum, weight) => sum + weight, 0) / total;
      const found = mantelHaenszel([first, second], { exact: true, level: 0.8 });
      expect(found.pValue).toBeCloseTo(p, 12);
      const tail = (odds: number, counts: (x: number) => boolean): number => {
        let [part, whole] = [0, 0];
        for (const [x, weight] of weights) {
          whole += weight * odds ** x;
          if (counts(x)) part += weight * odds ** x;
        }
        return part / whole;
      };
      const { lower, upper } = found.oddsRatio;
      if (lower! > 0) expect(tail(lower!, (x) => x >= seen)).toBeCloseTo(0.1, 12);
      if (upper! < Number.POSITIVE_INFINITY) expect(tail(upper!, (x) => x <= seen)).toBeCloseTo(0.1, 12);
    }
  }
});
