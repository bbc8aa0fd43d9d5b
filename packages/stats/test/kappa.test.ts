import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { fleissKappa, kappa } from "../src/index.js";
import { expectEstimate, expectPValue } from "./reference.js";
import { square, strata } from "./strata-reference.js";

const weightings = ["none", "linear", "quadratic"] as const;

describe("kappa equals the published formulas on R's data sets", () => {
  it.each(strata.squares.map((c) => [c.name, c] as const))("%s", (_, c) => {
    for (const weights of weightings) {
      const found = kappa(c.table, { weights });
      const [estimate, error, nullError, z, p, observed, expected] = c[weights];
      expectEstimate(found.estimate, estimate!, error!);
      expectEstimate(found.standardError, error!);
      expectEstimate(found.nullStandardError, nullError!);
      expectEstimate(found.statistic, z!, 1);
      if (p! > 0) expectPValue(found.pValue, p!);
      else expect(found.pValue).toBe(0);
      expectEstimate(found.agreement.observed, observed!);
      expectEstimate(found.agreement.expected, expected!);
      expectEstimate(found.lower, estimate! - 1.959963984540054 * error!, error!);
      expectEstimate(found.upper, estimate! + 1.959963984540054 * error!, error!);
    }
  });

  // Psychol Bull 1968;70:213-220; the man page of psych::cohen.kappa has the table and what Cohen reports.
  it("the worked example of Cohen (1968): 0.492", () => {
    const { table } = strata.squares.find(({ name }) => name === "cohen")!;
    expect(kappa(table).estimate!.toFixed(3)).toBe("0.492");
  });
});

const flip = (table: readonly (readonly number[])[]): number[][] =>
  table[0]!.map((_, j) => table.map((row) => row[j]!));

/** Kappa of shares, from its definition with weights of agreement. */
function ofShares(shares: readonly (readonly number[])[], weights: (typeof weightings)[number]): number {
  const size = shares.length;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const whole = sum(shares.map(sum));
  const rows = shares.map((row) => sum(row) / whole);
  const columns = flip(shares).map((column) => sum(column) / whole);
  let [observed, expected] = [0, 0];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const d = Math.abs(i - j) / (size - 1);
      const w = weights === "none" ? Number(i === j) : weights === "linear" ? 1 - d : 1 - d * d;
      observed += (w * shares[i]![j]!) / whole;
      expected += w * rows[i]! * columns[j]!;
    }
  }
  return (observed - expected) / (1 - expected);
}

/** Delta method: variance of one multinomial observation through the slope of kappa in each share. */
function byDifferences(shares: readonly (readonly number[])[], weights: (typeof weightings)[number]): number {
  const slopes = shares.map((row, i) =>
    row.map((_, j) => {
      const moved = (by: number): number =>
        ofShares(
          shares.map((cells, k) => cells.map((share, l) => share + (k === i && l === j ? by : 0))),
          weights,
        );
      return (moved(1e-5) - moved(-1e-5)) / 2e-5;
    }),
  );
  let [mean, square] = [0, 0];
  shares.forEach((row, i) => {
    row.forEach((share, j) => {
      mean += share * slopes[i]![j]!;
      square += share * slopes[i]![j]! ** 2;
    });
  });
  return Math.sqrt(Math.max(0, square - mean * mean));
}

