import { normalUpperTail } from "@hcc/numerics";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { bowker, mcNemar } from "../src/index.js";
import { expectEstimate, expectPValue } from "./reference.js";
import { strata } from "./strata-reference.js";

const pair = (b: number, c: number): number[][] => [
  [3, b],
  [c, 4],
];

describe("mcNemar equals mcnemar.test, binom.test and the binomial formula on R's data sets", () => {
  it.each(strata.pairs.map((c) => [c.name, c] as const))("%s", (_, c) => {
    const corrected = mcNemar(c.table);
    const uncorrected = mcNemar(c.table, { continuity: false });
    for (const [found, [statistic, p], method] of [
      [corrected, c.corrected, "continuity-corrected"] as const,
      [uncorrected, c.uncorrected, "chi-square"] as const,
    ]) {
      expect(found.method).toBe(method);
      if (statistic === null) expect(found).toMatchObject({ statistic: null, pValue: null });
      else {
        expectEstimate(found.statistic, statistic!);
        expectPValue(found.pValue, p!);
      }
    }
    const exact = mcNemar(c.table, { exact: true });
    expect(exact).toMatchObject({ statistic: null, df: null, method: "exact" });
    expect(mcNemar(c.table, { conventions: "spss" })).toEqual(exact);
    const middle = mcNemar(c.table, { midP: true, level: 0.9 });
    if (c.binomTest > 0) expectPValue(exact.pValue, c.binomTest);
    else expect(exact.pValue).toBeLessThan(1e-300);
    if (c.midP > 0) expectPValue(middle.pValue, c.midP);
    for (const [found, [lower, upper]] of [
      [exact.oddsRatio, c.odds] as const,
      [mcNemar(c.table, { level: 0.9 }).oddsRatio, c.odds90] as const,
    ]) {
      expectEstimate(found.lower, lower!);
      if (upper === null) expect(found.upper).toBe(Number.POSITIVE_INFINITY);
      else expectEstimate(found.upper, upper!);
    }
  });
});

// The table is in Fagerland, Lydersen and Laake 2013, table 1: https://doi.org/10.1186/1471-2288-13-91.
test("bronchial hyper-responsiveness before and after transplantation: erfc(3 / 2), erfc(5 / 4), 18 / 256 and 10 / 256", () => {
  const table = [
    [1, 1],
    [7, 12],
  ];
  // 1 of 8 pairs: chi-square 36 / 8 and 25 / 8, and 2 (1 + 8) / 2^8, in mid-P 2 (1 + 8 / 2) / 2^8.
  const found = [{ continuity: false }, {}, { exact: true }, { midP: true }].map(
    (options) => mcNemar(table, options).pValue!,
  );
  const expected = [2 * normalUpperTail(Math.sqrt(36 / 8)), 2 * normalUpperTail(Math.sqrt(25 / 8)), 18 / 256, 10 / 256];
  for (const [i, p] of expected.entries()) expectPValue(found[i]!, p);
});

test("exact and mid-P count all signs of up to 10 pairs that differ, one by one", () => {
  for (let n = 1; n <= 10; n++) {
    for (let b = 0; b <= n; b++) {
      let [farther, same] = [0, 0];
      for (let signs = 0; signs < 2 ** n; signs++) {
        const positive = [...signs.toString(2)].filter((bit) => bit === "1").length;
        const excess = Math.abs(positive - n / 2) - Math.abs(b - n / 2);
        if (excess > 0) farther++;
        else if (excess === 0) same++;
      }
      expectPValue(mcNemar(pair(b, n - b), { exact: true }).pValue, (farther + same) / 2 ** n);
      expectPValue(mcNemar(pair(b, n - b), { midP: true }).pValue, (farther + same / 2) / 2 ** n);
    }
  }
});

