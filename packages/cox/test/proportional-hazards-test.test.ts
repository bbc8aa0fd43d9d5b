import { factor } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { coxph, proportionalHazardsTest } from "../src/index.js";
import { fits, samplingFits } from "./after-fit-reference.js";
import { near, nearP } from "./reference.js";

describe("proportional hazards test equals R's cox.zph", () => {
  for (const { title, data, spec, model, expected } of fits) {
    test(title, () => {
      for (const { transform, statistic, df, logP, global } of expected.ph) {
        const found = proportionalHazardsTest(model, data, { ...spec, transform });
        found.terms.forEach(({ test: term }, k) => {
          near(term!.statistic, statistic[k]!, 1);
          expect(term!.df).toBe(df[k]);
          nearP(term!.pValue, logP[k]!);
        });
        near(found.global!.statistic, global.statistic, 1);
        expect(found.global!.df).toBe(global.df);
        nearP(found.global!.pValue, global.logP);
      }
    });
  }
});

differsFromR(
  {
    where: "proportionalHazardsTest",
    ours: "the single-df test of a factor is the score test of its linear predictor times g(t)",
    r: "`cox.zph(singledf = TRUE)` has (b'u)^2 (b' S^-1 b)",
    why: "The variance of b'u is b' S b, by which its square is divided.",
    source: "survival 3.8-11, `cox.zph.R`",
    size: { question: "chi-square of `rx` of `colon` (deaths, Efron), 1 df", r: 0.02673, ours: 1.00235 },
  },
  (size) => {
    let wrong = 0;
    for (const { data, spec, model, expected } of fits) {
      const { terms } = proportionalHazardsTest(model, data, { ...spec, transform: "identity" });
      for (const { term, statistic, wrong: printed } of expected.single) {
        const own = terms.find((row) => row.term === term)!.singleDf!;
        near(own.statistic, statistic, 1);
        expect(own.df).toBe(1);
        if (Math.abs(printed - statistic) > 0.1 * statistic) wrong++;
      }
      for (const { test: whole, singleDf } of terms) {
        if (whole!.df === 1) near(singleDf!.statistic, whole!.statistic, 1, 1e-10);
        else expect(singleDf!.statistic).toBeLessThanOrEqual(whole!.statistic * (1 + 1e-10));
      }
    }
    expect(wrong, "R's statistic is another one").toBeGreaterThan(0);
    const { data, spec, model, expected } = fits.find(({ expected }) => expected.single[0]?.term === "rx")!;
    const { terms } = proportionalHazardsTest(model, data, { ...spec, transform: "identity" });
    expectShown(expected.single[0]!.wrong, size.r);
    expectShown(terms.find(({ term }) => term === "rx")!.singleDf!.statistic, size.ours);
  },
);

const rows = Array.from({ length: 80 }, (_, i) => ({
  t: 1 + ((i * 37) % 53),
  d: i % 5 > 0 ? 1 : 0,
  x: ((i * 7) % 30) / 10,
  stage: ["A", "B", "C"][(i * 5) % 3]!,
  w: 1 + (i % 3),
}));
const spec = { time: "t", event: "d", covariates: ["x", "stage"] } as const;

describe("properties", () => {
  test("km and rank do not depend on the scale of time, no transform on that of a covariate or the reference", () => {
    for (const ties of ["efron", "breslow"] as const) {
      for (const transform of ["km", "rank", "identity", "log"] as const) {
        const own = { ...spec, ties };
        const plain = proportionalHazardsTest(coxph(rows, own), rows, { ...own, transform });
        const changed = rows.map((d) => ({
          ...d,
          x: 4 * d.x + 2 ** 30,
          t: transform === "identity" || transform === "log" ? 3 * d.t : d.t * d.t,
        }));
        const other = { ...own, covariates: ["x", factor("stage", { reference: "C" })] } as const;
        const again = proportionalHazardsTest(coxph(changed, other), changed, { ...other, transform });
        near(again.global!.statistic, plain.global!.statistic, 1, 1e-7);
        plain.terms.forEach(({ test: term, singleDf }, k) => {
          near(again.terms[k]!.test!.statistic, term!.statistic, 1, 1e-7);
          if (k === 0) near(again.terms[k]!.singleDf!.statistic, singleDf!.statistic, 1, 1e-7);
        });
      }
    }
  });

  test("frequency weights are repeated rows (Breslow)", () => {
    const own = { ...spec, ties: "breslow" } as const;
    const weighted = { ...own, weights: "w", weightType: "frequency" } as const;
    const repeated = rows.flatMap((d) => Array.from({ length: d.w }, () => d));
    for (const transform of ["km", "rank", "identity", "log"] as const) {
      const a = proportionalHazardsTest(coxph(rows, weighted), rows, { ...weighted, transform });
      const b = proportionalHazardsTest(coxph(repeated, own), repeated, { ...own, transform });
      near(a.global!.statistic, b.global!.statistic, 1, 1e-10);
      near(a.terms[1]!.singleDf!.statistic, b.terms[1]!.singleDf!.statistic, 1, 1e-10);
    }
  });

  test("one event time, no event and no covariates leave nothing to test", () => {
    const once = rows.map((d) => ({ ...d, t: 5 }));
    const found = proportionalHazardsTest(coxph(once, spec), once, { ...spec });
    expect(found.transform).toBe("km");
    expect([found.global, ...found.terms.map((d) => d.test)]).toEqual([null, null, null]);
    expect(found.terms[0]!.singleDf).toBeNull();
    const none = { ...spec, covariates: [] } as const;
    expect(proportionalHazardsTest(coxph(rows, none), rows, none)).toMatchObject({ terms: [], global: null });
    const alive = rows.map((d) => ({ ...d, d: 0 }));
    expect(proportionalHazardsTest(coxph(alive, spec), alive, spec).global).toBeNull();
  });

  test("sampling weights, an event at log 0 and an unknown transform are input errors", () => {
    const [first] = samplingFits;
    expect(() => proportionalHazardsTest(first!.model, first!.data, first!.spec)).toThrow(/robust variance/);
    const zero = rows.map((d, i) => ({ ...d, t: i === 1 ? 0 : d.t }));
    expect(() => proportionalHazardsTest(coxph(zero, spec), zero, { ...spec, transform: "log" })).toThrow(/time 0/);
    expect(() => proportionalHazardsTest(coxph(rows, spec), rows, { ...spec, transform: "sqrt" as never })).toThrow(
      /transform is "sqrt"/,
    );
  });
});
