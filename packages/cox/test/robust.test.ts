import { describe, expect, test } from "vitest";
import { coxph, coxScreen, subgroupHazardRatios } from "../src/index.js";
import { near, nearP, reference } from "./reference.js";

describe("sampling weights equal R's coxph(weights, robust = TRUE)", () => {
  for (const c of reference.robust) {
    test(`${c.ties}${c.strata ? `, strata ${c.strata}` : ""}`, () => {
      const model = coxph(reference.data[c.data]!, {
        time: "time",
        event: "event",
        covariates: c.terms.map((term) => term.name),
        ties: c.ties,
        weights: "sampling",
        weightType: "sampling",
        tests: ["score"],
        ...(c.strata && { strata: c.strata }),
      });
      expect(model.variance).toBe("robust");
      near(model.logLikelihood.model, c.loglik[1]);
      c.coef.forEach((value, j) => {
        const row = model.coefficients[j]!;
        near(row.estimate, value, Math.sqrt(c.vcov[j]![j]!));
        near(row.naiveStandardError, c.naive[j]!);
        c.vcov[j]!.forEach((v, k) => {
          near(model.covariance[j]![k], v, Math.sqrt(c.vcov[j]![j]! * c.vcov[k]![k]!));
        });
      });
      near(model.tests.wald!.statistic, c.wald.statistic);
      nearP(model.tests.wald!.pValue, c.wald.logP);
      expect(model.tests.likelihoodRatio).toBeNull();
      expect(model.tests.score).toBeNull();
    });
  }
});

describe("sampling weights", () => {
  const data = reference.data["lung"]!;
  const spec = { time: "time", event: "event", weights: "sampling", weightType: "sampling" } as const;

  test("multiplying every weight by a constant changes neither estimate nor robust standard error", () => {
    const ten = data["sampling"]!.map((w) => 8 * (w as number));
    const [a] = coxph(data, { ...spec, covariates: ["age"] }).coefficients;
    const [b] = coxph(data, { ...spec, weights: ten, covariates: ["age"] }).coefficients;
    near(a!.estimate, b!.estimate!, 0, 1e-11);
    near(a!.standardError, b!.standardError!, 0, 1e-11);
    near(a!.naiveStandardError! / Math.sqrt(8), b!.naiveStandardError!, 0, 1e-11);
  });

  test("columns nearly alike get the robust variance of the model in other coordinates", () => {
    const d = reference.data["near"] as Record<string, number[]>;
    const weights = d["age"]!.map((_, i) => 1 + (i % 4) / 2);
    const columns: Record<string, number[]> = {
      ...d,
      close: d["age"]!.map((age, i) => age + 1e-4 * d["e"]![i]!),
    };
    const common = { time: "time", event: "event", weights, weightType: "sampling" } as const;
    const a = coxph(columns, { ...common, covariates: ["age", "close"] }).coefficients[1]!;
    const b = coxph(columns, { ...common, covariates: ["age", "e"] }).coefficients[1]!;
    near(a.z, b.z!, 0, 1e-8);
  });

  test("n and events count rows", () => {
    const model = coxph(data, { ...spec, covariates: ["age"] });
    expect([model.n, model.events]).toEqual([data["time"]!.length, data["event"]!.filter((d) => d === 1).length]);
  });

  test("an infinite coefficient has no P and no limits: there is no likelihood", () => {
    const rows = Array.from({ length: 10 }, (_, i) => ({ t: i + 1, d: 1, arm: i < 5 ? "b" : "a", w: 1 + i / 10 }));
    const common = { time: "t", event: "d", weights: "w", weightType: "sampling" } as const;
    const [row] = coxph(rows, { ...common, covariates: ["arm"] }).coefficients;
    expect(row).toMatchObject({ status: "infinite", hazardRatio: Infinity, pValue: null, lower: null, upper: null });
    const [screened] = coxScreen(rows, { ...common, candidates: ["arm"] }).univariable;
    expect(screened).toMatchObject({ pValue: null, pValueMethod: null, selected: false });
  });

  test("subgroups use the robust Wald test of the products", () => {
    const text: Record<string, (string | number)[]> = {
      ...data,
      sex: data["sex"]!.map((sex) => (sex === 1 ? "male" : "female")),
      older: data["age"]!.map((age) => ((age as number) >= 65 ? "65+" : "<65")),
    };
    const forest = subgroupHazardRatios(text, { ...spec, treatment: "sex", subgroups: ["older"] });
    expect(forest.interactions[0]).toMatchObject({ method: "wald", test: { df: 1 } });
    const model = coxph(text, {
      ...spec,
      covariates: [
        "sex",
        "older",
        { both: (d: Record<string, unknown>) => Number(d["sex"] === "male" && d["older"] === "<65") },
      ],
    });
    near(forest.interactions[0]!.test!.statistic, model.coefficients[2]!.z! * model.coefficients[2]!.z!, 0, 1e-8);
  });
});
