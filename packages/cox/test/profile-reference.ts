import { readFileSync } from "node:fs";
import { factor } from "@hcc/data";
import type { Case, Columns } from "./reference.js";

interface ChiSquare {
  readonly statistic: number;
  readonly df: number;
  readonly logP: number;
}
export interface ProfileCase extends Pick<Case, "data" | "terms" | "strata" | "weights" | "ties" | "coef" | "se"> {
  readonly offset: string | null;
  readonly entry: string | null;
  readonly lower: number[];
  readonly upper: number[];
  readonly tests: readonly {
    readonly term: string;
    readonly likelihoodRatio: ChiSquare;
    readonly wald: ChiSquare;
    readonly score: ChiSquare;
  }[];
}
export const profiles: { readonly data: Record<string, Columns>; readonly cases: readonly ProfileCase[] } = JSON.parse(
  readFileSync(new URL("../../../validation/cox-profile.json", import.meta.url), "utf8"),
);

/** The channels of a reference case. */
export const profileSpec = ({ terms, ties, strata, weights, offset, entry }: Omit<ProfileCase, "tests">) => ({
  time: "time",
  event: "event",
  covariates: terms.map(({ type, name, levels }) => (type === "factor" ? factor(name, { levels: levels! }) : name)),
  ties,
  ...(strata && { strata }),
  ...(offset && { offset }),
  ...(entry && { entry }),
  ...(weights && { weights, weightType: "frequency" as const }),
});

/** What a reference case is, for the title of a test. */
export const profileTitle = (c: Omit<ProfileCase, "tests">): string =>
  [
    `${c.data} ~ ${c.terms.map(({ name }) => name).join(" + ")}`,
    c.ties,
    ...(c.strata ? [`strata ${c.strata}`] : []),
    ...(c.weights ? ["weights"] : []),
    ...(c.offset ? ["offset"] : []),
    ...(c.entry ? ["start-stop"] : []),
  ].join(", ");
