import { readFileSync } from "node:fs";
import { factor, interaction, log2Term } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { type PropensityScore, propensityScore } from "../src/index.js";
import { generator, lalonde, lalondeCovariates } from "./lalonde.js";

interface Fit {
  readonly estimate: readonly (number | null)[];
  readonly standardError: readonly number[];
  readonly pValue: readonly number[];
  readonly covariance: readonly number[];
  readonly deviance: number;
  readonly nullDeviance: number;
  readonly fitted: readonly number[];
  readonly concordance: number;
}

const reference = JSON.parse(readFileSync(new URL("../../../validation/psm.json", import.meta.url), "utf8"));

const liver = (reference: {
  data: Record<string, readonly number[]>;
}): { readonly [name: string]: readonly number[] } => reference.data;

function expectEqualToR(model: PropensityScore, fit: Fit): void {
  const estimated = model.coefficients.filter(({ status }) => status === "ok");
  expect(model.status).toBe("converged");
  expect(model.coefficients.map(({ estimate }) => estimate === null)).toEqual(fit.estimate.map((b) => b === null));
  const estimates = fit.estimate.filter((b) => b !== null);
  const near = (actual: number, expected: number, unit: number): void =>
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * unit);
  estimated.forEach((coefficient, j) => {
    const se = fit.standardError[j]!;
    const b = estimates[j]!;
    near(coefficient.estimate!, b, Math.max(Math.abs(b), se));
    near(coefficient.standardError!, se, se);
    const p = fit.pValue[j]!;
    expect(Math.abs(Math.log(coefficient.pValue!) - Math.log(p))).toBeLessThanOrEqual(
      1e-8 * Math.max(1, Math.abs(Math.log(p))),
    );
  });
  const kept = model.coefficients.flatMap(({ status }, j) => (status === "ok" ? [j] : []));
  kept.forEach((a, i) => {
    kept.forEach((b, j) => {
      const expected = fit.covariance[i * kept.length + j]!;
      near(model.covariance[a]![b]!, expected, fit.standardError[i]! * fit.standardError[j]!);
    });
  });
  near(model.deviance, fit.deviance, fit.deviance);
  near(-2 * model.logLikelihood.null, fit.nullDeviance, fit.nullDeviance);
  near(model.cStatistic!, fit.concordance, 1);
  fit.fitted.forEach((p, i) => {
    near(model.score[i]!, p, 1);
  });
}

describe("equals glm(binomial) taken to the end of its convergence", () => {
  test("lalonde", () => {
    const model = propensityScore(lalonde, { treatment: "treat", covariates: [...lalondeCovariates] });
    expectEqualToR(model, reference.lalonde.fit);
    expect(model.deviance.toFixed(8)).toBe("487.84393131");
    expect(model.warnings).toEqual([]);
  });

  test("factors, a logarithm, an interaction, a covariate near 1e6 and an aliased column", () => {
    const data = liver(reference.liver) as unknown as Record<
      "age" | "afp" | "childPugh" | "sex" | "day" | "months",
      []
    >;
    const model = propensityScore(
      { ...data, arm: reference.liver.data.arm as number[] },
      {
        treatment: "arm",
        covariates: ["age", log2Term("afp"), "childPugh", "sex", "day", "months", interaction("sex", "age")] as never,
      },
    );
    expectEqualToR(model, reference.liver.fit);
    expect(model.warnings.find(({ code }) => code === "aliased")).toMatchObject({ term: "months" });
    expect(model.covariance[7]!.every(Number.isNaN)).toBe(true);
  });

  test("twelve rows", () => {
    const data = reference.small.data as { y: number[]; x: number[] };
    expectEqualToR(propensityScore(data, { treatment: "y", covariates: ["x"] }), reference.small.fit);
  });
});

const complete = Array.from({ length: 8 }, (_, i) => ({ y: i < 4 ? 0 : 1, x: i + 1 }));
const repeat = <T>(times: number, row: T): T[] => Array.from({ length: times }, () => row);
const quasi = [
  ...repeat(4, { y: 0, x: "without" }),
  ...repeat(6, { y: 1, x: "with" }),
  ...repeat(2, { y: 0, x: "with" }),
].map((d, i) => ({ ...d, u: (i * 7) % 5 }));

