import { factor } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { type CoxTest, contrast, coxph, termTests } from "../src/index.js";
import { profileSpec, profiles, profileTitle } from "./profile-reference.js";
import { near, nearP, reference, specOf } from "./reference.js";

const spec = { time: "time", event: "event" } as const;

/** Differences of two log-likelihoods of about 1e3: R's own last digits are off by 1e-12. */
function same(actual: CoxTest | null, expected: { statistic: number; df: number; logP: number }, noise: number): void {
  expect(actual!.df).toBe(expected.df);
  expect(Math.abs(actual!.statistic - expected.statistic)).toBeLessThan(1e-9 * expected.statistic + noise);
  if (expected.statistic > 0.01) nearP(actual!.pValue, expected.logP);
}

describe("likelihood-ratio tests equal R's drop1", () => {
  for (const [index, c] of reference.cases.entries()) {
    test(`${index}: ${c.data}, ${c.ties}, ${c.terms.length} terms`, () => {
      const { tests } = termTests(reference.data[c.data]!, specOf(c));
      expect(tests.map((row) => row.term)).toEqual(c.drop1.term);
      tests.forEach((row, j) => {
        const { statistic, df, logP } = c.drop1;
        const noise = 2e-14 * Math.abs(c.loglik[0]);
        same(row.likelihoodRatio, { statistic: statistic[j]!, df: df[j]!, logP: logP[j]! }, noise);
      });
    });
  }
});

describe("all three tests equal R's: drop1, b'V^-1 b, score at the model without the term", () => {
  for (const [index, c] of profiles.cases.entries()) {
    test(`${index}: ${profileTitle(c)}`, () => {
      const { tests, variance } = termTests(profiles.data[c.data]!, profileSpec(c));
      expect(variance).toBe("information");
      c.tests.forEach((expected, j) => {
        expect(tests[j]!.term).toBe(expected.term);
        same(tests[j]!.likelihoodRatio, expected.likelihoodRatio, 1e-11);
        same(tests[j]!.wald, expected.wald, 1e-11);
        same(tests[j]!.score, expected.score, 1e-11);
      });
    });
  }
});

describe("tests of terms", () => {
  const lung = reference.data["lung"]!;

  test("the only term has the tests of the whole model", () => {
    const whole = coxph(lung, { ...spec, covariates: [factor("ph.ecog")], tests: ["score"] });
    const { tests } = termTests(lung, { ...spec, covariates: [factor("ph.ecog")] });
    near(tests[0]!.likelihoodRatio!.statistic, whole.tests.likelihoodRatio!.statistic, 0, 1e-11);
    near(tests[0]!.wald!.statistic, whole.tests.wald!.statistic, 0, 1e-11);
    near(tests[0]!.score!.statistic, whole.tests.score!.statistic, 0, 1e-11);
  });

  test("the reference level of a factor changes none of its tests", () => {
    const of = (level: string) =>
      termTests(lung, { ...spec, covariates: ["age", factor("ph.ecog", { reference: level })] }).tests[1]!;
    const a = of("0");
    const b = of("2");
    for (const name of ["likelihoodRatio", "wald", "score"] as const)
      near(a[name]!.statistic, b[name]!.statistic, 0, 1e-10);
  });

  test("a term whose coefficient is infinite has no Wald test; its likelihood-ratio and score tests are those of the data", () => {
    const rows = Array.from({ length: 10 }, (_, i) => ({ time: i + 1, event: 1, arm: i < 5 ? "b" : "a" }));
    const { tests } = termTests(rows, { ...spec, covariates: ["arm"] });
    near(tests[0]!.likelihoodRatio!.statistic, 2 * Math.log(252), 0, 1e-13);
    expect(tests[0]!.wald).toBeNull();
    // The log-rank test: observed 5, expected and variance from the shares of b at risk.
    const share = [10, 9, 8, 7, 6].map((n, k) => (5 - k) / n);
    const expected = share.reduce((sum, p) => sum + p, 0);
    near(tests[0]!.score!.statistic, (5 - expected) ** 2 / share.reduce((sum, p) => sum + p * (1 - p), 0), 0, 1e-12);
  });

  test("beside an infinite coefficient, another term is tested in the limit: in the model without the rows at zero hazard", () => {
    const { time, event, age, sex } = lung as Record<string, number[]>;
    const rows = time!.map((t, i) => ({
      time: t,
      event: i % 9 === 0 ? 0 : event![i]!,
      age: age![i]!,
      sex: sex![i]!,
      grade: i % 9 === 0 ? "C" : "A",
    }));
    const { tests } = termTests(rows, { ...spec, covariates: ["grade", "age", "sex"] });
    const without = termTests(rows, { ...spec, covariates: ["age", "sex"], where: (d) => d.grade !== "C" });
    expect(tests[0]!.wald).toBeNull();
    expect(tests[0]!.likelihoodRatio!.df).toBe(1);
    for (const [j, row] of without.tests.entries()) {
      for (const name of ["likelihoodRatio", "wald", "score"] as const)
        near(tests[j + 1]![name]!.statistic, row[name]!.statistic, 0, 1e-9);
    }
  });

  test("what other columns can stand for is no part of the test, and an aliased term has none", () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      time: 1 + ((i * 37) % 61),
      event: Number(i % 4 > 0),
      grade: "ABC"[(i + (i >> 3)) % 3]!,
      isB: Number((i + (i >> 3)) % 3 === 1),
      x: Math.sin(i),
    }));
    const { tests } = termTests(rows, { ...spec, covariates: ["grade", "x", "isB"] });
    // Without the factor isB still tells its level B.
    const order = termTests(rows, { ...spec, covariates: ["isB", "x", "grade"] });
    expect(tests.map((d) => [d.likelihoodRatio?.df, d.wald?.df, d.score?.df])).toEqual([
      [1, 1, 1],
      [1, 1, 1],
      [undefined, undefined, undefined],
    ]);
    for (const name of ["likelihoodRatio", "wald", "score"] as const) {
      near(tests[0]![name]!.statistic, order.tests[2]![name]!.statistic, 0, 1e-10);
      near(tests[1]![name]!.statistic, order.tests[1]![name]!.statistic, 0, 1e-10);
    }
  });

  test("sampling weights leave the robust Wald test", () => {
    const robust = {
      ...spec,
      covariates: ["age", factor<Record<string, unknown>>("ph.ecog")],
      weights: "sampling",
      weightType: "sampling",
    } as const;
    const { tests, variance } = termTests(lung, robust);
    const model = coxph(lung, robust);
    expect(variance).toBe("robust");
    expect(tests.map((d) => [d.likelihoodRatio, d.score])).toEqual([
      [null, null],
      [null, null],
    ]);
    near(tests[0]!.wald!.statistic, model.coefficients[0]!.z! ** 2, 0, 1e-12);
    const levels = contrast(model, [{ "ph.ecog=1": 1 }, { "ph.ecog=2": 1 }, { "ph.ecog=3": 1 }]);
    near(tests[1]!.wald!.statistic, levels.test!.statistic, 0, 1e-10);
    expect(tests[1]!.wald!.df).toBe(3);
  });

  test("without events, and for a constant column, there is no test", () => {
    const none = termTests({ time: [1, 2], event: [0, 0], x: [1, 2] }, { ...spec, covariates: ["x"] });
    const constant = termTests({ time: [1, 2, 3], event: [1, 1, 0], x: [1, 1, 1] }, { ...spec, covariates: ["x"] });
    const nothing = { term: "x", likelihoodRatio: null, wald: null, score: null };
    expect(none.tests).toEqual([nothing]);
    expect(constant.tests).toEqual([nothing]);
  });
});
