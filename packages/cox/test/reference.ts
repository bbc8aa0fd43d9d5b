import { readFileSync } from "node:fs";
import { factor, type Term } from "@hcc/data";
import { expect } from "vitest";

export type Columns = Record<string, (number | string)[]>;
interface ChiSquare {
  readonly statistic: number;
  readonly logP: number;
}
export interface Case {
  readonly data: string;
  readonly terms: readonly { readonly type: "number" | "factor"; readonly name: string; readonly levels?: string[] }[];
  readonly strata: string | null;
  readonly weights: string | null;
  readonly ties: "efron" | "breslow";
  readonly coef: number[];
  readonly se: number[];
  readonly vcov: number[][];
  readonly logP: number[];
  readonly loglik: [number, number];
  readonly lr: ChiSquare;
  readonly wald: ChiSquare;
  readonly score: ChiSquare;
  readonly drop1: {
    readonly term: string[];
    readonly statistic: number[];
    readonly df: number[];
    readonly logP: number[];
  };
}
export interface RobustCase
  extends Pick<Case, "data" | "terms" | "strata" | "ties" | "coef" | "vcov" | "loglik" | "wald"> {
  readonly naive: number[];
}
export const reference: {
  readonly data: Record<string, Columns>;
  readonly cases: readonly Case[];
  readonly robust: readonly RobustCase[];
} = JSON.parse(readFileSync(new URL("../../../validation/cox.json", import.meta.url), "utf8"));

const termsOf = (c: Case): Term<Record<string, unknown>>[] =>
  c.terms.map((term) => (term.type === "factor" ? factor(term.name, { levels: term.levels! }) : term.name));

/** The channels of a reference case. */
export const specOf = (c: Case) => ({
  time: "time",
  event: "event",
  covariates: termsOf(c),
  ties: c.ties,
  ...(c.strata && { strata: c.strata }),
  ...(c.weights && { weights: c.weights, weightType: "frequency" as const }),
});

/** |actual - expected| <= 1e-9 max(|expected|, scale). */
export function near(actual: number | null | undefined, expected: number, scale = 0, tolerance = 1e-9): void {
  const close = Math.abs(actual! - expected) <= tolerance * Math.max(Math.abs(expected), scale);
  if (!close) expect.fail(`${actual} against ${expected}`);
}

/** |log p - log expected| <= 1e-8 max(1, |log expected|); below the smallest double p is 0. */
export function nearP(actual: number | null | undefined, logP: number): void {
  if (logP < -708) {
    expect(actual).toBeLessThan(1e-306);
    return;
  }
  expect(Math.abs(Math.log(actual!) - logP), `p ${actual}`).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(logP)));
}
