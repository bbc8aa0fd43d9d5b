import { interaction } from "@hcc/data";
import { exp, log } from "@hcc/numerics";
import { describe, expect, test } from "vitest";
import { adjustedSurvival, coxph, doublyRobustSurvival, type SurvivalEffect, weightedSurvival } from "../src/index.js";
import { seeded } from "./effect-reference.js";

/** Confounding by x: it brings treatment and death, and the effect depends on it; censoring depends on the arm. */
const SIZE = 240;
const REPLICATES = 120;
const TIME = 1;
const hazard = (arm: number, x: number): number => (arm === 1 ? 0.5 * exp(0.7 * x) : 0.9 * exp(1.1 * x));
const truth = [0, 1].map((arm) => {
  let sum = 0;
  const steps = 2000;
  for (let i = 0; i < steps; i++) sum += exp(-hazard(arm, 3 * ((i + 0.5) / steps) - 1.5) * TIME);
  return sum / steps;
});

function draw(random: () => number) {
  return Array.from({ length: SIZE }, () => {
    const x = 3 * random() - 1.5;
    const propensity = 1 / (1 + exp(-0.9 * x));
    const arm = random() < propensity ? 1 : 0;
    const death = -log(1 - random()) / hazard(arm, x);
    const censoring = Math.min(-log(1 - random()) / (arm === 1 ? 0.25 : 0.4), 3);
    return {
      t: Math.min(death, censoring),
      d: death <= censoring,
      arm: arm === 1 ? "TKI-I" : "TKI",
      x,
      other: random(),
      propensity,
      even: 0.5,
    };
  });
}

type Row = ReturnType<typeof draw>[number];

interface Summary {
  readonly bias: number;
  /** Of the mean difference. */
  readonly monteCarloError: number;
  readonly coverage: number;
  /** Mean standard error over the standard deviation of the estimates. */
  readonly errorRatio: number;
}
const samples = (() => {
  const random = seeded(20261125);
  return Array.from({ length: REPLICATES }, () => draw(random));
})();
function simulate(estimate: (rows: Row[]) => SurvivalEffect): Summary {
  const target = truth[1]! - truth[0]!;
  const found = samples.map((rows) => estimate(rows).differences[0]!.survival[0]!);
  const mean = found.reduce((sum, one) => sum + one.estimate!, 0) / REPLICATES;
  const variance = found.reduce((sum, one) => sum + (one.estimate! - mean) ** 2, 0) / (REPLICATES - 1);
  return {
    bias: mean - target,
    monteCarloError: Math.sqrt(variance / REPLICATES),
    coverage: found.filter((one) => one.lower! <= target && target <= one.upper!).length / REPLICATES,
    errorRatio: found.reduce((sum, one) => sum + one.standardError!, 0) / REPLICATES / Math.sqrt(variance),
  };
}
const spec = { time: "t", event: "d", treatment: "arm", times: [TIME] } as const;
const robust = (propensity: "propensity" | "even", covariate: "x" | "other") =>
  simulate((rows) => doublyRobustSurvival(rows, { ...spec, propensity, covariates: [covariate] }));

/** Three Monte-Carlo standard errors of a coverage of 95 %. */
const slack = 3 * Math.sqrt((0.95 * 0.05) / REPLICATES);
const unbiased = ({ bias, monteCarloError }: Summary): void => {
  expect(Math.abs(bias), `bias ${bias}, Monte-Carlo error ${monteCarloError}`).toBeLessThan(3 * monteCarloError);
};
const covers = ({ coverage, errorRatio }: Summary): void => {
  expect(Math.abs(coverage - 0.95), `coverage ${coverage}`).toBeLessThan(slack);
  expect(Math.abs(errorRatio - 1), `ratio of standard errors ${errorRatio}`).toBeLessThan(0.2);
};

describe("on 120 simulated cohorts of 240 patients with a confounder and an effect that depends on it", () => {
  test("the doubly robust estimate is unbiased and its intervals cover when both models are right", () => {
    const summary = robust("propensity", "x");
    unbiased(summary);
    covers(summary);
  });

  test("it is unbiased when the survival models are wrong and the propensity is right, and its intervals cover", () => {
    const summary = robust("propensity", "other");
    unbiased(summary);
    covers(summary);
  });

  test("it is unbiased when the propensity is wrong and the survival models are right", () => {
    unbiased(robust("even", "x"));
  });

  test("it is biased when both are wrong: the confounder matters", () => {
    const { bias, monteCarloError } = robust("even", "other");
    expect(Math.abs(bias)).toBeGreaterThan(6 * monteCarloError);
  });

  test("weighting by the true propensity is unbiased, and its intervals cover", () => {
    const summary = simulate((rows) => weightedSurvival(rows, { ...spec, propensity: "propensity" }));
    unbiased(summary);
    covers(summary);
  });

  test("g-computation with an interaction of treatment and confounder is unbiased, and its intervals cover", () => {
    const summary = simulate((rows) => {
      const fit = {
        time: "t",
        event: "d",
        covariates: ["arm", "x", interaction<Row>("arm", "x")],
      } as const;
      return adjustedSurvival(coxph(rows, fit), rows, { ...fit, treatment: "arm", times: [TIME] });
    });
    unbiased(summary);
    covers(summary);
  });
});
