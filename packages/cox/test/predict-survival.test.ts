import { factor, fromJson, interaction, log2Term, toJson } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import {
  type BaselineHazard,
  baselineHazard,
  type CoxModel,
  type CoxSpec,
  coxph,
  predictSurvival,
  proportionalHazardsTest,
  residuals,
} from "../src/index.js";
import { afterFit, fits, samplingFits } from "./after-fit-reference.js";
import { type Columns, near } from "./reference.js";

const rowOf = (data: Columns, row: number): Columns =>
  Object.fromEntries(Object.entries(data).map(([name, values]) => [name, [values[row]!]]));

describe("baseline hazard and predicted survival equal R's survfit(coxph)", () => {
  for (const { title, case: c, data, spec, model, expected } of fits) {
    test(title, () => {
      const baseline = baselineHazard(model, data, spec);
      for (const curve of expected.curves) {
        const options = { times: curve.time, ...(c.strata && { strata: c.strata }) };
        const patient = rowOf(data, curve.row);
        const [own] = predictSurvival(model, baseline, patient, options).curves;
        const loglog = predictSurvival(model, baseline, patient, { ...options, confidence: { type: "log-log" } });
        const stratum = baseline.strata.find((one) => one.stratum === own!.stratum)!;
        curve.time.forEach((time, k) => {
          near(own!.cumulativeHazard[k], curve.cumhaz[k]!);
          near(own!.survival[k], Math.exp(-curve.cumhaz[k]!));
          near(own!.standardError![k], curve.error[k]! * Math.exp(-curve.cumhaz[k]!));
          near(own!.lower![k], curve.lower[k]!);
          near(own!.upper![k], curve.upper[k]!);
          // R has no log-log limits where S = 1; ours are 1.
          near(loglog.curves[0]!.lower![k], curve.loglog.lower[k] ?? 1);
          near(loglog.curves[0]!.upper![k], curve.loglog.upper[k] ?? 1);
          const at = stratum.time.indexOf(time);
          expect([stratum.nRisk[at], stratum.nEvent[at], stratum.nCensor[at]]).toEqual([
            curve.nRisk[k],
            curve.nEvent[k],
            curve.nCensor[k],
          ]);
        });
      }
    });
  }

  test("sampling weights: the hazard is R's, and there is no standard error", () => {
    for (const { data, spec, model, expected } of samplingFits) {
      const baseline = baselineHazard(model, data, spec);
      const options = { times: expected.time, ...("strata" in spec && { strata: spec.strata as string }) };
      const [curve] = predictSurvival(model, baseline, rowOf(data, 0), options).curves;
      expected.cumhaz.forEach((value, k) => {
        near(curve!.cumulativeHazard[k], value);
      });
      expect([curve!.standardError, curve!.lower, curve!.upper]).toEqual([null, null, null]);
      expect(baseline.strata[0]!.standardError).toBeNull();
    }
  });
});

differsFromR(
  {
    where: "predictSurvival",
    ours: "survival is exp(-cumulative hazard), after a large step of the hazard too",
    r: "`survfit(coxph)` is 0 from a large step of the hazard on",
    why: "Its own cumulative hazard L is right there, and exp(-L) is far from 0.",
    source: "survival issue 326",
    size: { question: "survival of a patient of the issue at time 9", r: 0, ours: 0.9272 },
  },
  (size) => {
    const { data, patients, time, cumhaz, error, printed } = afterFit.zeros;
    const spec = { time: "time", event: "event", covariates: ["age", "sex"] } as const;
    const model = coxph(data, spec);
    const { curves } = predictSurvival(model, baselineHazard(model, data, spec), patients, { times: time });
    let wrong = 0;
    curves.forEach((curve, i) => {
      time.forEach((_, k) => {
        near(curve.cumulativeHazard[k], cumhaz[i]![k]!);
        near(curve.survival[k], Math.exp(-cumhaz[i]![k]!));
        near(curve.standardError![k], error[i]![k]! * Math.exp(-cumhaz[i]![k]!), 1e-300);
        if (printed[i]![k] === 0 && curve.survival[k]! > 0.01) wrong++;
      });
    });
    expect(wrong, "R prints zeros in this example").toBeGreaterThan(0);
    expectShown(printed[0]![6], size.r);
    expectShown(curves[0]!.survival[6], size.ours);
  },
);

const cohort = Array.from({ length: 90 }, (_, i) => ({
  t: 1 + ((i * 37) % 41),
  d: i % 4 > 0 ? 1 : 0,
  arm: ["A", "B", "C"][i % 3]!,
  age: 40 + ((i * 7) % 30),
  afp: 1 + ((i * 11) % 50),
  grade: (i * 5) % 3,
  ill: i % 7 < 2,
  site: i % 2 ? "north" : "south",
}));
const spec: CoxSpec<(typeof cohort)[number]> = {
  time: "t",
  event: "d",
  covariates: ["arm", "age", log2Term("afp"), factor("grade"), "ill", interaction("arm", "age")],
};
const model = coxph(cohort, spec);
const baseline = baselineHazard(model, cohort, spec);

