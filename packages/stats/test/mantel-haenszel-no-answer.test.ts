import { describe, expect, it } from "vitest";
import { mantelHaenszel } from "../src/index.js";

describe("what has no answer", () => {
  it("strata that all have an empty margin tell nothing", () => {
    const empty = [
      [
        [3, 0],
        [4, 0],
      ],
      [
        [0, 0],
        [1, 2],
      ],
    ];
    const nothing = { statistic: null, pValue: null, strata: { n: 2, informative: 0 } };
    expect(mantelHaenszel(empty)).toMatchObject(nothing);
    expect(mantelHaenszel(empty).oddsRatio).toMatchObject({ estimate: null, lower: null, upper: null });
    const exact = mantelHaenszel(empty, { exact: true });
    expect(exact).toMatchObject({
      pValue: 1,
      oddsRatio: { estimate: null, lower: 0, upper: Number.POSITIVE_INFINITY },
    });
  });

  it.each([
    [[], /there are no strata/],
    [null, /there are no strata/],
    [
      [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
      /row 0 of the table of stratum 0 has 3 cells: give 2/,
    ],
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
        [[1, 2]],
      ],
      /the table of stratum 1 is 1 x 2: give 2 rows and 2 columns/,
    ],
    [
      [
        [
          [1, 2],
          [3, -4],
        ],
      ],
      /holds -4 in row 1, column 1/,
    ],
    [[5], /the table of stratum 0 is no list of rows/],
  ])("%j is refused", (tables, message) => {
    expect(() => mantelHaenszel(tables as never)).toThrowError(message);
  });

  it("an exact test of too many tables is refused with what to do", () => {
    const large = Array.from({ length: 60 }, () => [
      [90000, 90000],
      [90000, 90000],
    ]);
    expect(() => mantelHaenszel(large, { exact: true })).toThrow(expect.objectContaining({ code: "too-costly" }));
    expect(mantelHaenszel(large).oddsRatio.estimate).toBe(1);
  });
});