describe("for any pairs", () => {
  const count = fc.nat(200);

  it("transposing inverts the odds ratio and leaves the test; pairs that agree change nothing", () => {
    const options = fc.constantFrom({}, { continuity: false }, { exact: true }, { midP: true });
    const close = (a: number | null, b: number | null): void => {
      if (a === null || b === null || a === b) expect(a === b).toBe(true);
      else expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(a, b));
    };
    fc.assert(
      fc.property(count, count, count, count, options, (a, b, c, d, how) => {
        fc.pre(a + b + c + d > 0);
        const one = mcNemar(
          [
            [a, b],
            [c, d],
          ],
          how,
        );
        const other = mcNemar(
          [
            [d, c],
            [b, a],
          ],
          how,
        );
        close(one.pValue, other.pValue);
        const inverse = (value: number | null): number | null => (value === null ? null : 1 / value);
        close(one.oddsRatio.estimate, inverse(other.oddsRatio.estimate));
        close(one.oddsRatio.lower, inverse(other.oddsRatio.upper));
        const more = mcNemar(
          [
            [a + 7, b],
            [c, d + 1],
          ],
          how,
        );
        expect({ ...more, n: 0 }).toEqual({ ...one, n: 0 });
      }),
      { numRuns: 1000, seed: 101 },
    );
  });

  it("the exact interval of the odds ratio excludes 1 exactly when the exact P is below 1 - level, mid-P likewise", () => {
    fc.assert(
      fc.property(count, count, fc.constantFrom({ exact: true }, { midP: true }), (b, c, how) => {
        const { pValue, oddsRatio } = mcNemar(pair(b, c), how);
        if (Math.abs(pValue! - 0.05) < 1e-9) return;
        expect(oddsRatio.lower! > 1 || oddsRatio.upper! < 1).toBe(pValue! < 0.05);
      }),
      { numRuns: 1000, seed: 102 },
    );
  });

  it("mid-P is below the exact P, and the corrected chi-square below the plain one", () => {
    fc.assert(
      fc.property(count, count, (b, c) => {
        fc.pre(b + c > 0);
        expect(mcNemar(pair(b, c), { midP: true }).pValue!).toBeLessThan(mcNemar(pair(b, c), { exact: true }).pValue!);
        const corrected = mcNemar(pair(b, c)).statistic!;
        expect(corrected).toBeLessThanOrEqual(mcNemar(pair(b, c), { continuity: false }).statistic!);
      }),
      { numRuns: 1000, seed: 103 },
    );
  });

  it("bowker of two categories is mcNemar without correction, and transposing leaves it", () => {
    fc.assert(
      fc.property(count, count, (b, c) => {
        const symmetry = bowker(pair(b, c));
        expect(symmetry.statistic).toBe(mcNemar(pair(b, c), { continuity: false }).statistic);
        expect(bowker(pair(c, b))).toEqual(symmetry);
      }),
      { numRuns: 1000, seed: 104 },
    );
  });
});

describe("bowker equals mcnemar.test on R's data sets", () => {
  const full = strata.squares.filter(({ bowker: [statistic] }) => statistic !== null);
  it.each(full.map((c) => [c.name, c] as const))("%s", (_, c) => {
    const found = bowker(c.table);
    const [statistic, df, p] = c.bowker;
    expect(found.df).toBe(df);
    expectEstimate(found.statistic, statistic!);
    expectPValue(found.pValue, p!);
  });

  // https://www.statsmodels.org/stable/contingency_tables.html
  it("the eyes of 7477 women: statsmodels prints 19.107, P 0.004, with 6 degrees of freedom", () => {
    const found = bowker(strata.squares.find(({ name }) => name === "vision")!.table);
    expect([found.statistic!.toFixed(3), found.pValue!.toFixed(3), found.df]).toEqual(["19.107", "0.004", 6]);
  });
});

const karnofsky = strata.squares.find(({ name }) => name === "karnofsky")!;

differsFromR(
  {
    where: "bowker",
    ours: "two categories that no pair differs between are left out",
    r: "`mcnemar.test` divides 0 by 0 there, and the whole statistic is NaN",
    why: "The sum runs over pairs of categories with information, and as many degrees of freedom; the others say nothing of symmetry.",
    source: "stats, `mcnemar.test`",
    size: {
      question: "chi-square of the Karnofsky index by patient and by physician in `lung`",
      r: "NA",
      ours: 21.49876,
    },
  },
  (size) => {
    expectShown(karnofsky.bowker[0], size.r);
    const found = bowker(karnofsky.table);
    expectShown(found.statistic, size.ours);
    expect(found.df).toBe(15);
    expect(found.reason).toContain("no pair differs between: 13");
  },
);

describe("what has no answer", () => {
  it("without a pair that differs chi-square is null, exact P is 1, and mid-P half of it", () => {
    const equal = pair(0, 0);
    expect(mcNemar(equal)).toMatchObject({ statistic: null, pValue: null });
    expect(mcNemar(equal, { exact: true }).pValue).toBe(1);
    expect(mcNemar(equal, { midP: true }).pValue).toBe(0.5);
    const unknown = { estimate: null, lower: 0, upper: Number.POSITIVE_INFINITY };
    expect(mcNemar(equal).oddsRatio).toMatchObject(unknown);
    expect(bowker(equal)).toMatchObject({ statistic: null, df: 0, pValue: null });
  });

  it.each([
    [
      () =>
        mcNemar([
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9],
        ]),
      /3 rows: use bowker/,
    ],
    [
      () =>
        mcNemar([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      /row 0 of the table has 3 cells: give 2/,
    ],
    [
      () =>
        mcNemar([
          [0, 0],
          [0, 0],
        ]),
      /every count of the table is 0/,
    ],
    [
      () =>
        mcNemar([
          [1, 2.5],
          [0, 0],
        ]),
      /holds 2.5 in row 0, column 1/,
    ],
    [() => mcNemar(pair(1, 2), { exact: true, midP: true }), /exact and midP are both true/],
    [() => mcNemar(pair(1, 2), { correct: false } as object), /mcNemar has no option "correct"/],
    [
      () =>
        bowker([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      /row 0 of the table has 3 cells: give 2/,
    ],
    [() => bowker([[1]]), /the table is 1 x 1: give at least two rows and columns/],
    [() => bowker("table" as never), /the table is no list of rows/],
  ])("%# is refused", (call, message) => {
    expect(call).toThrowError(message);
  });
});
