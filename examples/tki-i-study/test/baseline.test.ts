import { describe, expect, test } from "vitest";
import { checkBaseline } from "../cohort/baseline/check.js";
import type { Baseline } from "../cohort/baseline/patient.js";
import { CALIPER } from "../cohort/baseline/targets.js";
import committed from "../cohort/baseline.json" with { type: "json" };

const baseline = committed as Baseline;
const check = checkBaseline(baseline);

describe("the baseline of the synthetic cohort", () => {
  test("meets every published count, median, range and sum of Table 1, total and matched", () => {
    expect(check.differences).toEqual([]);
  });

  test("gives 48 pairs, and they are the designated patients", () => {
    expect(check.pairs).toHaveLength(48);
  });

  test("has the printed Mann-Whitney P values", () => {
    for (const { ours, printed } of check.pValues) expect(ours.toFixed(3)).toBe(printed.toFixed(3));
  });

  test("leaves no decision of the matching to the last digits", () => {
    const arm = new Map(baseline.patients.map((d) => [d.id, d.arm]));
    const score = baseline.patients.map((d, i) => ({ id: d.id, score: check.scores[i]! }));
    score.sort((a, b) => a.score - b.score);
    for (let i = 1; i < score.length; i++) expect(score[i]!.score - score[i - 1]!.score).toBeGreaterThan(1e-6);

    const partner = new Map(check.pairs.map((pair) => [pair.treated, pair.control]));
    const free = new Set(score.filter((d) => arm.get(d.id) === "TKI"));
    for (const treated of score.filter((d) => arm.get(d.id) === "TKI-I").reverse()) {
      const distances = [...free]
        .map((d) => [Math.abs(d.score - treated.score), d] as const)
        .sort((a, b) => a[0] - b[0]);
      const [nearest, next] = distances;
      expect(Math.abs(nearest![0] - CALIPER)).toBeGreaterThan(1e-6);
      expect(next![0] - nearest![0]).toBeGreaterThan(nearest![0] > CALIPER ? -1 : 1e-6);
      expect(partner.get(treated.id)).toBe(nearest![0] <= CALIPER ? nearest![1].id : undefined);
      if (nearest![0] <= CALIPER) free.delete(nearest![1]);
    }
  });

  test("is plausible: unique ids, study ages, a single tumor in one lobe, more than five tumors in both", () => {
    const ids = [...baseline.patients, ...baseline.excluded].map((d) => d.id);
    expect(new Set(ids).size).toBe(167);
    for (const d of baseline.patients) {
      expect(d.age).toBeGreaterThanOrEqual(18);
      expect(d.age).toBeLessThanOrEqual(75);
      if (d.tumorNumber === 1) expect(d.tumorDistribution).toBe("unilobar");
      if (d.tumorNumber > 5) expect(d.tumorDistribution).toBe("bilobar");
      expect(Math.round(d.afp * 10) / 10).toBe(d.afp);
      expect(Math.round(d.largestTumorSizeCm * 10) / 10).toBe(d.largestTumorSizeCm);
    }
  });

  test("says that it is synthetic", () => {
    expect(baseline.note).toMatch(/synthetic/i);
  });
});