describe("baselineHazard", () => {
  test("expected events add up to the events", () => {
    for (const ties of ["efron", "breslow"] as const) {
      const own = { ...spec, ties };
      const fit = coxph(cohort, own);
      const { curves } = predictSurvival(fit, baselineHazard(fit, cohort, own), cohort, {
        times: cohort.map((d) => d.t),
      });
      const sum = curves.reduce((total, curve, i) => total + curve.cumulativeHazard[i]!, 0);
      // Efron's deaths of one time live through a part of its step only.
      if (ties === "breslow") near(sum, fit.events, 0, 1e-12);
      else expect(sum).toBeGreaterThan(fit.events);
    }
  });

  test("without covariates it is the Nelson-Aalen estimate, with its standard error", () => {
    const own = { time: "t", event: "d", covariates: [], ties: "breslow" } as const;
    const [stratum] = baselineHazard(coxph(cohort, own), cohort, own).strata;
    let hazard = 0;
    let variance = 0;
    stratum!.time.forEach((_, k) => {
      hazard += stratum!.nEvent[k]! / stratum!.nRisk[k]!;
      variance += stratum!.nEvent[k]! / stratum!.nRisk[k]! / stratum!.nRisk[k]!;
      near(stratum!.cumulativeHazard[k], hazard, 0, 1e-14);
      near(stratum!.standardError![k], Math.sqrt(variance), 0, 1e-14);
    });
  });

  test("the reference is the reference level and the median, and predicted for it again", () => {
    const own = { time: "t", event: "d", covariates: ["arm", "age"] } as const;
    const fit = coxph(cohort, own);
    const [stratum] = baselineHazard(fit, cohort, own).strata;
    const reference = cohort.map((d) => d.age).sort((a, b) => a - b)[44]!;
    expect(Array.from(stratum!.reference)).toEqual([0, 0, reference]);
    const [curve] = predictSurvival(fit, baselineHazard(fit, cohort, own), [{ arm: "A", age: reference }], {
      times: stratum!.time,
    }).curves;
    expect(curve!.cumulativeHazard).toEqual(stratum!.cumulativeHazard);
    curve!.standardError!.forEach((error, k) => {
      near(error, stratum!.standardError![k]! * curve!.survival[k]!, 0, 1e-14);
    });
  });

  test("columns far from 0, and patients far from all others, change nothing", () => {
    const own = { time: "t", event: "d", covariates: ["age", "ill"] } as const;
    const fit = coxph(cohort, own);
    const plain = predictSurvival(fit, baselineHazard(fit, cohort, own), cohort, { times: [10, 30] });
    const far = cohort.map((d) => ({ ...d, age: d.age + 2 ** 30 }));
    const shifted = coxph(far, own);
    const moved = predictSurvival(shifted, baselineHazard(shifted, far, own), far, { times: [10, 30] });
    const first = [{ ...cohort[0]!, t: 0.5, d: 1, age: fit.coefficients[0]!.estimate! > 0 ? 1e6 : -1e6 }, ...cohort];
    const outlier = coxph(first, own);
    const beside = predictSurvival(outlier, baselineHazard(outlier, first, own), first, { times: [10, 30] });
    const alone = [{ ...cohort[0]!, age: 1e300, site: "alone" }, ...cohort];
    const stratified = { ...own, strata: (d: { site: string }) => (d.site === "alone" ? "alone" : "rest") } as const;
    const apart = coxph(alone, stratified);
    const rest = predictSurvival(apart, baselineHazard(apart, alone, stratified), alone, {
      times: [10, 30],
      strata: stratified.strata,
    });
    plain.curves.forEach((curve, i) => {
      for (const k of [0, 1]) {
        near(moved.curves[i]!.survival[k], curve.survival[k]!, 0, 1e-9);
        near(moved.curves[i]!.standardError![k], curve.standardError![k]!, 0, 1e-9);
        near(beside.curves[i + 1]!.survival[k], curve.survival[k]!, 0, 1e-9);
        near(rest.curves[i + 1]!.survival[k], curve.survival[k]!, 0, 1e-12);
      }
    });
  });

  test("columns that differ by one part in a million give the curves, residuals and tests of the same model", () => {
    const rows = cohort.map((d, i) => ({ ...d, e: Math.round(1000 * Math.sin(i * 1.7)) / 1024 }));
    const near1 = rows.map((d) => ({ ...d, e: d.age + 1e-6 * d.e }));
    const own = { time: "t", event: "d", covariates: ["age", "e"] } as const;
    const [a, b] = [coxph(rows, own), coxph(near1, own)];
    const plain = predictSurvival(a, baselineHazard(a, rows, own), rows, { times: [20] }).curves;
    predictSurvival(b, baselineHazard(b, near1, own), near1, { times: [20] }).curves.forEach((curve, i) => {
      near(curve.survival[0], plain[i]!.survival[0]!, 0, 1e-8);
      near(curve.standardError![0], plain[i]!.standardError![0]!, 0, 1e-7);
    });
    const changes = residuals(a, rows, { ...own, type: "dfbetas" }).columns[1]!.values;
    residuals(b, near1, { ...own, type: "dfbetas" }).columns[1]!.values.forEach((value, i) => {
      near(value, changes[i]!, 1, 1e-7);
    });
    const proportional = proportionalHazardsTest(b, near1, own).global!.statistic;
    near(proportional, proportionalHazardsTest(a, rows, own).global!.statistic, 1, 1e-6);
  });

  test("the covariance factor times itself is the covariance of the model", () => {
    for (const fit of fits) {
      const factor = baselineHazard(fit.model, fit.data, fit.spec).covarianceFactor!;
      factor.forEach((row, j) => {
        factor.forEach((other, k) => {
          const product = row.reduce((sum, value, l) => sum + value * other[l]!, 0);
          const scale = fit.model.coefficients[j]!.standardError! * fit.model.coefficients[k]!.standardError!;
          near(product, fit.model.covariance[j]![k]!, scale, 1e-10);
        });
      });
    }
  });

  test("frequency weights are repeated rows (Breslow)", () => {
    const own = { time: "t", event: "d", covariates: ["arm", "age"], ties: "breslow" } as const;
    const repeated = cohort.flatMap((d) => Array.from({ length: d.grade + 1 }, () => d));
    const weighted = { ...own, weights: (d: { grade: number }) => d.grade + 1, weightType: "frequency" } as const;
    const [a] = baselineHazard(coxph(cohort, weighted), cohort, weighted).strata;
    const [b] = baselineHazard(coxph(repeated, own), repeated, own).strata;
    expect(a!.reference).toEqual(b!.reference);
    expect(a!.nRisk).toEqual(b!.nRisk);
    a!.time.forEach((_, k) => {
      near(a!.cumulativeHazard[k], b!.cumulativeHazard[k]!, 0, 1e-10);
      near(a!.standardError![k], b!.standardError![k]!, 0, 1e-10);
    });
  });

  test("other data, another specification, no specification and an infinite coefficient are input errors", () => {
    const changed = cohort.map((d, i) => (i === 7 ? { ...d, age: d.age + 1 } : d));
    expect(() => baselineHazard(model, changed, spec)).toThrow(/not the rows that the model was fitted to/);
    expect(() => baselineHazard(model, cohort, { ...spec, covariates: ["age"] })).toThrow(/fingerprint/);
    expect(() => baselineHazard(model, cohort, { ...spec, ties: "breslow" })).toThrow(/ties is breslow but/);
    expect(() => baselineHazard(model, cohort, undefined as never)).toThrow(/the options are undefined/);
    expect(() => baselineHazard(undefined as never, cohort, spec)).toThrow(/no Cox model/);
    const separated = { time: "t", event: "d", covariates: [{ early: (d: { t: number }) => d.t < 20 }] } as const;
    expect(() => baselineHazard(coxph(cohort, separated), cohort, separated)).toThrow(/"early=true" is infinite/);
  });

  test("without events the hazard is 0 and survival 1", () => {
    const alive = cohort.map((d) => ({ ...d, d: 0 }));
    const own = { time: "t", event: "d", covariates: ["age"] } as const;
    const fit = coxph(alive, own);
    const [curve] = predictSurvival(fit, baselineHazard(fit, alive, own), [{ age: 60 }], { times: [5] }).curves;
    expect([curve!.survival[0], curve!.standardError![0], curve!.lower![0]]).toEqual([1, 0, 1]);
  });
});

