import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fleissKappa, kappa } from "../src/index.js";
import { expectEstimate, expectPValue } from "./reference.js";
import { square, strata } from "./strata-reference.js";

describe("fleissKappa", () => {
  it.each(["diagnoses", "judges"] as const)("equals the published formulas: %s", (name) => {
    const c = strata.fleiss[name];
    const found = fleissKappa(c.counts);
    const [estimate, error, nullError, p] = c.overall;
    expectEstimate(found.estimate, estimate!);
    expectEstimate(found.standardError, error!);
    expectEstimate(found.nullStandardError, nullError!);
    expectPValue(found.pValue, p!);
    found.categories.forEach((category, j) => {
      if (c.categories[j] === null) expect(category.estimate).toBeNull();
      else {
        expectEstimate(category.estimate, c.categories[j]!);
        expectEstimate(category.statistic, c.categories[j]! / c.categoryError);
      }
    });
  });

  // irr: kappam.fleiss(diagnoses, detail = TRUE); 0.4302445 and z 17.65183 of irr in statsmodels' test_inter_rater.py.
  it("Fleiss's 30 patients and 6 raters (1971): irr prints 0.430, by diagnosis 0.245, 0.245, 0.520, 0.471, 0.566", () => {
    const found = fleissKappa(strata.fleiss.diagnoses.counts);
    expect(found.estimate!.toFixed(7)).toBe("0.4302445");
    expect(found.categories.map(({ estimate }) => estimate!.toFixed(3))).toEqual([
      "0.245",
      "0.245",
      "0.520",
      "0.471",
      "0.566",
    ]);
    expect([found.subjects, found.raters]).toEqual([30, 6]);
  });

  const ratings = fc
    .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 4 }))
    .chain(([raters, width]) =>
      fc
        .array(fc.array(fc.nat(width - 1), { minLength: raters, maxLength: raters }), { minLength: 2, maxLength: 15 })
        .map((subjects) =>
          subjects.map((given) => Array.from({ length: width }, (_, j) => given.filter((one) => one === j).length)),
        ),
    )
    .filter((counts) => counts[0]!.filter((_, j) => counts.some((row) => row[j]! > 0)).length > 1);

  it("the standard error is that of weighting subjects, by differences", () => {
    const weighted = (counts: readonly number[][], weights: readonly number[]): number => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const m = counts[0]!.reduce((sum, count) => sum + count, 0);
      const shares = counts[0]!.map(
        (_, j) => counts.reduce((sum, row, i) => sum + weights[i]! * row[j]!, 0) / total / m,
      );
      const agreement =
        counts.reduce(
          (sum, row, i) => sum + (weights[i]! * row.reduce((own, count) => own + count * (count - 1), 0)) / m / (m - 1),
          0,
        ) / total;
      const chance = shares.reduce((sum, share) => sum + share * share, 0);
      return (agreement - chance) / (1 - chance);
    };
    fc.assert(
      fc.property(ratings, (counts) => {
        const n = counts.length;
        const found = fleissKappa(counts);
        const ones = counts.map(() => 1);
        expect(found.estimate).toBeCloseTo(weighted(counts, ones), 9);
        const slopes = counts.map((_, i) => {
          const moved = (by: number): number =>
            weighted(
              counts,
              ones.map((one, k) => (k === i ? one + by : one)),
            );
          return (moved(1e-5) - moved(-1e-5)) / 2e-5;
        });
        const variance = slopes.reduce((sum, slope) => sum + slope * slope, 0) * (n / (n - 1));
        expect(found.standardError).toBeCloseTo(Math.sqrt(variance), 5);
      }),
      { numRuns: 1000, seed: 121 },
    );
  });

  it("of two raters it is Scott's pi: kappa of the table made symmetric", () => {
    fc.assert(
      fc.property(square, (table) => {
        const counts: number[][] = [];
        table.forEach((row, i) => {
          row.forEach((times, j) => {
            const own = row.map((_, k) => Number(k === i) + Number(k === j));
            for (let t = 0; t < times; t++) counts.push(own);
          });
        });
        const symmetric = table.map((row, i) => row.map((count, j) => count + table[j]![i]!));
        expect(fleissKappa(counts).estimate!).toBeCloseTo(kappa(symmetric).estimate!, 10);
      }),
      { numRuns: 1000, seed: 122 },
    );
  });

  it("the order of subjects and of categories changes nothing", () => {
    fc.assert(
      fc.property(ratings, (counts) => {
        const one = fleissKappa(counts);
        for (const other of [[...counts].reverse(), counts.map((row) => [...row].reverse())]) {
          const found = fleissKappa(other);
          expect(found.estimate!).toBeCloseTo(one.estimate!, 11);
          expect(found.standardError!).toBeCloseTo(one.standardError!, 9);
          expect(found.nullStandardError!).toBeCloseTo(one.nullStandardError!, 9);
        }
      }),
      { numRuns: 1000, seed: 123 },
    );
  });
});
