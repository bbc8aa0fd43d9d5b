import { readFileSync } from "node:fs";
import { factor, log2Term, spline } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { type PropensityMethod, type PropensityScore, propensityScore } from "../src/index.js";
import { lalonde, lalondeCovariates } from "./lalonde.js";

interface Fit {
  readonly names: readonly string[];
  readonly estimate: readonly number[];
  readonly standardError: readonly number[];
  readonly covariance: readonly number[];
  readonly pValue: readonly number[];
  /** Of every fifth row, as are `hat` and `default`. */
  readonly fitted: readonly number[];
  readonly hat: readonly number[];
  readonly largest: number;
  readonly mean: readonly [number];
  readonly logLikelihood: readonly [number];
  readonly concordance: readonly [number];
  readonly ranges: readonly number[];
  readonly outside: readonly number[];
  /** Fitted by glm as it comes. */
  readonly default?: readonly number[];
}
interface Set {
  readonly data?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly logistic: Fit;
  readonly probit: Fit;
  readonly firth: Fit;
  readonly flic: Fit;
  readonly ridge: readonly (Fit & { readonly penalty: number })[];
}
const { sets } = JSON.parse(readFileSync(new URL("../../../validation/psm-score.json", import.meta.url), "utf8")) as {
  readonly sets: Readonly<Record<string, Set>>;
};

const covariatesOf: Readonly<Record<string, readonly string[]>> = {
  lalonde: lalondeCovariates,
  births: ["age", "lwt", "race", "ptl", "ht", "ui", "ftv"],
  lung: ["age", "karno", "months", "cell", "prior"],
  pima: ["npreg", "glu", "bp", "skin", "bmi", "ped", "age"],
};
function fitOf(name: string, method: PropensityMethod, penalty?: number): PropensityScore {
  const options = { method, covariates: covariatesOf[name]! as never, ...(penalty !== undefined && { penalty }) };
  const { data } = sets[name]!;
  return data === undefined
    ? propensityScore(lalonde, { treatment: "treat", ...options })
    : propensityScore(data, { treatment: "arm", ...options });
}

function expectEqualToR(model: PropensityScore, fit: Fit, tolerance = 1e-9): void {
  const near = (actual: number, expected: number, unit: number): void =>
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * unit);
  expect(model.status).toBe("converged");
  expect(model.coefficients.map(({ name }) => name.replace("=", ""))).toEqual(fit.names);
  for (const [j, { estimate, standardError, pValue }] of model.coefficients.entries()) {
    const se = fit.standardError[j]!;
    near(estimate!, fit.estimate[j]!, Math.max(Math.abs(fit.estimate[j]!), se));
    near(standardError!, se, se);
    if (model.method === "ridge") {
      expect(pValue).toBe(null);
    } else {
      const p = Math.log(fit.pValue[j]!);
      expect(Math.abs(Math.log(pValue!) - p)).toBeLessThanOrEqual(10 * tolerance * Math.max(1, Math.abs(p)));
    }
    for (const [i, other] of fit.standardError.entries())
      near(model.covariance[j]![i]!, fit.covariance[i * fit.names.length + j]!, se * other);
  }
  near(model.logLikelihood.model, fit.logLikelihood[0], Math.abs(fit.logLikelihood[0]));
  near(model.cStatistic!, fit.concordance[0], 1);
  for (const [i, p] of fit.fitted.entries()) near(model.score[5 * i]!, p, 1);
  for (const [i, h] of fit.hat.entries()) near(model.leverage!.values[5 * i]!, h, 1);
  expect(model.leverage!.row).toBe(fit.largest);
  expect(model.leverage!.largest).toBe(model.leverage!.values[fit.largest]);
  near(model.score.reduce((sum, p) => sum + p, 0) / model.n, fit.mean[0], 1);
  const { treated, control, outside } = model.overlap!;
  const ranges = [treated.lowest, treated.highest, control.lowest, control.highest];
  for (const [i, bound] of fit.ranges.entries()) near(ranges[i]!, bound, 1);
  expect([outside.treated, outside.control]).toEqual(fit.outside);
}

