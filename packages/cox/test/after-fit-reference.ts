import { readFileSync } from "node:fs";
import { type CoxModel, coxph } from "../src/index.js";
import { type Columns, reference, specOf } from "./reference.js";

type Matrix = (number | null)[][];
export interface AfterFitCase {
  /** Position among the cases of cox.json. */
  readonly case: number;
  readonly residuals: {
    readonly row: number[];
    readonly martingale: number[];
    readonly deviance: number[];
    readonly score: Matrix;
    readonly schoenfeld: Matrix;
    readonly scaled: Matrix;
    readonly dfbeta: Matrix;
    readonly dfbetas: Matrix;
  };
  readonly curves: readonly {
    readonly row: number;
    readonly time: number[];
    readonly nRisk: number[];
    readonly nEvent: number[];
    readonly nCensor: number[];
    readonly cumhaz: number[];
    readonly error: number[];
    readonly lower: number[];
    readonly upper: number[];
    readonly loglog: { readonly lower: (number | null)[]; readonly upper: (number | null)[] };
  }[];
  readonly ph: readonly {
    readonly transform: "km" | "identity" | "rank" | "log";
    readonly statistic: number[];
    readonly df: number[];
    readonly logP: number[];
    readonly global: { readonly statistic: number; readonly df: number; readonly logP: number };
  }[];
  readonly single: readonly { readonly term: string; readonly statistic: number; readonly wrong: number }[];
  readonly concordance: { readonly estimate: number; readonly se: number; readonly count: number[] };
}
interface SamplingCase {
  readonly row: number[];
  readonly martingale: number[];
  readonly dfbeta: Matrix;
  readonly dfbetas: Matrix;
  readonly concordance: number;
  readonly se: number;
  readonly time: number[];
  readonly cumhaz: number[];
}
/** Reference values of the cases of cox.json after their fit. */
export const afterFit: {
  readonly cases: readonly AfterFitCase[];
  readonly sampling: readonly SamplingCase[];
  readonly zeros: {
    readonly data: Columns;
    readonly patients: { readonly age: number[]; readonly sex: number[] };
    readonly time: number[];
    readonly cumhaz: number[][];
    readonly error: number[][];
    readonly printed: number[][];
  };
  readonly risk: {
    readonly time: number[];
    readonly event: number[];
    readonly age: number[];
    readonly sex: number[];
    readonly means: number[];
    readonly lp: number;
    readonly error: number;
    readonly right: number;
    readonly printed: number;
  };
} = JSON.parse(readFileSync(new URL("../../../validation/cox-after-fit.json", import.meta.url), "utf8"));

/** Data, specification and model of the cases of cox.json, with what R gives after the fit. */
export const fits = afterFit.cases.map((expected) => {
  const c = reference.cases[expected.case]!;
  const data = reference.data[c.data]!;
  const spec = specOf(c);
  const title = [c.data, c.terms.map(({ name }) => name).join("+"), c.strata, c.weights, c.ties].filter(Boolean);
  return { title: title.join(", "), case: c, data, spec, model: coxph(data, spec) as CoxModel, expected };
});

/** Data, specification and model of the cases with sampling weights. */
export const samplingFits = afterFit.sampling.map((expected, k) => {
  const c = reference.robust[k]!;
  const data = reference.data[c.data]!;
  const spec = {
    ...specOf({ ...c, weights: null } as unknown as Parameters<typeof specOf>[0]),
    weights: "sampling",
    weightType: "sampling",
  } as const;
  return { spec, data, model: coxph(data, spec), expected };
});
