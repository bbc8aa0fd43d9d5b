import { factor, interaction } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { coxph, coxScreen } from "../src/index.js";
import { near, reference } from "./reference.js";

const choose = (n: number, pick: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => pick(i));
const spec = { time: "time", event: "event" } as const;

describe("closed forms", () => {
  const book1 = { time: [1, 1, 6, 6, 8, 9], event: [1, 0, 1, 1, 0, 1], x: [1, 1, 1, 0, 0, 0] };

  test("Breslow: exp(b) = (3 + root 33) / 2 and its log-likelihood", () => {
    const model = coxph(book1, { ...spec, covariates: ["x"], ties: "breslow" });
    const r = (3 + Math.sqrt(33)) / 2;
    near(model.coefficients[0]!.hazardRatio, r, 0, 1e-13);
    near(model.logLikelihood.null, -Math.log(6) - 2 * Math.log(4), 0, 1e-14);
    near(model.logLikelihood.model, 2 * Math.log(r) - Math.log(3 * r + 3) - 2 * Math.log(r + 3), 0, 1e-14);
    const information = r / ((r + 1) * (r + 1)) + (6 * r) / ((r + 3) * (r + 3));
    near(model.covariance[0]![0], 1 / information, 0, 1e-10);
  });

  test("Efron: exp(b) = 2 root(23/3) cos(phi/3), the root of r^3 - 23 r - 30", () => {
    const model = coxph(book1, { ...spec, covariates: ["x"] });
    const r = 2 * Math.sqrt(23 / 3) * Math.cos(Math.acos(15 * Math.sqrt(27 / 23 ** 3)) / 3);
    near(model.coefficients[0]!.hazardRatio, r, 0, 1e-13);
    near(model.logLikelihood.null, -Math.log(6) - Math.log(4) - Math.log(3), 0, 1e-14);
    near(
      model.logLikelihood.model,
      2 * Math.log(r) - Math.log(3 * r + 3) - Math.log(r + 3) - Math.log((r + 5) / 2),
      0,
      1e-14,
    );
  });

  test("two infinite coefficients: log-likelihood from -log 960 to -log 6", () => {
    const data = {
      time: choose(12, (i) => i + 1),
      event: choose(12, (i) => Number(i === 0 || i === 2 || i === 4)),
      x1: choose(12, (i) => i % 2),
      x2: choose(12, (i) => Number(i > 5)),
    };
    const model = coxph(data, { ...spec, covariates: ["x1", "x2"] });
    expect(model.status).toBe("monotone");
    near(model.logLikelihood.null, -Math.log(960), 0, 1e-14);
    near(model.logLikelihood.model, -Math.log(6), 0, 1e-14);
    for (const row of model.coefficients) {
      expect(row).toMatchObject({
        status: "infinite",
        estimate: Number.NEGATIVE_INFINITY,
        hazardRatio: 0,
        standardError: null,
        z: null,
        pValueMethod: "likelihood-ratio",
        lower: 0,
      });
      expect(row.upper).toBeGreaterThan(0);
      expect(Number.isFinite(row.upper)).toBe(true);
    }
    expect(model.tests.wald).toBeNull();
    near(model.tests.likelihoodRatio!.statistic, 2 * Math.log(160), 0, 1e-13);
  });

  test("separation of two arms of five: likelihood-ratio statistic 2 log 252, one finite limit", () => {
    const data = {
      time: choose(10, (i) => i + 1),
      event: choose(10, () => 1),
      arm: choose(10, (i) => i).map((i) => (i < 5 ? "b" : "a")),
    };
    const model = coxph(data, { ...spec, covariates: ["arm"] });
    const [row] = model.coefficients;
    near(model.tests.likelihoodRatio!.statistic, 2 * Math.log(252), 0, 1e-13);
    expect(row!.pValue).toBe(model.tests.likelihoodRatio!.pValue);
    expect(row!.hazardRatio).toBe(Number.POSITIVE_INFINITY);
    expect(row!.upper).toBe(Number.POSITIVE_INFINITY);
    // Profile likelihood of five events of arm b among five of arm a, in closed form at the limit.
    const r = row!.lower!;
    let height = 0;
    for (let left = 5; left >= 1; left--) height += Math.log((left * r) / (left * r + 5)) + Math.log(left);
    near(-height + Math.log(120), 3.841458820694124 / 2, 0, 1e-9);
    expect(model.warnings.map((d) => d.code)).toContain("monotone-likelihood");
  });
});