describe.each(Object.entries(sets))("%s", (name, set) => {
  test("logistic equals glm(binomial) at the end of its convergence, and within 1e-7 as it comes", () => {
    const model = fitOf(name, "logistic");
    expectEqualToR(model, set.logistic);
    for (const [i, p] of set.logistic.default!.entries()) expect(Math.abs(model.score[5 * i]! - p)).toBeLessThan(1e-7);
  });
  test("probit equals glm(binomial(probit)) at the end of its convergence", () => {
    expectEqualToR(fitOf(name, "probit"), set.probit);
    expect(fitOf(name, "probit").coefficients.every(({ oddsRatio }) => oddsRatio === null)).toBe(true);
  });
  test("Firth and FLIC solve their score equations", () => {
    expectEqualToR(fitOf(name, "firth"), set.firth);
    expectEqualToR(fitOf(name, "flic"), set.flic);
  });
  test("ridge equals Newton's method on standardized columns with a free intercept", () => {
    for (const fit of set.ridge) expectEqualToR(fitOf(name, "ridge", fit.penalty), fit);
  });
});

differsFromR(
  {
    where: "propensityScore",
    ours: "a probit model is fitted to the maximum of its likelihood",
    r: "`glm(binomial(probit))` stops at a relative change of the deviance of 1e-8, where its steps still shrink by a third only",
    why: "Scores decide who is matched with whom; these do not depend on where an iteration was stopped.",
    source: "`validation/psm-score.R`: with `epsilon = 1e-300` `glm` gives ours to 1e-8",
    size: {
      question: "score of the 111th mother of `birthwt`, treatment smoking",
      r: 0.3470677,
      ours: 0.3470835,
    },
  },
  (size) => {
    const { probit } = sets["births"]!;
    const model = fitOf("births", "probit");
    expectShown(probit.default![22]!, size.r);
    expectShown(model.score[110]!, size.ours);
    expect(Math.abs(probit.default![22]! - model.score[110]!)).toBeGreaterThan(1e-6);
  },
);

test("FLIC on lalonde: the intercept moves, the mean score is the share of treated rows (golden values)", () => {
  const flic = fitOf("lalonde", "flic");
  const firth = fitOf("lalonde", "firth");
  expect(flic.coefficients[0]!.estimate!.toFixed(6)).toBe("-1.632977");
  expect(firth.coefficients[0]!.estimate!.toFixed(6)).toBe("-1.618596");
  expect(flic.coefficients.slice(1).map(({ estimate }) => estimate)).toEqual(
    firth.coefficients.slice(1).map(({ estimate }) => estimate),
  );
  expect(flic.score.reduce((sum, p) => sum + p, 0) / 614).toBeCloseTo(185 / 614, 14);
});

const repeat = <T>(times: number, row: T): T[] => Array.from({ length: times }, () => row);
const quasi = [
  ...repeat(4, { y: 0, x: "without" }),
  ...repeat(6, { y: 1, x: "with" }),
  ...repeat(2, { y: 0, x: "with" }),
].map((d, i) => Object.freeze({ ...d, u: (i * 7) % 5 }));
const complete = Array.from({ length: 8 }, (_, i) => Object.freeze({ y: i < 4 ? 0 : 1, x: i + 1 }));

describe("separation is named by every method", () => {
  test("probit: no score under complete, limits under quasi-separation", () => {
    const none = propensityScore(complete, { treatment: "y", covariates: ["x"], method: "probit" });
    expect(none.status).toBe("complete-separation");
    expect([none.cStatistic, none.overlap, none.leverage]).toEqual([null, null, null]);
    expect(none.warnings[0]).toMatchObject({ code: "complete-separation", term: "x" });
    const spec = { treatment: "y", method: "probit" } as const;
    const covariates = [factor<(typeof quasi)[0]>("x", { reference: "with" }), "u" as const];
    const model = propensityScore(quasi, { ...spec, covariates });
    const rest = propensityScore(quasi, { ...spec, covariates: ["u"], where: (d) => d.x === "with" });
    expect(model.status).toBe("quasi-separation");
    expect(Array.from(model.score.slice(0, 4))).toEqual([0, 0, 0, 0]);
    for (let i = 4; i < quasi.length; i++) {
      expect(model.score[i]).toBeCloseTo(rest.score[i]!, 12);
      expect(model.leverage!.values[i]).toBeCloseTo(rest.leverage!.values[i]!, 10);
    }
    expect(model.coefficients[1]).toMatchObject({ estimate: Number.NEGATIVE_INFINITY, oddsRatio: null });
    expect(model.warnings[0]!.message).toContain('all 4 rows with "x" = "without" are controls');
  });

  test.each([
    ["firth", {}],
    ["flic", {}],
    ["ridge", { penalty: 0.1 }],
  ] as const)("%s is finite and says by what", (method, options) => {
    const model = propensityScore(quasi, { treatment: "y", covariates: ["x", "u"], method, ...options });
    expect(model.status).toBe("converged");
    expect(model.score.every((p) => p > 0 && p < 1)).toBe(true);
    expect(model.warnings[0]).toMatchObject({ code: "quasi-separation", term: "x" });
    expect(model.warnings[0]!.message).toContain(`its coefficient is finite only by the penalty of "${method}"`);
    const all = propensityScore(complete, { treatment: "y", covariates: ["x"], method, ...options });
    expect(all.status).toBe("converged");
    expect(all.warnings[0]!.message).toContain(`every score is finite only by the penalty of "${method}"`);
  });

  test("ridge of penalty 0 is the likelihood, separation and all", () => {
    const model = propensityScore(complete, { treatment: "y", covariates: ["x"], method: "ridge", penalty: 0 });
    expect(model.status).toBe("complete-separation");
    expect(model.score.every(Number.isNaN)).toBe(true);
  });
});

