import { factor, fromJson, toJson } from "@hcc/data";
import { kaplanMeier, restrictedMean, survivalAt } from "@hcc/survival";
import { describe, expect, test } from "vitest";
import { type DoublyRobustSurvivalSpec, doublyRobustSurvival } from "../src/index.js";
import { effects, flat, months } from "./effect-reference.js";
import { near } from "./reference.js";

describe("doubly robust survival equals the formula term by term in R", () => {
  for (const expected of effects.doublyRobust) {
    const { population, censoring, ties, times, tau } = expected;
    test(`${population}, ${censoring}, ${ties}`, () => {
      const spec = {
        time: "time",
        event: "event",
        treatment: "sex",
        control: "male",
        propensity: effects.propensity,
        covariates: ["age", "ph.ecog"],
        ...(censoring === "cox" && { censoringCovariates: ["ph.ecog"] }),
        ...{ times, tau, population, ties },
      };
      const known = doublyRobustSurvival(months, spec);
      const estimated = doublyRobustSurvival(months, { ...spec, propensityCovariates: ["age", "ph.ecog"] });
      expect([known.censoring, known.propensity, estimated.propensity]).toEqual([censoring, "known", "estimated"]);
      expected.estimate.forEach((value, k) => {
        near(flat(known).estimates[k], value);
        near(flat(known).errors[k], Math.sqrt(expected.known[k]![k]!));
        near(flat(estimated).errors[k], Math.sqrt(expected.estimated[k]![k]!), 0, 1e-7);
      });
      const size = times.length + 1;
      const c = expected.known;
      [...known.differences[0]!.survival, known.differences[0]!.restrictedMean!].forEach((difference, k) => {
        near(difference.standardError, Math.sqrt(c[k]![k]! + c[size + k]![size + k]! - 2 * c[k]![size + k]!));
      });
    });
  }
});

interface Patient {
  t: number;
  d: number;
  arm: string;
  ps: number;
  age: number;
  stage: string;
  copies: number;
}
const patients: readonly Patient[] = Object.freeze(
  Array.from({ length: 60 }, (_, i) =>
    Object.freeze({
      t: 1 + ((i * 11) % 29),
      d: i % 4 > 0 ? 1 : 0,
      arm: i % 3 ? "TKI" : "TKI-I",
      ps: 0.2 + ((i * 7) % 10) / 18,
      age: 40 + ((i * 7) % 30),
      stage: (i * 5) % 7 < 3 ? "B" : "C",
      copies: 1 + (i % 3),
    }),
  ),
);
const spec = {
  time: "t",
  event: "d",
  treatment: "arm",
  propensity: "ps",
  covariates: ["age", "stage"],
  times: [6, 12],
  tau: 15,
} as const;
const effect = doublyRobustSurvival(patients, spec);

