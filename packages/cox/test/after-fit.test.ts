import { factor, interaction } from "@hcc/data";
import { chiSquareUpperTail } from "@hcc/numerics";
import { describe, expect, test } from "vitest";
import { coxph, coxScreen, subgroupHazardRatios, termTests } from "../src/index.js";
import { near, reference } from "./reference.js";

const { time, event, age, sex } = reference.data["lung"] as Record<string, number[]>;
const lung = time!.map((t, i) => ({
  time: t,
  event: event![i]!,
  age: i === 3 ? null : age![i]!,
  sex: sex![i] === 1 ? "male" : "female",
  ecog: reference.data["lung"]!["ph.ecog"]![i] as number,
  noise: Math.sin(i * 7.1),
}));
const common = { time: "time", event: "event" } as const;

describe("coxScreen", () => {
  const spec = { ...common, candidates: ["age", "sex", factor("ecog"), "noise"], missing: "omit" } as const;
  const screen = coxScreen(lung, spec);

  test("every univariable model is coxph of the one term on the rows complete in all", () => {
    expect(screen.omitted).toEqual({ count: 1, rows: [3] });
    expect(screen.n).toBe(lung.length - 1);
    for (const [j, term] of spec.candidates.entries()) {
      const alone = coxph(lung, { ...common, covariates: [term], where: (_, i) => i !== 3 });
      const { model, pValue } = screen.univariable[j]!;
      expect(model.coefficients).toEqual(alone.coefficients);
      expect(pValue).toBe(alone.tests.wald!.pValue);
    }
  });

  test("the multivariable model holds the terms with P below the threshold", () => {
    expect(screen.selected).toEqual(["age", "sex", "ecog"]);
    const model = coxph(lung, { ...common, covariates: ["age", "sex", factor("ecog")], missing: "omit" });
    expect(screen.multivariable!.coefficients).toEqual(model.coefficients);
    expect(screen.multivariable!.fingerprint).toBe(model.fingerprint);
  });

  test("a higher threshold admits more, keep admits always, likelihood ratio decides when asked", () => {
    expect(coxScreen(lung, { ...spec, threshold: 1 }).selected).toHaveLength(4);
    const kept = coxScreen(lung, { ...spec, candidates: ["sex"], keep: ["noise"], threshold: 1e-9 });
    expect(kept.selected).toEqual(["noise"]);
    expect(kept.univariable.map((row) => row.kept)).toEqual([true, false]);
    const ratio = coxScreen(lung, { ...spec, pValue: "likelihood-ratio" });
    for (const row of ratio.univariable) expect(row.pValue).toBe(row.model.tests.likelihoodRatio!.pValue);
    expect(coxScreen(lung, { ...spec, candidates: ["noise"] }).multivariable).toBeNull();
  });

  test("rows may come from an iterator that can be read once", () => {
    const again = coxScreen(
      (function* () {
        yield* lung;
      })(),
      { ...spec, keep: ["noise"], candidates: ["sex"] },
    );
    expect(again.univariable).toHaveLength(2);
  });

  test("an infinite coefficient is judged by its likelihood ratio", () => {
    const rows = Array.from({ length: 10 }, (_, i) => ({ time: i + 1, event: 1, arm: i < 5 ? "b" : "a" }));
    const [row] = coxScreen(rows, { ...common, candidates: ["arm"] }).univariable;
    expect(row).toMatchObject({ pValueMethod: "likelihood-ratio", selected: true });
  });
});

