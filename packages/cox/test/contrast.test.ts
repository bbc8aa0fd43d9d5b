import { factor } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { contrast, coxph } from "../src/index.js";
import { afterFit, fits } from "./after-fit-reference.js";
import { near } from "./reference.js";

const rows = Array.from({ length: 90 }, (_, i) => ({
  t: 1 + ((i * 37) % 41),
  d: i % 4 > 0 ? 1 : 0,
  stage: ["A", "B", "C"][(i * 5) % 3]!,
  age: 40 + ((i * 7) % 30),
}));
const spec = { time: "t", event: "d", covariates: ["stage", "age"] } as const;
const model = coxph(rows, spec);

describe("contrast", () => {
  test("a difference of levels is the coefficient of the model with another reference", () => {
    const other = coxph(rows, { ...spec, covariates: [factor("stage", { reference: "B" }), "age"] });
    const [row] = contrast(model, { "stage=C": 1, "stage=B": -1 }).rows;
    const wanted = other.coefficients.find((d) => d.name === "stage=C")!;
    for (const name of ["estimate", "standardError", "hazardRatio", "lower", "upper", "pValue", "z"] as const) {
      near(row![name], wanted[name]!, 1e-3, 1e-9);
    }
    expect(row!.name).toBe("stage=C - stage=B");
  });

  test("one coefficient is itself, by name or by position", () => {
    const { estimate, standardError, hazardRatio, lower, upper, z, pValue } = model.coefficients[2]!;
    for (const weights of [{ age: 1 }, [0, 0, 1]]) {
      const [row] = contrast(model, weights).rows;
      expect(row).toEqual({ name: "age", estimate, standardError, hazardRatio, lower, upper, z, pValue, status: "ok" });
    }
  });

  test("all coefficients together give the Wald test of the model, a repeated row adds no degree of freedom", () => {
    for (const { model: fit } of fits) {
      const unit = fit.coefficients.map((_, j) => fit.coefficients.map((_, k) => (j === k ? 1 : 0)));
      const { test: all } = contrast(fit, unit);
      near(all!.statistic, fit.tests.wald!.statistic, 0, 1e-10);
      expect(all!.df).toBe(fit.tests.wald!.df);
      const twice = contrast(fit, [unit[0]!, unit[0]!.map((value) => 2 * value)]).test!;
      expect(twice.df).toBe(1);
      near(twice.statistic, fit.coefficients[0]!.z! * fit.coefficients[0]!.z!, 0, 1e-10);
    }
  });

  differsFromR(
    {
      where: "contrast",
      ours: "the standard error of a hazard ratio is the ratio times that of its logarithm",
      r: '`predict(coxph, type = "risk", se.fit = TRUE)` multiplies by the square root of the ratio',
      why: "The delta method: the derivative of exp is exp.",
      source: "survival pull request 314",
      size: { question: "first patient of `lung`, age and sex", r: 0.14929, ours: 0.1823 },
    },
    (size) => {
      const { time, event, age, sex, means, error, right, printed } = afterFit.risk;
      const fit = coxph({ time, event, age, sex }, { time: "time", event: "event", covariates: ["age", "sex"] });
      const [row] = contrast(fit, { age: age[0]! - means[0]!, sex: sex[0]! - means[1]! }).rows;
      near(row!.standardError, error);
      near(row!.hazardRatio! * row!.standardError!, right);
      expectShown(printed, size.r);
      expectShown(row!.hazardRatio! * row!.standardError!, size.ours);
    },
  );

  test("infinite and aliased coefficients", () => {
    const separated = coxph(
      rows.map((d) => ({ ...d, early: d.t < 20, late: d.t >= 20, twice: 2 * d.age })),
      { ...spec, covariates: ["age", "early", "late", "twice"] },
    );
    const status = (weights: Record<string, number>) => {
      const { rows: found, test: whole } = contrast(separated, weights);
      expect(whole === null).toBe(found[0]!.status !== "ok");
      return [found[0]!.status, found[0]!.estimate, found[0]!.hazardRatio];
    };
    expect(status({ "early=true": 2 })).toEqual(["infinite", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(status({ "early=true": -1, age: 1 })).toEqual(["infinite", Number.NEGATIVE_INFINITY, 0]);
    expect(status({ "late=true": 1 })).toEqual(["not-estimable", null, null]);
    expect(status({ twice: 1 })).toEqual(["not-estimable", null, null]);
    expect(status({ age: 1, twice: 0 })[0]).toBe("ok");
  });

  test("unknown names, other lengths, no numbers and nothing but 0 are input errors", () => {
    expect(() => contrast(model, { stage: 1 })).toThrow(/no coefficient "stage": they are stage=B, stage=C, age/);
    expect(() => contrast(model, [1, 0])).toThrow(/2 multipliers for 3 coefficients/);
    expect(() => contrast(model, { age: Number.NaN })).toThrow(/multiplier of "age" is NaN/);
    expect(() => contrast(model, {})).toThrow(/every multiplier is 0/);
    expect(() => contrast(model, [])).toThrow(/0 multipliers/);
    expect(() => contrast(model, "age" as never)).toThrow(/the weights are age/);
    expect(() => contrast({} as never, { age: 1 })).toThrow(/no Cox model/);
  });
});
