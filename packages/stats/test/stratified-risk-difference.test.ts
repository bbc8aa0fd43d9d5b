import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { riskDifference, stratifiedRiskDifference } from "../src/index.js";

type Table = readonly [readonly [number, number], readonly [number, number]];
const cell = fc.integer({ min: 0, max: 30 });
const table = fc
  .tuple(fc.tuple(cell, cell), fc.tuple(cell, cell))
  .filter(([a, b]) => a[0] + a[1] > 0 && b[0] + b[1] > 0);
const strata = fc.array(table, { minLength: 1, maxLength: 5 });
const check = (property: fc.IProperty<unknown>): void => fc.assert(property, { numRuns: 1000, seed: 20_260 });

describe("the common difference of two proportions (Mantel and Haenszel)", () => {
  test("of one stratum is the difference itself", () => {
    check(
      fc.property(table, (one) => {
        const [[x1, y1], [x2, y2]] = one;
        expect(stratifiedRiskDifference([one]).estimate).toBeCloseTo(
          riskDifference(x1, x1 + y1, x2, x2 + y2).estimate,
          12,
        );
      }),
    );
  });

  test("is the mean of the differences of the strata weighted by n1 n2 / N", () => {
    check(
      fc.property(strata, (tables) => {
        let sum = 0;
        let weights = 0;
        for (const [[x1, y1], [x2, y2]] of tables) {
          const weight = 1 / (1 / (x1 + y1) + 1 / (x2 + y2));
          sum += weight * (x1 / (x1 + y1) - x2 / (x2 + y2));
          weights += weight;
        }
        expect(stratifiedRiskDifference(tables).estimate).toBeCloseTo(sum / weights, 12);
      }),
    );
  });

  test("changes its sign, and no more, when the rows or the columns are exchanged", () => {
    check(
      fc.property(strata, (tables) => {
        const { estimate, standardError } = stratifiedRiskDifference(tables);
        for (const other of [
          tables.map(([a, b]): Table => [b, a]),
          tables.map(
            ([[a, b], [c, d]]): Table => [
              [b, a],
              [d, c],
            ],
          ),
        ]) {
          const swapped = stratifiedRiskDifference(other);
          expect(swapped.estimate).toBeCloseTo(-estimate!, 12);
          expect(swapped.standardError ?? 0).toBeCloseTo(standardError ?? 0, 10);
        }
      }),
    );
  });

  test("has in strata of one subject a group the variance of matched pairs", () => {
    // 12 pairs: both with the event 3, the first alone 5, the second alone 1, neither 3.
    const pair = (a: number, b: number): Table => [
      [a, 1 - a],
      [b, 1 - b],
    ];
    const pairs = [
      ...Array.from({ length: 3 }, () => pair(1, 1)),
      ...Array.from({ length: 5 }, () => pair(1, 0)),
      pair(0, 1),
      ...Array.from({ length: 3 }, () => pair(0, 0)),
    ];
    const { estimate, standardError } = stratifiedRiskDifference(pairs);
    expect(estimate).toBeCloseTo(4 / 12, 14);
    // Sato: P of a pair is (x2 - x1) / 4, Q is (x1 (1 - x2) + x2 (1 - x1)) / 4, the weight 1/2.
    expect(standardError! ** 2).toBeCloseTo(((4 / 12) * (-4 / 4) + 6 / 4) / 36, 14);
  });

  test("keeps its 95 % interval in large strata: that of Wald weighted", () => {
    const big: Table = [
      [4000, 6000],
      [3000, 7000],
    ];
    const { lower, upper } = stratifiedRiskDifference([big]);
    const wald = riskDifference(4000, 10_000, 3000, 10_000, { method: "wald" });
    expect(lower).toBeCloseTo(wald.lower, 5);
    expect(upper).toBeCloseTo(wald.upper, 5);
  });

  test("leaves out strata with one group, and has no answer without any other", () => {
    const one: Table = [
      [3, 4],
      [0, 0],
    ];
    const two: Table = [
      [3, 4],
      [2, 9],
    ];
    expect(stratifiedRiskDifference([one, two])).toEqual({
      ...stratifiedRiskDifference([two]),
      strata: { n: 2, informative: 1 },
    });
    expect(stratifiedRiskDifference([one])).toMatchObject({ estimate: null, lower: null, pValue: null });
    expect(
      stratifiedRiskDifference([
        [
          [4, 0],
          [5, 0],
        ],
      ]),
    ).toMatchObject({ estimate: 0, lower: null, standardError: null });
  });

  test.each<[unknown, string]>([
    [[], "strata"],
    [
      [
        [
          [1, 2, 3],
          [1, 2, 3],
          [1, 2, 3],
        ],
      ],
      "table of stratum 0",
    ],
  ])("%j is refused", (tables, column) => {
    expect(() => stratifiedRiskDifference(tables as never)).toThrow(
      expect.objectContaining({ name: "HccInputError", column }),
    );
  });
});
