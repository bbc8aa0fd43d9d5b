import { exp } from "@hcc/numerics";
import { logRank } from "@hcc/survival";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CoxModel, coxph, exactTiesCost, termTests } from "../src/index.js";
import { near } from "./reference.js";

const exact = { ties: "exact" } as const;

interface Row {
  entry: number;
  time: number;
  event: number;
  x: number;
  y: number;
  w: number;
  s: string;
  arm: string;
}
const spec = { time: "time", event: "event", covariates: ["x", "y"], ...exact } as const;
/** Sixty rows at a few times. */
const cohort: fc.Arbitrary<Row[]> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 8 }),
      fc.boolean(),
      fc.integer({ min: -8, max: 8 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    { minLength: 60, maxLength: 60 },
  )
  .map((rows) =>
    rows.map(([time, entry, event, x, w], i) => ({
      entry: Math.min(entry, time - 1),
      time,
      event: Number(event || i % 3 === 0),
      x: x / 4,
      y: ((i * 5) % 7) / 2,
      w,
      s: i % 2 === 0 ? "a" : "b",
      arm: ["A", "B", "C"][(i * 7) % 3]!,
    })),
  );
const property = (check: (rows: Row[]) => void, numRuns = 25): void =>
  fc.assert(fc.property(cohort, check), { numRuns, seed: 20261125 });

function same(a: CoxModel, b: CoxModel, scale = 1): void {
  expect(a.status).toBe(b.status);
  near(a.logLikelihood.model, b.logLikelihood.model, 1, 1e-11);
  near(a.logLikelihood.null, b.logLikelihood.null, 1, 1e-11);
  a.coefficients.forEach((row, j) => {
    const other = b.coefficients[j]!;
    expect(row.status).toBe(other.status);
    if (row.status !== "ok") return;
    near(row.estimate! * scale, other.estimate!, other.standardError!, 1e-9);
    near(row.standardError! * scale, other.standardError!, 0, 1e-9);
  });
}

describe("the score test is the log-rank test, ties or not", () => {
  for (const strata of [undefined, "s"] as const) {
    test(`three groups, ${strata === undefined ? "one stratum" : "two strata"}`, () => {
      property((rows) => {
        const channels = { time: "time", event: "event", ...(strata && { strata }) } as const;
        const { tests } = coxph(rows, { ...channels, covariates: ["arm"], ...exact, tests: ["score"] });
        const { statistic, df } = logRank(rows, { ...channels, by: "arm" });
        near(tests.score!.statistic, statistic!, 1e-2, 1e-10);
        expect(tests.score!.df).toBe(df);
      }, 60);
    });
  }
});

describe("properties", () => {
  test("without ties it equals Breslow and Efron", () => {
    property((rows) => {
      const untied = rows.map((d, i) => ({ ...d, time: d.time * 100 + i }));
      for (const ties of ["efron", "breslow"] as const) same(coxph(untied, spec), coxph(untied, { ...spec, ties }));
    });
  });
  test("row order does not matter", () => {
    property((rows) => {
      same(
        coxph(rows, spec),
        coxph(
          rows.map((_, i) => rows[(i * 11 + 5) % rows.length]!),
          spec,
        ),
      );
    });
  });
  test("a monotone change of the times changes nothing", () => {
    property((rows) => {
      const changed = rows.map((d) => ({ ...d, time: d.time * d.time * 1e4 }));
      expect(coxph(changed, spec).coefficients).toEqual(coxph(rows, spec).coefficients);
    });
  });
  test("x -> a x + b divides coefficient and standard error by a", () => {
    property((rows) => {
      const changed = rows.map((d) => ({ ...d, x: 1e3 * d.x + 77, y: 1e3 * d.y - 5 }));
      same(coxph(changed, spec), coxph(rows, spec), 1e3);
    });
  });
  test("a subject's interval may be split anywhere", () => {
    property((rows) => {
      const late = { ...spec, entry: "entry" } as const;
      const split = rows.flatMap((d) => {
        const middle = d.entry + 1;
        return middle < d.time
          ? [
              { ...d, time: middle, event: 0 },
              { ...d, entry: middle },
            ]
          : [d];
      });
      same(coxph(rows, late), coxph(split, late));
      const early = rows.flatMap((d) =>
        d.entry > 0 ? [{ ...d, time: d.entry, entry: 0, event: 0 }, d] : [{ ...d, entry: 0 }],
      );
      same(coxph(rows, spec), coxph(early, late));
    });
  });
  test("frequency weights equal repeated rows", () => {
    property((rows) => {
      const repeated = rows.flatMap((d) => Array.from({ length: d.w }, () => d));
      const weighted = coxph(rows, { ...spec, weights: "w", weightType: "frequency" });
      same(weighted, coxph(repeated, spec));
      expect(weighted.n).toBe(repeated.length);
      const late = { ...spec, entry: "entry", strata: "s" } as const;
      same(coxph(rows, { ...late, weights: "w", weightType: "frequency" }), coxph(repeated, late));
    });
  });
  test("an offset shared by a stratum changes nothing, nor does a patient alone in one", () => {
    property((rows) => {
      const stratified = { ...spec, strata: "s" } as const;
      const shifted = rows.map((d) => ({ ...d, by: d.s === "a" ? 700 : -3000 }));
      same(coxph(shifted, { ...stratified, offset: "by" }), coxph(rows, stratified));
      for (const x of [1e4, 1e300])
        same(coxph([...rows, { ...rows[0]!, x, s: "alone" }], stratified), coxph(rows, stratified));
    }, 10);
  });
  test("all terms of a model are tested as by the models without them", () => {
    property((rows) => {
      const { tests } = termTests(rows, spec);
      const full = coxph(rows, spec);
      const without = coxph(rows, { ...spec, covariates: ["y"] });
      near(tests[0]!.likelihoodRatio!.statistic, 2 * (full.logLikelihood.model - without.logLikelihood.model), 1, 1e-9);
    }, 10);
  });
});

describe("closed forms", () => {
  test("matched pairs: the logarithm of the ratio of the discordant pairs", () => {
    const [n10, n01] = [17, 6];
    const pairs = Array.from({ length: 40 }, (_, i) => {
      const [ofCase, ofControl] = i < n10 ? [1, 0] : i < n10 + n01 ? [0, 1] : i % 2 ? [1, 1] : [0, 0];
      return [
        { pair: i, time: 1, event: 1, x: ofCase! },
        { pair: i, time: 1, event: 0, x: ofControl! },
      ];
    }).flat();
    const [row] = coxph(pairs, { ...spec, covariates: ["x"], strata: "pair" }).coefficients;
    near(row!.estimate, Math.log(n10 / n01));
    near(row!.standardError, Math.sqrt(1 / n10 + 1 / n01));
  });

  test("a two-by-two table: the conditional odds ratio of Fisher's noncentral hypergeometric distribution", () => {
    const table = [3, 1, 1, 3].flatMap((count, cell) =>
      Array.from({ length: count }, () => ({ time: 1, event: cell < 2 ? 1 : 0, x: cell % 2 === 0 ? 1 : 0 })),
    );
    const { coefficients, logLikelihood } = coxph(table, { ...spec, covariates: ["x"] });
    const { hazardRatio: ratio, standardError } = coefficients[0]!;
    // Four of eight die, 4 have x = 1: P(k) is proportional to C(4, k) C(4, 4 - k) ratio^k, with mean 3.
    const chances = [1, 16, 36, 16, 1].map((ways, k) => ways * exp(k * Math.log(ratio!)));
    const total = chances.reduce((a, b) => a + b, 0);
    const mean = chances.reduce((sum, chance, k) => sum + (k * chance) / total, 0);
    const variance = chances.reduce((sum, chance, k) => sum + ((k - 3) * (k - 3) * chance) / total, 0);
    near(mean, 3);
    near(ratio, 6.408309, 0, 2e-6);
    near(standardError, 1 / Math.sqrt(variance));
    near(logLikelihood.null, -Math.log(70));
  });

  test("a tie of 13 among 26, for which an enumeration takes 10 400 600 choices", () => {
    const rows = Array.from({ length: 26 }, (_, i) => ({ time: 1, event: i % 2, x: (i * 7) % 26 }));
    const { logLikelihood, status } = coxph(rows, { ...spec, covariates: ["x"] });
    near(logLikelihood.null, -Math.log(10_400_600));
    expect(status).toBe("converged");
  });

  test("2000 rows with a tie of 200", () => {
    const rows = Array.from({ length: 2000 }, (_, i) => ({
      time: i % 10 === 0 ? 1 : 2 + i,
      event: Number(i % 10 === 0 || i % 3 === 0),
      x: ((i * 37) % 101) / 100,
      y: (i * 13) % 7,
    }));
    const model = coxph(rows, spec);
    expect(model.status).toBe("converged");
    const { largest } = exactTiesCost(rows, spec);
    expect(largest).toEqual({ stratum: null, time: 1, deaths: 200, atRisk: 2000 });
  });
});

describe("monotone likelihood and certain events", () => {
  test("deaths of one time need not have equal values: all of them above all survivors", () => {
    const rows = [2, 1, 0, 0].map((x, i) => ({ time: 1, event: i < 2 ? 1 : 0, x }));
    const model = coxph(rows, { ...spec, covariates: ["x"] });
    expect(model.status).toBe("monotone");
    expect(model.coefficients[0]).toMatchObject({ status: "infinite", hazardRatio: Number.POSITIVE_INFINITY });
    near(model.logLikelihood.model, 0, 1, 1e-12);
    near(model.tests.likelihoodRatio!.statistic, 2 * Math.log(6));
    expect(model.coefficients[0]!.lower).toBeGreaterThan(0);
    expect(coxph(rows, { ...spec, covariates: ["x"], ties: "efron" }).status).toBe("converged");
  });

  test("the finite limit lies where the profile likelihood has fallen by half the chi-square quantile", () => {
    const rows = [1, 1, 1, 0, 0, 0, 0].map((x, i) => ({ time: 1, event: i < 3 ? 1 : 0, x }));
    const model = coxph(rows, { ...spec, covariates: ["x"] });
    const limit = Math.log(model.coefficients[0]!.lower!);
    const [row] = [
      coxph(
        rows.map((d) => ({ ...d, by: limit * d.x })),
        { ...spec, covariates: [], offset: "by" },
      ),
    ];
    near(row.logLikelihood.model, -3.841458820694124 / 2, 1, 1e-9);
  });

  test("what is left is the likelihood within the values of the direction", () => {
    // The first death has the largest x; within x = 0 and x = 1 the model of y is that of strata.
    const rows = Array.from({ length: 30 }, (_, i) => ({
      time: i < 15 ? 1 : 2 + (i % 3),
      event: Number(i < 10 || i % 2 === 0),
      x: Number(i < 15),
      y: (i * 7) % 11,
    }));
    const model = coxph(rows, spec);
    const strata = coxph(rows, { ...spec, covariates: ["y"], strata: "x" });
    expect(model.coefficients.map((d) => d.status)).toEqual(["infinite", "ok"]);
    near(model.coefficients[1]!.estimate, strata.coefficients[0]!.estimate!, strata.coefficients[0]!.standardError!);
    near(model.logLikelihood.model, strata.logLikelihood.model);
  });

  test("a time at which all at risk die says nothing, with delayed entry too", () => {
    const all = [1, 2, 4].map((x) => ({ entry: 0, time: 1, event: 1, x }));
    expect(coxph(all, { ...spec, covariates: ["x"] })).toMatchObject({
      status: "no-information",
      logLikelihood: { null: 0, model: 0 },
    });
    // The late entry is at risk only when all die: its z is no information.
    const rows = [
      { entry: 0, time: 1, event: 1, x: 1, z: 0 },
      { entry: 0, time: 1, event: 0, x: 3, z: 0 },
      { entry: 0, time: 2, event: 1, x: 0, z: 0 },
      { entry: 0, time: 2, event: 1, x: 2, z: 0 },
      { entry: 1, time: 2, event: 1, x: 5, z: 1 },
    ];
    const model = coxph(rows, { ...spec, covariates: ["x", "z"], entry: "entry" });
    expect(model.coefficients[0]!.status).toBe("ok");
    expect(model.coefficients[1]).toMatchObject({ status: "aliased", reason: "constant-in-risk-sets" });
  });
});