describe("monotone likelihood", () => {
  test("a factor level without events is infinite; the other coefficients are those without its rows", () => {
    const { time, event, age } = reference.data["veteran"] as Record<string, number[]>;
    const rows = time!.map((t, i) => ({
      time: t,
      event: i % 9 === 0 ? 0 : event![i]!,
      age: age![i]!,
      grade: i % 9 === 0 ? "C" : i % 2 === 0 ? "A" : "B",
    }));
    const model = coxph(rows, { ...spec, covariates: ["age", "grade"] });
    const without = coxph(rows, { ...spec, covariates: ["age", "grade"], where: (d) => d.grade !== "C" });
    expect(model.coefficients.map((d) => d.status)).toEqual(["ok", "ok", "infinite"]);
    expect(model.coefficients[2]).toMatchObject({ term: "grade", level: "C", hazardRatio: 0 });
    near(model.coefficients[0]!.estimate, without.coefficients[0]!.estimate!, 0, 1e-12);
    near(model.coefficients[1]!.standardError, without.coefficients[1]!.standardError!, 0, 1e-12);
    near(model.logLikelihood.model, without.logLikelihood.model, 0, 1e-13);
    expect(model.warnings.find((d) => d.code === "monotone-likelihood")!.message).toContain('"grade=C"');
  });

  test("a reference level without events makes every level infinite", () => {
    const rows = choose(60, (i) => i).map((i) => ({
      time: 1 + ((i * 37) % 61),
      event: i % 3 === 0 ? 0 : 1,
      grade: ["A", "B", "C"][i % 3]!,
      x: Math.sin(i),
    }));
    const model = coxph(rows, { ...spec, covariates: ["grade", "x"] });
    expect(model.coefficients.map((d) => d.status)).toEqual(["infinite", "infinite", "ok"]);
    const other = coxph(rows, { ...spec, covariates: [factor("grade", { reference: "B" }), "x"] });
    expect(other.coefficients.map((d) => d.status)).toEqual(["infinite", "ok", "ok"]);
    near(model.logLikelihood.model, other.logLikelihood.model, 0, 1e-13);
    near(model.coefficients[2]!.estimate, other.coefficients[2]!.estimate!, 0, 1e-11);
  });

  test("a direction across two numbers is found when neither is monotone alone", () => {
    const rows = choose(30, (i) => i).map((i) => {
      const u = Math.round(1000 * Math.sin(i * 1.3)) / 100;
      return { time: i + 1, event: 1, a: u, b: 40 - i - u, c: Math.cos(i * 2.1) };
    });
    const model = coxph(rows, { ...spec, covariates: ["a", "b"] });
    expect(model.status).toBe("monotone");
    expect(model.coefficients.map((d) => d.hazardRatio)).toEqual([Infinity, Infinity]);
    expect(model.logLikelihood.model).toBe(0);
  });

  test("an interaction that separates is infinite, the main effects stay finite", () => {
    const rows = choose(80, (i) => i).map((i) => {
      const arm = i % 2;
      const male = (i >> 1) % 2;
      return { time: 1 + ((i * 29) % 83), event: arm === 1 && male === 1 ? 0 : Number(i % 5 !== 0), arm, male };
    });
    const model = coxph(rows, { ...spec, covariates: ["arm", "male", interaction("arm", "male")] });
    expect(model.coefficients.map((d) => d.status)).toEqual(["ok", "ok", "infinite"]);
  });
});

