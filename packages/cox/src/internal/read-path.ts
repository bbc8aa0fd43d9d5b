import { type AnyTerm, checkOptions, type Design, encodeTerms, InputError } from "@hcc/data";
import type { CoxOptions } from "../types.js";
import { rowProblem } from "./fit-design.js";
import { checkTerms, resolveOptions } from "./options.js";
import type { LambdaSequence, PathProblem } from "./penalized-path.js";
import { type CoxRows, type RowChannels, readRows } from "./read-rows.js";

/** Options of a path, untyped where the row type matters. */
export interface PathOptions extends RowChannels, Pick<CoxOptions, "ties" | "conventions"> {
  readonly covariates: unknown;
  readonly alpha?: number;
  readonly lambda?: ArrayLike<number>;
  readonly lambdaCount?: number;
  readonly lambdaRatio?: number;
  readonly penaltyFactor?: { readonly [term: string]: number };
  readonly standardize?: boolean;
}

/** A path to be fitted, and the rows that it was read from. */
export interface ReadPath {
  readonly read: CoxRows;
  readonly design: Design;
  readonly problem: PathProblem;
  readonly sequence: Float64Array | LambdaSequence;
}

const OPTIONS = [
  "time",
  "event",
  "entry",
  "id",
  "offset",
  "strata",
  "where",
  "missing",
  "weights",
  "weightType",
  "ties",
  "conventions",
  "covariates",
  "alpha",
  "lambda",
  "lambdaCount",
  "lambdaRatio",
  "penaltyFactor",
  "standardize",
] as const;
const WITHOUT = "penalized estimates have no standard errors or intervals: leave it out";

/** Reads the rows, the columns and the penalties of a call. */
export function readPath(call: string, data: unknown, spec: PathOptions, own: readonly string[] = []): ReadPath {
  checkOptions(call, spec, [...OPTIONS, ...own], { level: WITHOUT, cluster: WITHOUT });
  const { ties } = resolveOptions(call, spec as CoxOptions, [...OPTIONS, ...own]);
  if (ties === "exact") fail("ties", ties, 'penalized models have "efron" and "breslow"');
  const { covariates, alpha = 1, standardize = true, lambda, lambdaCount = 100, lambdaRatio } = spec;
  checkTerms("covariates", covariates);
  if (!(alpha >= 0 && alpha <= 1)) fail("alpha", alpha, "give a number from 0 (ridge) to 1 (lasso)");
  if (typeof standardize !== "boolean") fail("standardize", standardize, "give true or false");
  if (!(Number.isInteger(lambdaCount) && lambdaCount >= 2)) fail("lambdaCount", lambdaCount, "give 2 or more");
  if (lambdaRatio !== undefined && !(lambdaRatio > 0 && lambdaRatio < 1)) {
    fail("lambdaRatio", lambdaRatio, "give the smallest lambda divided by the largest, between 0 and 1");
  }
  if (lambda !== undefined && (spec.lambdaCount !== undefined || lambdaRatio !== undefined)) {
    throw new InputError(
      "option",
      `${call}: lambda is given, so lambdaCount and lambdaRatio have no meaning: leave them out`,
      {
        column: "lambda",
      },
    );
  }
  const read = readRows(data, spec, covariates as readonly AnyTerm[]);
  const design = encodeTerms(read.frame.terms, read.frame.n);
  if (design.p === 0)
    throw new InputError("option", `${call}: covariates is empty: give at least one term`, { column: "covariates" });
  const { rank, entryRank, event, weight, stratum, offset } = rowProblem(read);
  return {
    read,
    design,
    problem: {
      rows: { rank, entryRank, event, weight, stratum, offset, columns: design.values },
      ties,
      alpha,
      standardize,
      factors: penaltyFactors(design, spec.penaltyFactor ?? {}),
    },
    sequence:
      lambda === undefined
        ? { count: lambdaCount, ratio: lambdaRatio ?? (design.n < design.p ? 0.01 : 1e-4) }
        : lambdas(lambda),
  };
}

function fail(option: string, found: unknown, remedy: string): never {
  throw new InputError("option", `${option} is ${String(found)}: ${remedy}`, { column: option });
}

function lambdas(given: ArrayLike<number>): Float64Array {
  if (typeof given !== "object" || given === null || !(given.length > 0)) {
    fail("lambda", given, "give a list of at least one number");
  }
  const values = Float64Array.from(given).sort().reverse();
  for (const value of values) {
    if (!(Number.isFinite(value) && value >= 0)) fail("lambda", value, "give finite numbers of 0 or more");
  }
  return values;
}

/** Penalty factor of each column, scaled so that their mean is 1. */
function penaltyFactors(design: Design, given: { readonly [term: string]: number }): Float64Array {
  const names = design.terms.map(({ name }) => name);
  for (const [term, factor] of Object.entries(given)) {
    if (!names.includes(term)) {
      throw new InputError("option", `penaltyFactor names "${term}": the terms are ${names.join(", ")}`, {
        column: "penaltyFactor",
      });
    }
    if (!(Number.isFinite(factor) && factor >= 0))
      fail(`penaltyFactor of "${term}"`, factor, "give a number of 0 or more");
  }
  const factors = Float64Array.from(design.columns, ({ term }) => (Object.hasOwn(given, term) ? given[term]! : 1));
  const mean = factors.reduce((sum, value) => sum + value, 0) / factors.length;
  if (!(mean > 0)) {
    throw new InputError("option", "every penaltyFactor is 0: fit coxph, or penalize a term", {
      column: "penaltyFactor",
    });
  }
  return factors.map((value) => value / mean);
}
