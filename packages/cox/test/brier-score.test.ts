import { fromJson, toJson } from "@hcc/data";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baselineHazard, brierScore, coxph, predictSurvival, timeDependentAuc } from "../src/index.js";
import { performance } from "./performance-reference.js";
import { near } from "./reference.js";

describe("scores and areas equal those of R's curves put into the definitions", () => {
  for (const { time, at, survival, lp, score, base, auc, cases, controls, weights } of performance.brier) {
    test(`in ${time === "time" ? "days" : "months"}`, () => {
      const spec = { time, event: "event", covariates: ["age", "woman", "ecog"] } as const;
      const model = coxph(performance.lung, spec);
      const prediction = predictSurvival(model, baselineHazard(model, performance.lung, spec), performance.lung, {
        times: at,
      });
      const channels = { time, event: "event" } as const;
      const found = brierScore(performance.lung, { ...channels, survival: prediction });
      const given = brierScore(performance.lung, { ...channels, times: at, survival: survival });
      const area = timeDependentAuc(performance.lung, { ...channels, score: lp, times: at });
      at.forEach((_, k) => {
        near(found.score[k], score[k]!);
        near(given.score[k], score[k]!, 0, 1e-12);
        near(found.nullScore[k], base[k]!, 0, 1e-12);
        near(found.r2[k], 1 - score[k]! / base[k]!, 1);
        near(area.auc[k], auc[k]!, 0, 1e-12);
        expect([area.cases[k], area.controls[k]]).toEqual([cases[k], controls[k]]);
        near(weights[k], found.n, 0, 1e-12);
      });
      const range = at.at(-1)! - at[0]!;
      const whole =
        at.slice(1).reduce((sum, to, k) => sum + ((to - at[k]!) * (score[k]! + score[k + 1]!)) / 2, 0) / range;
      near(found.integrated!.score, whole);
    });
  }
});

interface Row {
  t: number;
  d: number;
  p: number;
  q: number;
  w: number;
}
const cohort: fc.Arbitrary<Row[]> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    { minLength: 12, maxLength: 24 },
  )
  .map((rows) =>
    rows.map(([t, d, p, w], i) => ({ t, d: Number(d || i % 3 === 0), p: p / 8, q: ((p * 3) % 7) / 8, w })),
  );

type Weight = (i: number) => number;

/** Weight of each row at a time from the definition; null where it was censored before. */
function inverse(rows: readonly Row[], time: number, weight: Weight): (number | null)[] {
  const sum = (use: (d: Row) => boolean): number => rows.reduce((total, d, i) => total + (use(d) ? weight(i) : 0), 0);
  const uncensored = (until: number): number => {
    let value = 1;
    for (let t = 1; t < until; t++) {
      const events = sum((d) => d.t === t && d.d === 1);
      const censored = sum((d) => d.t === t && d.d === 0);
      if (censored > 0) value *= 1 - censored / (sum((d) => d.t >= t) - events);
    }
    return value;
  };
  return rows.map((d) => {
    if (d.d === 1 && d.t <= time) return 1 / uncensored(d.t);
    return d.t > time || (d.t === time && d.d === 0) ? 1 / uncensored(time) : null;
  });
}

function brier(rows: readonly Row[], time: number, weight: Weight): number {
  const v = inverse(rows, time, weight);
  let [sum, total] = [0, 0];
  rows.forEach((d, i) => {
    total += weight(i);
    if (v[i] === null) return;
    const gap = (d.d === 1 && d.t <= time ? 0 : 1) - d.p;
    sum += weight(i) * v[i]! * gap * gap;
  });
  return sum / total;
}

function area(rows: readonly Row[], time: number, weight: Weight): number {
  const v = inverse(rows, time, weight);
  let [won, all] = [0, 0];
  rows.forEach((a, i) => {
    if (v[i] === null || !(a.d === 1 && a.t <= time)) return;
    rows.forEach((b, j) => {
      if (v[j] === null || (b.d === 1 && b.t <= time)) return;
      const both = weight(i) * v[i]! * weight(j);
      all += both;
      won += a.q > b.q ? both : a.q === b.q ? both / 2 : 0;
    });
  });
  return won / all;
}

