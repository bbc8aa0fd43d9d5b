import { describe, expect, test } from "vitest";
import {
  confidenceBand,
  intervalSurvival,
  kaplanMeier,
  logRank,
  logRankHazardRatio,
  permutationLogRank,
  reconstructSurvival,
  requiredEvents,
  requiredSubjects,
  simulatePower,
  survivalAt,
  survivalQuantile,
} from "../src/index.js";

const error = (code: string, column: string): object =>
  expect.objectContaining({ name: "HccInputError", code, column });

const data = Object.freeze({
  time: Object.freeze([1, 2, 3, 4, 5, 6]),
  event: Object.freeze([1, 1, 0, 1, 1, 1]),
  arm: Object.freeze(["a", "a", "b", "b", "c", "c"]),
});
const channels = { time: "time", event: "event" } as const;
const spec = { ...channels, by: "arm" } as const;
const curve = kaplanMeier(data, channels).curves[0]!;

/** n subjects of two groups whose times are apart. */
function apart(n: number): { time: Float64Array; event: Uint8Array; arm: string[] } {
  const time = Float64Array.from({ length: n }, (_, i) => i + 1);
  return { time, event: new Uint8Array(n).fill(1), arm: Array.from(time, (t) => (t <= n / 2 ? "a" : "b")) };
}

describe("scores of a trend test", () => {
  const ordinary = logRank(data, { ...spec, trend: [0, 1, 2] }).trend!;

  test.each([1e-200, 1e200, -1e307])("may have any unit: %g", (unit) => {
    const { statistic, pValue } = logRank(data, { ...spec, trend: [0, unit, 2 * unit] }).trend!;
    expect(statistic).toBeCloseTo(ordinary.statistic!, 12);
    expect(pValue).toBeCloseTo(ordinary.pValue!, 12);
  });

  test("must not be so far apart that their difference is infinite", () => {
    expect(() => logRank(data, { ...spec, trend: [-1.7e308, 0, 1.7e308] })).toThrow(error("option", "trend"));
  });

  test("give no test where they differ between groups that never meet only", () => {
    const time = Array.from({ length: 60 }, (_, i) => ((i * 37) % 61) + 1);
    const arm = time.map((_, i) => "abcd"[i % 4]!);
    const stratum = time.map((_, i) => (i % 4 < 2 ? 1 : 2));
    const far = { time, event: time.map(() => 1), arm, stratum };
    for (const trend of [
      [0, 0, 1, 1],
      [1 / 3, 1 / 3, 7.1, 7.1],
    ]) {
      const test = logRank(far, { ...spec, strata: "stratum", trend });
      expect(test.status).toBe("tested");
      expect(test.trend).toMatchObject({ statistic: null, pValue: null });
    }
  });
});

describe("hazard ratios of a log-rank test", () => {
  test("are null, not infinite, where an early event falls on one of thousands", () => {
    const n = 20_000;
    const time = Float64Array.from({ length: n }, (_, i) => i + 1);
    const rare = {
      time,
      event: time.map((t) => (t === 1 ? 1 : 0)),
      arm: Array.from(time, (t) => (t === 1 ? "x" : "y")),
    };
    const [ratio] = logRankHazardRatio(logRank(rare, spec), { control: "y" });
    expect(ratio).toMatchObject({ group: "x", estimate: null, lower: null, upper: null });
    expect(ratio!.pValue).toBeCloseTo(0, 12);
  });

  test("take a control that is named as in the data", () => {
    const numbered = logRank({ ...data, arm: [1, 1, 2, 2, 3, 3] }, spec);
    expect(logRankHazardRatio(numbered, { control: 2 })).toEqual(logRankHazardRatio(numbered, { control: "2" }));
  });
});

describe("times", () => {
  test("up to 1e150 are compared as others are", () => {
    const late = { ...data, time: data.time.map((t) => t * 1e149) };
    expect(logRank(late, spec).statistic).toBe(logRank(data, spec).statistic);
    expect(kaplanMeier(late, channels).curves[0]!.survival).toEqual(curve.survival);
  });

  test("above 1e150, whose sums and squares are infinite, are refused", () => {
    const late = { ...data, time: data.time.map((t) => t * 1e307) };
    expect(() => kaplanMeier(late, channels)).toThrow(expect.objectContaining({ code: "not-finite", row: 0 }));
    expect(() => survivalAt(curve, [1e200])).toThrow(error("negative-value", "times"));
  });
});

