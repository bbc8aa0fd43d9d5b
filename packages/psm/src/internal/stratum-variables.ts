import { InputError, type TermColumn } from "@hcc/data";

/** Refuses covariates that have no values of their own to make strata of, and two of one name. */
export function checkStratumTerms(terms: readonly TermColumn[]): readonly TermColumn[] {
  const names = new Set<string>();
  for (const { name, transform, part } of terms) {
    if (transform !== "identity" || part > 0) {
      throw new InputError(
        "option",
        `"${name}" is part of a model's term: give the field, or { name: accessor } for a number made of it`,
        { column: name },
      );
    }
    if (names.has(name)) {
      throw new InputError("duplicate", `the covariate "${name}" is given twice: list each once`, { column: name });
    }
    names.add(name);
  }
  return terms;
}
