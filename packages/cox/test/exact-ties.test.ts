import { describe, expect, test } from "vitest";
import {
  baselineHazard,
  concordance,
  contrast,
  coxph,
  coxScreen,
  exactTiesCost,
  explainedVariation,
  proportionalHazardsTest,
  residuals,
  subgroupHazardRatios,
  termTests,
} from "../src/index.js";
import { exactReference } from "./exact-reference.js";
import { near } from "./reference.js";

const exact = { ties: "exact" } as const;
const spec = { time: "time", event: "event", covariates: ["x", "y"], ...exact } as const;

describe('exact ties equal R\'s coxph(ties = "exact") run to convergence', () => {
  test.each(exactReference.cases.map((c) => [`${c.data} ~ ${c.covariates.join(" + ")}`, c] as const))("%s", (_, c) => {
    const model = coxph(exactReference.data[c.data]!, {
      time: "stop",
      event: "event",
      covariates: c.covariates,
      ...exact,
      tests: ["score"],
      ...(c.entry && { entry: "start" }),
      ...(c.strata !== null && { strata: c.strata }),
      ...(c.offset !== null && { offset: c.offset }),
    });
    expect(model).toMatchObject({ status: "converged", ties: "exact" });
    near(model.logLikelihood.null, c.loglik[0]);
    near(model.logLikelihood.model, c.loglik[1]);
    near(model.tests.score!.statistic, c.score);
    model.coefficients.forEach((row, j) => {
      const standardError = Math.sqrt(c.vcov[j]![j]!);
      near(row.estimate, c.coef[j]!, standardError);
      near(row.standardError, standardError);
      c.vcov[j]!.forEach((value, k) => {
        near(model.covariance[j]![k], value, standardError * Math.sqrt(c.vcov[k]![k]!));
      });
    });
  });
});

describe("the score test is R's survdiff", () => {
  test.each(exactReference.logrank.map((d) => [`${d.data} by ${d.group}`, d] as const))("R's survdiff: %s", (_, d) => {
    const data = exactReference.data[d.data]!;
    const { tests } = coxph(data, {
      time: "stop",
      event: "event",
      covariates: [{ group: data[d.group]!.map((value) => `group ${value}`) }],
      ...(d.strata !== null && { strata: d.strata }),
      ...exact,
      tests: ["score"],
    });
    near(tests.score!.statistic, d.statistic, 0, 1e-10);
  });
});

describe("after an exact fit", () => {
  const rows = exactReference.data[exactReference.after.data]!;
  const fitted = { time: "stop", event: "event", covariates: exactReference.after.covariates, ...exact } as const;
  const model = coxph(rows, fitted);
  test("martingale and deviance residuals have the Breslow hazard, as R's", () => {
    for (const type of ["martingale", "deviance"] as const) {
      const { values } = residuals(model, rows, { ...fitted, type }).columns[0]!;
      values.forEach((value, i) => {
        near(value, exactReference.after[type][i]!, 1);
      });
    }
  });
  test("the concordance is that of the predictor", () => {
    near(concordance(model, rows, fitted).estimate, exactReference.after.concordance);
  });
  test("contrasts, screens and subgroups take exact ties", () => {
    expect(contrast(model, { trt: 1 }).rows[0]!.estimate).toBe(model.coefficients[0]!.estimate);
    const screen = coxScreen(rows, { time: "stop", event: "event", candidates: ["trt", "karno"], ...exact });
    expect(screen.univariable[1]!.model.ties).toBe("exact");
    const forest = subgroupHazardRatios(rows, {
      time: "stop",
      event: "event",
      treatment: "trt",
      subgroups: ["celltype"],
      ...exact,
    });
    expect(forest.ties).toBe("exact");
    expect(forest).not.toHaveProperty("exactLimit");
  });
  test("what has no meaning for a discrete hazard is refused, with a remedy", () => {
    const refused = expect.objectContaining({ name: "HccInputError", column: "ties" });
    expect(() => baselineHazard(model, rows, fitted)).toThrow(refused);
    expect(() => explainedVariation(model, rows, fitted)).toThrow(refused);
    expect(() => explainedVariation(model, rows, fitted)).toThrow(/log odds ratios of a discrete hazard.*"efron"/);
    expect(() => proportionalHazardsTest(model, rows, fitted)).toThrow(/"efron"/);
    for (const type of ["score", "schoenfeld", "scaled-schoenfeld", "dfbeta", "dfbetas"] as const)
      expect(() => residuals(model, rows, { ...fitted, type })).toThrow(refused);
  });
});

describe("cost and options", () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({
    time: 1 + (i % 3),
    event: i % 2,
    x: i % 7,
    y: i % 5,
    s: i % 4,
  }));
  test("a fit above the limit is refused before anything is computed, naming the largest tie", () => {
    expect(() => coxph(rows, { ...spec, exactLimit: 1e4 })).toThrow(
      expect.objectContaining({
        code: "too-costly",
        message: expect.stringMatching(/50 events among 300 at risk at time 1\).*efron.*finer times.*exactLimit/),
      }),
    );
    for (const call of [
      () => termTests(rows, { ...spec, exactLimit: 1e4 }),
      () => coxScreen(rows, { time: "time", event: "event", candidates: ["x"], ...exact, exactLimit: 100 }),
    ])
      expect(call).toThrow(expect.objectContaining({ code: "too-costly" }));
    expect(coxph(rows, { ...spec, exactLimit: Number.POSITIVE_INFINITY }).status).toBe("converged");
  });
  test("the cost is what the limit is compared with; frequencies count as rows", () => {
    const { operations } = exactTiesCost(rows, spec);
    expect(() => coxph(rows, { ...spec, exactLimit: operations * 0.999 })).toThrow();
    expect(coxph(rows, { ...spec, exactLimit: operations }).status).toBe("converged");
    const weighted = { ...spec, weights: () => 1e6, weightType: "frequency" } as const;
    expect(() => coxph(rows, weighted)).toThrow(/50000000 events among 300000000 at risk/);
    expect(exactTiesCost(rows, { ...spec, strata: "s" }).largest!.stratum).toBe("1");
    const untied = rows.map((d, i) => ({ ...d, time: i + 1 }));
    expect(exactTiesCost(untied, spec)).toEqual({
      kind: "cox-exact-ties-cost",
      version: 1,
      operations: 0,
      largest: null,
    });
  });
  test.each([{ weights: "w", weightType: "sampling" }, { cluster: "s" }])("no robust variance: %j", (more) => {
    const weighted = rows.map((d) => ({ ...d, w: 1.5 }));
    expect(() => coxph(weighted, { ...spec, ...more } as never)).toThrow(/robust variance.*efron/);
  });
  test.each([0, -1, Number.NaN, "1e9"])("exactLimit %j is refused", (exactLimit) => {
    expect(() => coxph(rows, { ...spec, exactLimit } as never)).toThrow(
      expect.objectContaining({ code: "option", column: "exactLimit" }),
    );
  });
});