test("the coding of every covariate is recorded: grades entered as numbers are seen", () => {
  const rows = Array.from({ length: 60 }, (_, i) =>
    Object.freeze({
      arm: (i * 7) % 3 === 0 ? 1 : 0,
      ecog: i % 3,
      sex: i % 2,
      age: 40 + ((i * 17) % 31),
      afp: 1 + ((i * 29) % 53),
      child: ["A", "B", "C"][((i * 5) % 7) % 3]!,
    }),
  );
  const model = propensityScore(rows, {
    treatment: "arm",
    covariates: [
      "ecog",
      "sex",
      "age",
      log2Term("afp"),
      factor("child", { reference: "B" }),
      spline("age", { knots: [45, 55, 65], label: "curve" }),
      factor("ecog", { label: "grade" }),
    ],
  });
  const none = { values: null, reference: null, levels: null, knots: null };
  expect(model.coding).toEqual([
    {
      ...none,
      term: "ecog",
      coding: "linear",
      columns: ["ecog"],
      values: [0, 1, 2],
      description: "linear: one slope over its 3 values 0, 1, 2",
    },
    {
      ...none,
      term: "sex",
      coding: "linear",
      columns: ["sex"],
      values: [0, 1],
      description: "linear: 0 and 1, the same as a factor",
    },
    { ...none, term: "age", coding: "linear", columns: ["age"], description: "linear" },
    {
      ...none,
      term: "log2(afp)",
      coding: "log2",
      columns: ["log2(afp)"],
      description: "linear in its base-2 logarithm: per doubling",
    },
    {
      ...none,
      term: "child",
      coding: "factor",
      columns: ["child=A", "child=C"],
      levels: ["A", "B", "C"],
      reference: "B",
      description: "factor: A, C against B",
    },
    {
      ...none,
      term: "curve",
      coding: "spline",
      columns: ["curve", "curve'"],
      knots: [45, 55, 65],
      description: "restricted cubic spline with knots at 45, 55, 65",
    },
    {
      ...none,
      term: "grade",
      coding: "factor",
      columns: ["grade=1", "grade=2"],
      levels: ["0", "1", "2"],
      reference: "0",
      description: "factor: 1, 2 against 0",
    },
  ]);
});

test("groups without a common score have all rows outside", () => {
  const rows = Array.from({ length: 12 }, (_, i) => Object.freeze({ y: i < 6 ? 0 : 1, x: i }));
  const { overlap } = propensityScore(rows, { treatment: "y", covariates: ["x"], method: "firth" });
  expect(overlap!.common).toBe(null);
  expect(overlap!.outside).toEqual({ treated: 6, control: 6 });
});

test("a penalty belongs to ridge, which needs one", () => {
  const fit = (options: object): unknown =>
    propensityScore(complete, { treatment: "y", covariates: ["x"], ...options });
  expect(() => fit({ method: "ridge" })).toThrow(/penalty is missing/);
  expect(() => fit({ method: "ridge", penalty: -1 })).toThrow(/penalty is -1/);
  expect(() => fit({ method: "ridge", penalty: Number.POSITIVE_INFINITY })).toThrow(/penalty is Infinity/);
  expect(() => fit({ method: "firth", penalty: 1 })).toThrow(/it belongs to "ridge"/);
  expect(() => fit({ method: "cauchit" })).toThrow(
    /method is "cauchit".*"logistic", "probit", "firth", "flic", "ridge"/,
  );
});
