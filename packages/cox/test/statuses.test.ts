import { describe, expect, test } from "vitest";
import { type CoxModel, type CoxSpec, coxph } from "../src/index.js";

interface Row {
  readonly time: number;
  readonly event: number;
  readonly x: number;
}
const spec: CoxSpec<Row> = { time: "time", event: "event", covariates: ["x"] };
const rowsOf = (event: (i: number) => number, x: (i: number) => number, n = 8): Row[] =>
  Array.from({ length: n }, (_, i) => ({ time: i + 1, event: event(i), x: x(i) }));
const wave = (i: number): number => [3, 1, 4, 1, 5, 9, 2, 6][i % 8]!;
const statusOf = (model: CoxModel) => [model.status, ...model.coefficients.map(({ status }) => status)];

/** No answer of the model is a number that is not one. */
function check(model: CoxModel): void {
  for (const { estimate, standardError, z, pValue, lower, upper, hazardRatio } of model.coefficients) {
    for (const value of [estimate, standardError, z, pValue, lower, upper, hazardRatio]) expect(value).not.toBeNaN();
  }
  for (const test of Object.values(model.tests)) expect(test?.pValue).not.toBeNaN();
}

const cases: [name: string, rows: Row[], likelihood: string[], firth: string[]][] = [
  ["no events", rowsOf(() => 0, wave), ["no-events", "not-estimable"], ["no-events", "not-estimable"]],
  ["all events", rowsOf(() => 1, wave), ["converged", "ok"], ["converged", "ok"]],
  [
    "one event, not to an extreme value",
    rowsOf((i) => Number(i === 0), wave),
    ["converged", "ok"],
    ["converged", "ok"],
  ],
  [
    "one event, to the largest value",
    rowsOf((i) => Number(i === 5), wave),
    ["monotone", "infinite"],
    ["converged", "ok"],
  ],
  [
    "one event, with nobody else at risk",
    rowsOf((i) => Number(i === 7), wave),
    ["no-information", "not-estimable"],
    ["no-information", "not-estimable"],
  ],
  ["a single subject", rowsOf(() => 1, wave, 1), ["no-information", "aliased"], ["no-information", "aliased"]],
  [
    "a constant column",
    rowsOf(
      () => 1,
      () => 7,
    ),
    ["no-information", "aliased"],
    ["no-information", "aliased"],
  ],
  [
    "a level without events",
    rowsOf(
      (i) => i % 2,
      (i) => i % 2,
    ),
    ["monotone", "infinite"],
    ["converged", "ok"],
  ],
];

describe.each([
  ["maximum likelihood", false],
  ["penalty firth", true],
] as const)("data at the edge have a status of their own: %s", (_, penalized) => {
  for (const [name, rows, likelihood, firth] of cases) {
    test(`${name}: ${(penalized ? firth : likelihood).join(", ")}`, () => {
      for (const ties of ["efron", "breslow"] as const) {
        const model = coxph(rows, {
          ...spec,
          ties,
          ...(penalized ? { penalty: "firth" } : { interval: "profile-likelihood" }),
        });
        expect(statusOf(model)).toEqual(penalized ? firth : likelihood);
        expect(model.warnings.length === 0).toBe(false);
        check(model);
      }
    });
  }

  test("as many columns as rows: the last are aliased, the likelihood is exhausted", () => {
    const rows = Array.from({ length: 5 }, (_, i) => ({ time: i + 1, event: 1, i }));
    const covariates = Array.from({ length: 6 }, (_, j) => ({
      [`x${j}`]: ({ i }: { i: number }) => Math.sin(7 * i * (j + 1) + j),
    }));
    const model = coxph(rows, { time: "time", event: "event", covariates, ...(penalized && { penalty: "firth" }) });
    expect(model.coefficients.map(({ status }) => status).slice(4)).toEqual(["aliased", "aliased"]);
    expect(model.tests.likelihoodRatio!.df).toBe(4);
    expect(model.warnings.map(({ code }) => code)).toContain(
      penalized ? "few-events-per-coefficient" : "monotone-likelihood",
    );
    check(model);
    if (penalized) {
      expect(model.status).toBe("converged");
      for (const { estimate } of model.coefficients.slice(0, 4)) expect(Number.isFinite(estimate)).toBe(true);
    } else {
      expect(model.status).toBe("monotone");
      expect(model.logLikelihood.model).toBe(0);
    }
  });
});
