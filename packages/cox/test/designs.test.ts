import { readFileSync } from "node:fs";
import { factor } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { coxph } from "../src/index.js";
import { type Case, type Columns, near, nearP } from "./reference.js";

interface DesignCase
  extends Pick<Case, "data" | "terms" | "ties" | "strata" | "coef" | "vcov" | "loglik" | "wald" | "score"> {
  readonly time: string;
  readonly entry: string | null;
  readonly weights: "frequency" | "sampling" | null;
  readonly offset: string | null;
  readonly cluster: string | null;
  readonly robust: boolean;
  readonly naive: number[];
}
const reference: { readonly data: Record<string, Columns>; readonly cases: readonly DesignCase[] } = JSON.parse(
  readFileSync(new URL("../../../validation/cox-designs.json", import.meta.url), "utf8"),
);

describe("coefficients, covariances, likelihoods and tests equal R's coxph", () => {
  test.each(
    reference.cases.map((c, i) => {
      const parts = (["entry", "strata", "weights", "offset", "cluster"] as const).filter((part) => c[part] !== null);
      return [`${i} ${c.data}, ${c.ties}${parts.length === 0 ? "" : `, ${parts.join(", ")}`}`, c] as const;
    }),
  )("%s", (_, c) => {
    const model = coxph(reference.data[c.data]!, {
      time: c.time,
      event: "event",
      covariates: c.terms.map((term) =>
        term.type === "factor" ? factor(term.name, { levels: term.levels! }) : term.name,
      ),
      ties: c.ties,
      tests: ["score"],
      ...(c.entry && { entry: c.entry }),
      ...(c.strata && { strata: c.strata }),
      ...(c.offset && { offset: c.offset }),
      ...(c.cluster && { cluster: c.cluster }),
      ...(c.weights && { weights: c.weights, weightType: c.weights }),
    });
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