describe("subgroupHazardRatios", () => {
  const rows = lung.map((d) => ({ ...d, older: d.age === null ? "unknown" : d.age >= 65 ? "65+" : "<65" }));
  const forest = subgroupHazardRatios(rows, {
    ...common,
    treatment: "sex",
    control: "male",
    subgroups: [factor("ecog"), "older"],
  });

  test("each level is coxph of the treatment among its rows", () => {
    expect(forest.rows.map((d) => d.level)).toEqual(["0", "1", "2", "3", "65+", "<65", "unknown"]);
    const model = coxph(rows, {
      ...common,
      covariates: [factor("sex", { reference: "male" })],
      where: (d) => d.ecog === 1,
    });
    const row = forest.rows[1]!;
    expect(row.estimate).toBe(model.coefficients[0]!.estimate);
    expect([row.lower, row.upper]).toEqual([model.coefficients[0]!.lower, model.coefficients[0]!.upper]);
    expect(row.n).toBe(model.n);
    expect(row.arms.map((d) => d.arm)).toEqual(["male", "female"]);
    expect(row.arms[0].n + row.arms[1].n).toBe(row.n);
    expect(row.arms[0].events + row.arms[1].events).toBe(row.events);
    expect(forest.overall.n).toBe(rows.length);
  });

  test("levels without a comparison have a status and no numbers", () => {
    const [, , , three, , , unknown] = forest.rows;
    expect(three).toMatchObject({ n: 1, status: "one-arm", hazardRatio: null });
    expect(unknown).toMatchObject({ n: 1, status: "one-arm", hazardRatio: null });
    const none = subgroupHazardRatios(
      rows.map((d) => ({ ...d, event: d.older === "65+" ? 0 : d.event })),
      { ...common, treatment: "sex", subgroups: [factor("older", { levels: ["65+", "<65", "unknown", "never"] })] },
    );
    expect(none.rows.map((d) => d.status)).toEqual(["no-events", "ok", "one-arm", "no-rows"]);
  });

  test("all events in one arm: hazard ratio infinite or 0, the finite limit and P those of the likelihood", () => {
    const asked = { ...common, treatment: "sex", control: "male", subgroups: [factor("ecog")] } as const;
    for (const [died, hazardRatio] of [
      ["female", Number.POSITIVE_INFINITY],
      ["male", 0],
    ] as const) {
      const data = rows.map((d) => ({ ...d, event: d.ecog === 1 && d.sex !== died ? 0 : d.event }));
      const { rows: levels, interactions, overall } = subgroupHazardRatios(data, asked);
      const row = levels[1]!;
      const events = row.arms.map((d) => d.events);
      expect(events.filter((count) => count > 0)).toEqual([row.events]);
      expect(row).toMatchObject({ status: "infinite", hazardRatio, estimate: Math.log(hazardRatio) });
      expect(row).toMatchObject({ standardError: null, pValueMethod: "likelihood-ratio" });
      expect(row.intervalMethod).toBe("profile-likelihood");
      const limit = hazardRatio === 0 ? row.upper! : row.lower!;
      expect(hazardRatio === 0 ? row.lower : row.upper).toBe(hazardRatio);
      // In the limit only those of the arm that dies are at risk.
      const height = (ratio: number | null): number => {
        const use = (d: (typeof data)[number]) => d.ecog === 1 && (ratio !== null || d.sex === died);
        const offset = (d: (typeof data)[number]) => (d.sex === "female" ? Math.log(ratio ?? 1) : 0);
        return coxph(data, { ...common, covariates: [], offset, where: use }).logLikelihood.model;
      };
      near(2 * (height(null) - height(limit)), 3.841458820694124, 0, 1e-8);
      near(row.pValue, chiSquareUpperTail(2 * (height(null) - height(1)), 1), 0, 1e-8);
      expect([overall.status, interactions[0]!.test!.df]).toEqual(["ok", 2]);
      const robust = subgroupHazardRatios(data, { ...asked, cluster: (_, i) => i }).rows[1]!;
      expect(robust).toMatchObject({ status: "infinite", hazardRatio, lower: null, upper: null, pValue: null });
    }
  });

  test("an arm that has left before the first event of the other is compared with nobody", () => {
    const left = [1, 2, 3].map((t) => ({ time: t, event: 0, arm: "a" }));
    const stayed = [4, 5, 6, 7].map((t) => ({ time: t, event: 1, arm: "b" }));
    const { overall } = subgroupHazardRatios([...left, ...stayed], { ...common, treatment: "arm", subgroups: [] });
    expect(overall).toMatchObject({
      status: "not-estimable",
      hazardRatio: null,
      lower: null,
      upper: null,
      pValue: null,
    });
  });

  test("interaction: likelihood ratio of the model with and without the products", () => {
    const main = { ...common, covariates: ["sex", "older"] as const };
    const a = coxph(rows, { ...main, covariates: ["sex", "older", interaction("sex", "older")] });
    const b = coxph(rows, main);
    const { test: found } = forest.interactions[1]!;
    near(found!.statistic, 2 * (a.logLikelihood.model - b.logLikelihood.model), 1, 1e-12);
    expect(found!.df).toBe(1);
  });

  test("three arms, and a number as subgroup, are input errors with a remedy", () => {
    const call = (more: object) => () =>
      subgroupHazardRatios(rows, { ...common, treatment: "sex", subgroups: [], ...more });
    expect(call({ treatment: "older" })).toThrow(/leave two arms/);
    expect(call({ subgroups: ["ecog"] })).toThrow(/factor\(\)/);
  });
});

