import { midRanks } from "@hcc/numerics";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { cochranMantelHaenszel, contingencyTest, kruskalWallis, mantelHaenszel } from "../src/index.js";
import { expectEstimate, expectPValue } from "./reference.js";
import { strata } from "./strata-reference.js";

describe("the three tests equal mantelhaen.test, coin's cmh_test and the formulas on R's data sets", () => {
  it.each(strata.layered.map((c) => [c.name, c] as const))("%s", (_, c) => {
    const { rowScores, columnScores } = c;
    const rows = c.tables[0]!.length;
    for (const [found, [statistic, p], df] of [
      [cochranMantelHaenszel(c.tables), c.association, c.df] as const,
      [cochranMantelHaenszel(c.tables, { method: "mean-scores", columnScores }), c.meanScores, rows - 1] as const,
      [cochranMantelHaenszel(c.tables, { method: "correlation", rowScores, columnScores }), c.correlation, 1] as const,
    ]) {
      expect(found.df).toBe(df);
      expectEstimate(found.statistic, statistic);
      expectPValue(found.pValue, p);
    }
  });
});

// Agresti (2002), table 7.8, in coin's vignette "A Lego system": Z = 2.4812, P 0.01309 and 10.2, df 9, P 0.3345.
test("income and job satisfaction with the scores of coin's vignette: correlation 2.4812^2, association 10.2", () => {
  const { tables } = strata.layered.find(({ name }) => name === "satisfaction")!;
  const scores = { rowScores: [3, 10, 20, 35], columnScores: [1, 3, 4, 5] };
  const correlation = cochranMantelHaenszel(tables, { method: "correlation", ...scores });
  expect([Math.sqrt(correlation.statistic!).toFixed(4), correlation.pValue!.toFixed(5)]).toEqual(["2.4812", "0.01309"]);
  const association = cochranMantelHaenszel(tables);
  expect([association.statistic!.toFixed(1), association.df, association.pValue!.toFixed(4)]).toEqual([
    "10.2",
    9,
    "0.3345",
  ]);
});

const shape = fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 3 }));
const several = shape.chain(([height, width, layers]) =>
  fc.array(
    fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: width, maxLength: width }), {
      minLength: height,
      maxLength: height,
    }),
    { minLength: layers, maxLength: layers },
  ),
);
const flip = (table: readonly (readonly number[])[]): number[][] =>
  table[0]!.map((_, j) => table.map((row) => row[j]!));
const close = (a: number | null, b: number | null): void => {
  expect(Math.abs(a! - b!)).toBeLessThanOrEqual(1e-8 * Math.max(1e-3, Math.abs(b!)));
};

describe("for any strata", () => {
  it("association: order of strata, rows and columns, and exchanging rows with columns, change nothing", () => {
    fc.assert(
      fc.property(several, (tables) => {
        const { statistic } = cochranMantelHaenszel(tables);
        close(cochranMantelHaenszel([...tables].reverse()).statistic, statistic);
        close(cochranMantelHaenszel(tables.map((table) => [...table].reverse())).statistic, statistic);
        close(
          cochranMantelHaenszel(tables.map((table) => table.map((row) => [...row].reverse()))).statistic,
          statistic,
        );
        close(cochranMantelHaenszel(tables.map(flip)).statistic, statistic);
      }),
      { numRuns: 1000, seed: 131 },
    );
  });

  it("scores count only by their distances, whatever their origin and unit", () => {
    fc.assert(
      fc.property(several, fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 40 }), (tables, a, b) => {
        const columnScores = tables[0]![0]!.map((_, j) => a + b * (j + 1));
        for (const method of ["mean-scores", "correlation"] as const) {
          const { statistic } = cochranMantelHaenszel(tables, { method });
          close(cochranMantelHaenszel(tables, { method, columnScores }).statistic, statistic);
        }
      }),
      { numRuns: 1000, seed: 132 },
    );
  });

  it("2 x 2 tables have the Mantel-Haenszel chi-square without correction, by all three methods", () => {
    const two = fc.array(fc.tuple(fc.tuple(fc.nat(9), fc.nat(9)), fc.tuple(fc.nat(9), fc.nat(9))), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(two, (tables) => {
        const { statistic, strata: counted } = mantelHaenszel(tables, { continuity: false });
        for (const method of ["association", "mean-scores", "correlation"] as const) {
          const found = cochranMantelHaenszel(tables, { method });
          if (statistic === null) expect(found).toMatchObject({ statistic: null, df: 0, pValue: null });
          else close(found.statistic, statistic);
          expect(found.strata).toEqual(counted);
        }
      }),
      { numRuns: 1000, seed: 133 },
    );
  });
});

