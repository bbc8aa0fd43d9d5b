import { describe, expect, test } from "vitest";
import { coxph } from "../src/index.js";
import { near, nearP, reference, specOf } from "./reference.js";

describe("coxph equals R's coxph run to convergence", () => {
  for (const [index, c] of reference.cases.entries()) {
    const names = c.terms.map((term) => term.name).join(" + ");
    test(`${index}: ${c.data} ~ ${names}, ${c.ties}${c.strata ? `, strata ${c.strata}` : ""}${c.weights ? ", weights" : ""}`, () => {
      const model = coxph(reference.data[c.data]!, { ...specOf(c), tests: ["score"] });
      expect(model.status).toBe("converged");
      near(model.logLikelihood.null, c.loglik[0]);
      near(model.logLikelihood.model, c.loglik[1]);
      c.coef.forEach((value, j) => {
        const row = model.coefficients[j]!;
        near(row.estimate, value, c.se[j]);
        near(row.standardError, c.se[j]!);
        nearP(row.pValue, c.logP[j]!);
        near(row.hazardRatio, Math.exp(value), Math.exp(value) * c.se[j]!);
        near(row.lower, Math.exp(value - 1.959963984540054 * c.se[j]!), 1);
        c.vcov[j]!.forEach((v, k) => {
          near(model.covariance[j]![k], v, c.se[j]! * c.se[k]!);
        });
      });
      const { likelihoodRatio, wald, score } = model.tests;
      near(likelihoodRatio!.statistic, c.lr.statistic);
      nearP(likelihoodRatio!.pValue, c.lr.logP);
      near(wald!.statistic, c.wald.statistic);
      nearP(wald!.pValue, c.wald.logP);
      near(score!.statistic, c.score.statistic);
      nearP(score!.pValue, c.score.logP);
    });
  }
});