describe("separation is stated, never fitted in silence", () => {
  test("complete separation returns no score and names the variable and its ranges", () => {
    const model = propensityScore(complete, { treatment: "y", covariates: ["x"] });
    expect(model.status).toBe("complete-separation");
    expect(model.score.every(Number.isNaN)).toBe(true);
    expect(model.coefficients.map(({ estimate, status }) => [estimate, status])).toEqual([
      [null, "not-estimable"],
      [null, "not-estimable"],
    ]);
    expect(model.warnings[0]).toMatchObject({ code: "complete-separation", term: "x" });
    expect(model.warnings[0]!.message).toContain("treated 5 to 8, controls 1 to 4");
  });

  test("quasi-separation by a level returns the limits of the scores and of the other coefficients", () => {
    const model = propensityScore(quasi, { treatment: "y", covariates: [factor("x", { reference: "with" }), "u"] });
    const rest = propensityScore(quasi, { treatment: "y", covariates: ["u"], where: (d) => d.x === "with" });
    expect(model.status).toBe("quasi-separation");
    expect(Array.from(model.score.slice(0, 4))).toEqual([0, 0, 0, 0]);
    for (let i = 4; i < quasi.length; i++) expect(model.score[i]).toBeCloseTo(rest.score[i]!, 10);
    const [intercept, x, u] = model.coefficients;
    expect(intercept!.estimate).toBeCloseTo(rest.coefficients[0]!.estimate!, 8);
    expect(x).toMatchObject({
      estimate: Number.NEGATIVE_INFINITY,
      standardError: null,
      oddsRatio: 0,
      status: "infinite",
    });
    expect(u!.estimate).toBeCloseTo(rest.coefficients[1]!.estimate!, 8);
    expect(u!.standardError).toBeCloseTo(rest.coefficients[1]!.standardError!, 8);
    expect(model.warnings[0]!.message).toContain('all 4 rows with "x" = "without" are controls');
  });

  test("a separated reference level makes every other level and the intercept infinite and is the one named", () => {
    const data = ["a", "b", "c"].flatMap((x, k) =>
      Array.from({ length: 20 }, (_, i) => ({ y: k === 0 || i % (k + 1) === 0 ? 1 : 0, x })),
    );
    const model = propensityScore(data, { treatment: "y", covariates: ["x"] });
    expect(model.coefficients.map(({ estimate }) => estimate)).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
    expect(model.warnings.filter(({ code }) => code === "quasi-separation").map(({ message }) => message)).toEqual([
      expect.stringContaining('all 20 rows with "x" = "a" are treated'),
    ]);
  });

  test("separation by two variables together is found where neither separates alone", () => {
    const random = generator(5);
    const data = Array.from({ length: 80 }, () => {
      const a = random();
      const b = random();
      return { y: a + b > 1 ? 1 : 0, a, b };
    });
    const model = propensityScore(data, { treatment: "y", covariates: ["a", "b"] });
    expect(model.status).toBe("complete-separation");
    expect(model.warnings[0]!.message).toContain('a combination of "a", "b"');
  });

  test("steep but overlapping groups are not called separated", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = generator(seed);
      const data = Array.from({ length: 60 }, (_, i) => ({ y: i < 30 ? 0 : 1, x: i + random() }));
      data[28]!.y = 1;
      data[31]!.y = 0;
      const model = propensityScore(data, { treatment: "y", covariates: ["x"] });
      expect(model.status).toBe("converged");
      expect(model.coefficients[1]!.estimate).toBeGreaterThan(0);
    }
  });

  test("random small tables: the status says separation exactly when a level is in one group only", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = generator(seed);
      const data = Array.from({ length: 14 }, () => ({
        y: random() < 0.5 ? 1 : 0,
        x: ["a", "b", "c"][Math.floor(random() * 3)]!,
      }));
      const shares = ["a", "b", "c"].map((x) => data.filter((d) => d.x === x).map((d) => d.y));
      const used = shares.filter((ys) => ys.length > 0);
      const total = data.reduce((sum, d) => sum + d.y, 0);
      if (total === 0 || total === 14 || used.length < 2) continue;
      const pure = used.filter((ys) => new Set(ys).size === 1).length;
      const { status } = propensityScore(data, { treatment: "y", covariates: ["x"] });
      const expected = pure === 0 ? "converged" : pure === used.length ? "complete-separation" : "quasi-separation";
      expect(status).toBe(expected);
    }
  });
});

/**
 * Separation of integer data with two covariates, by exact arithmetic: the cone (2y - 1) (1, a, b) d >= 0 is spanned by
 * its extreme rays, each the cross product of two rows. Null when the columns are dependent.
 */
function separationByRays(data: readonly { y: number; a: number; b: number }[]): string | null {
  const rows = data.map(({ y, a, b }) => (y === 1 ? [1, a, b] : [-1, -a, -b]));
  const dot = (u: readonly number[], v: readonly number[]) => u[0]! * v[0]! + u[1]! * v[1]! + u[2]! * v[2]!;
  const total = [0, 0, 0];
  let independent = false;
  let found = false;
  for (const u of rows) {
    for (const v of rows) {
      const cross = [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!];
      if (rows.some((row) => dot(row, cross) !== 0)) independent = true;
      if (cross.every((c) => c === 0) || rows.some((row) => dot(row, cross) < 0)) continue;
      found = true;
      for (let k = 0; k < 3; k++) total[k]! += cross[k]!;
    }
  }
  if (!independent) return null;
  if (!found) return "converged";
  return rows.every((row) => dot(row, total) > 0) ? "complete-separation" : "quasi-separation";
}