describe("for any square table", () => {
  const weighting = fc.constantFrom(...weightings);

  it("both standard errors are those of the delta method by differences, at the table and at independence", () => {
    fc.assert(
      fc.property(square, weighting, (table, weights) => {
        const n = table.flat().reduce((sum, count) => sum + count, 0);
        const shares = table.map((row) => row.map((count) => count / n));
        const rows = shares.map((row) => row.reduce((sum, share) => sum + share, 0));
        const columns = flip(shares).map((column) => column.reduce((sum, share) => sum + share, 0));
        const chance = rows.map((row) => columns.map((column) => row * column));
        const found = kappa(table, { weights });
        expect(found.estimate).toBeCloseTo(ofShares(shares, weights), 9);
        expect(found.standardError! * Math.sqrt(n)).toBeCloseTo(byDifferences(shares, weights), 4);
        expect(found.nullStandardError! * Math.sqrt(n)).toBeCloseTo(byDifferences(chance, weights), 4);
      }),
      { numRuns: 1000, seed: 111 },
    );
  });

  it("exchanging the raters, or reversing the categories, changes nothing", () => {
    fc.assert(
      fc.property(square, weighting, (table, weights) => {
        const one = kappa(table, { weights });
        for (const other of [flip(table), [...table].reverse().map((row) => [...row].reverse())]) {
          const found = kappa(other, { weights });
          expect(found.estimate!).toBeCloseTo(one.estimate!, 11);
          expect(found.standardError!).toBeCloseTo(one.standardError!, 9);
          expect(found.nullStandardError!).toBeCloseTo(one.nullStandardError!, 9);
        }
      }),
      { numRuns: 1000, seed: 112 },
    );
  });

  it("k copies of every subject keep kappa and divide its standard errors by the root of k", () => {
    fc.assert(
      fc.property(square, weighting, fc.integer({ min: 2, max: 9 }), (table, weights, k) => {
        const one = kappa(table, { weights });
        const found = kappa(
          table.map((row) => row.map((count) => k * count)),
          { weights },
        );
        expect(found.estimate!).toBeCloseTo(one.estimate!, 12);
        expect(found.standardError! * Math.sqrt(k)).toBeCloseTo(one.standardError!, 10);
        expect(found.nullStandardError! * Math.sqrt(k)).toBeCloseTo(one.nullStandardError!, 10);
      }),
      { numRuns: 1000, seed: 113 },
    );
  });

  it("quadratic kappa is Lin's concordance correlation of the category numbers", () => {
    fc.assert(
      fc.property(square, (table) => {
        let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
        table.forEach((row, i) => {
          row.forEach((count, j) => {
            n += count;
            x += count * i;
            y += count * j;
            xx += count * i * i;
            yy += count * j * j;
            xy += count * i * j;
          });
        });
        const covariance = xy / n - (x * y) / n / n;
        const spread = xx / n - (x / n) ** 2 + yy / n - (y / n) ** 2 + ((x - y) / n) ** 2;
        expect(kappa(table, { weights: "quadratic" }).estimate!).toBeCloseTo((2 * covariance) / spread, 9);
      }),
      { numRuns: 1000, seed: 114 },
    );
  });

  it("agreement of all is 1 without error, and independence is 0", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 5 }),
        weighting,
        (counts, weights) => {
          const diagonal = counts.map((count, i) => counts.map((_, j) => (i === j ? count : 0)));
          const product = counts.map((count) => counts.map((other) => count * other));
          expect(kappa(diagonal, { weights })).toMatchObject({ estimate: 1, lower: 1, upper: 1, standardError: 0 });
          expect(kappa(product, { weights }).estimate!).toBeCloseTo(0, 12);
        },
      ),
      { numRuns: 1000, seed: 115 },
    );
  });
});

describe("what has no answer", () => {
  test("one category for all subjects by both raters", () => {
    const nothing = { estimate: null, lower: null, upper: null, standardError: null, statistic: null, pValue: null };
    expect(
      kappa([
        [9, 0],
        [0, 0],
      ]),
    ).toMatchObject(nothing);
    expect(
      fleissKappa([
        [3, 0],
        [3, 0],
      ]),
    ).toMatchObject(nothing);
  });

  test("one category for all subjects by one rater: kappa is 0 without a test", () => {
    const found = kappa([
      [9, 4],
      [0, 0],
    ]);
    expect(found.estimate).toBeCloseTo(0, 15);
    expect(found).toMatchObject({ statistic: null, pValue: null });
    expect(found.reason).toContain("one rater gives all subjects one category");
  });

  test("a category that nobody gives", () => {
    const { categories } = fleissKappa([
      [3, 0, 0],
      [0, 3, 0],
      [1, 2, 0],
    ]);
    expect(categories[2]).toEqual({ share: 0, estimate: null, statistic: null, pValue: null });
  });

  test("a single subject has no interval", () => {
    expect(fleissKappa([[1, 2]])).toMatchObject({ standardError: null, lower: null, upper: null });
  });

  test.each([
    [() => kappa([[1, 2], [3]]), /row 1 of the table has 1 cells: give 2/],
    [
      () =>
        kappa(
          [
            [1, 2],
            [3, 4],
          ],
          { weights: "cubic" as "none" },
        ),
      /weights is "cubic"/,
    ],
    [
      () =>
        kappa([
          [0, 0],
          [0, 0],
        ]),
      /every count of the table is 0/,
    ],
    [
      () =>
        fleissKappa([
          [1, 2],
          [2, 2],
        ]),
      /subject 1 has 4 ratings but subject 0 has 3/,
    ],
    [
      () =>
        fleissKappa([
          [1, 0],
          [0, 1],
        ]),
      /each subject has 1 rating/,
    ],
    [() => fleissKappa([]), /the table of ratings is 0 x 0/],
  ])("%# is refused", (call, message) => {
    expect(call).toThrowError(message);
  });
});