describe("doublyRobustSurvival", () => {
  test("without covariates and with the share of the arm as propensity it is the Kaplan-Meier curve", () => {
    const share = patients.filter((p) => p.arm === "TKI-I").length / patients.length;
    for (const population of ["all", "treated", "control"] as const) {
      const plain = doublyRobustSurvival(patients, { ...spec, propensity: () => share, covariates: [], population });
      kaplanMeier(patients, { time: "t", event: "d", by: "arm" }).curves.forEach((curve, a) => {
        survivalAt(curve, spec.times).forEach(({ estimate }, k) => {
          near(plain.levels[a]!.survival[k]!.estimate, estimate!, 0, 1e-12);
          const at = curve.time.findLastIndex((time) => time <= spec.times[k]!);
          // The survival model is exp(-Nelson-Aalen), not quite the curve itself.
          near(plain.levels[a]!.survival[k]!.standardError, curve.standardError[at]!, 0, 0.01);
        });
        near(plain.levels[a]!.restrictedMean!.estimate, restrictedMean(curve, { tau: spec.tau }).estimate!, 0, 1e-12);
      });
    }
  });

  test("the other arm as control with 1 - p is the same, differences with the other sign", () => {
    const other = doublyRobustSurvival(patients, { ...spec, control: "TKI-I", propensity: (p) => 1 - p.ps });
    near(other.differences[0]!.restrictedMean!.estimate, -effect.differences[0]!.restrictedMean!.estimate!, 0, 1e-9);
    near(other.differences[0]!.survival[0]!.pValue, effect.differences[0]!.survival[0]!.pValue!, 0, 1e-8);
  });

  test("the order of rows and the unit of time do not matter", () => {
    const turned = doublyRobustSurvival(
      [...patients].reverse().map((p) => ({ ...p, t: p.t / 12 })),
      { ...spec, times: [0.5, 1], tau: 1.25 },
    );
    flat(effect).errors.forEach((error, k) => {
      near(flat(turned).errors[k]! * (k % 3 === 2 ? 12 : 1), error!, 0, 1e-9);
    });
  });

  test("frequency weights are repeated rows (Breslow); sampling weights of one size change nothing", () => {
    const long = patients.flatMap((p) => Array.from({ length: p.copies }, () => p));
    const own = { ...spec, ties: "breslow", censoringCovariates: ["age"] } as const;
    const weighted = doublyRobustSurvival(patients, { ...own, weights: "copies", weightType: "frequency" });
    const repeated = doublyRobustSurvival(long, own);
    const sampled = doublyRobustSurvival(patients, { ...spec, weights: () => 4, weightType: "sampling" });
    flat(weighted).errors.forEach((error, k) => {
      near(error, flat(repeated).errors[k]!, 0, 1e-9);
      near(flat(weighted).estimates[k], flat(repeated).estimates[k]!, 0, 1e-9);
      near(flat(sampled).errors[k], flat(effect).errors[k]!, 0, 1e-9);
    });
  });

  test("survival is 1 at time 0 and null beyond the last time of an arm", () => {
    const late = patients.map((p, i) => (i === 0 ? { ...p, t: 80, d: 0 } : p));
    const own = doublyRobustSurvival(late, { ...spec, times: [0, 50], tau: 50 });
    expect(own.levels[0]!.survival[0]).toMatchObject({ estimate: 1, standardError: 0, lower: 1, upper: 1 });
    expect(own.levels.map(({ survival }) => survival[1]!.estimate === null)).toEqual([true, false]);
    expect(own.levels.map((level) => level.restrictedMean!.estimate === null)).toEqual([true, false]);
    expect(own.differences[0]!.survival[1]!.estimate).toBeNull();
  });

  test("estimates outside of 0 to 1 are left and warned of", () => {
    const rare = patients.map((p) => ({ ...p, ps: p.arm === "TKI-I" ? 0.004 : 0.5 }));
    const own = doublyRobustSurvival(rare, { ...spec, times: [6, 12, 24] });
    expect(own.warnings.map(({ code }) => code)).toContain("positivity");
    expect(own.warnings.map(({ code }) => code)).toContain("out-of-range");
    const outside = own.levels[1]!.survival.find(({ estimate }) => estimate! < 0 || estimate! > 1)!;
    expect(outside.method).toBe("plain");
    expect(outside.lower!).toBeLessThan(outside.estimate!);
  });

  test("warnings of the models name the arm", () => {
    const few = doublyRobustSurvival(patients, spec).warnings.filter(
      ({ code }) => code === "few-events-per-coefficient",
    );
    expect(few[0]!.message).toContain('the model of survival in the arm "TKI-I": ');
  });

  test("a result survives JSON", () => {
    expect(fromJson(toJson(effect))).toEqual(effect);
  });
});

describe("bad input", () => {
  test.each([
    ["no covariates", { covariates: undefined }, "covariates is not a list"],
    ["a list that is none", { censoringCovariates: "age" }, "censoringCovariates is not a list"],
    ["the overlap population", { population: "overlap" }, 'population is "overlap"'],
    ["exact ties", { ties: "exact" }, 'ties is "exact"'],
    ["a misspelt option", { censoring: ["age"] }, 'no option "censoring"'],
    [
      "a coefficient that is infinite",
      { covariates: [factor<Patient>((p) => (p.d ? "yes" : "no"), { label: "died" })] },
      'in the model of survival in the arm "TKI" the coefficient "died=yes" is infinite',
    ],
  ] as [string, Record<string, unknown>, string][])("%s", (_, own, message) => {
    expect(() => doublyRobustSurvival(patients, { ...spec, ...own } as DoublyRobustSurvivalSpec<Patient>)).toThrow(
      message,
    );
  });
});
