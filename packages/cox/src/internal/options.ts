import { checkOptions, InputError } from "@hcc/data";
import type { CoxOptions, CoxTies } from "../types.js";

const COMMON = [
  "time",
  "event",
  "strata",
  "where",
  "missing",
  "weights",
  "weightType",
  "ties",
  "conventions",
  "level",
] as const;
const LATER = Object.fromEntries(
  ["entry", "id", "offset", "cluster", "robust"].map((name) => [name, "it is not supported yet, fit without it"]),
);

/** Options with their defaults; unknown ones, and those that a later version will understand, are errors. */
export function resolveOptions(
  call: string,
  spec: CoxOptions,
  own: readonly string[],
): { ties: CoxTies; level: number } {
  checkOptions(call, spec, [...COMMON, ...own], LATER);
  const { conventions = "r", level = 0.95 } = spec;
  if (conventions !== "r" && conventions !== "spss") {
    throw new InputError("option", `conventions is ${String(conventions)}: give "r" or "spss"`, {
      column: "conventions",
    });
  }
  const ties: string = spec.ties ?? (conventions === "spss" ? "breslow" : "efron");
  if (ties !== "efron" && ties !== "breslow") {
    throw new InputError("option", `ties is ${ties}: give "efron" or "breslow" ("exact" is not supported yet)`, {
      column: "ties",
    });
  }
  if (!(level > 0 && level < 1)) {
    throw new InputError("option", `level is ${level}: give a number between 0 and 1, for example 0.95`, {
      column: "level",
    });
  }
  return { ties, level };
}

/** Refuses what is no list of terms; a text would be read as a list of letters. */
export function checkTerms(name: string, terms: unknown): void {
  if (Array.isArray(terms)) return;
  throw new InputError("option", `${name} is not a list: give an array of terms`, { column: name });
}
