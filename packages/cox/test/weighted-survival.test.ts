import { fromJson, toJson } from "@hcc/data";
import { kaplanMeier, restrictedMean, survivalAt } from "@hcc/survival";
import { describe, expect, test } from "vitest";
import { coxph, type SurvivalEffect, type WeightedSurvivalSpec, weightedSurvival } from "../src/index.js";
import { effects, flat, months, seeded } from "./effect-reference.js";
import { near } from "./reference.js";

const channels = { time: "time", event: "event", treatment: "sex", control: "male", propensity: effects.propensity };

describe("weighted survival equals R's survfit, robust standard errors and the jackknife with glm fitted again", () => {
  for (const expected of effects.weighted) {
    const { population, times, tau } = expected;
    test(population, () => {
      const known = weightedSurvival(months, { ...channels, times, tau, population });
      const estimated = weightedSurvival(months, {
        ...channels,
        times,
        tau,
        population,
        propensityCovariates: ["age", "ph.ecog"],
      });
      expect([known.propensity, estimated.propensity]).toEqual(["known", "estimated"]);
      expected.estimate.forEach((value, k) => {
        near(flat(known).estimates[k], value);
        near(flat(known).errors[k], Math.sqrt(expected.known[k]![k]!), 0, 1e-6);
        near(flat(estimated).errors[k], Math.sqrt(expected.estimated[k]![k]!), 0, 1e-6);
      });
      const survival = known.levels.flatMap((level) => level.survival);
      expected.robust.forEach((value, k) => {
        near(survival[k]!.standardError, value);
      });
      known.arms.forEach(({ effectiveSampleSize, largest }, a) => {
        near(effectiveSampleSize, expected.effectiveSampleSize[a]!);
        near(largest, expected.largest[a]!);
      });
      const size = times.length + 1;
      const c = expected.estimated;
      [...estimated.differences[0]!.survival, estimated.differences[0]!.restrictedMean!].forEach((difference, k) => {
        const variance = c[k]![k]! + c[size + k]![size + k]! - 2 * c[k]![size + k]!;
        near(difference.standardError, Math.sqrt(variance), 0, 1e-6);
      });
    });
  }
});

describe("weights for censoring equal survfit of rows split at the event times, and its jackknife with coxph fitted again", () => {
  for (const expected of effects.censored) {
    const { population, ties, times, tau } = expected;
    test(`${population}, ${ties}`, () => {
      const terms = ["age", "ph.ecog"];
      const own = { ...channels, times, tau, population, ties, censoringCovariates: terms };
      const known = weightedSurvival(months, own);
      const estimated = weightedSurvival(months, { ...own, propensityCovariates: terms });
      expect([known.censoring, known.propensity, estimated.propensity]).toEqual(["cox", "known", "estimated"]);
      expected.estimate.forEach((value, k) => {
        near(flat(known).estimates[k], value, 0, 1e-10);
        near(flat(known).errors[k], Math.sqrt(expected.known[k]![k]!), 0, 1e-6);
        near(flat(estimated).errors[k], Math.sqrt(expected.estimated[k]![k]!), 0, 1e-6);
      });
      known.arms.forEach(({ largestCensoringWeight }) => {
        expect(largestCensoringWeight).toBeGreaterThan(1);
      });
    });
  }
});

test("censoring by a covariate that also shortens survival biases the curve, and the weights undo it", () => {
  const next = seeded(20261125);
  const cohort = Array.from({ length: 3000 }, () => {
    const frail = next() < 0.5 ? 1 : 0;
    const died = -Math.log(next()) / (frail ? 0.2 : 0.05);
    const left = -Math.log(next()) / (frail ? 0.25 : 0.02);
    return { t: Math.min(died, left), d: died <= left ? 1 : 0, arm: next() < 0.5 ? "A" : "B", frail };
  });
  const asked = { time: "t", event: "d", treatment: "arm", propensity: () => 0.5, times: [6] } as const;
  const truth = (Math.exp(-0.2 * 6) + Math.exp(-0.05 * 6)) / 2;
  const off = (found: SurvivalEffect): number[] =>
    found.levels.map(({ survival: [own] }) => Math.abs(own!.estimate! - truth) / own!.standardError!);
  for (const distance of off(weightedSurvival(cohort, asked))) expect(distance).toBeGreaterThan(3.5);
  for (const distance of off(weightedSurvival(cohort, { ...asked, censoringCovariates: ["frail"] }))) {
    expect(distance).toBeLessThan(2);
  }
});

