import { fromJson, interaction, toJson } from "@hcc/data";
import { logRank } from "@hcc/survival";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CoxModel, coxph } from "../src/index.js";
import { near } from "./reference.js";

interface Row {
  time: number;
  event: number;
  x: number;
  y: number;
  w: number;
  s: string;
}
const spec = { time: "time", event: "event", covariates: ["x", "y"] } as const;
/** Forty rows: times with or without ties, two covariates, frequencies, two strata. */
const cohort = (tied: boolean): fc.Arbitrary<Row[]> =>
  fc
    .array(
      fc.tuple(
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.integer({ min: -8, max: 8 }),
        fc.integer({ min: 1, max: 3 }),
      ),
      {
        minLength: 40,
        maxLength: 40,
      },
    )
    .map((rows) =>
      rows.map(([time, event, x, w], i) => ({
        time: tied ? time : time * 40 + ((i * 17) % 40) + 1,
        event: Number(event || i % 4 === 0),
        x: x / 4,
        y: ((i * 5) % 7) / 2,
        w,
        s: i % 2 === 0 ? "a" : "b",
      })),
    );
const property = (tied: boolean, check: (rows: Row[]) => void): void =>
  fc.assert(fc.property(cohort(tied), check), { numRuns: 40, seed: 20261123 });

function same(a: CoxModel, b: CoxModel, scale = 1): void {
  expect(a.status).toBe(b.status);
  near(a.logLikelihood.model, b.logLikelihood.model, 1, 1e-11);
  a.coefficients.forEach((row, j) => {
    const other = b.coefficients[j]!;
    expect(row.status).toBe(other.status);
    if (row.status !== "ok") return;
    near(row.estimate! * scale, other.estimate!, other.standardError!, 1e-9);
    near(row.standardError! * scale, other.standardError!, 0, 1e-9);
    near(row.z, other.z!, 1, 1e-9);
  });
}

describe("properties", () => {
  for (const ties of ["efron", "breslow"] as const) {
    test(`row order does not matter (${ties})`, () => {
      property(true, (rows) => {
        const order = rows.map((_, i) => rows[(i * 11 + 5) % rows.length]!);
        same(coxph(rows, { ...spec, ties }), coxph(order, { ...spec, ties }));
      });
    });
    test(`a monotone change of the times changes nothing (${ties})`, () => {
      property(true, (rows) => {
        const changed = rows.map((d) => ({ ...d, time: d.time * d.time * 1e4 }));
        expect(coxph(changed, { ...spec, ties }).coefficients).toEqual(coxph(rows, { ...spec, ties }).coefficients);
      });
    });
    test(`x -> a x + b divides coefficient and standard error by a (${ties})`, () => {
      property(true, (rows) => {
        const changed = rows.map((d) => ({ ...d, x: 1e3 * d.x + 77, y: 1e3 * d.y - 5 }));
        same(coxph(changed, { ...spec, ties }), coxph(rows, { ...spec, ties }), 1e3);
      });
    });
    test(`a stratified model with all interactions equals the models of the strata (${ties})`, () => {
      property(true, (rows) => {
        const both = coxph(rows, {
          ...spec,
          ties,
          strata: "s",
          covariates: [{ xa: (d) => (d.s === "a" ? d.x : 0), xb: (d) => (d.s === "b" ? d.x : 0) }],
        });
        const [a, b] = ["a", "b"].map((s) =>
          coxph(rows, { ...spec, ties, covariates: ["x"], where: (d) => d.s === s }),
        );
        near(both.logLikelihood.model, a!.logLikelihood.model + b!.logLikelihood.model, 1, 1e-11);
        expect(both.coefficients[0]!.status).toBe(a!.coefficients[0]!.status);
        if (both.coefficients[0]!.status === "ok")
          near(both.coefficients[0]!.estimate, a!.coefficients[0]!.estimate!, 1);
      });
    });
  }

  test("without ties Efron and Breslow agree to the bit", () => {
    property(false, (rows) => {
      const [a, b] = (["efron", "breslow"] as const).map((ties) => coxph(rows, { ...spec, ties }));
      expect(a!.coefficients).toEqual(b!.coefficients);
      expect(a!.logLikelihood).toEqual(b!.logLikelihood);
    });
  });

  test("frequency weights equal repeated rows (Breslow)", () => {
    property(true, (rows) => {
      const repeated = rows.flatMap((d) => Array.from({ length: d.w }, () => d));
      const a = coxph(rows, { ...spec, ties: "breslow", weights: "w", weightType: "frequency" });
      const b = coxph(repeated, { ...spec, ties: "breslow" });
      same(a, b);
      near(a.logLikelihood.null, b.logLikelihood.null, 0, 1e-12);
      expect([a.n, a.events]).toEqual([b.n, b.events]);
    });
  });

  test("the score test of one binary covariate is the log-rank test when no times are tied", () => {
    property(false, (rows) => {
      const model = coxph(rows, { ...spec, covariates: ["s"], tests: ["score"] });
      const ordered = [...rows].sort((a, b) => a.time - b.time);
      let difference = 0;
      let variance = 0;
      ordered.forEach((d, i) => {
        if (d.event === 0) return;
        const share = ordered.slice(i).filter((other) => other.s === "b").length / (ordered.length - i);
        difference += Number(d.s === "b") - share;
        variance += share * (1 - share);
      });
      near(model.tests.score!.statistic, (difference * difference) / variance, 1e-3, 1e-9);
      const { statistic } = logRank(rows, { time: "time", event: "event", by: "s" });
      near(model.tests.score!.statistic, statistic!, 1e-3, 1e-9);
    });
  });

  test("the reference level does not change the likelihood", () => {
    property(true, (rows) => {
      const a = coxph(rows, { ...spec, covariates: ["s", "x", interaction("s", "x")] });
      const b = coxph(
        rows.map((d) => ({ ...d, s: d.s === "a" ? "z" : "b" })),
        {
          ...spec,
          covariates: ["s", "x", interaction("s", "x")],
        },
      );
      near(a.logLikelihood.model, b.logLikelihood.model, 1, 1e-11);
    });
  });

  test("a model survives JSON and holds no rows", () => {
    property(true, (rows) => {
      const model = coxph(rows, spec);
      expect(fromJson(toJson(model))).toEqual(model);
      expect(toJson(model).length).toBeLessThan(4000);
    });
  });
});
