import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concordance, coxph, scoreConcordance } from "../src/index.js";
import { fits, samplingFits } from "./after-fit-reference.js";
import { performance } from "./performance-reference.js";
import { near } from "./reference.js";

describe("concordance equals R's", () => {
  for (const { title, data, spec, model, expected } of fits) {
    test(title, () => {
      const found = concordance(model, data, spec);
      const [concordant, discordant, tiedPredictor, tiedTime, tiedBoth] = expected.concordance.count as [
        number,
        number,
        number,
        number,
        number,
      ];
      near(found.estimate, expected.concordance.estimate, 0, 1e-12);
      near(found.standardError, expected.concordance.se, 0, 1e-12);
      expect([found.concordant, found.discordant, found.tiedPredictor]).toEqual([
        concordant,
        discordant,
        tiedPredictor,
      ]);
      expect(found.tiedTime).toBe(tiedTime + tiedBoth);
    });
  }

  test("with sampling weights", () => {
    for (const { data, spec, model, expected } of samplingFits) {
      const found = concordance(model, data, spec);
      near(found.estimate, expected.concordance, 0, 1e-12);
      near(found.standardError, expected.se, 0, 1e-12);
    }
  });
});

describe("rows that enter late", () => {
  test("C equals R's, with the subject as the unit of the variance", () => {
    const { data, estimate, error, count } = performance.entered;
    const spec = {
      time: "time",
      event: "event",
      entry: "entry",
      covariates: ["age", "surgery", "transplant"],
      cluster: "id",
    } as const;
    const found = concordance(coxph(data, spec), data, spec);
    near(found.estimate, estimate, 0, 1e-12);
    near(found.standardError, error, 0, 1e-11);
    expect([found.concordant, found.discordant, found.tiedPredictor]).toEqual(count);
    expect(() => concordance(coxph(data, spec), data, { ...spec, weighting: "uno" })).toThrow(/enter late/);
  });

  test("a pair needs both at risk at the event, and intervals of a subject change nothing", () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      t: 3 + ((i * 37) % 23),
      from: (i * 5) % 3,
      d: i % 4 > 0 ? 1 : 0,
      x: (i * 7) % 11,
      id: i,
    }));
    const spec = { time: "t", event: "d", entry: "from", id: "id", covariates: ["x"] } as const;
    const model = coxph(rows, spec);
    const found = concordance(model, rows, spec);
    const sign = Math.sign(model.coefficients[0]!.estimate!);
    const total = [0, 0, 0];
    for (const a of rows) {
      for (const b of rows) {
        if (a.d === 0 || a === b || b.from >= a.t || !(a.t < b.t || (a.t === b.t && b.d === 0))) continue;
        const order = sign * (a.x - b.x);
        total[order > 0 ? 0 : order < 0 ? 1 : 2]!++;
      }
    }
    expect([found.concordant, found.discordant, found.tiedPredictor]).toEqual(total);
    const split = rows.flatMap((d) =>
      d.t > 9
        ? [
            { ...d, t: 9, d: 0 },
            { ...d, from: 9 },
          ]
        : [d],
    );
    const again = concordance(coxph(split, spec), split, spec);
    expect([again.concordant, again.discordant, again.tiedPredictor]).toEqual(total);
    near(again.standardError, found.standardError!, 0, 1e-12);
  });
});

interface Row {
  t: number;
  d: number;
  x: number;
  s: string;
}
const cohort: fc.Arbitrary<Row[]> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean(), fc.integer({ min: 0, max: 5 })), {
    minLength: 12,
    maxLength: 30,
  })
  .map((rows) =>
    rows.map(([t, d, x], i) => ({ t, d: Number(d || i % 3 === 0), x: i < 2 ? i : x, s: i % 2 ? "a" : "b" })),
  );

