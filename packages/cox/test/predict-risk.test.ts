import { factor, fromJson, interaction, toJson } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import {
  type BaselineHazard,
  baselineHazard,
  type CoxModel,
  type CoxSpec,
  coxph,
  predictExpected,
  predictRisk,
  predictSurvival,
} from "../src/index.js";
import { performance } from "./performance-reference.js";
import { type Columns, near } from "./reference.js";

const { lung, chosen } = performance;
const rowsOf = (data: Columns, rows: readonly number[]): Columns =>
  Object.fromEntries(Object.entries(data).map(([name, values]) => [name, rows.map((row) => values[row]!)]));
const patients = rowsOf(lung, chosen);

describe("predictions equal R's predict(coxph, newdata, se.fit = TRUE)", () => {
  for (const c of performance.prediction) {
    const title = [c.ties, c.strata, c.weights, c.offset, c.entry].filter((part) => part !== null).join(", ");
    const spec = {
      time: "time",
      event: "event",
      covariates: ["age", "woman", "ecog"],
      ties: c.ties,
      ...(c.strata !== null && { strata: c.strata }),
      ...(c.weights !== null && { weights: c.weights, weightType: "frequency" as const }),
      ...(c.offset !== null && { offset: c.offset }),
      ...(c.entry !== null && { entry: c.entry }),
    };
    const model = coxph(lung, spec);
    const baseline = baselineHazard(model, lung, spec);
    const options = { ...(c.strata !== null && { strata: c.strata }), ...(c.offset !== null && { offset: c.offset }) };
    const followed = { ...options, time: "time", ...(c.entry !== null && { entry: c.entry }) };

    test(`linear predictor, terms and risk: ${title}`, () => {
      for (const { reference, lp, error, wrong, terms, termErrors } of c.lp) {
        const found = predictRisk(model, patients, { ...options, reference, baseline });
        // R's means are weighted unless rows enter late.
        if (reference === "sample" && c.entry !== null && c.weights !== null) continue;
        // R subtracts the mean offset of all rows for every reference.
        if (reference === "strata" && c.offset !== null) continue;
        const shift = c.offset === null ? 0 : found.linearPredictor[0]! - lp[0]!;
        lp.forEach((value, i) => {
          near(found.linearPredictor[i], value + shift, 1, 1e-10);
          near(found.standardError[i], error[i]!, 0, 1e-9);
          near(found.risk[i], Math.exp(value + shift), 0, 1e-9);
          near(found.riskStandardError[i], Math.exp(value + shift) * error[i]!, 0, 1e-9);
          // What R prints.
          if (c.offset === null) near(Math.sqrt(found.risk[i]!) * found.standardError[i]!, wrong[i]!, 0, 1e-9);
          found.terms.forEach((term, t) => {
            near(term.contribution[i], terms[i]![t]!, 1, 1e-10);
            near(term.standardError[i], termErrors[i]![t]!, 1e-3, 1e-9);
          });
        });
      }
    });

    test(`expected events and survival until the row's own time: ${title}`, () => {
      const found = predictExpected(model, baseline, patients, followed);
      c.expected?.expected.forEach((value, i) => {
        near(found.expected[i], value);
        near(found.survival[i], c.expected!.survival[i]!);
        // Of late entry R's is another, see below.
        if (c.entry !== null) return;
        near(found.standardError![i], c.expected!.error[i]!);
        near(found.survivalStandardError![i], c.expected!.survivalError[i]!);
      });
      const all = predictExpected(model, baseline, lung, followed).expected;
      // With an offset also: R adds it to the expected number of new data.
      c.martingale?.forEach((value, i) => {
        near(all[i], value, 1e-3);
      });
      if (c.martingale !== null && c.printed !== null) {
        const worst = Math.max(...c.printed.map((value, i) => Math.abs(value - found.expected[i]!)));
        expect(worst, "R's number for new data with an offset").toBeGreaterThan(0.1);
      }
    });
  }
});

differsFromR(
  {
    where: "predictExpected",
    ours: "an offset is part of the linear predictor of new patients too",
    r: "`predict(coxph, newdata, type = \"expected\")` computes exp(x'b) + offset in place of exp(x'b + offset)",
    why: "On the data of the fit the expected events are then those of the martingale residuals.",
    source: "survival 3.8-11, `predict.coxph.R`",
    size: { question: "expected events of a patient of `lung`, by a model with an offset", r: -0.0212, ours: 0.15153 },
  },
  (size) => {
    const c = performance.prediction.find(({ martingale, printed }) => martingale !== null && printed !== null)!;
    expect([c.ties, c.strata, c.weights, c.offset, c.entry]).toEqual(["breslow", null, null, "shift", null]);
    const covariates = ["age", "woman", "ecog"];
    const fit = { time: "time", event: "event", covariates, offset: "shift", ties: "breslow" } as const;
    const fitted = coxph(lung, fit);
    const { expected } = predictExpected(fitted, baselineHazard(fitted, lung, fit), patients, {
      time: "time",
      offset: "shift",
    });
    expectShown(c.printed![9], size.r);
    expectShown(expected[9], size.ours);
  },
);

