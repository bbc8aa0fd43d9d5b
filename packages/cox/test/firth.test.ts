import { factor } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { baselineHazard, coxph, proportionalHazardsTest, residuals, termTests } from "../src/index.js";
import { firth } from "./firth-reference.js";
import { profileSpec, profileTitle } from "./profile-reference.js";
import { near, nearP } from "./reference.js";

const penalty = "firth" as const;

describe("penalty firth equals the maximum of l + log det I / 2 that R finds by sums over risk sets", () => {
  for (const [index, c] of firth.cases.entries()) {
    test(`${index}: ${profileTitle(c)}`, () => {
      const spec = { ...profileSpec(c), penalty };
      const model = coxph(firth.data[c.data]!, spec);
      expect(model).toMatchObject({ status: "converged", penalty, variance: "information" });
      near(model.logLikelihood.null, c.loglik[0]);
      near(model.logLikelihood.model, c.loglik[1]);
      near(model.penalizedLogLikelihood!.null, c.penalized[0], 1);
      near(model.penalizedLogLikelihood!.model, c.penalized[1], 1);
      near(model.tests.likelihoodRatio!.statistic, c.lr.statistic, 1);
      nearP(model.tests.likelihoodRatio!.pValue, c.lr.logP);
      near(model.tests.wald!.statistic, c.wald, 1);
      expect(model.tests.score).toBeNull();
      c.coef.forEach((value, j) => {
        const row = model.coefficients[j]!;
        near(row.estimate, value, c.se[j]);
        near(row.standardError, c.se[j]!);
        near(Math.log(row.lower!), c.lower[j]!, c.se[j]);
        near(Math.log(row.upper!), c.upper[j]!, c.se[j]);
        if (c.tests[j]!.statistic > 1e-4) nearP(row.pValue, c.tests[j]!.logP);
        expect(row).toMatchObject({
          status: "ok",
          pValueMethod: "penalized-likelihood-ratio",
          intervalMethod: "profile-penalized-likelihood",
        });
      });
      const { tests } = termTests(firth.data[c.data]!, spec);
      c.terms_tests.forEach(({ statistic, df, wald }, j) => {
        expect(tests[j]!.likelihoodRatio!.df).toBe(df);
        near(tests[j]!.likelihoodRatio!.statistic, statistic, 1);
        near(tests[j]!.wald!.statistic, wald, 1);
        expect(tests[j]!.score).toBeNull();
      });
    });
  }
});

const common = { time: "time", event: "event" } as const;
const coefficients = (model: ReturnType<typeof coxph>): (number | null)[] =>
  model.coefficients.flatMap((row) => [row.estimate, row.standardError, row.pValue, row.lower, row.upper]);
const close = (actual: (number | null)[], expected: (number | null)[], tolerance = 1e-9): void => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, k) => {
    near(actual[k], value!, Math.min(1, Math.abs(value!)) || 1, tolerance);
  });
};
const rows = Array.from({ length: 40 }, (_, i) => ({
  time: 1 + ((i * 17) % 23),
  event: Number(i % 3 > 0),
  x: Math.sin(i * i),
  y: Math.cos(i * 1.3) + Math.sin(i * i),
  grade: "ABC"[(i + (i >> 2)) % 3]!,
  count: 1 + (i % 3),
}));