/** Sum over rows of the squared change per unit of weight. */
function jackknife(rows: readonly Row[], value: (weight: Weight) => number, frequency: boolean): number {
  const step = 1e-4;
  return Math.sqrt(
    rows.reduce((sum, { w }, k) => {
      const moved = (by: number): number => value((i) => rows[i]!.w + (i === k ? by : 0));
      const slope = (8 * (moved(step) - moved(-step)) - (moved(2 * step) - moved(-2 * step))) / (12 * step);
      return sum + slope * slope * (frequency ? w : w * w);
    }, 0),
  );
}

describe("properties", () => {
  test("score and area are those of the definitions, their variances sums of squared changes per unit of weight", () => {
    fc.assert(
      fc.property(cohort, fc.integer({ min: 2, max: 9 }), fc.boolean(), (rows, time, frequency) => {
        if (Math.max(...rows.map((d) => d.t)) < time) return;
        const channels = {
          time: "t",
          event: "d",
          weights: "w",
          weightType: frequency ? "frequency" : "sampling",
          times: [time],
        } as const;
        const found = brierScore(rows, { ...channels, survival: ["p"] });
        near(
          found.score[0],
          brier(rows, time, (i) => rows[i]!.w),
          1,
          1e-13,
        );
        near(
          found.standardError[0],
          jackknife(rows, (weight) => brier(rows, time, weight), frequency),
          1,
          1e-9,
        );
        const auc = timeDependentAuc(rows, { ...channels, score: "q" });
        if (Number.isNaN(auc.auc[0])) return;
        near(
          auc.auc[0],
          area(rows, time, (i) => rows[i]!.w),
          1,
          1e-13,
        );
        near(
          auc.standardError[0],
          jackknife(rows, (weight) => area(rows, time, weight), frequency),
          1,
          1e-9,
        );
      }),
      { numRuns: 80, seed: 20261125 },
    );
  });

  const rows = Array.from({ length: 60 }, (_, i) => ({
    t: 1 + ((i * 37) % 23),
    d: i % 4 > 0 ? 1 : 0,
    p: ((i * 7) % 11) / 10,
    q: ((i * 5) % 13) / 12,
    w: 1 + (i % 3),
  }));
  const channels = { time: "t", event: "d", times: [5, 9, 14], survival: ["p", "q", "p"] } as const;

  test("the null score is that of the Kaplan-Meier estimate, and a prediction of it has R2 0", () => {
    const { nullScore } = brierScore(rows, channels);
    const survival = Array.from(nullScore, (value, k) => {
      const root = Math.sqrt(0.25 - value);
      // S(1 - S) = value; early S is above 1/2.
      return () => (k === 2 ? 0.5 - root : 0.5 + root);
    });
    const again = brierScore(rows, { ...channels, survival });
    again.r2.forEach((value) => {
      near(value, 0, 1, 1e-12);
    });
    near(again.integrated!.r2, 0, 1, 1e-12);
  });

  test("the order of rows and the scale of time change nothing; frequency weights are repeated rows", () => {
    const found = brierScore(rows, channels);
    const other = brierScore(
      rows
        .slice()
        .reverse()
        .map((d) => ({ ...d, t: d.t * 30.4375 })),
      { ...channels, times: channels.times.map((t) => t * 30.4375) },
    );
    const weighted = { weights: "w", weightType: "frequency" } as const;
    const repeated = rows.flatMap((d) => Array.from({ length: d.w }, () => d));
    const a = brierScore(rows, { ...channels, ...weighted });
    const b = brierScore(repeated, channels);
    const aucA = timeDependentAuc(rows, { time: "t", event: "d", score: "q", times: [9], ...weighted });
    const aucB = timeDependentAuc(repeated, { time: "t", event: "d", score: "q", times: [9] });
    for (const k of [0, 1, 2]) {
      near(other.score[k], found.score[k]!, 0, 1e-13);
      near(other.standardError[k], found.standardError[k]!, 0, 1e-12);
      near(a.score[k], b.score[k]!, 0, 1e-13);
      near(a.standardError[k], b.standardError[k]!, 0, 1e-12);
    }
    near(a.integrated!.standardError, b.integrated!.standardError, 0, 1e-12);
    near(aucA.auc[0], aucB.auc[0]!, 0, 1e-13);
    near(aucA.standardError[0], aucB.standardError[0]!, 0, 1e-12);
    expect([aucA.cases[0], aucA.controls[0], a.n]).toEqual([aucB.cases[0], aucB.controls[0], b.n]);
  });

  test("a monotone change of the score leaves the area, its opposite gives 1 - area", () => {
    const times = [6, 12];
    const found = timeDependentAuc(rows, { time: "t", event: "d", score: "q", times });
    const grown = timeDependentAuc(rows, { time: "t", event: "d", score: (d) => Math.exp(3 * d.q), times });
    const turned = timeDependentAuc(rows, { time: "t", event: "d", score: (d) => -d.q, times });
    expect(grown.auc).toEqual(found.auc);
    times.forEach((_, k) => {
      near(turned.auc[k], 1 - found.auc[k]!, 0, 1e-13);
      near(turned.standardError[k], found.standardError[k]!, 0, 1e-12);
    });
  });

  test("without censoring it is the mean squared distance; after a last censoring nothing is estimable", () => {
    const complete = rows.map((d) => ({ ...d, d: 1 }));
    const { score, standardError } = brierScore(complete, { ...channels, times: [9], survival: ["p"] });
    const squares = complete.map((d) => (Number(d.t > 9) - d.p) ** 2);
    const mean = squares.reduce((sum, value) => sum + value, 0) / 60;
    near(score[0], mean, 0, 1e-14);
    near(standardError[0], Math.sqrt(squares.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 60, 0, 1e-13);
    const late = brierScore([...rows, { ...rows[0]!, t: 30, d: 0 }], {
      ...channels,
      times: [9, 31],
      survival: ["p", "q"],
    });
    expect([late.score[1], late.standardError[1], late.r2[1], late.integrated]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      null,
    ]);
    expect(timeDependentAuc(rows, { time: "t", event: "d", score: "q", times: [0, 99] }).auc).toEqual(
      Float64Array.of(Number.NaN, Number.NaN),
    );
    expect(fromJson(toJson(late))).toEqual(late);
  });

  test("a censoring at the time is known to be free of the event", () => {
    const few = [
      { t: 2, d: 0, p: 0.5 },
      { t: 2, d: 1, p: 0.5 },
      { t: 4, d: 1, p: 1 },
    ];
    const { score } = brierScore(few, { time: "t", event: "d", times: [2, 2.1], survival: ["p", "p"] });
    // At 2: (0.25 + 0.25 + 0) / 3; after 2 one is censored, and the one left counts for two.
    near(score[0], 0.5 / 3, 0, 1e-15);
    near(score[1], 0.25 / 3, 0, 1e-15);
  });

  test("probabilities beyond 0 and 1, missing ones, times out of order and other lengths are input errors", () => {
    expect(() => brierScore(rows, { ...channels, survival: ["t", "q", "p"] })).toThrow(
      /probabilities are between 0 and 1/,
    );
    expect(() => brierScore(rows, { ...channels, survival: ["p"] })).toThrow(/1 columns but there are 3 times/);
    expect(() => brierScore(rows, { ...channels, times: [9, 5, 14] })).toThrow(/do not ascend/);
    expect(() => brierScore(rows, { ...channels, times: [] })).toThrow(/no list of times/);
    expect(() => brierScore(rows, { ...channels, survival: "p" as never })).toThrow(/no prediction/);
    expect(() => brierScore(rows, { ...channels, survival: [() => Number.NaN, "q", "p"] })).toThrow(/missing/);
    const spec = { time: "t", event: "d", covariates: ["q"] } as const;
    const model = coxph(rows, spec);
    const survival = predictSurvival(model, baselineHazard(model, rows, spec), rows, { times: [5, 90] });
    expect(() => brierScore(rows, { time: "t", event: "d", survival })).toThrow(/survival at 90/);
    expect(() => brierScore(rows, { time: "t", event: "d", survival, times: [7] })).toThrow(/nothing is predicted/);
    expect(brierScore(rows, { time: "t", event: "d", survival, times: [5] }).score[0]).toBeLessThan(1);
    expect(() => brierScore(rows.slice(1), { time: "t", event: "d", survival, times: [5] })).toThrow(/59|60/);
    expect(() => timeDependentAuc(rows, { time: "t", event: "d", score: "q", times: 5 as never })).toThrow(
      /not a list/,
    );
    expect(() => timeDependentAuc(rows, { time: "t", event: "d", score: "q", times: [-5] })).toThrow(/times holds -5/);
  });
});
