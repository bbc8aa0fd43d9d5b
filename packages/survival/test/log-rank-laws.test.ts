import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logRank, logRankHazardRatio, maxCombo, pairwiseLogRank } from "../src/index.js";
import { expectClose } from "./reference.js";

/** An interval of a patient of a small cohort with many ties. */
interface Row {
  readonly entry: number;
  readonly time: number;
  readonly event: number;
  readonly by: string;
  readonly strata: number;
  readonly weight: number;
  readonly pair: number;
  readonly id: number;
}
const row = fc.record({
  entry: fc.integer({ min: 0, max: 5 }),
  length: fc.integer({ min: 1, max: 8 }),
  event: fc.integer({ min: 0, max: 1 }),
  by: fc.constantFrom("a", "b"),
  strata: fc.integer({ min: 0, max: 1 }),
  weight: fc.integer({ min: 1, max: 4 }),
  pair: fc.integer({ min: 0, max: 5 }),
});
const cohort: fc.Arbitrary<Row[]> = fc
  .array(row, { minLength: 2, maxLength: 20 })
  .filter((rows) => new Set(rows.map(({ by }) => by)).size === 2)
  .map((rows) => rows.map(({ length, ...rest }, id) => ({ ...rest, time: rest.entry + length, id })));
const always = (law: (rows: Row[]) => void): void => fc.assert(fc.property(cohort, law), { numRuns: 1000 });

const late = { time: "time", event: "event", by: "by", entry: "entry", strata: "strata" } as const;
const robust = { ...late, weights: "weight", weightType: "sampling", cluster: "pair" } as const;
/** The cohort with its rows backwards, groups swapped, times stretched without changing their order, pairs renamed. */
const other = (rows: readonly Row[]): Row[] =>
  rows
    .map((one) => ({
      ...one,
      entry: one.entry * one.entry,
      time: one.time * one.time,
      by: one.by === "a" ? "z" : "y",
      pair: 9 - one.pair,
    }))
    .reverse();
const same = (one: number | null, two: number | null): void => expectClose(two, one, 1e-6);

describe("delayed entry, in strata", () => {
  test("row order, names of the groups and a monotone change of time do not matter", () => {
    always((rows) => {
      const [one, two] = [logRank(rows, late), logRank(other(rows), late)];
      expect(two.status).toBe(one.status);
      same(one.statistic, two.statistic);
    });
  });

  test("a patient cut anywhere is the same patient", () => {
    always((rows) => {
      const cut = rows.flatMap((one) => {
        const middle = one.entry + one.weight;
        if (middle >= one.time) return [one];
        return [
          { ...one, time: middle, event: 0 },
          { ...one, entry: middle },
        ];
      });
      const [one, two] = [logRank(rows, { ...late, id: "id" }), logRank(cut, { ...late, id: "id" })];
      expect(two.n).toBe(one.n);
      same(one.statistic, two.statistic);
      same(logRank(rows, { ...robust, cluster: "id" }).statistic, logRank(cut, { ...robust, cluster: "id" }).statistic);
    });
  });

  test("who is never at risk at an event time adds nothing", () => {
    always((rows) => {
      const none = { ...rows[0]!, event: 0, entry: 100, time: 101, id: 99, by: rows[0]!.by };
      same(logRank(rows, late).statistic, logRank([...rows, none], late).statistic);
    });
  });

  test("a frequency is a repetition", () => {
    always((rows) => {
      const repeated = rows.flatMap((one) => new Array<Row>(one.weight).fill(one));
      const weighted = logRank(rows, { ...late, weights: "weight", weightType: "frequency" });
      const plain = logRank(repeated, late);
      expect(weighted.n).toBe(plain.n);
      same(plain.statistic, weighted.statistic);
    });
  });
});

describe("robust variance", () => {
  test("row order, names, a monotone change of time and the unit of the weights do not matter", () => {
    always((rows) => {
      const scaled = other(rows).map((one) => ({ ...one, weight: 0.37 * one.weight }));
      const [one, two] = [logRank(rows, robust), logRank(scaled, robust)];
      expect(two.status).toBe(one.status);
      same(one.statistic, two.statistic);
    });
  });

  test("observed minus expected is that of the same weights as frequencies", () => {
    always((rows) => {
      const one = logRank(rows, robust);
      const two = logRank(rows, { ...late, weights: "weight", weightType: "frequency" });
      one.groups.forEach(({ observed, expected }, i) => {
        same(two.groups[i]!.observed - two.groups[i]!.expected, observed - expected);
      });
    });
  });
});

describe("what is made of the test", () => {
  test("Peto's and Pike's ratios of the swapped groups are inverse", () => {
    always((rows) => {
      const result = logRank(rows, late);
      for (const method of ["peto", "pike"] as const) {
        const [ratio] = logRankHazardRatio(result, { method });
        const [inverse] = logRankHazardRatio(result, { method, control: "b" });
        if (ratio!.upper === null || inverse!.lower === null) continue;
        same(1, ratio!.upper * inverse!.lower);
      }
    });
  });

  test("MaxCombo: at least the P value of the best component, at most twice it for two", () => {
    const spec = { ...late, weightings: ["logrank", { rho: 0, gamma: 1 }] as const };
    fc.assert(
      fc.property(cohort, (rows) => {
        const { pValue, components, status } = maxCombo(rows, spec);
        if (status !== "tested") return;
        const least = Math.min(...components.map((one) => one.pValue ?? 1));
        expect(pValue!).toBeGreaterThanOrEqual(least * (1 - 1e-9));
        expect(pValue!).toBeLessThanOrEqual(Math.min(1, 2 * least) * (1 + 1e-9));
        same(pValue, maxCombo(other(rows), spec).pValue);
      }),
      { numRuns: 300 },
    );
  });

  test("two groups: the one pair is the test", () => {
    always((rows) => {
      same(logRank(rows, robust).statistic, pairwiseLogRank(rows, robust).pairs[0]!.statistic);
    });
  });
});
