import { readFileSync } from "node:fs";
import type { Columns } from "./reference.js";

interface ExactCase {
  readonly data: string;
  readonly covariates: string[];
  readonly strata: string | null;
  readonly offset: string | null;
  readonly entry: boolean;
  readonly coef: number[];
  readonly vcov: number[][];
  readonly loglik: [number, number];
  readonly score: number;
}
/** R's fits with exact ties, run to convergence. */
export const exactReference: {
  readonly data: Record<string, Columns>;
  readonly cases: readonly ExactCase[];
  readonly logrank: readonly {
    readonly data: string;
    readonly group: string;
    readonly strata: string | null;
    readonly statistic: number;
  }[];
  readonly after: {
    readonly data: string;
    readonly covariates: string[];
    readonly martingale: number[];
    readonly deviance: number[];
    readonly concordance: number;
  };
} = JSON.parse(readFileSync(new URL("../../../validation/cox-exact.json", import.meta.url), "utf8"));