interface Patient {
  t: number;
  d: number;
  arm: string;
  ps: number;
  age: number;
  copies: number;
}
const patients: readonly Patient[] = Object.freeze(
  Array.from({ length: 48 }, (_, i) =>
    Object.freeze({
      t: 1 + ((i * 11) % 29),
      d: i % 4 > 0 ? 1 : 0,
      arm: i % 3 ? "TKI" : "TKI-I",
      ps: 0.15 + ((i * 7) % 10) / 15,
      age: 40 + ((i * 7) % 30),
      copies: 1 + (i % 3),
    }),
  ),
);
const spec = { time: "t", event: "d", treatment: "arm", propensity: "ps", times: [6, 12], tau: 15 } as const;
const effect = weightedSurvival(patients, spec);

describe("weightedSurvival", () => {
  test("with one propensity for all it is Kaplan-Meier, Greenwood's standard error, limits and restricted mean", () => {
    for (const population of ["all", "treated", "control", "overlap"] as const) {
      const even = weightedSurvival(patients, { ...spec, propensity: () => 0.3, population });
      kaplanMeier(patients, { time: "t", event: "d", by: "arm" }).curves.forEach((curve, a) => {
        survivalAt(curve, spec.times).forEach(({ estimate, lower, upper }, k) => {
          const own = even.levels[a]!.survival[k]!;
          const at = curve.time.findLastIndex((time) => time <= spec.times[k]!);
          near(own.estimate, estimate!, 0, 1e-12);
          near(own.standardError, curve.standardError[at]!, 0, 1e-12);
          near(own.lower, lower!, 0, 1e-12);
          near(own.upper, upper!, 0, 1e-12);
        });
        const mean = restrictedMean(curve, { tau: spec.tau });
        near(even.levels[a]!.restrictedMean!.estimate, mean.estimate!, 0, 1e-12);
        near(even.levels[a]!.restrictedMean!.standardError, mean.standardError!, 0, 1e-12);
      });
      even.arms.forEach((arm, a) => {
        near(arm.effectiveSampleSize, even.levels[a]!.n, 0, 1e-12);
      });
    }
  });

  test("the other arm as control with 1 - p is the same, differences with the other sign", () => {
    const other = weightedSurvival(patients, { ...spec, control: "TKI-I", propensity: (p) => 1 - p.ps });
    near(other.differences[0]!.restrictedMean!.estimate, -effect.differences[0]!.restrictedMean!.estimate!, 0, 1e-12);
    near(other.ratios[0]!.survival[1]!.estimate, 1 / effect.ratios[0]!.survival[1]!.estimate!, 0, 1e-12);
    const treated = weightedSurvival(patients, { ...spec, population: "treated" });
    const mirrored = weightedSurvival(patients, {
      ...spec,
      control: "TKI-I",
      propensity: (p) => 1 - p.ps,
      population: "control",
    });
    expect(mirrored.levels.map(({ survival }) => survival[0]!.estimate).reverse()).toEqual(
      treated.levels.map(({ survival }) => survival[0]!.estimate),
    );
  });

  test("the order of rows and the unit of time do not matter", () => {
    const turned = weightedSurvival(
      [...patients].reverse().map((p) => ({ ...p, t: p.t / 12 })),
      { ...spec, times: [0.5, 1], tau: 1.25 },
    );
    flat(effect).errors.forEach((error, k) => {
      const unit = k % 3 === 2 ? 12 : 1;
      near(flat(turned).errors[k]! * unit, error!, 0, 1e-9);
    });
  });

  test("frequency weights are repeated rows; sampling weights of one size change nothing", () => {
    const long = patients.flatMap((p) => Array.from({ length: p.copies }, () => p));
    const share = long.filter((p) => p.arm === "TKI-I").length / long.length;
    for (const own of [spec, { ...spec, propensity: () => share, propensityCovariates: [] }]) {
      const weighted = weightedSurvival(patients, { ...own, weights: "copies", weightType: "frequency" });
      const repeated = weightedSurvival(long, own);
      flat(weighted).errors.forEach((error, k) => {
        near(error, flat(repeated).errors[k]!, 0, 1e-9);
      });
      expect(weighted.levels[0]!.n).toBe(repeated.levels[0]!.n);
      near(weighted.arms[0].effectiveSampleSize, repeated.arms[0].effectiveSampleSize, 0, 1e-12);
    }
    const sampled = weightedSurvival(patients, { ...spec, weights: () => 4, weightType: "sampling" });
    flat(sampled).errors.forEach((error, k) => {
      near(error, flat(effect).errors[k]!, 0, 1e-9);
    });
  });

  test("censoring that depends on no covariate cancels, and so does censoring that never happens", () => {
    const cancels = weightedSurvival(patients, { ...spec, censoringCovariates: [] });
    const died = patients.map((p) => ({ ...p, d: 1 }));
    const pairs = [
      [cancels, effect],
      [weightedSurvival(died, { ...spec, censoringCovariates: ["age"] }), weightedSurvival(died, spec)],
    ] as const;
    for (const [own, plain] of pairs) {
      flat(own).estimates.forEach((estimate, k) => {
        near(estimate, flat(plain).estimates[k]!, 0, 1e-12);
        near(flat(own).errors[k], flat(plain).errors[k]!, 0, 1e-10);
      });
    }
    expect([cancels.censoring, effect.censoring, effect.arms[0].largestCensoringWeight]).toEqual([
      "cox",
      "independent",
      null,
    ]);
    near(pairs[1][0].arms[0].largestCensoringWeight, 1);
  });

  test("with weights for censoring frequency weights are repeated rows, and neither order nor unit matters", () => {
    const own = { ...spec, censoringCovariates: ["age"], ties: "breslow" } as const;
    const long = patients.flatMap((p) => Array.from({ length: p.copies }, () => p));
    const repeated = flat(weightedSurvival(long, own));
    const weighted = flat(weightedSurvival(patients, { ...own, weights: "copies", weightType: "frequency" }));
    const turned = flat(
      weightedSurvival(
        [...long].reverse().map((p) => ({ ...p, t: p.t / 12, age: 1000 - 3 * p.age })),
        { ...own, times: [0.5, 1], tau: 1.25 },
      ),
    );
    const sampled = weightedSurvival(long, { ...own, weights: () => 4, weightType: "sampling" });
    repeated.errors.forEach((error, k) => {
      near(weighted.estimates[k], repeated.estimates[k]!, 0, 1e-11);
      near(weighted.errors[k], error!, 0, 1e-9);
      near(turned.errors[k]! * (k % 3 === 2 ? 12 : 1), error!, 0, 1e-9);
      near(flat(sampled).errors[k], error!, 0, 1e-9);
    });
  });

  test("a survival of 0 and one beyond the last time have no standard error with weights for censoring either", () => {
    const died = patients.map((p) => ({ ...p, d: p.arm === "TKI" ? 1 : Number(p.t < 16) }));
    const own = weightedSurvival(died, { ...spec, times: [0, 60], censoringCovariates: ["age"] });
    expect(own.levels[0]!.survival[0]).toMatchObject({ estimate: 1, standardError: 0 });
    expect(own.levels[0]!.survival[1]).toMatchObject({ estimate: 0, standardError: null, lower: null, upper: null });
    expect(own.levels[1]!.survival[1]!.estimate).toBeNull();
  });

  test("stabilized weights are multiplied by the share of the arm; the curves are the same", () => {
    const stable = weightedSurvival(patients, { ...spec, stabilized: true });
    expect(flat(stable)).toEqual(flat(effect));
    stable.weights.forEach((weight, i) => {
      near(weight, effect.weights[i]! * (patients[i]!.arm === "TKI" ? 2 / 3 : 1 / 3), 0, 1e-12);
    });
    near(stable.arms[0].effectiveSampleSize, effect.arms[0].effectiveSampleSize, 0, 1e-12);
  });

  test("the weights have the length of the input and serve as sampling weights", () => {
    const holes = patients.map((p, i) => (i === 3 ? { ...p, ps: null } : p));
    const { weights, omitted, excluded } = weightedSurvival(holes, {
      ...spec,
      missing: "omit",
      where: (p) => p.age < 69,
    });
    expect(weights.length).toBe(48);
    expect(weights[3]).toBeNaN();
    expect(omitted).toEqual({ count: 1, rows: [3] });
    expect(excluded).toBeGreaterThan(0);
    const model = coxph(patients, {
      time: "t",
      event: "d",
      covariates: ["arm"],
      weights: effect.weights,
      weightType: "sampling",
    });
    expect(model.variance).toBe("robust");
  });

  test("null beyond the last time of an arm; 0 without limits once all have died", () => {
    const died = patients.map((p) => ({ ...p, d: p.arm === "TKI" ? 1 : Number(p.t < 25) }));
    const own = weightedSurvival(died, { ...spec, times: [0, 60], tau: 60 });
    expect(own.levels[0]!.survival[0]).toMatchObject({ estimate: 1, standardError: 0, lower: 1, upper: 1 });
    expect(own.levels[0]!.survival[1]).toMatchObject({ estimate: 0, standardError: null, lower: null, upper: null });
    expect(own.levels[0]!.restrictedMean!.estimate).toBeGreaterThan(0);
    expect(own.levels[1]!.survival[1]!.estimate).toBeNull();
    expect(own.differences[0]!.survival[1]).toMatchObject({ estimate: null, pValue: null });
    expect(own.differences[0]!.restrictedMean!.estimate).toBeNull();
  });

  test("probabilities near 0 or 1 are warned of where they make weights large", () => {
    const edge = patients.map((p, i) => ({ ...p, ps: i === 0 ? 0.01 : p.ps }));
    const warned = weightedSurvival(edge, spec);
    expect(warned.warnings.map(({ code }) => code)).toEqual(["positivity"]);
    expect(warned.warnings[0]!.message).toContain("1 of 48 rows");
    expect(warned.arms[1].largest).toBe(100);
    for (const population of ["treated", "overlap"] as const) {
      expect(weightedSurvival(edge, { ...spec, population }).warnings).toEqual([]);
    }
  });

  test("a result survives JSON", () => {
    expect(fromJson(toJson(effect))).toEqual(effect);
  });
});

