import { type Design, encodeTerms, InputError, oneOf } from "@hcc/data";
import type { CoxModel, CoxOptions } from "../types.js";
import { type FitOptions, fitDesign } from "./fit-design.js";
import { checkTerms, FIT_OPTIONS, readPenalty, resolveOptions } from "./options.js";
import { type CoxRows, type RowChannels, readRows } from "./read-rows.js";

/** The spec of a Cox model whose channels were typed where it was written. */
export interface LooseSpec extends RowChannels, CoxOptions {
  readonly covariates: readonly unknown[];
  readonly tests?: readonly "score"[];
  readonly interval?: "wald" | "profile-likelihood";
  readonly penalty?: "firth";
}

/** Options with their defaults; what is wrong without a look at the data is an error. */
export function checkSpec(spec: LooseSpec): FitOptions {
  const options = resolveOptions("coxph", spec, FIT_OPTIONS);
  checkTerms("covariates", spec.covariates);
  const penalty = readPenalty(spec, options.ties);
  for (const test of spec.tests ?? []) {
    if (test !== "score")
      throw new InputError("option", `tests holds ${String(test)}: give "score"`, { column: "tests" });
  }
  return {
    ...options,
    score: spec.tests?.includes("score") ?? false,
    interval: oneOf("interval", spec.interval, ["wald", "profile-likelihood"], penalty ? "profile-likelihood" : "wald"),
    penalty,
  };
}

/** A model that is read and coded; it keeps none of the columns that the design was made of. */
export interface CodedCox {
  readonly rows: CoxRows;
  readonly design: Design;
  readonly options: FitOptions;
}

/** Reads the rows and codes the terms. */
export function codeCox(data: unknown, spec: LooseSpec): CodedCox {
  const options = checkSpec(spec);
  const rows = readRows(data, spec, spec.covariates);
  const { terms, n } = rows.frame;
  const design = encodeTerms(terms, n);
  (terms as unknown[]).length = 0;
  return { rows, design, options };
}

/** Reads the rows and fits; `onStep` hears the log partial likelihood of each step towards a maximum. */
export function fitCox(data: unknown, spec: LooseSpec, onStep?: FitOptions["onStep"]): CoxModel {
  const { rows, design, options } = codeCox(data, spec);
  return fitDesign(rows, design, onStep === undefined ? options : { ...options, onStep });
}