test("a skewed covariate hides no separation, and groups that all but separate have a finite maximum", () => {
  const random = generator(2);
  for (const power of [1, 4, 8]) {
    const data = Array.from({ length: 60 }, (_, i) => {
      let x = 1 + i / 10;
      for (let k = 1; k < power; k++) x *= 1 + i / 10;
      return { y: i < 30 ? 0 : 1, x, noise: random() };
    });
    const spec = { treatment: "y", covariates: ["x", "noise"] } as const;
    expect(propensityScore(data, spec).status).toBe("complete-separation");
    const level = data.map((d, i) => ({ ...d, y: i % 2, level: i > 40 ? "only treated" : "both" }));
    const mixed = level.map((d) => (d.level === "both" ? d : { ...d, y: 1 }));
    const model = propensityScore(mixed, { treatment: "y", covariates: ["x", "noise", "level"] });
    expect(model.status).toBe("quasi-separation");
    expect(model.coefficients[3]!.status).toBe("infinite");
  }
  for (const gap of [1e-2, 1e-4, 1e-6]) {
    const data = Array.from({ length: 40 }, (_, i) => ({ y: i < 20 ? 0 : 1, x: i < 20 ? -1 - i : i - 19 }));
    data.push({ y: 1, x: -gap }, { y: 0, x: gap });
    const model = propensityScore(data, { treatment: "y", covariates: ["x"] });
    expect(model.status).toBe("converged");
    const residual = data.reduce((sum, d, i) => sum + (d.y - model.score[i]!) * d.x, 0);
    // The remaining step is residual / information, the standard error 1 / root of information.
    const information = data.reduce((sum, d, i) => sum + model.score[i]! * (1 - model.score[i]!) * d.x * d.x, 0);
    expect(Math.abs(residual) / Math.sqrt(information)).toBeLessThan(1e-9);
  }
});

test("separation by two covariates is found exactly when an exact search finds it", () => {
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= 600; seed++) {
    const random = generator(seed);
    const grid = 3 + (seed % 6);
    const data = Array.from({ length: 8 + (seed % 9) }, () => {
      const a = Math.floor(random() * grid);
      const b = Math.floor(random() * grid);
      return { y: a + b + grid * (random() - 0.5) > grid - 1 ? 1 : 0, a, b };
    });
    if (new Set(data.map(({ y }) => y)).size < 2) continue;
    const expected = separationByRays(data);
    if (expected === null) continue;
    seen.set(expected, (seen.get(expected) ?? 0) + 1);
    const model = propensityScore(data, { treatment: "y", covariates: ["a", "b"] });
    expect([seed, model.status]).toEqual([seed, expected]);
    if (expected !== "quasi-separation") continue;
    for (const [i, p] of model.score.entries()) expect(p === 0 || p === 1 ? p : data[i]!.y).toBe(data[i]!.y);
  }
  expect(Math.min(...seen.values())).toBeGreaterThan(40);
  expect(seen.size).toBe(3);
});

describe("Firth's penalty", () => {
  test("is finite under complete separation (golden value)", () => {
    const model = propensityScore(complete, { treatment: "y", covariates: ["x"], method: "firth" });
    expect(model.status).toBe("converged");
    expect(model.coefficients.map(({ estimate }) => estimate!.toFixed(8))).toEqual(["-4.64734977", "1.03274439"]);
  });

  test("adds one half to every cell of a saturated 2 x 2 table (golden value)", () => {
    const model = propensityScore(quasi, {
      treatment: "y",
      covariates: [factor("x", { reference: "without" })],
      method: "firth",
    });
    expect(model.coefficients.map(({ estimate }) => estimate!.toFixed(8))).toEqual(["-2.19722458", "3.15273602"]);
    expect(model.coefficients[0]!.estimate).toBeCloseTo(Math.log(0.5 / 4.5), 10);
  });

  test("pulls lalonde's coefficients towards 0 by little", () => {
    const spec = { treatment: "treat", covariates: [...lalondeCovariates] } as const;
    const plain = propensityScore(lalonde, spec);
    const firth = propensityScore(lalonde, { ...spec, method: "firth" });
    expect(firth.coefficients[0]!.estimate!.toFixed(6)).toBe("-1.618596");
    expect((firth.score.reduce((a, p) => a + p, 0) / firth.n).toFixed(6)).toBe("0.303155");
    expect(firth.logLikelihood.model).toBeLessThan(plain.logLikelihood.model);
  });
});