describe("bad input", () => {
  const attempt =
    (own: Record<string, unknown>, data: readonly Patient[] = patients): (() => unknown) =>
    () =>
      weightedSurvival(data, { ...spec, ...own } as WeightedSurvivalSpec<Patient>);
  test.each([
    ["no propensity", { propensity: undefined }, "propensity is not given"],
    ["log odds", { propensity: () => -0.4 }, "the propensity is -0.4 at row 0: give probabilities, not log odds"],
    [
      "a probability of 0 for a treated row",
      { propensity: () => 0 },
      "the propensity is 0 at row 0, which is in the arm TKI-I",
    ],
    [
      "a probability of 1 for a control",
      { propensity: () => 1 },
      "the propensity is 1 at row 1, which is in the arm TKI",
    ],
    ["three arms", { treatment: (p: Patient) => p.copies }, "the treatment has the levels 1, 2, 3"],
    ["one arm", { where: (p: Patient) => p.arm === "TKI" }, "the treatment has the levels TKI"],
    ["an unknown control", { control: "placebo" }, 'control is "placebo", but the arms are TKI and TKI-I'],
    ["covariates of another propensity", { propensityCovariates: ["age"] }, "no logistic fit to propensityCovariates"],
    ["covariates that are no list", { propensityCovariates: "age" }, "propensityCovariates is not a list"],
    [
      "stabilized weights of another population",
      { population: "overlap", stabilized: true },
      'stabilized is for population "all"',
    ],
    ["ties without a model of censoring", { ties: "breslow" }, "give censoringCovariates"],
    ["censoring covariates that are no list", { censoringCovariates: "age" }, "censoringCovariates is not a list"],
    [
      "a covariate that tells who is censored",
      { censoringCovariates: [{ late: (p: Patient) => Number(p.d === 0) }] },
      "is infinite: leave its term out",
    ],
    ["an unknown population", { population: "ate" }, 'population is "ate"'],
    ["a misspelt option", { score: "ps" }, 'no option "score"'],
  ] as [string, Record<string, unknown>, string][])("%s", (_, own, message) => {
    expect(attempt(own)).toThrow(message);
  });
});
