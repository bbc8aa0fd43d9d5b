import { readFileSync } from "node:fs";
import { type AnyTerm, factor, type InputError, interaction, spline } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { coxph, coxScreen, coxSelect, termTests } from "../src/index.js";
import { near, reference } from "./reference.js";

interface Case {
  readonly data: string;
  readonly terms: string[];
  readonly factors: string[];
  readonly keep: string[];
  readonly direction: "backward" | "forward" | "both";
  readonly start: "all" | "none";
  readonly criterion: "aic" | "bic";
  readonly steps: string[];
  readonly value: number[];
  readonly coef: number[];
}
const { cases } = JSON.parse(
  readFileSync(new URL("../../../validation/cox-selection.json", import.meta.url), "utf8"),
) as { cases: Case[] };

test.each(cases)("R's stepAIC on $data, $direction from $start by $criterion", (c) => {
  const plain = (name: string): AnyTerm => (c.factors.includes(name) ? factor(name) : name);
  const termOf = (name: string): AnyTerm => {
    const [a, b] = name.split(":");
    return b === undefined ? plain(name) : interaction(plain(a!), plain(b));
  };
  const { path, model } = coxSelect(reference.data[c.data]!, {
    time: "time",
    event: "event",
    candidates: c.terms.map(termOf),
    keep: c.keep.map(termOf),
    direction: c.direction,
    criterion: c.criterion,
    ...(c.direction === "both" && { start: c.start === "all" ? "all" : "kept" }),
  });
  const steps = path.map(({ action, term }) => (term === null ? "" : `${action === "enter" ? "+" : "-"} ${term}`));
  expect(steps).toEqual(c.steps);
  path.forEach((step, k) => {
    near(step[c.criterion], c.value[k]!, 0, 1e-10);
  });
  expect(model!.coefficients.length).toBe(c.coef.length);
  model!.coefficients
    .map(({ estimate }) => estimate!)
    .sort((a, b) => a - b)
    .forEach((estimate, j) => {
      near(estimate, [...c.coef].sort((a, b) => a - b)[j]!, 0.1, 1e-8);
    });
});

const lung = reference.data["lung"]!;
const candidates = ["age", "sex", "ph.ecog", "ph.karno", "wt.loss"];
const spec = { time: "time", event: "event", candidates } as const;
const thrown = (run: () => unknown): InputError => {
  try {
    run();
  } catch (error) {
    return error as InputError;
  }
  throw new Error("nothing was thrown");
};

describe("selection by P", () => {
  test("backward removes the largest P until all are below, and every P is that of the term in the larger model", () => {
    const { path, selected } = coxSelect(lung, { ...spec, criterion: "p", remove: 0.05, enter: 0.05 });
    for (const [k, step] of path.entries()) {
      const { tests } = termTests(lung, { time: "time", event: "event", covariates: step.terms });
      for (const { term, likelihoodRatio } of tests) {
        const move = step.considered.find((one) => one.term === term)!;
        near(move.pValue, likelihoodRatio!.pValue, 0, 1e-8);
        expect(move.df).toBe(1);
      }
      const worst = [...tests].sort((a, b) => b.likelihoodRatio!.pValue - a.likelihoodRatio!.pValue)[0]!;
      if (k + 1 < path.length) expect([path[k + 1]!.term, path[k + 1]!.pValue! >= 0.05]).toEqual([worst.term, true]);
      else expect(worst.likelihoodRatio!.pValue).toBeLessThan(0.05);
    }
    expect(selected).toEqual(path.at(-1)!.terms);
  });

  test("forward adds the smallest P below the limit; kept terms are in every model and never tested", () => {
    const { path, model } = coxSelect(lung, {
      ...spec,
      keep: ["age"],
      candidates: candidates.slice(1),
      direction: "forward",
      criterion: "p",
      pValue: "wald",
    });
    expect(path[0]!.terms).toEqual(["age"]);
    for (const { terms, considered } of path) {
      expect(terms).toContain("age");
      expect(considered.map(({ term }) => term)).not.toContain("age");
    }
    const last = coxph(lung, { time: "time", event: "event", covariates: path.at(-1)!.terms });
    expect(model).toEqual(last);
    const entered = path[1]!;
    const own = coxph(lung, { time: "time", event: "event", covariates: ["age", entered.term!] }).coefficients[1]!;
    near(entered.pValue, own.pValue!, 0, 1e-10);
  });

  test("with clusters it takes robust Wald tests, and has no other criterion", () => {
    const robust = { ...spec, cluster: (_: unknown, i: number) => i, criterion: "p" } as const;
    expect(coxSelect(lung, robust)).toMatchObject({ pValue: "wald" });
    expect(thrown(() => coxSelect(lung, { ...robust, criterion: "aic" })).message).toContain("no likelihood");
    expect(thrown(() => coxSelect(lung, { ...robust, pValue: "likelihood-ratio" })).message).toContain("no likelihood");
  });
});

test("factors, splines and interactions move as a whole; a main effect stays while its interaction does", () => {
  const age = spline<Record<string, unknown>>("age", { knots: 4 });
  const { path } = coxSelect(lung, { ...spec, candidates: [age, "sex", interaction(age, "sex"), factor("ph.ecog")] });
  for (const { terms, considered } of path) {
    for (const { term, df } of considered) {
      if (term === "age" || term === "age:sex") expect(df).toBe(3);
      if (term === "ph.ecog") expect(df).toBe(3);
      if (terms.includes("age:sex")) expect(["age", "sex"]).not.toContain(term);
    }
  }
});

test("every model has the rows that are complete in all candidates, as the screen", () => {
  const holes = { ...lung, "wt.loss": lung["wt.loss"]!.map((value, i) => (i % 4 === 0 ? null : value)) };
  const own = { ...spec, missing: "omit" } as const;
  const { model, n, omitted } = coxSelect(holes as never, own);
  expect([n, model!.n, omitted.count]).toEqual([159, 159, 54]);
  expect(coxScreen(holes as never, own).n).toBe(159);
});

test("few events per candidate are warned; without events nothing moves", () => {
  const small = { ...Object.fromEntries(Object.entries(lung).map(([name, values]) => [name, values.slice(0, 40)])) };
  const few = coxSelect(small, spec);
  expect(few.warnings.map(({ code }) => code)).toEqual(["few-events-per-candidate"]);
  expect(few.eventsPerCoefficient).toBe(few.events / 5);
  const still: typeof lung = { ...lung, event: lung["event"]!.map(() => 0) };
  const none = coxSelect(still, spec);
  expect(none.path.length).toBe(1);
  expect(none.model).toEqual(coxph(still, { time: "time", event: "event", covariates: candidates }));
});

test("unusable options are refused with the remedy", () => {
  const bad: [object, string][] = [
    [{ direction: "stepwise" }, '"backward", "forward", "both"'],
    [{ start: "all" }, 'direction "both"'],
    [{ criterion: "r2" }, '"aic", "bic", "p"'],
    [{ enter: 0.2, remove: 0.1 }, "below enter"],
    [{ remove: 2 }, "above 0 and at most 1"],
    [{ candidates: "age" }, "not a list"],
    [{ threshold: 0.1 }, 'no option "threshold"'],
  ];
  for (const [options, part] of bad) {
    const error = thrown(() => coxSelect(lung, { ...spec, ...options } as never));
    expect(error.name).toBe("HccInputError");
    expect(error.message).toContain(part);
  }
});