describe("aliased and near-aliased columns", () => {
  const d = reference.data["near"] as Record<string, number[]>;
  const data: Record<string, number[]> = {
    ...d,
    close: d["age"]!.map((age, i) => age + 1e-6 * d["e"]![i]!),
    twice: d["age"]!.map((age) => 3 - 2 * age),
    sum: d["age"]!.map((age, i) => age + d["ph.ecog"]![i]!),
    one: d["age"]!.map(() => 7),
  };

  test("x and x + 1e-6 e are both fitted: the log-likelihood is that of x and e (R gives up)", () => {
    const [x, , y] = reference.cases.find((c) => c.data === "near" && c.ties === "efron")!.coef;
    const model = coxph(data, { ...spec, covariates: ["age", "close", "ph.ecog"] });
    const expected = reference.cases.find((c) => c.data === "near" && c.ties === "efron")!;
    // Writing x + 1e-6 e as a double changes e by 1e-8.
    near(model.logLikelihood.model, expected.loglik[1], 0, 1e-11);
    expect(model.coefficients.map((row) => row.status)).toEqual(["ok", "ok", "ok"]);
    near(model.coefficients[1]!.z, expected.coef[1]! / expected.se[1]!, 0, 1e-7);
    near(model.coefficients[0]!.estimate! + model.coefficients[1]!.estimate!, x!, 0, 1e-4);
    near(model.coefficients[2]!.estimate, y!, 0, 1e-9);
  });

  test("the later-listed column is aliased and says which columns it is made of", () => {
    const model = coxph(data, { ...spec, covariates: ["age", "ph.ecog", "twice", "sum", "e"] });
    const plain = coxph(data, { ...spec, covariates: ["age", "ph.ecog", "e"] });
    expect(model.coefficients.map((row) => row.status)).toEqual(["ok", "ok", "aliased", "aliased", "ok"]);
    const [, , twice, sum] = model.coefficients;
    expect(twice!.combination.map((part) => part.name)).toEqual(["age"]);
    near(twice!.combination[0]!.multiplier, -2);
    expect(sum!.combination.map((part) => part.name)).toEqual(["age", "ph.ecog"]);
    for (const part of sum!.combination) near(part.multiplier, 1);
    near(model.logLikelihood.model, plain.logLikelihood.model, 0, 1e-13);
    near(model.coefficients[4]!.estimate, plain.coefficients[2]!.estimate!, 0, 1e-11);
    expect(model.tests.likelihoodRatio!.df).toBe(3);
    expect(model.tests.wald!.df).toBe(3);
    expect(model.warnings.map((w) => w.code)).toEqual(["aliased", "aliased"]);
  });

  test("a constant column is aliased with reason constant, one constant within strata with its own reason", () => {
    const model = coxph(data, { ...spec, covariates: ["one", "age"] });
    expect(model.coefficients[0]).toMatchObject({ status: "aliased", reason: "constant", estimate: null });
    expect(model.coefficients[1]!.status).toBe("ok");
    const strata = coxph(data, { ...spec, covariates: ["ph.ecog", "age"], strata: "ph.ecog" });
    expect(strata.coefficients[0]).toMatchObject({ status: "aliased", reason: "constant-in-risk-sets" });
    expect(strata.strata).toBe(4);
  });
});

describe("extreme covariates", () => {
  const n = 40;
  const time = choose(n, (i) => 1 + ((i * 17) % 41));
  const event = choose(n, (i) => Number(i % 3 !== 0));
  const x = choose(n, (i) => Math.sin(i * i) + (i % 2));
  const site = choose(n, () => 0);
  const plain = coxph({ time, event, x, site }, { ...spec, covariates: ["x"] });

  for (const huge of [1e3, 1e4, 1e6, 1e15, 1e100, 1e300]) {
    test(`a patient with x = ${huge} alone in a stratum changes nothing`, () => {
      const data = { time: [...time, 5], event: [...event, 1], x: [...x, huge], site: [...site, 1] };
      const model = coxph(data, { ...spec, covariates: ["x"], strata: "site" });
      expect(model.coefficients[0]!.estimate).toBe(plain.coefficients[0]!.estimate);
      expect(model.logLikelihood).toEqual(plain.logLikelihood);
    });
    test(`a patient with x = ${huge} censored before the first event changes nothing`, () => {
      const data = { time: [0.5, ...time], event: [0, ...event], x: [-huge, ...x] };
      const model = coxph(data, { ...spec, covariates: ["x"] });
      expect(model.coefficients[0]!.estimate).toBe(plain.coefficients[0]!.estimate);
    });
  }

  test("strata whose means are 1e6 apart lose nothing", () => {
    const y = choose(n, (i) => Math.round(1024 * x[i]!) / 1024);
    const level = choose(n, (i) => i % 4);
    const apart = y.map((value, i) => value + 1048576 * level[i]!);
    const a = coxph({ time, event, y, level }, { ...spec, covariates: ["y"], strata: "level" });
    const b = coxph({ time, event, apart, level }, { ...spec, covariates: ["apart"], strata: "level" });
    expect(b.coefficients[0]!.estimate).toBe(a.coefficients[0]!.estimate);
    expect(b.coefficients[0]!.standardError).toBe(a.coefficients[0]!.standardError);
  });

  for (const ties of ["efron", "breslow"] as const) {
    test(`groups so far apart that only one counts in each risk set equal strata (${ties})`, () => {
      const group = choose(n, (i) => i % 2);
      const y = choose(n, (i) => -Math.round(1024 * x[i]!) / 1024 - 1048576 * group[i]!);
      const late = choose(n, (i) => Math.ceil(time[i]! / 2) + 100 * group[i]!);
      const together = coxph({ late, event, y }, { time: "late", event: "event", covariates: ["y"], ties });
      const split = coxph(
        { late, event, y, group },
        { time: "late", event: "event", covariates: ["y"], strata: "group", ties },
      );
      expect(split.coefficients[0]!.estimate).toBeGreaterThan(0.1);
      // The linear predictor of the far group is of size 1e5, rounded to 1e-11.
      near(together.coefficients[0]!.estimate, split.coefficients[0]!.estimate!, 0, 1e-9);
      near(together.coefficients[0]!.standardError, split.coefficients[0]!.standardError!, 0, 1e-9);
      near(together.logLikelihood.model, split.logLikelihood.model, 0, 1e-11);
    });
  }
});

