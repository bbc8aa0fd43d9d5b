import { describe, expect, it } from "vitest";
import { oddsRatio } from "../src/index.js";
import { type Counts, tailOf } from "./effects-reference.js";

describe("over all 2 x 2 tables of up to 8, counted one by one", () => {
  const all: Counts[] = [];
  for (let n1 = 1; n1 <= 7; n1++) {
    for (let n2 = 1; n1 + n2 <= 8; n2++) {
      for (let x1 = 0; x1 <= n1; x1++) for (let x2 = 0; x2 <= n2; x2++) all.push([x1, n1, x2, n2]);
    }
  }
  const bounds = ([x1, n1, x2, n2]: Counts): [number, number] => [Math.max(0, x1 + x2 - n2), Math.min(n1, x1 + x2)];

  it("the conditional estimate makes the observed count the expected one", () => {
    for (const counts of all) {
      const [lowest, highest] = bounds(counts);
      const { estimate } = oddsRatio(...counts, { method: "exact" });
      if (lowest === highest) expect(estimate).toBeNull();
      else if (counts[0] === lowest) expect(estimate).toBe(0);
      else if (counts[0] === highest) expect(estimate).toBe(Number.POSITIVE_INFINITY);
      else expect(tailOf(counts, estimate!).mean).toBeCloseTo(counts[0], 12);
    }
  });

  it.each([["exact", 1] as const, ["mid-p", 0.5] as const])(
    "%s limits leave (1 - level)/2 in a tail",
    (method, share) => {
      for (const counts of all) {
        const [lowest, highest] = bounds(counts);
        const { lower, upper, pValue } = oddsRatio(...counts, { method, level: 0.9 });
        if (counts[0] === lowest) expect(lower).toBe(0);
        else {
          const { at, above } = tailOf(counts, lower!);
          expect(above + share * at).toBeCloseTo(0.05, 12);
        }
        if (counts[0] === highest) expect(upper).toBe(Number.POSITIVE_INFINITY);
        else {
          const { at, below } = tailOf(counts, upper!);
          expect(below + share * at).toBeCloseTo(0.05, 12);
        }
        const { below, at, above } = tailOf(counts, 1);
        const smaller = Math.min(below, above) + share * at;
        expect(pValue).toBeCloseTo(lowest === highest ? 1 : Math.min(1, 2 * smaller), 12);
      }
    },
  );

  it("exact limits cover every odds ratio with at least their level, given the margins", () => {
    for (const odds of [0.01, 0.2, 0.7, 1, 1.5, 4, 30, 500]) {
      for (const counts of all) {
        const [lowest, highest] = bounds(counts);
        if (counts[0] !== lowest) continue;
        let covered = 0;
        for (let x = lowest; x <= highest; x++) {
          const table: Counts = [x, counts[1], counts[0] + counts[2] - x, counts[3]];
          const { lower, upper } = oddsRatio(...table, { method: "exact", level: 0.8 });
          if (lower! <= odds && odds <= upper!) covered += tailOf(table, odds).at;
        }
        expect(covered).toBeGreaterThanOrEqual(0.8 - 1e-12);
      }
    }
  });
});
