import { readFileSync } from "node:fs";
import { factor, interaction, type Term } from "@hcc/data";
import type { SurvivalEffect } from "../src/index.js";
import { type Columns, reference } from "./reference.js";

interface AdjustedCase {
  readonly name: string;
  readonly data: string;
  readonly treatment: string;
  readonly ties: "efron" | "breslow";
  readonly population: "all" | "treated" | "control";
  readonly times: number[];
  readonly tau: number;
  readonly levels: string[];
  /** Per level survival at the times, then the restricted mean. */
  readonly estimate: number[];
  readonly covariance?: number[][];
  readonly bootstrap?: { readonly error: number[]; readonly relativeMonteCarloError: number };
}

interface WeightedCase {
  readonly population: "all" | "treated" | "control" | "overlap";
  readonly times: number[];
  readonly tau: number;
  readonly estimate: number[];
  /** Standard errors of survival by survfit. */
  readonly robust: number[];
  readonly known: number[][];
  readonly estimated: number[][];
  readonly effectiveSampleSize: number[];
  readonly largest: number[];
}
interface CensoredCase extends Pick<WeightedCase, "population" | "times" | "tau" | "estimate" | "known" | "estimated"> {
  readonly ties: "efron" | "breslow";
}
interface DoublyRobustCase extends Pick<WeightedCase, "times" | "tau" | "estimate" | "known" | "estimated"> {
  readonly population: "all" | "treated" | "control";
  readonly censoring: "kaplan-meier" | "cox";
  readonly ties: "efron" | "breslow";
}

/** What validation/cox-effect.R found. */
export const effects: {
  readonly adjusted: readonly AdjustedCase[];
  readonly propensity: number[];
  readonly weighted: readonly WeightedCase[];
  readonly censored: readonly CensoredCase[];
  readonly doublyRobust: readonly DoublyRobustCase[];
} = JSON.parse(readFileSync(new URL("../../../validation/cox-effect.json", import.meta.url), "utf8"));

const every = (name: string, step: number): Columns =>
  Object.fromEntries(
    Object.entries(reference.data[name]!).map(([field, values]) => [field, values.filter((_, i) => i % step === 0)]),
  );
const recode = (data: Columns, field: string, to: (value: number | string) => number | string): Columns => ({
  ...data,
  [field]: data[field]!.map(to),
});

/** The rows that the script used. */
const effectData: Readonly<Record<string, Columns>> = {
  veteran: recode(every("veteran", 2), "trt", (value) => (value === 1 ? "standard" : "test")),
  lung: recode(
    recode(every("lung", 3), "sex", (value) => (value === 1 ? "male" : "female")),
    "ph.ecog",
    (value) => Math.min(Number(value), 2),
  ),
  colon: every("colon", 3),
};

/** The lung data in months, so that many deaths and censorings are tied. */
export const months: Columns = recode(effectData.lung!, "time", (value) => Math.ceil(Number(value) / 30));

const cell = factor<Record<string, unknown>>("celltype", { levels: ["squamous", "smallcell", "adeno", "large"] });
const sex = factor<Record<string, unknown>>("sex", { levels: ["male", "female"] });
const rx = factor<Record<string, unknown>>("rx", { levels: ["Obs", "Lev", "Lev+5FU"] });
const models: Readonly<Record<string, { covariates: Term<Record<string, unknown>>[]; [option: string]: unknown }>> = {
  "two arms, factor, all": { covariates: ["trt", cell, "karno"] },
  "interaction, treated, breslow": { covariates: ["trt", "karno", interaction("trt", "karno"), cell] },
  "interaction, control": { covariates: ["trt", "karno", interaction("trt", "karno")] },
  strata: { covariates: [sex, "age"], strata: "ph.ecog" },
  "sampling weights": { covariates: [sex, "age", "ph.ecog"], weights: "sampling", weightType: "sampling" },
  "treatment as strata": { covariates: [], strata: "sex" },
  "three arms": { covariates: [rx, "nodes", "extent"] },
};

/** The models of the script. */
export const adjustedCases = effects.adjusted.map((expected) => ({
  expected,
  data: effectData[expected.data]!,
  spec: { time: "time", event: "event", ties: expected.ties, ...models[expected.name]! },
}));

/** Estimates and standard errors of the levels, in the order of the script. */
export function flat(effect: SurvivalEffect): { estimates: (number | null)[]; errors: (number | null)[] } {
  const all = effect.levels.flatMap(({ survival, restrictedMean }) => [...survival, restrictedMean!]);
  return { estimates: all.map(({ estimate }) => estimate), errors: all.map(({ standardError }) => standardError) };
}

/** Uniform numbers of a linear congruential generator. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
