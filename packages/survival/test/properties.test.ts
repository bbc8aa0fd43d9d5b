import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kaplanMeier, logRank, restrictedMean, survivalAt, survivalQuantile } from "../src/index.js";

/** A row of a small cohort with many ties. */
interface Row {
  readonly t: number;
  readonly d: number;
  readonly g: string;
  readonly s: number;
}
const row: fc.Arbitrary<Row> = fc.record({
  t: fc.integer({ min: 1, max: 12 }),
  d: fc.integer({ min: 0, max: 1 }),
  g: fc.constantFrom("a", "b", "c"),
  s: fc.integer({ min: 0, max: 1 }),
});
const cohort = fc
  .array(row, { minLength: 2, maxLength: 25 })
  .filter((rows) => new Set(rows.map(({ g }) => g)).size > 1);
const shuffled = cohort.chain((rows) =>
  fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length })),
);
const always = (arbitrary: fc.Arbitrary<readonly Row[]>, law: (rows: readonly Row[]) => void): void =>
  fc.assert(fc.property(arbitrary, law), { numRuns: 1000 });
const curves = (rows: readonly Row[]) => kaplanMeier(rows, { time: "t", event: "d", by: "g" }).curves;
const levels = ["a", "b", "c"];
const tested = (rows: readonly Row[]) => logRank(rows, { time: "t", event: "d", by: "g", strata: "s" });
/** A map of times that keeps their order and spreads them unevenly; all values are exact. */
const stretched = (t: number): number => t * t + 0.5;

describe("Kaplan-Meier", () => {
  test("row order does not matter", () => {
    fc.assert(
      fc.property(shuffled, ([rows, other]) => {
        expect(curves(other)).toEqual(curves(rows));
      }),
      { numRuns: 1000 },
    );
  });

  test("a monotone change of time moves the times and nothing else; the mean grows with the unit of time", () => {
    always(cohort, (rows) => {
      const moved = curves(rows.map((one) => ({ ...one, t: stretched(one.t) })));
      const doubled = curves(rows.map((one) => ({ ...one, t: 8 * one.t })));
      curves(rows).forEach((curve, i) => {
        const { time, median, ...rest } = curve;
        expect(moved[i]).toMatchObject(rest);
        expect(Array.from(moved[i]!.time)).toEqual(Array.from(time, stretched));
        const rule = { rule: "infimum" } as const;
        const [before, after] = [curve, moved[i]!].map((one) => survivalQuantile(one, 0.5, rule).estimate);
        expect(after).toBe(before === null ? null : stretched(before!));
        const tau = time.at(-1)!;
        expect(restrictedMean(doubled[i]!, { tau: 8 * tau }).estimate).toBe(
          8 * restrictedMean(curve, { tau }).estimate!,
        );
        expect(doubled[i]!.median.lower).toBe(median.lower === null ? null : 8 * median.lower);
      });
    });
  });

  test("a frequency weight is as many rows", () => {
    always(cohort, (rows) => {
      const repeated = rows.flatMap((one) => Array.from({ length: one.s + 1 }, () => one));
      const weighted = kaplanMeier(rows, {
        time: "t",
        event: "d",
        by: "g",
        weights: (one) => one.s + 1,
        weightType: "frequency",
      });
      expect(weighted.curves).toEqual(curves(repeated));
    });
  });

  test("times that differ by rounding only are one time", () => {
    always(cohort, (rows) => {
      const noisy = rows.map((one, i) => ({ ...one, t: one.t * (1 + (i % 3) * 2 ** -52) }));
      const strip = (all: ReturnType<typeof curves>) => all.map(({ time, median, ...rest }) => rest);
      expect(strip(curves(noisy))).toEqual(strip(curves(rows)));
    });
  });

  test("subjects censored before the first event change no probability", () => {
    always(cohort, (rows) => {
      const more = [...rows, ...levels.map((g) => ({ t: 0.5, d: 0, g, s: 0 }))];
      for (const curve of curves(rows)) {
        const other = curves(more).find(({ group }) => group === curve.group)!;
        expect(other.survival.subarray(1)).toEqual(curve.survival);
        expect(other.standardError.subarray(1)).toEqual(curve.standardError);
        expect(survivalAt(other, [3, 6])).toEqual(survivalAt(curve, [3, 6]));
      }
    });
  });

  test("a curve by group is the curve of the group's rows alone", () => {
    always(cohort, (rows) => {
      for (const curve of curves(rows)) {
        const alone = kaplanMeier(rows, { time: "t", event: "d", where: ({ g }) => g === curve.group });
        expect(alone.curves[0]).toEqual({ ...curve, group: null });
      }
    });
  });
});

