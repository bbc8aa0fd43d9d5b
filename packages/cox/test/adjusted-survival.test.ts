import { factor, fromJson, interaction, log2Term, spline, toJson } from "@hcc/data";
import { kaplanMeier } from "@hcc/survival";
import { describe, expect, test } from "vitest";
import { type AdjustedSurvivalSpec, adjustedSurvival, baselineHazard, coxph, predictSurvival } from "../src/index.js";
import { adjustedCases, flat, seeded } from "./effect-reference.js";
import { near } from "./reference.js";

describe("adjusted survival and its standard errors equal R's averages and infinitesimal jackknife", () => {
  for (const { expected, data, spec } of adjustedCases) {
    test(expected.name, () => {
      const { treatment, times, tau, population, levels, bootstrap } = expected;
      const options = { ...spec, treatment, times, tau, population, control: levels[0]! };
      const effect = adjustedSurvival(coxph(data, spec), data, options);
      const { estimates, errors } = flat(effect);
      expected.estimate.forEach((value, k) => {
        near(estimates[k], value);
        if (expected.covariance) near(errors[k], Math.sqrt(expected.covariance[k]![k]!), 0, 1e-6);
        else near(errors[k], bootstrap!.error[k]!, 0, 3 * bootstrap!.relativeMonteCarloError);
      });
      if (expected.covariance === undefined) return;
      const size = times.length + 1;
      const [difference] = effect.differences;
      [...difference!.survival, difference!.restrictedMean!].forEach(({ estimate, standardError }, k) => {
        const c = expected.covariance!;
        near(estimate, expected.estimate[size + k]! - expected.estimate[k]!, 1);
        near(standardError, Math.sqrt(c[k]![k]! + c[size + k]![size + k]! - 2 * c[k]![size + k]!), 0, 1e-6);
      });
    });
  }
});

interface Patient {
  t: number;
  d: number;
  arm: string;
  tki: number;
  age: number;
  stage: string;
  site: string;
  entry: number;
  center: number;
  risk: number;
  copies: number;
}
const patients: readonly Patient[] = Object.freeze(
  Array.from({ length: 60 }, (_, i) =>
    Object.freeze({
      t: 2 + ((i * 37) % 31) / (1 + (i % 2)),
      d: i % 4 > 0 ? 1 : 0,
      arm: i % 2 ? "TKI-I" : "TKI",
      tki: i % 2,
      age: 40 + ((i * 7) % 30),
      stage: ["A", "B", "C"][(i * 5) % 3]!,
      site: i % 7 < 3 ? "north" : "south",
      entry: i % 3 === 0 ? 1.5 : 0,
      center: i % 12,
      risk: ((i * 11) % 9) / 20,
      copies: 1 + (i % 3),
    }),
  ),
);
const spec = { time: "t", event: "d", covariates: ["arm", "age", "stage"] } as const;
const asked = { treatment: "arm", times: [5, 10], tau: 12 } as const;
const effectOf = (data: readonly Patient[], own: AdjustedSurvivalSpec<Patient>) => {
  const { time, event, covariates, strata, ties, entry, offset, cluster, weights, weightType } = own;
  const fit = { time, event, covariates, strata, ties, entry, offset, cluster, weights, weightType };
  return adjustedSurvival(coxph(data, fit as typeof own), data, own);
};
const effect = effectOf(patients, { ...spec, ...asked });

