import type { AnyTerm } from "@hcc/data";

/** How many terms a list entry stands for: several for named channels and for a matrix. */
export function termCount(term: AnyTerm): number {
  if (typeof term === "string") return 1;
  if (term.type === "matrix") return term.names.length;
  return term.type === undefined ? Object.keys(term).length : 1;
}