describe("data without an answer give a status, not an exception", () => {
  test("all censored: status no-events, null estimates", () => {
    const model = coxph({ time: [1, 2, 3], event: [0, 0, 0], x: [1, 2, 4] }, { ...spec, covariates: ["x"] });
    expect(model).toMatchObject({ status: "no-events", n: 3, events: 0, logLikelihood: { null: 0, model: 0 } });
    expect(model.coefficients[0]).toMatchObject({
      status: "not-estimable",
      reason: "no-events",
      estimate: null,
      pValue: null,
    });
    expect(model.tests).toEqual({ likelihoodRatio: null, wald: null, score: null });
  });

  test("one patient, or one event in the last risk set: log-likelihood 0 is converged, status no-information", () => {
    const one = coxph({ time: [3], event: [1], x: [2] }, { ...spec, covariates: ["x"] });
    expect(one.coefficients[0]!.status).toBe("aliased");
    const last = coxph({ time: [1, 2, 3], event: [0, 0, 1], x: [1, 2, 4] }, { ...spec, covariates: ["x"] });
    for (const model of [one, last]) {
      expect(model).toMatchObject({ status: "no-information", logLikelihood: { null: 0, model: 0 }, iterations: 0 });
      expect(model.coefficients[0]!.estimate).toBeNull();
    }
    expect(last.coefficients[0]!.reason).toBe("no-information");
  });

  test("as many coefficients as events: a warning, and no number that is not one", () => {
    const data = {
      time: [1, 2, 3, 4, 5, 6],
      event: [1, 0, 1, 0, 1, 0],
      a: [1, 5, 2, 7, 1, 3],
      b: [2, 2, 9, 1, 4, 4],
      c: [3, 1, 4, 1, 5, 9],
    };
    const model = coxph(data, { ...spec, covariates: ["a", "b", "c"] });
    expect(model.warnings.map((w) => w.code)).toContain("few-events");
    for (const row of model.coefficients) {
      for (const value of [row.estimate, row.standardError, row.pValue, row.lower, row.upper])
        expect(value).not.toBeNaN();
    }
  });

  test("no covariates: the null model", () => {
    const model = coxph({ time: [1, 2, 3], event: [1, 0, 1] }, { ...spec, covariates: [] });
    near(model.logLikelihood.model, -Math.log(3));
    expect(model).toMatchObject({ status: "converged", coefficients: [], covariance: [] });
  });
});

describe("input errors", () => {
  const data = { time: [1, 2, 3], event: [1, 0, 1], x: [1, 2, 4], w: [1, 0.5, 2] };
  const call =
    (more: object): (() => unknown) =>
    () =>
      coxph(data, { ...spec, covariates: ["x"], ...more });

  for (const option of [
    { ties: "exact", exactLimit: 0 },
    { entry: "time" },
    { robust: true },
    { level: 95 },
    { conventions: "sas" },
    { tests: ["wald"] },
  ]) {
    test(`${JSON.stringify(option)} is refused`, () => {
      expect(call(option)).toThrow(expect.objectContaining({ name: "HccInputError", code: "option" }));
    });
  }
  test("frequency weights that are not whole, and likelihood-ratio tests and profile likelihood with sampling weights, are refused", () => {
    expect(call({ weights: "w", weightType: "frequency" })).toThrow(
      expect.objectContaining({ code: "weight", row: 1 }),
    );
    const sampling = { ...spec, weights: "w", weightType: "sampling" } as const;
    const profile = { ...sampling, covariates: ["x"], interval: "profile-likelihood" } as const;
    expect(() => coxph(data, profile)).toThrow(/there is no likelihood: leave interval at "wald"/);
    expect(() => coxScreen(data, { ...sampling, candidates: ["x"], pValue: "likelihood-ratio" })).toThrow(/wald/);
  });
});
