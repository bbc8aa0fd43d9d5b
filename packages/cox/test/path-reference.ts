import { readFileSync } from "node:fs";
import type { CoxPathSpec } from "../src/index.js";
import type { Columns } from "./reference.js";

export interface PathCase {
  readonly data: string;
  readonly columns: readonly string[];
  readonly ties: "efron" | "breslow";
  readonly alpha: number;
  readonly standardize: boolean;
  readonly factors: readonly number[];
  readonly entry?: string;
  readonly strata?: string;
  readonly offset?: string;
  readonly weights?: string;
}
interface Ridge {
  readonly theta: number;
  readonly scale: boolean;
  readonly ties: "efron" | "breslow";
  readonly coefficients: number[];
}
export const pathReference: {
  readonly data: Record<string, Columns>;
  readonly exact: readonly (PathCase & {
    readonly points: readonly { readonly lambda: number; readonly coefficients: number[]; readonly value: number }[];
  })[];
  readonly paths: readonly (PathCase & {
    /** Smallest lambda divided by the largest. */
    readonly ratio: number;
    readonly lambda: number[];
    /** Columns x lambda. */
    readonly coefficients: number[][];
    readonly df: number[];
    readonly devianceRatio: number[];
  })[];
  readonly cross: readonly {
    readonly data: string;
    readonly columns: readonly string[];
    readonly alpha: number;
    readonly measure: "deviance" | "C";
    readonly lambda: number[];
    readonly mean: number[];
    readonly error: number[];
    readonly lambdaMin: number;
    readonly lambda1Se: number;
  }[];
  readonly ridges: readonly Ridge[];
  readonly units: {
    readonly lambda: number;
    readonly truth: number[];
    readonly direct: number;
    readonly days: number;
    readonly centuries: number;
  };
} = JSON.parse(readFileSync(new URL("../../../validation/cox-path.json", import.meta.url), "utf8"));

export const titleOf = ({
  data,
  ties,
  alpha,
  standardize,
  factors,
  entry,
  strata,
  offset,
  weights,
}: PathCase): string =>
  [
    `${data}, alpha ${alpha}, ${ties}`,
    !standardize && "not standardized",
    factors.some((value) => value !== 1) && "penalty factors",
    entry,
    strata && `strata ${strata}`,
    offset,
    weights,
  ]
    .filter(Boolean)
    .join(", ");

/** The channels of a reference case. */
export const pathSpec = (c: PathCase): CoxPathSpec<Record<string, unknown>> => ({
  time: "time",
  event: "event",
  covariates: c.columns as string[],
  ties: c.ties,
  alpha: c.alpha,
  standardize: c.standardize,
  penaltyFactor: Object.fromEntries(c.columns.map((name, j) => [name, c.factors[j]!])),
  ...(c.entry && { entry: c.entry }),
  ...(c.strata && { strata: c.strata }),
  ...(c.offset && { offset: c.offset }),
  ...(c.weights && { weights: c.weights, weightType: "frequency" as const }),
});