describe("adjustedSurvival", () => {
  test("with the treatment as strata and no covariates it is exp(-Nelson-Aalen) of each arm, with its standard error", () => {
    const own = effectOf(patients, { time: "t", event: "d", covariates: [], strata: "arm", ties: "breslow", ...asked });
    const { curves } = kaplanMeier(patients, { time: "t", event: "d", by: "arm" });
    curves.forEach((curve, a) => {
      expect(own.levels[a]!.level).toBe(curve.group);
      asked.times.forEach((time, k) => {
        let hazard = 0;
        let variance = 0;
        curve.time.forEach((at, j) => {
          const [n, d] = [curve.nRisk[j]!, curve.nEvent[j]!];
          if (at <= time) hazard += d / n;
          if (at <= time) variance += (d * (n - d)) / n ** 3;
        });
        near(own.levels[a]!.survival[k]!.estimate, Math.exp(-hazard), 0, 1e-12);
        near(own.levels[a]!.survival[k]!.standardError, Math.exp(-hazard) * Math.sqrt(variance), 0, 1e-12);
      });
    });
  });

  test("where all patients are alike but for the treatment it is the predicted survival", () => {
    const own = { time: "t", event: "d", covariates: ["arm"] } as const;
    const model = coxph(patients, own);
    const { curves } = predictSurvival(
      model,
      baselineHazard(model, patients, own),
      [{ arm: "TKI" }, { arm: "TKI-I" }],
      {
        times: asked.times,
      },
    );
    const adjusted = adjustedSurvival(model, patients, { ...own, ...asked });
    curves.forEach(({ survival, standardError }, a) => {
      asked.times.forEach((_, k) => {
        near(adjusted.levels[a]!.survival[k]!.estimate, survival[k]!, 0, 1e-12);
        // One robust, one by the information: near, not equal.
        near(adjusted.levels[a]!.survival[k]!.standardError, standardError![k]!, 0, 0.2);
      });
    });
  });

  const strataCase = { time: "t", event: "d", covariates: ["age", "stage"], strata: "arm", ...asked } as const;

  test("with the treatment as strata it is the mean of the survival predicted with the hazard of each stratum", () => {
    const { time, event, covariates, strata } = strataCase;
    const own = { time, event, covariates, strata } as const;
    const model = coxph(patients, own);
    const baseline = baselineHazard(model, patients, own);
    const adjusted = adjustedSurvival(model, patients, strataCase);
    for (const { level, survival } of adjusted.levels) {
      const rows = patients.map((p) => ({ ...p, arm: level }));
      const { curves } = predictSurvival(model, baseline, rows, { times: asked.times, strata: "arm" });
      survival.forEach(({ estimate }, k) => {
        near(estimate, curves.reduce((sum, curve) => sum + curve.survival[k]!, 0) / 60, 0, 1e-12);
      });
    }
  });

  test.each([
    [
      "delayed entry, offset, strata, interaction, ties",
      {
        ...spec,
        covariates: ["arm", "age", interaction<Patient>("arm", "age")],
        strata: "site",
        entry: "entry",
        offset: "risk",
        ...asked,
        population: "treated",
      },
    ],
    ["the treatment as strata", { ...strataCase, offset: "risk" }],
    ["a spline", { ...spec, covariates: ["arm", spline<Patient>("age", { knots: [44, 54, 64] })], ...asked }],
  ] as [string, AdjustedSurvivalSpec<Patient>][])(
    "influence functions are derivatives by the weights of clusters: %s",
    (_, own) => {
      const { errors } = flat(effectOf(patients, { ...own, cluster: "center" }));
      const h = 1e-3;
      const at = (weights: number[]): number[] =>
        flat(effectOf(patients, { ...own, weights, weightType: "sampling" })).estimates.map(Number);
      const slopes = Array.from({ length: 12 }, (_, center) => {
        const [up, down] = [h, -h].map((step) => at(patients.map((p) => (p.center === center ? 1 + step : 1))));
        return up!.map((value, k) => (value - down![k]!) / (2 * h));
      });
      errors.forEach((error, k) => {
        near(error, Math.sqrt(slopes.reduce((sum, slope) => sum + slope[k]! ** 2, 0)), 0, 1e-4);
      });
    },
  );

  test("a number with two values is a treatment as a factor is", () => {
    const own = effectOf(patients, { ...spec, covariates: ["tki", "age", "stage"], ...asked, treatment: "tki" });
    expect(own.levels.map(({ level }) => level)).toEqual(["0", "1"]);
    expect(own.levels.map(({ n }) => n)).toEqual([30, 30]);
    flat(own).errors.forEach((error, k) => {
      near(error, flat(effect).errors[k]!, 0, 1e-12);
    });
  });

  test("the order of rows does not matter, and the restricted mean has the unit of the times", () => {
    const turned = effectOf([...patients].reverse(), { ...spec, ...asked });
    const days = patients.map((p) => ({ ...p, t: p.t * 30 }));
    const scaled = effectOf(days, { ...spec, ...asked, times: [150, 300], tau: 360 });
    effect.levels.forEach(({ survival, restrictedMean }, a) => {
      near(turned.levels[a]!.restrictedMean!.standardError, restrictedMean!.standardError!, 0, 1e-9);
      near(scaled.levels[a]!.restrictedMean!.standardError, 30 * restrictedMean!.standardError!, 0, 1e-9);
      near(scaled.levels[a]!.survival[1]!.lower, survival[1]!.lower!, 0, 1e-9);
    });
  });

  test("another control changes the sign of differences and inverts ratios", () => {
    const other = effectOf(patients, { ...spec, ...asked, control: "TKI-I" });
    expect(other.levels.map(({ level }) => level)).toEqual(["TKI-I", "TKI"]);
    effect.differences[0]!.survival.forEach((difference, k) => {
      near(other.differences[0]!.survival[k]!.estimate, -difference.estimate!, 0, 1e-12);
      near(other.differences[0]!.survival[k]!.lower, -difference.upper!, 1e-3, 1e-9);
      near(other.ratios[0]!.survival[k]!.upper, 1 / effect.ratios[0]!.survival[k]!.lower!, 0, 1e-9);
      near(other.ratios[0]!.survival[k]!.pValue, effect.ratios[0]!.survival[k]!.pValue!, 0, 1e-8);
    });
  });

  test("frequency weights are repeated rows (Breslow)", () => {
    const long = patients.flatMap((p) => Array.from({ length: p.copies }, () => p));
    const own = { ...spec, ties: "breslow", ...asked } as const;
    const weighted = effectOf(patients, { ...own, weights: "copies", weightType: "frequency" });
    const repeated = effectOf(long, own);
    expect(weighted.levels.map(({ n, events }) => [n, events])).toEqual(
      repeated.levels.map(({ n, events }) => [n, events]),
    );
    flat(weighted).errors.forEach((error, k) => {
      near(error, flat(repeated).errors[k]!, 0, 1e-9);
      near(flat(weighted).estimates[k], flat(repeated).estimates[k]!, 0, 1e-9);
    });
  });

  test("all patients are the treated and the controls", () => {
    const [treated, control] = (["treated", "control"] as const).map((population) =>
      effectOf(patients, { ...spec, ...asked, population }),
    );
    const mean = (treated!.levels[0]!.restrictedMean!.estimate! + control!.levels[0]!.restrictedMean!.estimate!) / 2;
    near(effect.levels[0]!.restrictedMean!.estimate, mean, 0, 1e-12);
  });

  test("covariates that are fixed leave out the variance of the mean prediction", () => {
    const fixed = effectOf(patients, { ...spec, ...asked, fixedCovariates: true });
    expect(flat(fixed).estimates).toEqual(flat(effect).estimates);
    const model = coxph(patients, spec);
    const { curves } = predictSurvival(
      model,
      baselineHazard(model, patients, spec),
      patients.map((p) => ({ ...p, arm: "TKI" })),
      { times: [10] },
    );
    const mean = effect.levels[0]!.survival[1]!.estimate!;
    const spread = curves.reduce((sum, { survival }) => sum + (survival[0]! - mean) ** 2, 0) / 60 ** 2;
    const [all, less] = [effect, fixed].map((one) => one.levels[0]!.survival[1]!.standardError!);
    // What is left is twice the covariance of the two parts, 0 in large samples.
    near(all! ** 2, less! ** 2 + spread, 0, 0.2);
  });

  test("survival is 1 at time 0 and null beyond the last time; the rest stays", () => {
    const own = effectOf(patients, { ...spec, ...asked, times: [0, 500, 5], tau: 500 });
    const [start, beyond, inside] = own.levels[0]!.survival;
    expect(start).toMatchObject({ estimate: 1, standardError: 0, lower: 1, upper: 1 });
    expect(own.differences[0]!.survival[0]).toMatchObject({ estimate: 0, standardError: 0, pValue: null });
    expect(beyond).toEqual({
      estimate: null,
      standardError: null,
      lower: null,
      upper: null,
      level: 0.95,
      method: "log",
    });
    expect(inside).toEqual(effect.levels[0]!.survival[0]);
    expect(own.differences[0]!.restrictedMean!.estimate).toBeNull();
    expect(own.ratios[0]!.survival[1]!.pValue).toBeNull();
  });

  test("limits follow the type that is asked for", () => {
    const [log, loglog, plain] = (["log", "log-log", "plain"] as const).map(
      (type) => effectOf(patients, { ...spec, ...asked, confidence: { type, level: 0.9 } }).levels[0]!.survival[0]!,
    );
    const { estimate, standardError } = log!;
    const half = 1.6448536269514722 * standardError!;
    near(log!.lower, estimate! * Math.exp(-half / estimate!), 0, 1e-12);
    near(plain!.upper, Math.min(estimate! + half, 1), 0, 1e-12);
    near(loglog!.lower, estimate! ** Math.exp(half / (estimate! * -Math.log(estimate!))), 0, 1e-12);
    expect([log!.method, loglog!.method, plain!.method, log!.level]).toEqual(["log", "log-log", "plain", 0.9]);
  });

  test("a result survives JSON", () => {
    expect(fromJson(toJson(effect))).toEqual(effect);
  });
});

