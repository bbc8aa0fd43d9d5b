import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessResponse } from "../src/assess-response.js";
import { criteriaProfile } from "../src/criteria-profile.js";
import type { CriteriaProfile, Measurement, PatientResponse } from "../src/index.js";
import { freeze } from "./helpers.js";
import { fitting, measurements, NAMED, profileOf } from "./oracle-courses.js";

const cases = fc
  .constantFrom(...NAMED)
  .chain((name) => fc.tuple(measurements, profileOf(name)))
  .map(([rows, profile]) => ({ profile, rows: freeze(fitting(profile.name as "easl", rows)) }));
const check = <T>(more: fc.Arbitrary<T>, holds: (rows: readonly Measurement[], by: CriteriaProfile, more: T) => void) =>
  fc.assert(
    fc.property(cases, more, ({ rows, profile }, it) => holds(rows, profile, it)),
    { numRuns: 500, seed: 66 },
  );
const assess = (rows: readonly Measurement[], criteria: CriteriaProfile) =>
  assessResponse({ measurements: freeze(rows) }, { criteria, trace: false });

/** The answers that are no lengths and no days. */
const responsesOf = ({ visits, newLesions, best }: PatientResponse) => ({
  best,
  newLesions: newLesions.map(({ lesion, rule }) => [lesion, rule]),
  visits: visits.map(({ target, nonTarget, newLesion, thrombus, intrahepatic, overall, immune }) => [
    target,
    nonTarget,
    newLesion,
    thrombus,
    intrahepatic,
    overall,
    immune,
  ]),
});

describe("the assessment does not depend on", () => {
  test("the order of the rows, and so of the visits", () => {
    check(fc.nat(1000), (rows, by, seed) => {
      const shuffled = rows
        .map((row, i) => ({ row, key: ((i + 1) * 7919 * (seed + 1)) % 1009 }))
        .sort((a, b) => a.key - b.key)
        .map(({ row }) => row);
      const { warnings: _, ...expected } = assess(rows, by);
      const { warnings: __, ...found } = assess(shuffled, by);
      expect(found).toEqual(expected);
    });
  });

  test("the day from which days are counted", () => {
    check(fc.integer({ min: -20_000, max: 20_000 }), (rows, by, shift) => {
      const moved = assess(
        rows.map((row) => ({ ...row, day: row.day + shift })),
        by,
      );
      const expected = assess(rows, by);
      expect(responsesOf(moved)).toEqual(responsesOf(expected));
      const first = expected.firstProgressionDay.overall;
      expect(moved.firstProgressionDay.overall).toBe(first === null ? null : first + shift);
      expect(moved.lastAssessmentDay.overall).toBe(expected.lastAssessmentDay.overall + shift);
    });
  });

  test("the unit of length, where the thresholds in mm change with it", () => {
    check(fc.constantFrom(2, 3, 5), (rows, by, factor) => {
      // Nodes below 10 mm, lesions too small to measure and the 5 mm of iRECIST have a length of their own.
      const fixed = rows.some((row) => row.tooSmall || row.site === "lymph-node" || row.site === "porta-hepatis-node");
      if (fixed || by.immune) return;
      const times = (mm: number | null | undefined) => (mm == null ? null : Math.round(mm * 10 * factor) / 10);
      const scaled = rows.map((row) => ({
        ...row,
        viable: times(row.viable),
        total: times(row.total),
        perpendicular: times(row.perpendicular),
      }));
      const profile = {
        ...by,
        pdAbsMm: by.pdAbsMm * factor,
        reappearanceMinMm: by.reappearanceMinMm * factor,
        newHepaticMinMm: by.newHepaticMinMm * factor,
        newHepaticGrowthMm: by.newHepaticGrowthMm * factor,
        thrombusPdAbsMm: by.thrombusPdAbsMm * factor,
      };
      expect(responsesOf(assess(scaled, profile))).toEqual(responsesOf(assess(rows, by)));
    });
  });

  test("a further non-target lesion that is gone at every visit, where there is one already", () => {
    check(fc.constant(null), (rows, by) => {
      if (!rows.some((row) => row.role === "non-target")) return;
      const days = [...new Set(rows.map((row) => row.day))];
      const gone = days.map((day): Measurement => {
        const mm = day === 0 ? 8 : 0;
        return { day, lesion: "zero", role: "non-target", site: "lung", total: mm };
      });
      const { visits } = assess(rows, by);
      const found = assess([...rows, ...gone], by);
      expect(found.visits.map((visit) => visit.overall)).toEqual(visits.map((visit) => visit.overall));
      expect(found.visits.map((visit) => visit.nonTarget)).toEqual(visits.map((visit) => visit.nonTarget));
    });
  });
});

test("a target measured as nothing at every visit changes the response only by its share of the baseline", () => {
  const zero = [0, 50].map((day): Measurement => ({ day, lesion: "B", role: "target", viable: day === 0 ? 10 : 0 }));
  const one = (mm: number) => [
    { day: 0, lesion: "A", role: "target" as const, viable: 30 },
    { day: 50, lesion: "A", role: "target" as const, viable: mm },
  ];
  const by = criteriaProfile("mrecist");
  // 0.7 x 40 = 28, 0.7 x 30 = 21.
  expect([28, 28.1].map((mm) => assess([...one(mm), ...zero], by).visits[0]!.target)).toEqual(["PR", "SD"]);
  expect([21, 21.1].map((mm) => assess(one(mm), by).visits[0]!.target)).toEqual(["PR", "SD"]);
});