describe("properties", () => {
  test("counts are those of all pairs, and the variance the sum of squared changes per unit of weight", () => {
    fc.assert(
      fc.property(cohort, (rows) => {
        const spec = { time: "t", event: "d", covariates: ["x"], strata: "s" } as const;
        const model = coxph(rows, spec);
        if (model.coefficients[0]!.status !== "ok") return;
        const sign = Math.sign(model.coefficients[0]!.estimate!);
        const count = (weight: (i: number) => number): [number, number, number] => {
          const total: [number, number, number] = [0, 0, 0];
          rows.forEach((a, i) => {
            rows.forEach((b, j) => {
              if (a.s !== b.s || a.d === 0 || i === j || !(a.t < b.t || (a.t === b.t && b.d === 0))) return;
              const order = sign * (a.x - b.x);
              total[order > 0 ? 0 : order < 0 ? 1 : 2] += weight(i) * weight(j);
            });
          });
          return total;
        };
        const plain = count(() => 1);
        const found = concordance(model, rows, spec);
        expect([found.concordant, found.discordant, found.tiedPredictor]).toEqual(plain);
        const c = ([up, down, tied]: [number, number, number]): number => (up + tied / 2) / (up + down + tied);
        if (found.estimate === null) return;
        near(found.estimate, c(plain), 0, 1e-14);
        const step = 1e-5;
        let variance = 0;
        rows.forEach((_, k) => {
          const slope =
            (c(count((i) => (i === k ? 1 + step : 1))) - c(count((i) => (i === k ? 1 - step : 1)))) / (2 * step);
          variance += slope * slope;
        });
        near(found.standardError, Math.sqrt(variance), 1, 1e-8);
      }),
      { numRuns: 30, seed: 20261123 },
    );
  });

  test("frequency weights are repeated rows, in the standard error too", () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({
      t: 1 + ((i * 37) % 23),
      d: i % 4 > 0 ? 1 : 0,
      x: (i * 7) % 11,
      w: 1 + (i % 3),
    }));
    const spec = { time: "t", event: "d", covariates: ["x"], ties: "breslow" } as const;
    const weighted = { ...spec, weights: "w", weightType: "frequency" } as const;
    const repeated = rows.flatMap((d) => Array.from({ length: d.w }, () => d));
    const a = concordance(coxph(rows, weighted), rows, weighted);
    const b = concordance(coxph(repeated, spec), repeated, spec);
    near(a.estimate, b.estimate!, 0, 1e-13);
    near(a.standardError, b.standardError!, 0, 1e-13);
    expect({ ...a, estimate: 0, standardError: 0, lower: 0, upper: 0 }).toEqual({
      ...b,
      estimate: 0,
      standardError: 0,
      lower: 0,
      upper: 0,
    });
  });

  test("with weights of the pairs it is the concordance of the model's linear predictor", () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({
      t: 1 + ((i * 37) % 23),
      d: i % 4 > 0 ? 1 : 0,
      x: (i * 7) % 11,
      s: i % 2 ? "a" : "b",
    }));
    const spec = { time: "t", event: "d", covariates: ["x"], strata: "s" } as const;
    const model = coxph(rows, spec);
    const sign = Math.sign(model.coefficients[0]!.estimate!);
    for (const weighting of ["harrell", "uno", "survival", "schemper"] as const) {
      for (const pairWeights of ["estimated", "known"] as const) {
        const choices = { weighting, pairWeights, maxTime: 17 };
        const found = concordance(model, rows, { ...spec, ...choices });
        const [other] = scoreConcordance(rows, {
          time: "t",
          event: "d",
          strata: "s",
          scores: { x: (d: { x: number }) => sign * d.x },
          ...choices,
        }).rows;
        near(found.estimate, other!.estimate!, 0, 1e-14);
        near(found.standardError, other!.standardError!, 0, 1e-13);
        expect(found).toMatchObject(choices);
      }
    }
    expect(() => concordance(model, rows, { ...spec, maxTime: -1 })).toThrow(/maxTime is -1/);
  });

  test("equal predictors give 1/2, no comparable pair gives null", () => {
    const rows = [
      { t: 1, d: 1 },
      { t: 2, d: 1 },
      { t: 3, d: 0 },
    ];
    const spec = { time: "t", event: "d", covariates: [] } as const;
    expect(concordance(coxph(rows, spec), rows, spec)).toMatchObject({
      estimate: 0.5,
      standardError: 0,
      tiedPredictor: 3,
    });
    const late = [
      { t: 1, d: 0 },
      { t: 2, d: 1 },
    ];
    expect(concordance(coxph(late, spec), late, spec)).toMatchObject({
      estimate: null,
      standardError: null,
      lower: null,
      upper: null,
    });
  });
});
