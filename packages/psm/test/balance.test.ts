import { readFileSync } from "node:fs";
import { log2Term, spline } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { balance, compareMatchings, matchPairs, propensityScore } from "../src/index.js";
import { generator, lalonde, lalondeCovariates } from "./lalonde.js";

interface Figures {
  readonly means: readonly [number, number];
  readonly smd: readonly [number, number, number, number];
  readonly ks: number;
  readonly varianceRatio?: number;
}

const reference = JSON.parse(readFileSync(new URL("../../../validation/psm.json", import.meta.url), "utf8"));
const liver = reference.liver.data as {
  arm: number[];
  age: number[];
  afp: number[];
  childPugh: string[];
  sex: string[];
};
const expected = reference.balance as {
  weight: number[];
  rows: { before: Figures; after: Figures }[];
  yangDalton: [number, number];
  effective: [number, number];
};
const covariates = ["age", "afp", "childPugh", "sex"] as const;

describe("balance equals the documented formulas of MatchIt and cobalt, computed in R", () => {
  test.each([
    ["treated", "treated-sd"],
    ["control", "control-sd"],
    ["pooled", "pooled-sd"],
    ["all", "all-sd"],
  ] as const)("denominator %s", (denominator, formula) => {
    const index = ["treated", "control", "pooled", "all"].indexOf(denominator);
    const result = balance(liver, { treatment: "arm", covariates, weights: expected.weight, denominator });
    expect(result.rows.map(({ name }) => name)).toEqual([
      "age",
      "afp",
      "childPugh=A5",
      "childPugh=A6",
      "childPugh=B7",
      "sex=female",
      "sex=male",
    ]);
    result.rows.forEach((row, j) => {
      expect(row.formula).toBe(formula);
      for (const when of ["before", "after"] as const) {
        const figures = row[when]!;
        const r = expected.rows[j]![when];
        expect(figures.meanTreated).toBeCloseTo(r.means[0], 9);
        expect(figures.meanControl).toBeCloseTo(r.means[1], 9);
        expect(figures.smd).toBeCloseTo(r.smd[index]!, 11);
        expect(figures.ks).toBeCloseTo(r.ks, 11);
        if (r.varianceRatio === undefined) expect(figures.varianceRatio).toBeNull();
        else expect(figures.varianceRatio).toBeCloseTo(r.varianceRatio, 10);
      }
    });
    expect(result.samples.after!.effectiveTreated).toBeCloseTo(expected.effective[0], 10);
    expect(result.samples.after!.effectiveControl).toBeCloseTo(expected.effective[1], 10);
  });

  test("a factor of three levels has one Yang-Dalton difference, before and after", () => {
    const { factors } = balance(liver, { treatment: "arm", covariates, weights: expected.weight });
    expect(factors.map(({ term }) => term)).toEqual(["childPugh"]);
    expect(factors[0]!.before).toBeCloseTo(expected.yangDalton[0], 11);
    expect(factors[0]!.after).toBeCloseTo(expected.yangDalton[1], 11);
  });
});