describe("bootstrap", () => {
  const drawn = effectOf(patients, { ...spec, ...asked, random: seeded(7), replicates: 200 });

  test("the same random numbers give the same intervals", () => {
    expect(effectOf(patients, { ...spec, ...asked, random: seeded(7), replicates: 200 })).toEqual(drawn);
    expect(drawn.variance).toBe("bootstrap");
    expect(drawn.bootstrap).toEqual({ replicates: 200, failed: 0 });
    expect(drawn.levels[0]!.survival[0]!.method).toBe("bootstrap-percentile");
  });

  test("its standard errors are near those of influence functions", () => {
    flat(drawn).errors.forEach((error, k) => {
      near(error, flat(effect).errors[k]!, 0, 0.2);
    });
    const { estimate, lower, upper } = drawn.differences[0]!.survival[1]!;
    expect(lower!).toBeLessThan(estimate!);
    expect(upper!).toBeGreaterThan(estimate!);
  });

  test("clusters are drawn as a whole, and frequencies are rows", () => {
    const options = { ...spec, ...asked, random: seeded(3), replicates: 20, ties: "breslow" } as const;
    const clustered = effectOf(patients, { ...options, cluster: "center" });
    expect(clustered.levels[0]!.survival[0]!.standardError).toBeGreaterThan(0);
    const weighted = effectOf(patients, { ...options, random: seeded(3), weights: "copies", weightType: "frequency" });
    const long = patients.flatMap((p) => Array.from({ length: p.copies }, () => p));
    flat(weighted).errors.forEach((error, k) => {
      near(error, flat(effectOf(long, { ...options, random: seeded(3) })).errors[k]!, 0, 1e-8);
    });
  });

  test("logarithms, splines, offsets, entry and strata are drawn with their rows", () => {
    const own = {
      time: "t",
      event: "d",
      covariates: ["arm", log2Term<Patient>("age"), spline<Patient>("risk", { knots: [0.1, 0.2, 0.35] })],
      strata: "site",
      entry: "entry",
      offset: "risk",
      ...asked,
    } as const;
    const bootstrap = effectOf(patients, { ...own, random: seeded(5), replicates: 100 });
    flat(bootstrap).errors.forEach((error, k) => {
      near(error, flat(effectOf(patients, own)).errors[k]!, 0, 0.35);
    });
  });

  test("replicates without an answer are counted", () => {
    const few = patients
      .slice(0, 12)
      .map((p, i) => ({ ...p, t: 1 + i, arm: i === 5 || i === 7 ? "TKI-I" : "TKI", d: 1 }));
    const own = { ...spec, covariates: ["arm"], ...asked, random: seeded(1), replicates: 40 } as const;
    const { bootstrap, warnings } = effectOf(few, own);
    expect(bootstrap!.failed).toBeGreaterThan(0);
    expect(warnings[0]!.message).toContain(`${bootstrap!.failed} of 40 replicates have no answer`);
  });
});