describe("predictSurvival", () => {
  test("needs the stored model and baseline alone, with fields that have the names of the terms", () => {
    const stored = fromJson(toJson({ model, baseline })) as { model: CoxModel; baseline: BaselineHazard };
    const patient = { arm: "C", age: 50, afp: 20, grade: 2, ill: false };
    const options = { times: [3, 20] };
    const a = predictSurvival(stored.model, stored.baseline, [patient], options);
    const { covariates } = spec;
    expect(a).toEqual(predictSurvival(model, baseline, [{ ...cohort[0]!, ...patient }], { ...options, covariates }));
    const same = cohort.findIndex((d) => d.arm === "C");
    const b = predictSurvival(model, baseline, cohort, options);
    expect(b.curves).toHaveLength(cohort.length);
    expect(predictSurvival(model, baseline, [cohort[same]!], options).curves[0]).toEqual(b.curves[same]);
  });

  test("before the first time survival is 1, after the last it is not estimable; rows not in use are NaN", () => {
    const patients = [cohort[0]!, { ...cohort[0]!, age: null }];
    const { curves, omitted } = predictSurvival(model, baseline, patients, { times: [0, 41, 42], missing: "omit" });
    expect([curves[0]!.survival[0], curves[0]!.lower![0], curves[0]!.upper![0]]).toEqual([1, 1, 1]);
    expect(curves[0]!.survival[1]).toBeGreaterThan(0);
    expect(curves[0]!.survival[2]).toBeNaN();
    expect(Array.from(curves[1]!.survival)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(omitted).toEqual({ count: 1, rows: [1] });
  });

  test("limits keep to [0, 1] and hold the estimate, at every level and on every scale", () => {
    for (const type of ["log", "log-log", "plain"] as const) {
      for (const level of [0.5, 0.999]) {
        const options = { times: [2, 20, 40], confidence: { type, level } };
        for (const { survival, lower, upper } of predictSurvival(model, baseline, cohort, options).curves) {
          survival.forEach((value, k) => {
            expect(lower![k]).toBeGreaterThanOrEqual(0);
            expect(lower![k]).toBeLessThanOrEqual(value);
            expect(upper![k]).toBeGreaterThanOrEqual(value);
            expect(upper![k]).toBeLessThanOrEqual(1);
          });
        }
      }
    }
  });

  test("a patient far from all others has survival 0 or 1, exactly 1 before the first event", () => {
    const far = (age: number): (number | undefined)[] =>
      Array.from(predictSurvival(model, baseline, [{ ...cohort[0]!, age }], { times: [0, 20] }).curves[0]!.survival);
    const lowest = model.coefficients.find((row) => row.name === "age")!.estimate! > 0 ? 0 : 1;
    expect(far(1e9)).toEqual([1, lowest]);
    expect(far(-1e9)).toEqual([1, 1 - lowest]);
  });

  test("strata are matched by name", () => {
    const own = { time: "t", event: "d", covariates: ["age"], strata: "site" } as const;
    const fit = coxph(cohort, own);
    const hazard = baselineHazard(fit, cohort, own);
    expect(hazard.strata.map((d) => d.stratum)).toEqual(["north", "south"]);
    const patients = [
      { age: 60, site: "south" },
      { age: 60, site: "north" },
      { age: 60, site: "south" },
    ];
    const { curves } = predictSurvival(fit, hazard, patients, { times: [20], strata: "site" });
    expect(curves.map((d) => d.stratum)).toEqual(["south", "north", "south"]);
    expect(curves[0]).toEqual(curves[2]);
    expect(() => predictSurvival(fit, hazard, patients, { times: [20] })).toThrow(
      /the strata north, south: give strata/,
    );
    expect(() => predictSurvival(fit, hazard, [{ age: 60, site: "west" }], { times: [20], strata: "site" })).toThrow(
      /"west" at row 0/,
    );
    expect(() => predictSurvival(model, baseline, cohort, { times: [20], strata: "site" })).toThrow(/no strata/);
  });

  test("unknown levels, missing fields, another baseline and other terms are input errors", () => {
    const call =
      (patient: object, more: object = {}) =>
      () =>
        predictSurvival(model, baseline, [{ ...cohort[0]!, ...patient }], { times: [20], ...more });
    expect(call({ arm: "D" })).toThrow(/column "arm" holds "D" at row 0, which is none of its levels A, B, C/);
    expect(call({ grade: 9 })).toThrow(/"9" at row 0/);
    expect(call({ age: null })).toThrow(/column "age" is missing/);
    expect(call({ age: "60" })).toThrow(/numbers as text|is categorical here|text/);
    expect(call({}, { covariates: ["arm", "age"] })).toThrow(/not the terms of the model/);
    expect(call({}, { times: [-1] })).toThrow(/times holds -1/);
    expect(call({}, { times: undefined })).toThrow(/times is not a list/);
    expect(call({}, { time: [1] })).toThrow(/no option "time"/);
    expect(() => predictSurvival(model, baseline, [{ arm: "A" }], { times: [20] })).toThrow(/no column "age"/);
    const other = { ...spec, ties: "breslow" as const };
    expect(() =>
      predictSurvival(model, baselineHazard(coxph(cohort, other), cohort, other), cohort, { times: [20] }),
    ).toThrow(/not of this model/);
  });
});
