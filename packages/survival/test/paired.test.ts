import { matchPairs } from "@hcc/psm";
import { describe, expect, test } from "vitest";
import { logRank, permutationLogRank } from "../src/index.js";
import { expectClose, expectLogP } from "./reference.js";
import { testsReference } from "./tests-reference.js";

const { data, ...found } = testsReference.paired;
for (const column of Object.values(data)) Object.freeze(column);
const channels = { time: "time", event: "event", by: "by" } as const;

describe("pairs as strata", () => {
  test("diabetic retinopathy, 197 patients with one eye treated: survdiff with strata(id)", () => {
    const result = logRank(data, { ...channels, strata: "id" });
    expect(result.strata).toBe(197);
    expectClose(result.statistic, found.statistic);
    expectLogP(result.pValue!, found.logP);
    result.groups.forEach(({ observed, expected }, i) => {
      expectClose(observed, found.observed[i]!);
      expectClose(expected, found.expected[i]!);
    });
  });

  test("it is the sign test of which eye fails first, McNemar's (b - c)^2 / (b + c)", () => {
    let b = 0;
    let c = 0;
    for (const id of new Set(data.id)) {
      const [one, other] = data.id.flatMap((value, i) => (value === id ? [i] : []));
      const first = Math.min(data.time[one!]!, data.time[other!]!);
      const failed = [one!, other!].filter((i) => data.time[i] === first && data.event[i] === 1);
      if (failed.length !== 1) continue;
      if (data.by[failed[0]!] === 0) b++;
      else c++;
    }
    expect(b + c).toBeGreaterThan(50);
    expectClose(logRank(data, { ...channels, strata: "id" }).statistic, (b - c) ** 2 / (b + c));
  });

  test("the permutation test within pairs of few patients flips each pair", () => {
    const few = data.id.map((id) => id <= 60);
    const result = permutationLogRank(data, { ...channels, strata: "id", where: few, method: "exact" });
    expectClose(result.statistic, logRank(data, { ...channels, strata: "id", where: few }).statistic!);
  });
});

describe("pairs of matchPairs", () => {
  const patients = Array.from({ length: 90 }, (_, i) => ({
    tki: i % 3 === 0 ? 1 : 0,
    ps: 0.2 + ((i * 37) % 60) / 100 + (i % 3 === 0 ? 0.05 : 0),
    months: 3 + ((i * 17) % 41) + (i % 3 === 0 ? 5 : 0),
    death: i % 4 === 0 ? 0 : 1,
  }));
  const matching = matchPairs(patients, {
    treatment: "tki",
    score: "ps",
    caliper: { width: 0.02, scale: "probability", unit: "absolute" },
  });
  const subclass = matching.subclass!;
  const spec = { time: "months", event: "death", by: "tki", strata: subclass } as const;
  const matched = (_: unknown, row: number): boolean => subclass[row]! >= 0;

  test("where leaves out the unmatched, subclass -1: the test is the sum over the pairs alone", () => {
    const result = logRank(patients, { ...spec, where: matched });
    expect(matching.unmatched.length).toBeGreaterThan(0);
    expect(result.excluded).toBe(subclass.filter((value) => value < 0).length);
    expect(result.strata).toBe(matching.pairs.length);
    let difference = 0;
    let variance = 0;
    for (const { treated, control } of matching.pairs) {
      const [t, c] = [patients[treated]!, patients[control]!];
      const first = Math.min(t.months, c.months);
      const deaths = [t, c].filter(({ months, death }) => months === first && death === 1);
      if (deaths.length === 0) continue;
      difference += deaths.filter(({ tki }) => tki === 1).length - deaths.length / 2;
      variance += deaths.length === 1 ? 1 / 4 : 0;
    }
    expectClose(result.statistic, difference ** 2 / variance);
    const weighted = logRank(patients, { ...spec, weights: matching.weights, weightType: "frequency" });
    expectClose(weighted.statistic, result.statistic!);
  });

  test("without it the unmatched are one more stratum", () => {
    const all = logRank(patients, spec);
    expect(all.strata).toBe(matching.pairs.length + 1);
    expect(all.n).toBe(patients.length);
  });
});