describe("bad input", () => {
  const attempt =
    (own: Record<string, unknown>, data: readonly Patient[] = patients) =>
    () =>
      effectOf(data, { ...spec, ...asked, ...own } as AdjustedSurvivalSpec<Patient>);
  test.each([
    ["no times", { times: undefined, tau: undefined }, "neither times nor tau is given"],
    ["a time below 0", { times: [-1] }, "times holds -1"],
    ["tau of 0", { tau: 0 }, "tau holds 0"],
    ["times that are no list", { times: 12 }, "times is not a list"],
    [
      "a treatment that is no term",
      { treatment: "tki" },
      'treatment is "tki", but the terms of the model are arm, age, stage',
    ],
    ["a number as treatment", { treatment: "age" }, 'the treatment "age" is a number with 30 values'],
    [
      "an unknown control",
      { control: "placebo" },
      'control is "placebo", but the levels of the treatment are TKI, TKI-I',
    ],
    ["an unknown population", { population: "overlap" }, 'population is "overlap"'],
    ["a misspelt option", { populations: "all" }, 'no option "populations"'],
    ["random that is no uniform number", { random: () => 1 }, "random gave 1"],
    ["replicates without random", { replicates: 10 }, "replicates without random"],
    ["one replicate", { replicates: 1, random: seeded(1) }, "replicates is 1"],
    [
      "fixed covariates and a bootstrap",
      { fixedCovariates: true, random: seeded(1) },
      "the bootstrap draws covariates too",
    ],
  ] as [string, Record<string, unknown>, string][])("%s", (_, own, message) => {
    expect(attempt(own)).toThrow(message);
  });

  test("several rows of one patient", () => {
    const rows = patients.map((p, i) => ({
      ...p,
      id: Math.floor(i / 2),
      entry: i % 2 ? 40 : 0,
      t: i % 2 ? 41 + p.t : p.t,
    }));
    const own = { ...spec, entry: "entry", id: "id" } as const;
    const model = coxph(rows, own);
    expect(() => adjustedSurvival(model, rows, { ...own, ...asked })).toThrow("the id at row 1 has an earlier row");
  });

  test("other data than those of the fit", () => {
    const model = coxph(patients, spec);
    expect(() => adjustedSurvival(model, patients.slice(1), { ...spec, ...asked })).toThrow(
      "not the rows that the model",
    );
  });

  test("one level only", () => {
    const own = { ...spec, covariates: [factor<Patient>("arm", { levels: ["TKI", "TKI-I"] }), "age"] } as const;
    expect(
      attempt(
        { ...own },
        patients.filter((p) => p.arm === "TKI"),
      ),
    ).toThrow("the treatment has the one level");
  });
});