describe("Firth's penalty", () => {
  // Pairs of one of each arm, k deaths of the first among n: l*(b) = (k + 1/2) b - (n + 1) log(1 + e^b).
  const pairs = (k: number, n: number) =>
    Array.from({ length: n }, (_, site) => [
      { site, time: 1, event: 1, x: Number(site < k) },
      { site, time: 2, event: 0, x: Number(site >= k) },
    ]).flat();

  test.each([
    [2, 7],
    [5, 5],
    [0, 3],
    [1, 1],
  ])("closed form, %i of %i pairs: hazard ratio (k + 1/2) / (n - k + 1/2), separated or not", (k, n) => {
    const model = coxph(pairs(k, n), { ...common, covariates: ["x"], strata: "site", penalty });
    const [row] = model.coefficients;
    const ratio = (k + 0.5) / (n - k + 0.5);
    near(row!.hazardRatio, ratio, 0, 1e-11);
    near(row!.standardError, (1 + ratio) / Math.sqrt(n * ratio), 0, 1e-11);
    const height = (r: number): number => (k + 0.5) * Math.log(r) - (n + 1) * Math.log(1 + r);
    for (const limit of [row!.lower!, row!.upper!]) {
      near(2 * (height(ratio) - height(limit)), 3.841458820694124, 0, 1e-9);
    }
    near(model.tests.likelihoodRatio!.statistic, 2 * (height(ratio) - height(1)), 1, 1e-12);
    near(row!.pValue, model.tests.likelihoodRatio!.pValue, 0, 1e-9);
  });

  test("bias: over all outcomes of n pairs the mean of the estimate misses the truth by O(n^-2), not by O(1/n)", () => {
    // Maximum likelihood has no mean here: the estimate may be infinite.
    const truth = 0.5;
    const death = Math.exp(truth) / (1 + Math.exp(truth));
    const [some, twice] = [24, 48].map((n) => {
      let mean = 0;
      for (let k = 0, ways = 1; k <= n; ways = (ways * (n - k)) / (k + 1), k++) {
        const model = coxph(pairs(k, n), { ...common, covariates: ["x"], strata: "site", penalty, interval: "wald" });
        mean += ways * death ** k * (1 - death) ** (n - k) * model.coefficients[0]!.estimate!;
      }
      return Math.abs(mean - truth);
    }) as [number, number];
    expect(some).toBeLessThan(0.001);
    expect(twice).toBeLessThan(some / 3.5);
  });

  for (const ties of ["efron", "breslow"] as const) {
    const spec = { ...common, covariates: ["x", "y"], ties, penalty } as const;
    test(`the order of rows does not matter (${ties})`, () => {
      const shuffled = rows.map((_, i) => rows[(i * 23 + 7) % 40]!);
      close(coefficients(coxph(shuffled, spec)), coefficients(coxph(rows, spec)), 1e-9);
    });

    test(`linear recoding of columns recodes the estimates (${ties})`, () => {
      const a = coxph(rows, spec);
      const b = coxph(rows, { ...spec, covariates: [{ u: (d) => 3 - 4 * d.x }, { v: (d) => d.y + 2 * d.x }] });
      const [x, y] = a.coefficients;
      const [u, v] = b.coefficients;
      // x b1 + y b2 = (y + 2 x) b2 + (3 - 4 x)(2 b2 - b1) / 4 + constant.
      near(v!.estimate, y!.estimate!, 1, 1e-10);
      near(u!.estimate, (2 * y!.estimate! - x!.estimate!) / 4, 1, 1e-10);
      near(v!.pValue! - v!.lower! + v!.upper!, y!.pValue! - y!.lower! + y!.upper!, 1, 1e-9);
      near(b.tests.likelihoodRatio!.statistic, a.tests.likelihoodRatio!.statistic, 1, 1e-10);
      near(b.logLikelihood.model, a.logLikelihood.model, 0, 1e-12);
      // log det I falls by twice the logarithm of the determinant of the recoding, here -4.
      near(b.penalizedLogLikelihood!.model, a.penalizedLogLikelihood!.model + Math.log(4), 0, 1e-12);
    });

    test(`the reference of a factor changes no fitted value (${ties})`, () => {
      const a = coxph(rows, { ...spec, covariates: ["grade", "x"] });
      const b = coxph(rows, { ...spec, covariates: [factor("grade", { reference: "C" }), "x"] });
      near(b.coefficients[0]!.estimate, -a.coefficients[1]!.estimate!, 1, 1e-10);
      near(b.coefficients[2]!.upper, a.coefficients[2]!.upper!, 0, 1e-9);
    });
  }

  test("frequency weights are repeated rows (Breslow)", () => {
    const spec = { ...common, covariates: ["x", "y"], ties: "breslow", penalty } as const;
    const weighted = coxph(rows, { ...spec, weights: "count", weightType: "frequency" });
    const repeated = coxph(
      rows.flatMap((row) => Array.from({ length: row.count }, () => row)),
      spec,
    );
    close(coefficients(weighted), coefficients(repeated));
  });

  test("splitting a subject's interval changes nothing, and an entry of 0 is no entry", () => {
    const spec = { ...common, covariates: ["x", "y"], penalty } as const;
    const split = rows.flatMap((row) =>
      row.time < 4
        ? [{ ...row, entry: 0 }]
        : [
            { ...row, entry: 0, time: 3, event: 0 },
            { ...row, entry: 3 },
          ],
    );
    const plain = coefficients(coxph(rows, spec));
    close(coefficients(coxph(split, { ...spec, entry: "entry" })), plain);
    close(coefficients(coxph(rows, { ...spec, entry: () => 0 })), plain);
  });

  test("a separated factor level has a finite estimate, its test and limits agree", () => {
    const without = rows.map((row) => ({ ...row, event: row.grade === "C" ? 0 : row.event }));
    const spec = { ...common, covariates: ["grade", "x"] } as const;
    expect(coxph(without, spec).status).toBe("monotone");
    const model = coxph(without, { ...spec, penalty });
    expect(model.status).toBe("converged");
    const c = model.coefficients[1]!;
    expect(c).toMatchObject({ status: "ok", level: "C" });
    expect(c.estimate).toBeLessThan(-1);
    expect(c.lower).toBeGreaterThan(0);
    expect(c.upper! < 1).toBe(c.pValue! < 0.05);
  });

  test("Wald intervals where they are asked for, with the penalized test", () => {
    const { coefficients } = coxph(rows, { ...common, covariates: ["x"], penalty, interval: "wald" });
    const [row] = coefficients;
    expect(row).toMatchObject({ intervalMethod: "wald", pValueMethod: "penalized-likelihood-ratio" });
    near(row!.lower, Math.exp(row!.estimate! - 1.959963984540054 * row!.standardError!), 0, 1e-12);
  });

  test("an aliased column stays aliased, and is no part of the penalty", () => {
    const spec = { ...common, penalty } as const;
    const model = coxph(rows, { ...spec, covariates: ["x", { twice: (d) => 2 * d.x + 1 }, "y"] });
    const plain = coxph(rows, { ...spec, covariates: ["x", "y"] });
    expect(model.coefficients[1]).toMatchObject({
      status: "aliased",
      reason: "combination",
      pValue: null,
      lower: null,
    });
    near(model.penalizedLogLikelihood!.model, plain.penalizedLogLikelihood!.model, 0, 1e-12);
    close([model.coefficients[2]!.upper], [plain.coefficients[1]!.upper]);
  });

  test("nearly collinear columns of extreme size are fitted", () => {
    const a = coxph(rows, { ...common, covariates: ["x", "y"], penalty });
    const b = coxph(rows, { ...common, covariates: ["x", { near: (d) => 1e100 * (d.x + d.y * 2 ** -20) }], penalty });
    near(b.coefficients[1]!.estimate! * 1e100, a.coefficients[1]!.estimate! * 2 ** 20, 0, 1e-6);
    near(b.coefficients[1]!.pValue, a.coefficients[1]!.pValue!, 0, 1e-6);
  });

  test("predictors beyond the range of exp are safe: an offset of 1e4 in a stratum changes nothing", () => {
    const spec = { ...common, covariates: ["x", "y"], strata: "count", penalty } as const;
    const moved = coxph(rows, { ...spec, offset: (d) => (d.count === 2 ? 8192 : 0) });
    close(coefficients(moved), coefficients(coxph(rows, spec)));
  });

  test.each([
    [{ weights: "count", weightType: "sampling" }, "penalty"],
    [{ cluster: "grade" }, "penalty"],
    [{ tests: ["score"] }, "tests"],
    [{ penalty: "ridge" }, "penalty"],
    [{ ties: "exact" }, "ties"],
  ])("%j is refused", (more, column) => {
    const call = () => coxph(rows, { ...common, covariates: ["x"], penalty, ...more } as never);
    expect(call).toThrow(expect.objectContaining({ name: "HccInputError", column }));
    if (column !== "ties") {
      expect(() => termTests(rows, { ...common, covariates: ["x"], penalty, ...more } as never)).toThrow();
    }
  });

  test("the fitted model predicts; the test of proportional hazards, which needs a maximum of the likelihood, refuses it", () => {
    const spec = { ...common, covariates: ["x", "y"], penalty } as const;
    const model = coxph(rows, spec);
    expect(baselineHazard(model, rows, spec).strata[0]!.hazard.at(-1)).toBeGreaterThan(0);
    expect(residuals(model, rows, { ...spec, type: "martingale" }).columns).toHaveLength(1);
    expect(() => proportionalHazardsTest(model, rows, spec)).toThrow(/fit without penalty/);
  });
});
