import { readFileSync } from "node:fs";
import { type AnyTerm, fromJson, type InputError, interaction, log2Term, spline, toJson } from "@hcc/data";
import { describe, expect, test } from "vitest";
import {
  baselineHazard,
  type CoxModel,
  coxph,
  coxScreen,
  hazardRatioCurve,
  predictSurvival,
  proportionalHazardsTest,
  termTests,
} from "../src/index.js";
import { near, reference } from "./reference.js";

interface SplineCase {
  readonly data: string;
  readonly x: string;
  readonly given: number[];
  readonly knots: number[];
  readonly others: string[];
  readonly by: string | null;
  readonly ties: "efron" | "breslow";
  readonly weights: string | null;
  readonly reference: number;
  readonly values: number[];
  readonly coef: number[];
  readonly se: number[];
  readonly loglik: [number, number];
  readonly curves: readonly { readonly level: string | null; readonly estimate: number[]; readonly se: number[] }[];
  readonly test: { readonly statistic: number; readonly df: number; readonly logP: number };
  readonly nonlinearity: { readonly statistic: number; readonly df: number; readonly logP: number };
}
const { cases } = JSON.parse(
  readFileSync(new URL("../../../validation/cox-splines.json", import.meta.url), "utf8"),
) as { cases: SplineCase[] };
const fits = cases.map((c) => {
  const term = spline<Record<string, unknown>>(c.x, { knots: c.given.length > 1 ? c.given : c.given[0]! });
  const covariates: AnyTerm[] = [term, ...c.others, ...(c.by ? [c.by, interaction(term, c.by)] : [])];
  const spec = {
    time: "time",
    event: "event",
    covariates,
    ties: c.ties,
    ...(c.weights && { weights: c.weights, weightType: "frequency" as const }),
  };
  return { c, spec, data: reference.data[c.data]!, model: coxph(reference.data[c.data]!, spec) };
});
const knotsOf = ({ terms }: CoxModel): readonly number[] => {
  const [part] = terms[0]!.parts;
  return part?.type === "spline" ? part.knots : [];
};
const thrown = (run: () => unknown): InputError => {
  try {
    run();
  } catch (error) {
    return error as InputError;
  }
  throw new Error("nothing was thrown");
};

describe.each(fits)("R's coxph of a basis by formula, $c.data $c.x $c.given $c.by", ({ c, model }) => {
  test("knots, estimates, standard errors and likelihood", () => {
    knotsOf(model).forEach((knot, i) => {
      near(knot, c.knots[i]!, 0, 1e-14);
    });
    // R lists the products by level, here they are by column of the spline.
    const m = c.knots.length - 1;
    const plain = c.coef.length - (c.by ? m * (c.curves.length - 1) : 0);
    const place = (j: number): number => {
      if (j < plain) return j;
      const [column, level] = [Math.floor((j - plain) / (c.curves.length - 1)), (j - plain) % (c.curves.length - 1)];
      return plain + level * m + column;
    };
    expect(model.coefficients.length).toBe(c.coef.length);
    model.coefficients.forEach(({ estimate, standardError }, j) => {
      near(estimate, c.coef[place(j)]!, c.se[place(j)]!);
      near(standardError, c.se[place(j)]!);
    });
    near(model.logLikelihood.model, c.loglik[1], 0, 1e-12);
  });

  test("hazard ratios against the reference value, with their standard errors, and the tests", () => {
    for (const expected of c.curves) {
      const at = expected.level === null ? {} : { at: { [c.by!]: expected.level } };
      const curve = hazardRatioCurve(model, { term: c.x, reference: c.reference, values: c.values, ...at });
      expect(curve.points.map(({ value }) => value)).toEqual(c.values);
      curve.points.forEach(({ value, estimate, standardError, hazardRatio, lower, upper, status }, i) => {
        near(estimate, expected.estimate[i]!, expected.se[i]!);
        near(standardError, expected.se[i]!);
        near(hazardRatio, Math.exp(expected.estimate[i]!));
        near(lower, Math.exp(expected.estimate[i]! - 1.959963984540054 * expected.se[i]!));
        near(upper, Math.exp(expected.estimate[i]! + 1.959963984540054 * expected.se[i]!));
        expect(status).toBe("ok");
        if (value === c.reference) expect([estimate, standardError, hazardRatio]).toEqual([0, 0, 1]);
      });
      for (const name of ["test", "nonlinearity"] as const) {
        expect(curve[name]!.df).toBe(c[name].df);
        near(curve[name]!.statistic, c[name].statistic);
        near(Math.log(curve[name]!.pValue), c[name].logP, 1, 1e-8);
      }
    }
  });
});