describe("penalty and interval of single fits", () => {
  const rows = lung.map((d, i) => ({ ...d, event: d.ecog === 2 ? 0 : d.event, half: i % 2 ? "odd" : "even" }));
  const plain = { ...common, missing: "omit" } as const;
  const firth = { ...plain, penalty: "firth" } as const;

  test("coxScreen: penalized models, judged by the penalized likelihood-ratio test of the term", () => {
    const candidates = ["age", factor("ecog"), "noise"] as const;
    const screen = coxScreen(rows, { ...firth, candidates });
    expect([screen.penalty, screen.pValue]).toEqual(["firth", "likelihood-ratio"]);
    const usable = rows.filter((d) => d.age !== null);
    for (const [j, term] of candidates.entries()) {
      const alone = { ...firth, covariates: [term] };
      const { model, pValue, pValueMethod } = screen.univariable[j]!;
      expect(model.coefficients).toEqual(coxph(usable, alone).coefficients);
      expect(pValueMethod).toBe("penalized-likelihood-ratio");
      expect(pValue).toBe(model.tests.likelihoodRatio!.pValue);
      near(pValue, termTests(usable, alone).tests[0]!.likelihoodRatio!.pValue, 0, 1e-9);
    }
    expect(screen.multivariable!.penalty).toBe("firth");
    const wald = coxScreen(rows, { ...firth, candidates, pValue: "wald", interval: "wald" }).univariable[1]!;
    expect([wald.pValue, wald.pValueMethod]).toEqual([wald.model.tests.wald!.pValue, "wald"]);
    expect(wald.model.coefficients[0]!.intervalMethod).toBe("wald");
    expect(coxScreen(rows, { ...plain, candidates }).penalty).toBeNull();
  });

  test("subgroupHazardRatios: each level is the penalized fit of its rows, the interaction the term test", () => {
    // No man with ECOG 1 dies: the hazard ratio is infinite without the penalty.
    const few = rows.map((d) => ({ ...d, event: d.ecog === 1 && d.sex === "male" ? 0 : d.event }));
    const asked = { treatment: "sex", control: "male", subgroups: [factor("ecog"), "half"] } as const;
    const forest = subgroupHazardRatios(few, { ...firth, ...asked });
    expect(forest.penalty).toBe("firth");
    const sex2 = factor<(typeof few)[number]>("sex", { reference: "male" });
    const [alone] = coxph(few, { ...firth, covariates: [sex2], where: (d) => d.ecog === 1 }).coefficients;
    const { estimate, standardError, lower, upper, pValue, pValueMethod, intervalMethod } = alone!;
    expect(forest.rows[1]).toMatchObject({ estimate, standardError, lower, upper, pValue, status: "ok" });
    expect(forest.rows[1]).toMatchObject({ pValueMethod, intervalMethod });
    expect([pValueMethod, intervalMethod]).toEqual(["penalized-likelihood-ratio", "profile-penalized-likelihood"]);
    const covariates = [sex2, "half", interaction(sex2, "half")] as const;
    const { test: found, method } = forest.interactions[1]!;
    expect(method).toBe("penalized-likelihood-ratio");
    near(found!.statistic, termTests(few, { ...firth, covariates }).tests[2]!.likelihoodRatio!.statistic, 1, 1e-9);
    const profile = subgroupHazardRatios(rows, { ...plain, ...asked, interval: "profile-likelihood" });
    const [own] = coxph(rows, { ...plain, covariates: [sex2], interval: "profile-likelihood" }).coefficients;
    expect([profile.overall.lower, profile.overall.upper]).toEqual([own!.lower, own!.upper]);
    expect(profile.overall.intervalMethod).toBe("profile-likelihood");
    const none = subgroupHazardRatios(
      rows.map((d) => ({ ...d, event: 0 })),
      { ...firth, ...asked },
    );
    expect([none.overall.status, none.interactions[1]!.test]).toEqual(["no-events", null]);
  });

  test("a penalty and profile likelihood are refused where there is no likelihood, the penalty for exact ties too", () => {
    const cluster = (_: unknown, i: number) => i;
    for (const more of [{ penalty: "firth" }, { interval: "profile-likelihood" }] as const) {
      expect(() => coxScreen(rows, { ...plain, ...more, cluster, candidates: ["half"] })).toThrow(/no likelihood/);
      const forest = { ...plain, ...more, cluster, treatment: "sex", subgroups: [] } as const;
      expect(() => subgroupHazardRatios(rows, forest)).toThrow(/no likelihood/);
    }
    expect(() => coxScreen(rows, { ...firth, ties: "exact", candidates: ["half"] })).toThrow(/ties is "exact"/);
  });
});
