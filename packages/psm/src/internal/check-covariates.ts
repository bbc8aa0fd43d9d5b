import { type AnyTerm, InputError } from "@hcc/data";

/** Checks the covariates of a call before its data are read. */
export function checkCovariates(covariates: unknown): readonly AnyTerm[] {
  if (Array.isArray(covariates) && covariates.length > 0) return covariates as readonly AnyTerm[];
  throw new InputError("option", "covariates is empty: name at least one", { column: "covariates" });
}