const cohort = Array.from({ length: 120 }, (_, i) => ({
  t: 1 + ((i * 37) % 61) / (1 + (((i * 7) % 40) - 15) ** 2 / 100),
  d: i % 4 > 0 ? 1 : 0,
  arm: i % 2 ? "B" : "A",
  age: 40 + ((i * 7) % 40),
  afp: 1 + ((i * 11) % 50),
}));
type Patient = (typeof cohort)[number];
const age = spline<Patient>("age", { knots: 4 });
const spec = { time: "t", event: "d", covariates: [age, "arm", log2Term<Patient>("afp")] } as const;
const model = coxph(cohort, spec);

describe("a spline is a term like any other", () => {
  test("it fits no worse than the straight line, and is one term in likelihood-ratio tests", () => {
    const line = coxph(cohort, { ...spec, covariates: ["age"] });
    const curved = coxph(cohort, { ...spec, covariates: [age] });
    expect(curved.logLikelihood.model).toBeGreaterThan(line.logLikelihood.model);
    const { tests } = termTests(cohort, { ...spec, covariates: [age, "arm"] });
    expect(tests.map(({ term, likelihoodRatio }) => [term, likelihoodRatio!.df])).toEqual([
      ["age", 3],
      ["arm", 1],
    ]);
  });

  test("it is predicted from the stored model and baseline alone, by the knots of the fit", () => {
    const stored = fromJson(toJson({ model, baseline: baselineHazard(model, cohort, spec) })) as {
      model: CoxModel;
      baseline: ReturnType<typeof baselineHazard>;
    };
    const times = [5, 20];
    const patients = [
      { age: 48, arm: "B", afp: 8 },
      { age: 71, arm: "A", afp: 20 },
    ];
    const named = predictSurvival(stored.model, stored.baseline, patients, { times });
    const listed = predictSurvival(stored.model, stored.baseline, patients, {
      times,
      covariates: [spline("age", { knots: 4 }), "arm", log2Term("afp")],
    });
    expect(named).toEqual(listed);
    const own = predictSurvival(model, baselineHazard(model, cohort, spec), cohort, { times });
    const row = cohort.findIndex((d) => d.age === 48);
    const again = predictSurvival(stored.model, stored.baseline, [cohort[row]!], { times });
    expect(again.curves[0]).toEqual(own.curves[row]);
    expect(
      thrown(() =>
        predictSurvival(model, stored.baseline, patients, { times, covariates: ["age", "arm", log2Term("afp")] }),
      ).message,
    ).toContain("terms of the model");
  });

  test("it is tested for proportional hazards, and enters a screen, as a whole", () => {
    expect(proportionalHazardsTest(model, cohort, spec).terms[0]!.test!.df).toBe(3);
    const { univariable } = coxScreen(cohort, { time: "t", event: "d", candidates: [age, "arm"] });
    expect(univariable.map(({ term, model: own }) => [term, own.coefficients.length])).toEqual([
      ["age", 3],
      ["arm", 1],
    ]);
  });

  test("its fit does not depend on the unit of the variable", () => {
    const days = coxph(cohort, {
      ...spec,
      covariates: [spline<Patient>((d) => 365.25 * d.age, { knots: 4, label: "age" }), "arm", log2Term<Patient>("afp")],
    });
    near(days.logLikelihood.model, model.logLikelihood.model, 0, 1e-12);
    const a = hazardRatioCurve(model, { term: "age", reference: 60, values: [45, 75] });
    const b = hazardRatioCurve(days, { term: "age", reference: 60 * 365.25, values: [45 * 365.25, 75 * 365.25] });
    a.points.forEach((point, i) => {
      near(b.points[i]!.hazardRatio, point.hazardRatio!, 0, 1e-9);
      near(b.points[i]!.upper, point.upper!, 0, 1e-9);
    });
  });
});

