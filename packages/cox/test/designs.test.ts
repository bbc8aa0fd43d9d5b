import { describe, expect, test } from "vitest";
import { baselineHazard, coxph, predictSurvival, proportionalHazardsTest, residuals } from "../src/index.js";
import { designs, specOfDesign, titled } from "./design-reference.js";
import { near, nearP } from "./reference.js";

describe("coefficients, covariances, likelihoods and tests equal R's coxph", () => {
  test.each(titled)("%s", (_, c) => {
    const model = coxph(designs.data[c.data]!, { ...specOfDesign(c), tests: ["score"] });
    expect(model.status).toBe("converged");
    expect(model.variance).toBe(c.robust ? "robust" : "information");
    near(model.logLikelihood.null, c.loglik[0]);
    near(model.logLikelihood.model, c.loglik[1]);
    c.coef.forEach((value, j) => {
      const error = Math.sqrt(c.vcov[j]![j]!);
      const row = model.coefficients[j]!;
      near(row.estimate, value, error);
      near(row.standardError, error);
      if (c.robust) near(row.naiveStandardError, c.naive[j]!);
      c.vcov[j]!.forEach((v, k) => {
        near(model.covariance[j]![k], v, Math.sqrt(c.vcov[j]![j]! * c.vcov[k]![k]!));
      });
    });
    near(model.tests.wald!.statistic, c.wald.statistic);
    nearP(model.tests.wald!.pValue, c.wald.logP);
    if (c.robust) expect(model.tests.score).toBeNull();
    else {
      near(model.tests.score!.statistic, c.score.statistic);
      nearP(model.tests.score!.pValue, c.score.logP);
    }
  });
});

describe("after a fit with late entries, as in R", () => {
  const cases = titled.flatMap(([title, c]) => (c.after === null ? [] : [[title, c, c.after] as const]));
  test.each(cases)("residuals: %s", (_, c, after) => {
    const data: Record<string, unknown> = designs.data[c.data]!;
    const spec = specOfDesign(c);
    const model = coxph(data, spec);
    for (const type of ["martingale", "deviance"] as const) {
      const [column] = residuals(model, data, { ...spec, type }).columns;
      after[type].forEach((value, i) => {
        near(column!.values[after.row[i]!], value, 1);
      });
    }
    for (const type of ["score", "dfbeta", "schoenfeld"] as const) {
      residuals(model, data, { ...spec, type }).columns.forEach(({ values }, j) => {
        const largest = after[type].reduce((most, row) => Math.max(most, Math.abs(row[j] ?? 0)), 0);
        after[type].forEach((row, i) => {
          if (row[j] === null) expect(values[after.row[i]!]).toBeNaN();
          else near(values[after.row[i]!], row[j]!, largest);
        });
      });
    }
  });
  test.each(cases)("predicted survival: %s", (_, c, after) => {
    const data: Record<string, unknown> = designs.data[c.data]!;
    const spec = specOfDesign(c);
    const model = coxph(data, spec);
    const baseline = baselineHazard(model, data, spec);
    for (const { row, time, nRisk, cumhaz, error } of after.curves) {
      const { curves } = predictSurvival(model, baseline, data, {
        times: time,
        covariates: spec.covariates,
        ...(spec.strata && { strata: spec.strata }),
        ...(spec.offset && { offset: spec.offset }),
      });
      const curve = curves[row]!;
      const stratum = baseline.strata.find(({ stratum }) => stratum === curve.stratum)!;
      time.forEach((t, k) => {
        expect(stratum.nRisk[stratum.time.indexOf(t)]).toBe(nRisk[k]);
        near(curve.cumulativeHazard[k], cumhaz[k]!, 1e-3);
        near(curve.standardError![k]! / curve.survival[k]!, error[k]!, 1e-3);
      });
    }
  });
  test.each(cases)("tests of proportional hazards: %s", (_, c, after) => {
    const data: Record<string, unknown> = designs.data[c.data]!;
    const spec = specOfDesign(c);
    const model = coxph(data, spec);
    for (const { transform, statistic, df } of after.ph) {
      const { terms, global } = proportionalHazardsTest(model, data, { ...spec, transform });
      [...terms.map(({ test }) => test!), global!].forEach((test, k) => {
        near(test.statistic, statistic[k]!, 1e-2);
        expect(test.df).toBe(df[k]);
      });
    }
  });
});