describe("rules of balance", () => {
  const { score } = propensityScore(lalonde, { treatment: "treat", covariates: [...lalondeCovariates] });
  const matching = matchPairs(lalonde, {
    treatment: "treat",
    score,
    caliper: { width: 0.02, scale: "probability", unit: "absolute" },
  });
  const spec = { treatment: "treat", covariates: [...lalondeCovariates] } as const;

  test("after matching equals before matching of the matched rows, but for the denominator", () => {
    const both = balance(lalonde, { ...spec, matching });
    const alone = balance(lalonde, { ...spec, where: (_, i) => matching.weights[i]! > 0 });
    both.rows.forEach((row, j) => {
      const other = alone.rows[j]!;
      expect(row.after!.meanTreated).toBeCloseTo(other.before.meanTreated, 9);
      expect(row.after!.ks).toBeCloseTo(other.before.ks, 12);
      expect(row.after!.smd * row.standardDeviation!).toBeCloseTo(other.before.smd * other.standardDeviation!, 9);
    });
    expect(both.samples).toEqual({
      before: { treated: 185, control: 429, effectiveTreated: 185, effectiveControl: 429 },
      after: { treated: 110, control: 110, effectiveTreated: 110, effectiveControl: 110 },
      adjusted: {},
    });
  });

  test.each(["before", "each"] as const)(
    "samples side by side equal one call for each, deviationOf %s",
    (deviationOf) => {
      const options = { ...spec, deviationOf, denominator: "pooled" } as const;
      const weights = Float64Array.from(score, (e, i) => 1 / (i < 185 ? e! : 1 - e!));
      const samples = { "caliper 0.02": { matching }, ATE: { weights } };
      const alone = {
        "caliper 0.02": balance(lalonde, { ...options, matching }),
        ATE: balance(lalonde, { ...options, weights }),
      };
      const side = balance(lalonde, { ...options, samples, matching });
      expect(Object.keys(side.samples.adjusted)).toEqual(["caliper 0.02", "ATE"]);
      for (const [name, one] of Object.entries(alone)) {
        expect(side.samples.adjusted[name]).toEqual(one.samples.after);
        expect(side.rows.map((row) => row.samples[name])).toEqual(one.rows.map((row) => row.after));
        expect(side.factors.map((row) => row.samples[name])).toEqual(one.factors.map((row) => row.after));
      }
      expect(side.rows.map(({ before, after }) => [before, after])).toEqual(
        alone["caliper 0.02"].rows.map(({ before, after }) => [before, after]),
      );
      expect(balance(lalonde, { ...options, samples }).rows.every(({ after }) => after === null)).toBe(true);
    },
  );

  test("matching with replacement leaves 46.31 effective controls", () => {
    const replaced = matchPairs(lalonde, { treatment: "treat", score, replace: true });
    const { samples } = balance(lalonde, { ...spec, matching: replaced });
    expect(samples.after!.effectiveControl.toFixed(2)).toBe("46.31");
  });

  test("swapping the groups changes the sign of a pooled difference; units and origin change nothing", () => {
    const pooled = balance(lalonde, { treatment: "treat", covariates: ["age"], denominator: "pooled" });
    const swapped = balance(lalonde, {
      treatment: (d) => d.treat === 0,
      covariates: [{ age: (d) => 12 * d.age + 100 }],
      denominator: "pooled",
    });
    expect(swapped.rows[0]!.before.smd).toBeCloseTo(-pooled.rows[0]!.before.smd, 12);
    expect(swapped.rows[0]!.before.ks).toBeCloseTo(pooled.rows[0]!.before.ks, 12);
  });

  test("raw leaves differences of proportions undivided and numbers divided", () => {
    const { rows } = balance(lalonde, { ...spec, covariates: ["married", "age"], binary: "raw" });
    expect(rows[0]).toMatchObject({ formula: "raw", standardDeviation: null, type: "binary" });
    expect(rows[0]!.before.smd).toBe(rows[0]!.before.meanTreated - rows[0]!.before.meanControl);
    expect(rows[1]!.formula).toBe("treated-sd");
  });

  test("groups without a common level differ infinitely and are flagged", () => {
    const data = {
      t: [1, 1, 1, 0, 0, 0],
      x: ["a", "a", "a", "b", "c", "c"],
      y: [1, 1, 1, 2, 2, 2],
      z: [4, 4, 4, 4, 4, 4],
    };
    const result = balance(data, { treatment: "t", covariates: ["x", "y", "z"], denominator: "pooled" });
    expect(result.factors[0]!.before).toBe(Number.POSITIVE_INFINITY);
    expect(result.rows.map(({ name, before }) => [name, Number.isFinite(before.smd)])).toEqual([
      ["x=a", false],
      ["x=b", true],
      ["x=c", true],
      ["y", false],
      ["z", true],
    ]);
    expect(result.rows[3]!.before).toMatchObject({ smd: Number.NEGATIVE_INFINITY, varianceRatio: null, ks: 1 });
    expect(result.rows[4]!.before).toMatchObject({ smd: 0, ks: 0 });
    expect(result.warnings.map(({ term }) => term)).toEqual(["x=a", "y"]);
  });

  test("a logarithm is compared on its scale", () => {
    const { rows } = balance(liver, { treatment: "arm", covariates: [log2Term("afp")] });
    expect(rows[0]!.name).toBe("log2(afp)");
    const treated = liver.afp.filter((_, i) => liver.arm[i] === 1).map(Math.log2);
    expect(rows[0]!.before.meanTreated).toBeCloseTo(treated.reduce((a, b) => a + b, 0) / treated.length, 12);
  });

  test("a spline enters the score by its columns and is compared as the number that it is", () => {
    const covariates = [spline<(typeof lalonde)[number]>("age", { knots: 4 }), "educ"] as const;
    const model = propensityScore(lalonde, { treatment: "treat", covariates });
    expect(model.coefficients.map(({ name }) => name)).toEqual(["(Intercept)", "age", "age'", "age''", "educ"]);
    expect(model.status).toBe("converged");
    const plain = balance(lalonde, { treatment: "treat", covariates: ["age", "educ"] });
    expect(balance(lalonde, { treatment: "treat", covariates }).rows).toEqual(plain.rows);
  });

  test.each<[string, () => unknown, RegExp]>([
    ["matching and weights", () => balance(lalonde, { ...spec, matching, weights: score }), /both given/],
    ["a negative weight", () => balance(lalonde, { ...spec, weights: (_, i) => (i === 2 ? -1 : 1) }), /-1 at row 2/],
    ["no control left", () => balance(lalonde, { ...spec, weights: (d) => d.treat }), /no control has a weight/],
    ["other data", () => balance(lalonde.slice(1), { ...spec, matching }), /614 values but the data have 613/],
    ["denominator", () => balance(lalonde, { ...spec, denominator: "sd" as never }), /denominator is "sd"/],
  ])("refused: %s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});

describe("comparison of matchings", () => {
  const { score } = propensityScore(lalonde, { treatment: "treat", covariates: [...lalondeCovariates] });
  const spec = {
    treatment: "treat",
    score,
    caliper: { width: 0.02, scale: "probability", unit: "absolute" },
    covariates: [...lalondeCovariates],
  } as const;

  test("sets the algorithms side by side: lalonde, caliper 0.02", () => {
    const comparison = compareMatchings(lalonde, spec);
    expect(comparison.rows.map(({ algorithm, pairs }) => [algorithm, pairs])).toEqual([
      ["largest", 110],
      ["smallest", 109],
      ["data", 109],
      ["closest", 109],
      ["optimal", 110],
    ]);
    expect(comparison.maximumPairs).toBe(110);
    expect(comparison.fileOrder).toBeNull();
    const { rows } = balance(lalonde, {
      treatment: "treat",
      covariates: spec.covariates,
      matching: matchPairs(lalonde, { treatment: "treat", score: spec.score, caliper: spec.caliper }),
    });
    const worst = Math.max(...rows.map((row) => Math.abs(row.after!.smd)));
    expect(comparison.rows[0]!.worstSmd).toBe(worst);
  });

  test("first eligible controls by file order: every count is between half the maximum and the maximum, same seed same counts", () => {
    const run = () => compareMatchings(lalonde, { ...spec, random: generator(11), fileOrders: 100 }).fileOrder!;
    const simulation = run();
    expect(simulation).toEqual(run());
    expect(simulation.max).toBeLessThanOrEqual(110);
    expect(simulation.min).toBeGreaterThanOrEqual(55);
    expect(simulation.max).toBeGreaterThan(simulation.min);
    expect(simulation.distribution.reduce((sum, { frequency }) => sum + frequency, 0)).toBe(100);
  });

  test("reads an iterator once", () => {
    function* rows() {
      yield* lalonde;
    }
    expect(compareMatchings(rows(), spec)).toEqual(compareMatchings(lalonde, spec));
  });
});
