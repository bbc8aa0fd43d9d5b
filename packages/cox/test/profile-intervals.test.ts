import { describe, expect, test } from "vitest";
import { coxph } from "../src/index.js";
import { profileSpec, profiles, profileTitle } from "./profile-reference.js";
import { near } from "./reference.js";

describe("profile-likelihood limits equal the roots that R's uniroot finds on coxph with an offset", () => {
  for (const [index, c] of profiles.cases.entries()) {
    test(`${index}: ${profileTitle(c)}`, () => {
      const model = coxph(profiles.data[c.data]!, { ...profileSpec(c), ...profile });
      model.coefficients.forEach((row, j) => {
        near(row.estimate, c.coef[j]!, c.se[j]);
        near(Math.log(row.lower!), c.lower[j]!, c.se[j]);
        near(Math.log(row.upper!), c.upper[j]!, c.se[j]);
        expect(row).toMatchObject({ status: "ok", intervalMethod: "profile-likelihood", pValueMethod: "wald" });
      });
    });
  }
});

const spec = { time: "time", event: "event" } as const;
const profile = { interval: "profile-likelihood" } as const;

describe("profile-likelihood intervals", () => {
  test("closed form: five deaths, one of each arm at risk at a time", () => {
    // At every death two are at risk, one of each arm: l(b) = 4 b - 5 log(1 + e^b).
    const rows = Array.from({ length: 5 }, (_, site) => [
      { site, time: 1, event: 1, x: Number(site > 0) },
      { site, time: 2, event: 0, x: Number(site === 0) },
    ]).flat();
    const { lower, upper, estimate } = coxph(rows, { ...spec, covariates: ["x"], strata: "site", ...profile })
      .coefficients[0]!;
    const height = (r: number): number => 4 * Math.log(r) - 5 * Math.log(1 + r);
    near(estimate, Math.log(4), 0, 1e-13);
    for (const r of [lower!, upper!]) near(2 * (height(4) - height(r)), 3.841458820694124, 0, 1e-11);
    expect(lower).toBeLessThan(1);
    expect(upper).toBeGreaterThan(4);
  });

  test("the limits and their name are all that differs from a model with Wald intervals", () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({
      time: 1 + ((i * 17) % 23),
      event: Number(i % 3 > 0),
      x: Math.sin(i * i),
      y: Math.cos(i * 1.3) + Math.sin(i * i),
    }));
    for (const ties of ["efron", "breslow"] as const) {
      const model = coxph(rows, { ...spec, covariates: ["x", "y"], ties, ...profile });
      const wald = coxph(rows, { ...spec, covariates: ["x", "y"], ties });
      expect({ ...model, coefficients: [] }).toEqual({ ...wald, coefficients: [] });
      model.coefficients.forEach((row, j) => {
        expect(row).toEqual({
          ...wald.coefficients[j],
          lower: row.lower,
          upper: row.upper,
          intervalMethod: "profile-likelihood",
        });
        expect(row.lower).toBeLessThan(row.hazardRatio!);
        expect(row.upper).toBeGreaterThan(row.hazardRatio!);
      });
    }
  });

  test("the level is that of the model: 50 % lies within 95 % within 99.99 %", () => {
    const data = profiles.data["lung"]!;
    const at = (level: number) =>
      coxph(data, { ...spec, covariates: ["age", "sex"], level, ...profile }).coefficients.map((d) => [
        d.lower!,
        d.upper!,
      ]);
    const [half, usual, wide] = [at(0.5), at(0.95), at(0.9999)] as const;
    for (const j of [0, 1]) {
      expect(wide[j]![0]).toBeLessThan(usual[j]![0]!);
      expect(usual[j]![0]).toBeLessThan(half[j]![0]!);
      expect(half[j]![1]).toBeLessThan(usual[j]![1]!);
      expect(usual[j]![1]).toBeLessThan(wide[j]![1]!);
    }
  });

  test("affine recoding of a column moves the limits of the log hazard ratio by the same factor", () => {
    const data = profiles.data["veteran"] as Record<string, number[]>;
    const karno = data["karno"]!;
    for (const unit of [-3, 0.125, 1e-140, 1e140]) {
      const recoded: Record<string, number[]> = { ...data, karno: karno.map((value) => (value - 50) * unit) };
      const a = coxph(data, { ...spec, covariates: ["karno", "age"], ...profile }).coefficients;
      const b = coxph(recoded, { ...spec, covariates: ["karno", "age"], ...profile }).coefficients;
      near(b[1]!.lower, a[1]!.lower!, 0, 1e-10);
      if (Math.abs(Math.log(Math.abs(unit))) > 10) continue;
      const [low, high] = unit > 0 ? [a[0]!.lower!, a[0]!.upper!] : [a[0]!.upper!, a[0]!.lower!];
      near(Math.log(b[0]!.lower!) * unit, Math.log(low), 0.01);
      near(Math.log(b[0]!.upper!) * unit, Math.log(high), 0.01);
    }
  });

  test("beside an infinite coefficient, the others have the limits of the model in the limit", () => {
    const { time, event, age, sex } = profiles.data["lung"] as Record<string, number[]>;
    const rows = time!.map((t, i) => ({
      time: t,
      event: i % 9 === 0 ? 0 : event![i]!,
      age: age![i]!,
      sex: sex![i]!,
      grade: i % 9 === 0 ? "C" : "A",
    }));
    const model = coxph(rows, { ...spec, covariates: ["grade", "age", "sex"], ...profile });
    const without = coxph(rows, { ...spec, covariates: ["age", "sex"], where: (d) => d.grade !== "C", ...profile });
    expect(model.coefficients[0]).toMatchObject({ status: "infinite", lower: 0, intervalMethod: "profile-likelihood" });
    expect(model.coefficients[0]!.upper).toBeGreaterThan(0);
    for (const j of [0, 1]) {
      near(model.coefficients[j + 1]!.lower, without.coefficients[j]!.lower!, 0, 1e-10);
      near(model.coefficients[j + 1]!.upper, without.coefficients[j]!.upper!, 0, 1e-10);
    }
  });

  test("an infinite coefficient that another infinite one can stand for has no limit at all", () => {
    // The only death has the largest a and the largest b.
    const rows = [
      { time: 1, event: 1, a: 1, b: 1 },
      { time: 2, event: 0, a: 0, b: 0 },
      { time: 3, event: 0, a: 1, b: 0 },
      { time: 4, event: 0, a: 0, b: 0 },
    ];
    const [a, b] = coxph(rows, { ...spec, covariates: ["a", "b"] }).coefficients;
    expect(a).toMatchObject({ status: "infinite", lower: 0, upper: Infinity });
    near(a!.pValue, 1, 0, 1e-12);
    expect(b!.upper).toBe(Infinity);
    // With b at r: the death against one of each (a, b) = (0, 0), (1, 0), (0, 0), a at its limit: r / (r + 1).
    near(-2 * Math.log(b!.lower! / (b!.lower! + 1)), 3.841458820694124, 0, 1e-10);
  });

  test("nearly collinear columns have limits", () => {
    const rows = Array.from({ length: 50 }, (_, i) => {
      const x = Math.sin(i * i);
      return { time: 1 + ((i * 17) % 47), event: Number(i % 4 > 0), x, close: x + 1e-7 * Math.cos(i * 3) };
    });
    const model = coxph(rows, { ...spec, covariates: ["x", "close"], ...profile });
    for (const row of model.coefficients) {
      expect(row.status).toBe("ok");
      // Log hazard ratios of 1e7: their exponentials are 0 and Infinity.
      expect([row.lower, row.upper]).toEqual([0, Infinity]);
    }
  });
});