describe("properties", () => {
  const spec = { treatment: "treat", covariates: [...lalondeCovariates] } as const;
  const model = propensityScore(lalonde, spec);

  test("scores do not depend on sign, unit or origin of a covariate, nor on a factor's reference", () => {
    const recoded = propensityScore(lalonde, {
      treatment: "treat",
      covariates: [
        { age: (d) => -7 * d.age + 1e4 },
        "educ",
        factor("race", { reference: "white" }),
        "married",
        { degree: (d) => 1 - d.nodegree },
        { re74: (d) => d.re74 / 1000 },
        "re75",
      ],
    });
    expect(recoded.deviance).toBeCloseTo(model.deviance, 9);
    recoded.score.forEach((p, i) => {
      expect(Math.abs(p - model.score[i]!)).toBeLessThan(1e-10);
    });
  });

  test("the mean score is the share of treated rows, and swapping the groups gives 1 - score", () => {
    expect(model.score.reduce((a, p) => a + p, 0) / 614).toBeCloseTo(185 / 614, 12);
    const swapped = propensityScore(lalonde, { ...spec, treatment: (d) => d.treat === 0 });
    swapped.score.forEach((p, i) => {
      expect(Math.abs(1 - p - model.score[i]!)).toBeLessThan(1e-10);
    });
  });

  test("rows left out have NaN and keep their place", () => {
    const data = lalonde.map((d, i) => ({ ...d, age: i === 3 ? null : d.age }));
    const some = propensityScore(data, { ...spec, missing: "omit", where: (d) => d.educ > 3 });
    expect(some.score.length).toBe(614);
    expect(some.score[3]).toBeNaN();
    expect(some.omitted).toEqual({ count: 1, rows: [3] });
    expect(some.n + some.excluded + 1).toBe(614);
    expect(some.linearPredictor[0]).toBeCloseTo(Math.log(some.score[0]! / (1 - some.score[0]!)), 12);
  });

  test("few rows per coefficient are warned about", () => {
    const few = propensityScore(lalonde.slice(160, 230), { treatment: "treat", covariates: ["age", "educ", "re74"] });
    expect(few.eventsPerParameter).toBeCloseTo(25 / 3, 12);
    expect(few.warnings.map(({ code }) => code)).toEqual(["few-events-per-coefficient"]);
  });
});

describe("inputs without an answer are named", () => {
  const data = { t: [1, 0, 1, 0], x: [1, 2, 3, 4], site: ["a", "a", "a", "a"], arm: ["A", "B", "C", "A"] };
  test.each<[string, () => unknown, RegExp]>([
    [
      "one group",
      () => propensityScore({ t: [1, 1], x: [1, 2] }, { treatment: "t", covariates: ["x"] }),
      /both groups/,
    ],
    ["no covariate", () => propensityScore(data, { treatment: "t", covariates: [] }), /covariates is empty/],
    ["a one-level factor", () => propensityScore(data, { treatment: "t", covariates: ["site"] }), /one level "a"/],
    [
      "three groups",
      () => propensityScore(data, { treatment: "arm", treated: "A", covariates: ["x"] }),
      /3 groups A, B, C/,
    ],
    [
      "an unknown method",
      () => propensityScore(data, { treatment: "t", covariates: ["x"], method: "cauchit" as never }),
      /method is "cauchit"/,
    ],
    [
      "a missing covariate",
      () => propensityScore({ t: [1, 0], x: [1, null] }, { treatment: "t", covariates: ["x"] }),
      /column "x" is missing in 1 row/,
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
  });

  test("a constant number is aliased and named", () => {
    const model = propensityScore(
      { ...data, t: [1, 0, 0, 1], one: [5, 5, 5, 5] },
      { treatment: "t", covariates: ["one", "x"] },
    );
    expect(model.coefficients[1]).toMatchObject({ name: "one", estimate: null, status: "aliased" });
    expect(model.warnings[0]).toEqual({
      code: "aliased",
      term: "one",
      message: '"one" is constant and has no coefficient',
    });
  });
});

test("Newton goes on until the score equations hold to rounding", () => {
  const random = generator(6);
  const age = Float64Array.from({ length: 500 }, () => 40 + 30 * random());
  const afp = Float64Array.from(age, () => 10 * random());
  const tki = age.map((value, i) => (random() < 1 / (1 + Math.exp(0.9 + 0.03 * (value - 55) - 0.1 * afp[i]!)) ? 1 : 0));
  const { score } = propensityScore({ tki, age, afp }, { treatment: "tki", covariates: ["age", "afp"] });
  for (const column of [age, afp]) {
    const left = column.reduce((sum, x, i) => sum + x * (tki[i]! - score[i]!), 0);
    const size = column.reduce((sum, x, i) => sum + x * score[i]!, 0);
    expect(Math.abs(left)).toBeLessThan(1e-13 * size);
  }
});
