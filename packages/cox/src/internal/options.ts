import { checkLevel, checkOptions, InputError, oneOf } from "@hcc/data";
import type { CoxOptions, CoxTies } from "../types.js";

const COMMON = [
  "time",
  "event",
  "entry",
  "id",
  "offset",
  "cluster",
  "strata",
  "where",
  "missing",
  "weights",
  "weightType",
  "ties",
  "conventions",
  "level",
] as const;
const REMEDIES = { robust: 'it follows from cluster, or from weights with weightType "sampling"' };

/** Options of the specification of a model beside the common ones. */
export const FIT_OPTIONS = ["covariates", "tests", "interval"] as const;

/** Options with their defaults; unknown ones, and those that a later version will understand, are errors. */
export function resolveOptions(
  call: string,
  spec: CoxOptions,
  own: readonly string[],
): { ties: CoxTies; level: number } {
  checkOptions(call, spec, [...COMMON, ...own], REMEDIES);
  const conventions = oneOf("conventions", spec.conventions, ["r", "spss"], "r");
  return {
    ties: oneOf("ties", spec.ties, ["efron", "breslow"], conventions === "spss" ? "breslow" : "efron"),
    level: checkLevel(spec.level ?? 0.95),
  };
}

/** Refuses what is no list of terms; a text would be read as a list of letters. */
export function checkTerms(name: string, terms: unknown): void {
  if (Array.isArray(terms)) return;
  throw new InputError("option", `${name} is not a list: give an array of terms`, { column: name });
}