differsFromR(
  {
    where: "predictExpected",
    ours: "the standard error of expected events after an entry is that of the interval",
    r: '`predict(coxph, type = "expected", se.fit = TRUE)` subtracts the variances at the two times, of which the later may be the smaller',
    why: "The variance of a difference of dependent numbers has their covariance in it.",
    source: "survival 3.5-3, `predict.coxph`",
    size: { question: "a patient of `lung` who entered late, frequency weights", r: "NA", ours: 0.16092 },
  },
  (size) => {
    const c = performance.prediction.find(({ ties, weights, offset, entry, strata }) => {
      return ties === "efron" && weights !== null && strata === null && offset === null && entry !== null;
    })!;
    expectShown(c.expected!.error[2], size.r);
    const fit = {
      time: "time",
      event: "event",
      covariates: ["age", "woman", "ecog"],
      weights: "weight",
      weightType: "frequency",
      entry: "from",
    } as const;
    const fitted = coxph(lung, fit);
    const late = predictExpected(fitted, baselineHazard(fitted, lung, fit), patients, { time: "time", entry: "from" });
    expectShown(late.standardError![2], size.ours);
  },
);

const cohort = Array.from({ length: 90 }, (_, i) => ({
  t: 1 + ((i * 37) % 41),
  d: i % 4 > 0 ? 1 : 0,
  arm: ["A", "B", "C"][i % 3]!,
  age: 40 + ((i * 7) % 30),
  grade: (i * 5) % 3,
  site: i % 2 ? "north" : "south",
}));
const spec: CoxSpec<(typeof cohort)[number]> = {
  time: "t",
  event: "d",
  covariates: ["arm", "age", factor("grade"), interaction("arm", "age")],
};
const model = coxph(cohort, spec);
const baseline = baselineHazard(model, cohort, spec);