describe("hazardRatioCurve", () => {
  test("of a straight line is exp(b (value - reference)), of a log2 term per doubling", () => {
    const plain = coxph(cohort, { ...spec, covariates: ["age", log2Term<Patient>("afp")] });
    const [years, doubling] = plain.coefficients;
    const line = hazardRatioCurve(plain, { term: "age", reference: 50, values: [60] });
    near(line.points[0]!.estimate, 10 * years!.estimate!, 0, 1e-12);
    near(line.points[0]!.standardError, 10 * years!.standardError!, 0, 1e-12);
    expect([line.knots, line.nonlinearity, line.at]).toEqual([[], null, {}]);
    const twice = hazardRatioCurve(plain, { term: "log2(afp)", reference: 8, values: [16] });
    near(twice.points[0]!.hazardRatio, doubling!.hazardRatio!, 0, 1e-12);
  });

  test("goes from the first to the last knot of a spline unless values are given", () => {
    const { points, knots } = hazardRatioCurve(model, { term: "age", reference: 60 });
    expect(points.length).toBe(101);
    expect([points[0]!.value, points[100]!.value]).toEqual([knots[0], knots[3]]);
  });

  test("holds an interacting number where it is told to", () => {
    const both = coxph(cohort, { ...spec, covariates: ["afp", "age", interaction<Patient>("afp", "age")] });
    const [, b, product] = both.coefficients;
    const curve = hazardRatioCurve(both, { term: "age", reference: 50, values: [51], at: { afp: 10 } });
    near(curve.points[0]!.estimate, b!.estimate! + 10 * product!.estimate!, 0, 1e-10);
    expect(curve.test!.df).toBe(2);
    expect(thrown(() => hazardRatioCurve(both, { term: "age", reference: 50, values: [51] })).message).toContain(
      'at: { "afp": 1 }',
    );
  });

  test("has no answer where a coefficient has none, and says so", () => {
    const twice = coxph(cohort, { ...spec, covariates: ["age", { copy: (d: Patient) => 2 * d.age }] });
    const { points, test: none } = hazardRatioCurve(twice, { term: "copy", reference: 1, values: [2, 1] });
    expect(points[0]).toEqual({
      value: 2,
      estimate: null,
      standardError: null,
      hazardRatio: null,
      lower: null,
      upper: null,
      status: "not-estimable",
    });
    expect([points[1]!.hazardRatio, none]).toEqual([1, null]);
  });

  test("refuses what it cannot answer, with the remedy", () => {
    const bad: [() => unknown, string][] = [
      [() => hazardRatioCurve({} as never, { term: "age", reference: 1 }), "no Cox model"],
      [() => hazardRatioCurve(model, { term: "ages", reference: 1 }), 'no term "ages"'],
      [() => hazardRatioCurve(model, { term: "arm", reference: 1 }), "is a factor"],
      [() => hazardRatioCurve(model, { term: "age", reference: Number.NaN }), "reference holds NaN"],
      [() => hazardRatioCurve(model, { term: "age", reference: 50, values: [null as never] }), "values holds null"],
      [
        () => hazardRatioCurve(model, { term: "age", reference: 50, values: 60 as never }),
        "no list".replace("no", "not a"),
      ],
      [() => hazardRatioCurve(model, { term: "log2(afp)", reference: 50 }), "only a spline"],
      [() => hazardRatioCurve(model, { term: "log2(afp)", reference: 0, values: [1] }), "positive"],
      [() => hazardRatioCurve(model, { term: "age", reference: 50, at: { arm: "A" } }), "does not interact"],
      [() => hazardRatioCurve(model, { term: "age", reference: 50, ref: 1 } as never), 'no option "ref"'],
    ];
    for (const [run, part] of bad) {
      const error = thrown(run);
      expect(error.name).toBe("HccInputError");
      expect(error.message).toContain(part);
    }
  });
});
