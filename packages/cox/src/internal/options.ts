import { InputError } from "@hcc/data";
import type { CoxOptions, CoxTies } from "../types.js";

const LATER = ["entry", "id", "offset", "cluster", "robust"];

/** Options with their defaults; everything that a later version will understand is an error now. */
export function resolveOptions(spec: CoxOptions): { ties: CoxTies; level: number } {
  for (const name of LATER) {
    if (name in spec && (spec as Record<string, unknown>)[name] !== undefined) {
      throw new InputError("option", `"${name}" is not supported yet: fit without it`, { column: name });
    }
  }
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