describe("predictRisk", () => {
  test("needs the stored model alone; terms add up; a coefficient is the difference of two patients, with its error", () => {
    const stored = fromJson(toJson(model)) as CoxModel;
    const found = predictRisk(stored, cohort);
    expect(found).toEqual(predictRisk(model, cohort, { covariates: spec.covariates }));
    expect(found.terms.map((d) => d.term)).toEqual(model.terms.map((d) => d.name));
    found.linearPredictor.forEach((value, i) => {
      near(
        found.terms.reduce((sum, { contribution }) => sum + contribution[i]!, 0),
        value,
        1,
        1e-14,
      );
    });
    const own = { time: "t", event: "d", covariates: ["age"] } as const;
    const simple = coxph(cohort, own);
    const { risk, lower, upper, riskStandardError } = predictRisk(simple, [{ age: 1 }]);
    const { hazardRatio, standardError, ...limits } = simple.coefficients[0]!;
    near(risk[0], hazardRatio!, 0, 1e-14);
    near(lower[0], limits.lower!, 0, 1e-13);
    near(upper[0], limits.upper!, 0, 1e-13);
    near(riskStandardError[0], hazardRatio! * standardError!, 0, 1e-13);
  });

  test("the sample's means have predictor 0 and error 0, and any reference gives the same differences of patients", () => {
    const own = {
      time: "t",
      event: "d",
      covariates: ["age", { twice: (d: { age: number }) => d.age * d.age }],
    } as const;
    const fit = coxph(cohort, own);
    const hazard = baselineHazard(fit, cohort, own);
    const { covariates } = own;
    const zero = predictRisk(fit, cohort, { covariates });
    const sample = predictRisk(fit, cohort, { covariates, reference: "sample", baseline: hazard });
    near(
      sample.linearPredictor.reduce((sum, value) => sum + value, 0),
      0,
      1,
      1e-10,
    );
    zero.linearPredictor.forEach((value, i) => {
      near(sample.linearPredictor[i]! - sample.linearPredictor[0]!, value - zero.linearPredictor[0]!, 1, 1e-11);
    });
  });

  test("rows not in use are NaN; unknown levels, no baseline, strata and offsets that do not fit are input errors", () => {
    const { linearPredictor, omitted } = predictRisk(model, [cohort[0]!, { ...cohort[0]!, age: null }], {
      missing: "omit",
    });
    expect([linearPredictor[0] !== undefined, linearPredictor[1], omitted.rows]).toEqual([true, Number.NaN, [1]]);
    expect(() => predictRisk(model, [{ ...cohort[0]!, arm: "D" }])).toThrow(
      /"D" at row 0, which is none of its levels/,
    );
    expect(() => predictRisk(model, cohort, { reference: "sample" })).toThrow(/give baseline/);
    expect(() => predictRisk(model, cohort, { offset: "age" })).toThrow(/no offset: leave offset out/);
    expect(() => predictRisk(model, cohort, { reference: "mean" as never })).toThrow(/reference is "?mean/);
    const stratified = { time: "t", event: "d", covariates: ["age"], strata: "site" } as const;
    const fit = coxph(cohort, stratified);
    const own = baselineHazard(fit, cohort, stratified);
    expect(() => predictRisk(fit, cohort, { reference: "strata", baseline: own })).toThrow(/give strata/);
    expect(predictRisk(fit, cohort, { reference: "sample", baseline: own }).risk).toHaveLength(90);
    expect(() => predictRisk(fit, cohort, { reference: "sample", baseline })).toThrow(/not of this model/);
    const separated = { time: "t", event: "d", covariates: [{ early: (d: { t: number }) => d.t < 20 }] } as const;
    expect(() => predictRisk(coxph(cohort, separated), cohort)).toThrow(/"early=true" is infinite/);
  });
});

describe("predictExpected", () => {
  test("survival is that of predictSurvival at the row's time, after entry conditional on it", () => {
    const found = predictExpected(model, baseline, cohort, { time: "t", confidence: { type: "log-log" } });
    const { curves } = predictSurvival(model, baseline, cohort, {
      times: cohort.map((d) => d.t),
      confidence: { type: "log-log" },
    });
    curves.forEach((curve, i) => {
      expect(found.survival[i]).toBe(curve.survival[i]);
      expect(found.survivalStandardError![i]).toBe(curve.standardError![i]);
      expect([found.lower![i], found.upper![i]]).toEqual([curve.lower![i], curve.upper![i]]);
    });
    const late = cohort.map((d) => ({ ...d, from: d.t / 2 }));
    const conditional = predictExpected(model, baseline, late, { time: "t", entry: "from" });
    const until = predictExpected(model, baseline, late, { time: "from" });
    conditional.survival.forEach((value, i) => {
      near(value, found.survival[i]! / until.survival[i]!, 0, 1e-12);
    });
  });

  test("the standard error after an entry is that of a stratum of its own from there on", () => {
    const split = cohort.flatMap((d) =>
      d.t > 15
        ? [
            { ...d, from: 0, t: 15, d: 0, part: "early" },
            { ...d, from: 15, part: "late" },
          ]
        : [{ ...d, from: 0, part: "early" }],
    );
    const own = { time: "t", event: "d", entry: "from", covariates: ["age", "site"] } as const;
    const whole = coxph(split, own);
    const parts = coxph(split, { ...own, strata: "part" });
    const late = split.filter((d) => d.part === "late");
    const found = predictExpected(whole, baselineHazard(whole, split, own), late, { time: "t", entry: "from" });
    const stratified = baselineHazard(parts, split, { ...own, strata: "part" });
    const other = predictExpected(parts, stratified, late, { time: "t", strata: "part" });
    other.expected.forEach((value, i) => {
      near(found.expected[i], value, 0, 1e-9);
      near(found.standardError![i], other.standardError![i]!, 0, 1e-9);
    });
  });

  test("needs the stored model and baseline alone; after the last observed time nothing is estimable", () => {
    const stored = fromJson(toJson({ model, baseline })) as { model: CoxModel; baseline: BaselineHazard };
    const rows = [...cohort.slice(0, 3), { ...cohort[0]!, t: 42 }];
    const found = predictExpected(stored.model, stored.baseline, rows, { time: "t" });
    expect(found).toEqual(predictExpected(model, baseline, rows, { time: "t" }));
    expect([found.expected[3], found.survival[3], found.standardError![3]]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(found.expected[0]).toBeGreaterThan(0);
  });

  test("an interval without event has no expected event; a negative time and an entry that is not before are errors", () => {
    const rows = [{ ...cohort[0]!, t: 0.9, from: 0.5 }];
    const found = predictExpected(model, baseline, rows, { time: "t", entry: "from" });
    expect([found.expected[0], found.standardError![0], found.survival[0]]).toEqual([0, 0, 1]);
    expect(() => predictExpected(model, baseline, rows, { time: "from", entry: "t" })).toThrow(
      /entry must come before/,
    );
    expect(() => predictExpected(model, baseline, [{ ...cohort[0]!, t: -1 }], { time: "t" })).toThrow(
      /"t" is -1 at row 0/,
    );
    expect(() => predictExpected(model, undefined as never, cohort, { time: "t" })).toThrow(
      /baseline is not of this model/,
    );
  });
});