describe("one stratum", () => {
  const single = several.map(([table]) => table!);

  it("association is (n - 1)/n times Pearson's chi-square, correlation is (n - 1) r^2", () => {
    fc.assert(
      fc.property(single, (table) => {
        const pearson = contingencyTest(table, { rule: "pearson" });
        const found = cochranMantelHaenszel([table]);
        close(found.statistic, (pearson.statistic! * (pearson.n - 1)) / pearson.n);
        expect(found.df).toBe(pearson.df);
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
        const r2 = (n * xy - x * y) ** 2 / ((n * xx - x * x) * (n * yy - y * y));
        close(cochranMantelHaenszel([table], { method: "correlation" }).statistic, (n - 1) * r2);
      }),
      { numRuns: 1000, seed: 134 },
    );
  });

  it("mean scores with mid-ranks is the Kruskal-Wallis test", () => {
    fc.assert(
      fc.property(single, (table) => {
        const groups = table.map((row) => row.flatMap((count, j) => new Array<number>(count).fill(j)));
        const pooled = Float64Array.from(groups.flat());
        const { doubled } = midRanks(pooled);
        const columnScores = table[0]!.map((_, j) => doubled[pooled.indexOf(j)]! / 2);
        const found = cochranMantelHaenszel([table], { method: "mean-scores", columnScores });
        close(found.statistic, kruskalWallis(groups).statistic);
      }),
      { numRuns: 1000, seed: 135 },
    );
  });

  it("the statistic has its degrees of freedom as mean over all permutations of up to 7 subjects", () => {
    const rows = [0, 0, 1, 1, 2, 2, 2];
    const columns = [0, 0, 0, 1, 1, 2, 2];
    const totals = { association: 0, "mean-scores": 0, correlation: 0 };
    let permutations = 0;
    const walk = (left: readonly number[], table: readonly (readonly number[])[]): void => {
      if (left.length === 0) {
        permutations++;
        for (const method of ["association", "mean-scores", "correlation"] as const) {
          totals[method] += cochranMantelHaenszel([table], { method }).statistic!;
        }
        return;
      }
      left.forEach((column, k) => {
        const row = rows[rows.length - left.length]!;
        walk(
          left.filter((_, i) => i !== k),
          table.map((cells, i) => cells.map((count, j) => count + Number(i === row && j === column))),
        );
      });
    };
    walk(columns, [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(permutations).toBe(5040);
    expect(totals.association / permutations).toBeCloseTo(4, 10);
    expect(totals["mean-scores"] / permutations).toBeCloseTo(2, 10);
    expect(totals.correlation / permutations).toBeCloseTo(1, 10);
  });
});

describe("what has no answer", () => {
  it("a row without observations costs its degrees of freedom and nothing else", () => {
    const full = [
      [
        [8, 5],
        [3, 6],
      ],
      [
        [6, 4],
        [2, 5],
      ],
    ];
    const padded = full.map((table) => [...table, [0, 0]]);
    const found = cochranMantelHaenszel(padded);
    expect(found.df).toBe(1);
    close(found.statistic, cochranMantelHaenszel(full).statistic);
  });

  it.each([
    [[], {}, /there are no strata/],
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
      {},
      /stratum 1 is 2 x 3: give 2 x 2, as stratum 0/,
    ],
    [[[[1, 2]]], {}, /stratum 0 is 1 x 2: give at least two rows/],
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      { rowScores: [1, 2] },
      /rowScores are given, but the method does not use them/,
    ],
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      { method: "mean-scores", columnScores: [1, 2, 3] },
      /columnScores are \[1,2,3\]: give 2/,
    ],
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      { method: "correlation", rowScores: [2, 2] },
      /rowScores are all 2/,
    ],
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      { method: "trend" },
      /method is "trend": give one of "association"/,
    ],
  ])("%j with %j is refused", (tables, options, message) => {
    expect(() => cochranMantelHaenszel(tables, options as object)).toThrowError(message);
  });
});