describe("log-rank", () => {
  const near = (actual: number | null, expected: number | null): void => {
    if (expected === null) expect(actual).toBeNull();
    else expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1e-3, expected));
  };

  test("row order, the names of the groups, and a monotone change of time do not matter", () => {
    fc.assert(
      fc.property(shuffled, ([rows, other]) => {
        const base = tested(rows);
        expect(tested(other)).toEqual(base);
        expect(tested(rows.map((one) => ({ ...one, t: stretched(one.t) })))).toEqual(base);
        const swapped = tested(rows.map((one) => ({ ...one, g: levels[(levels.indexOf(one.g) + 1) % 3]! })));
        near(swapped.statistic, base.statistic);
        expect(swapped.df).toBe(base.df);
      }),
      { numRuns: 1000 },
    );
  });

  test("a frequency weight is as many rows", () => {
    always(cohort, (rows) => {
      const repeated = tested(rows.flatMap((one) => Array.from({ length: one.s + 1 }, () => one)));
      const weighted = logRank(rows, {
        time: "t",
        event: "d",
        by: "g",
        strata: "s",
        weights: (one) => one.s + 1,
        weightType: "frequency",
      });
      expect(weighted).toEqual(repeated);
    });
  });

  test("subjects censored before the first event, times apart by rounding, and strata without events change nothing", () => {
    always(cohort, (rows) => {
      const base = tested(rows);
      const noisy = rows.map((one, i) => ({ ...one, t: one.t * (1 + (i % 3) * 2 ** -52) }));
      expect(tested(noisy)).toMatchObject({ statistic: base.statistic, df: base.df, groups: base.groups });
      const unseen = [
        ...rows,
        ...levels.flatMap((g) => [
          { t: 0.5, d: 0, g, s: 0 },
          { t: 5, d: 0, g, s: 9 },
        ]),
      ];
      const more = tested(unseen);
      near(more.statistic, base.statistic);
      expect(more.df).toBe(base.df);
    });
  });

  test("strata are tests whose sums are added", () => {
    always(cohort, (rows) => {
      const base = tested(rows);
      const parts = [0, 1].flatMap((s) => {
        const part = rows.filter((one) => one.s === s);
        return new Set(part.map(({ g }) => g)).size < 2 ? [] : [logRank(part, { time: "t", event: "d", by: "g" })];
      });
      for (const { group, observed, expected } of base.groups) {
        const difference = parts.reduce((sum, { groups }) => {
          const own = groups.find((one) => one.group === group);
          return sum + (own === undefined ? 0 : own.observed - own.expected);
        }, 0);
        expect(observed - expected).toBeCloseTo(difference, 10);
      }
    });
  });

  test("two groups: the groups change places and the differences change sign", () => {
    always(cohort, (rows) => {
      const two = rows.filter(({ g }) => g !== "c");
      if (new Set(two.map(({ g }) => g)).size < 2) return;
      const base = tested(two);
      const other = tested(two.map((one) => ({ ...one, g: one.g === "a" ? "b" : "a" })));
      expect(other.groups.map(({ observed }) => observed)).toEqual(
        base.groups.map(({ observed }) => observed).reverse(),
      );
      near(other.statistic, base.statistic);
    });
  });
});
