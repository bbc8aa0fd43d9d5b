import { readFileSync } from "node:fs";
import { factor, type Term } from "@hcc/data";
import type { CoxSpec } from "../src/index.js";
import type { Case, Columns } from "./reference.js";

type Matrix = (number | null)[][];
export interface DesignCase
  extends Pick<Case, "data" | "terms" | "ties" | "strata" | "coef" | "vcov" | "loglik" | "wald" | "score"> {
  readonly time: string;
  readonly entry: string | null;
  readonly weights: "frequency" | "sampling" | null;
  readonly offset: string | null;
  readonly cluster: string | null;
  readonly robust: boolean;
  readonly naive: number[];
  readonly after: {
    readonly row: number[];
    readonly martingale: number[];
    readonly deviance: number[];
    readonly score: Matrix;
    readonly dfbeta: Matrix;
    readonly schoenfeld: Matrix;
    readonly curves: readonly {
      readonly row: number;
      readonly time: number[];
      readonly nRisk: number[];
      readonly cumhaz: number[];
      readonly error: number[];
    }[];
    readonly ph: readonly {
      readonly transform: "identity" | "log" | "rank" | "km";
      readonly statistic: number[];
      readonly df: number[];
    }[];
  } | null;
}

/** Delayed entry, offsets, clusters, weights and strata, from R. */
export const designs: { readonly data: Record<string, Columns>; readonly cases: readonly DesignCase[] } = JSON.parse(
  readFileSync(new URL("../../../validation/cox-designs.json", import.meta.url), "utf8"),
);

/** Titles and cases, for `test.each`. */
export const titled = designs.cases.map((c, i) => {
  const parts = (["entry", "strata", "weights", "offset", "cluster"] as const).filter((part) => c[part]);
  return [`${i} ${c.data}, ${c.ties}${parts.length === 0 ? "" : `, ${parts.join(", ")}`}`, c] as const;
});

/** The specification of a case. */
export const specOfDesign = (c: DesignCase): CoxSpec<Record<string, unknown>> => ({
  time: c.time,
  event: "event",
  covariates: c.terms.map(
    (term): Term<Record<string, unknown>> =>
      term.type === "factor" ? factor(term.name, { levels: term.levels! }) : term.name,
  ),
  ties: c.ties,
  ...(c.entry && { entry: c.entry }),
  ...(c.strata && { strata: c.strata }),
  ...(c.offset && { offset: c.offset }),
  ...(c.cluster && { cluster: c.cluster }),
  ...(c.weights && { weights: c.weights, weightType: c.weights }),
});