describe("work", () => {
  test("a curve is read at all of its times in one pass over it", () => {
    const time = Float64Array.from({ length: 100_000 }, (_, i) => i);
    const long = kaplanMeier({ time, event: new Uint8Array(time.length).fill(1) }, channels).curves[0]!;
    const start = performance.now();
    const at = survivalAt(long, time);
    // A pass over the curve for each time took a minute.
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(at.every(({ estimate }, i) => estimate === long.survival[i])).toBe(true);
  });

  test("interval-censored groups are not searched for the times of the others", () => {
    const left = Float64Array.from({ length: 10_000 }, (_, i) => i);
    const visits = { left, right: left.map((t) => t + 1), arm: left };
    const start = performance.now();
    const { curves } = intervalSurvival(visits, { left: "left", right: "right", by: "arm" });
    // With them it took half a minute.
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(curves.every((own, i) => own.left[0] === i && own.median!.to === i + 1)).toBe(true);
  });

  test("random allocations of many patients are not preceded by a search for an enumeration", () => {
    const start = performance.now();
    const test = permutationLogRank(apart(50_000), { ...spec, replicates: 100 });
    // With it, it took half a minute.
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(test).toMatchObject({ pValueMethod: "monte-carlo", pValue: 1 / 101 });
  }, 60_000);
});

test.each(["log", "log-log", "plain", "logit", "arcsin"] as const)(
  "limits of type %s are 1 where S rounds to 1 after an event of small weight",
  (type) => {
    const weighted = { time: [1, 2, 3], event: [1, 1, 0], weight: [1, 1e20, 1e20] };
    const sampling = { ...channels, weights: "weight", weightType: "sampling", confidence: { type } } as const;
    const { survival, lower, upper } = kaplanMeier(weighted, sampling).curves[0]!;
    expect([survival[0], lower[0], upper[0]]).toEqual([1, 1, 1]);
  },
);

describe("levels of a confidence band", () => {
  test.each(["hall-wellner", "equal-precision"] as const)(
    "%s: the band is the narrower the lower the level",
    (type) => {
      const critical = [0.01, 0.1, 0.3, 0.95, 1 - 1e-9].map(
        (level) => confidenceBand(curve, { type, level, to: 2 }).critical,
      );
      expect(critical).toEqual(critical.slice().sort((a, b) => a - b));
      expect(new Set(critical).size).toBe(critical.length);
      expect(() => confidenceBand(curve, { type, level: 1 - 1e-12 })).toThrow(error("option", "level"));
    },
  );
});

describe("planning", () => {
  test("the quantile of a small type I error keeps its digits", () => {
    // z(1 - 1e-15) = 7.941345326170997 (R: qnorm(1e-15, lower.tail = FALSE)), z(0.8) = 0.8416212335729143.
    const z = 7.941345326170997 + 0.8416212335729143;
    const { exact } = requiredEvents({ hazardRatio: Math.E, alpha: 1e-15, sides: 1 });
    expect(exact / (4 * z * z) - 1).toBeCloseTo(0, 12);
  });

  test("rare events are observed in proportion to the time observed", () => {
    const base = { hazardRatio: 0.5, accrual: 24, followUp: 12 };
    for (const controlMedian of [1e9, 1e15, 1e20]) {
      const { control } = requiredSubjects({ ...base, controlMedian });
      // Mean time observed 24 months, hazard log 2 / median.
      expect((control.eventProbability * controlMedian) / (24 * Math.LN2) - 1).toBeCloseTo(0, 7);
    }
  });

  test("probabilities of observed events do not jump where their formula changes", () => {
    const probability = (accrual: number): number =>
      requiredSubjects({ hazardRatio: 0.5, controlMedian: Math.LN2, accrual, followUp: 0 }).control.eventProbability;
    expect(probability(0.01 * (1 + 1e-12)) / probability(0.01) - 1).toBeCloseTo(0, 11);
  });

  test.each([{ controlMedian: 1e-200 }, { controlMedian: 1e200 }, { hazardRatio: 1e-200 }, { allocation: 1e200 }])(
    "numbers that no trial has are refused: %j",
    (wrong) => {
      const plan = { hazardRatio: 0.5, controlMedian: 12, accrual: 12, followUp: 12, ...wrong };
      expect(() => requiredSubjects(plan)).toThrow(error("option", Object.keys(wrong)[0]!));
      expect(() => simulatePower({ ...plan, n: 20, replicates: 10 })).toThrow(error("option", Object.keys(wrong)[0]!));
    },
  );
});

test("more bootstrap samples than an array holds are refused", () => {
  const wrong = { interval: "bootstrap", replicates: 1e12 } as const;
  expect(() => survivalQuantile(curve, 0.5, wrong)).toThrow(error("option", "replicates"));
});

test.each([1e300, 20.5, "20", 20n, undefined])("numbers at risk are whole subjects, not %s", (n) => {
  const points = { t: [2, 5], s: [0.9, 0.5] };
  const wrong = { time: "t", survival: "s", atRisk: [{ time: 0, n: n as number }] } as const;
  expect(() => reconstructSurvival(points, wrong)).toThrow(error("option", "atRisk"));
});

test("a curve that is reconstructed begins with a number at risk", () => {
  const points = { t: [2, 5], s: [0.9, 0.5] };
  const wrong = { time: "t", survival: "s", atRisk: [{ time: 3, n: 20 }] } as const;
  expect(() => reconstructSurvival(points, wrong)).toThrow(error("option", "atRisk"));
});
