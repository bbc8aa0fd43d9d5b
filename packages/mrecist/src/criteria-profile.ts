import { InputError } from "@hcc/data";
import { resolveProfile } from "./internal/resolve-profile.js";
import type { CriteriaProfile, ResponseCriteria, ResponseOptions } from "./types.js";

/**
 * A set of response criteria as data: one of the named sets with the fields you override.
 *
 * The result goes where a name goes (`criteria`), prints as JSON, and is what `options` of every result shows.
 *
 * @param base name of the set that gives all fields not overridden.
 * @param overrides `name` and any fields of `ResponseOptions` but `baselineDay`, which belongs to a study.
 * @throws InputError for an unknown name or field, or a value that a field cannot have.
 *
 * @example
 * ```ts
 * import { assessResponse, criteriaProfile } from "@hcc/mrecist";
 * const charter = criteriaProfile("mrecist", { name: "mRECIST, charter 3.1", pdAbsMm: 5 });
 * charter.prDecreasePercent; // => 30
 * const measurements = [40, 10, 12].map((viable, i) => ({ day: 56 * i, lesion: "T1", role: "target" as const, viable }));
 * const overall = (criteria: Parameters<typeof assessResponse>[1]["criteria"]) =>
 *   assessResponse({ measurements }, { criteria }).visits.map((visit) => visit.overall);
 * overall("mrecist"); // => ["PR", "PD"]
 * overall(charter); // => ["PR", "PR"]
 * ```
 *
 * @see Lencioni & Llovet, Semin Liver Dis 2010;30:52-60, https://doi.org/10.1055/s-0030-1247132
 */
export function criteriaProfile(
  base: ResponseCriteria,
  overrides: Omit<ResponseOptions, "baselineDay"> & { readonly name?: string } = {},
): CriteriaProfile {
  const { name, ...fields } = overrides;
  if (name !== undefined && (typeof name !== "string" || name === "")) {
    throw new InputError("option", `name is ${JSON.stringify(name)}: give a text that says what was changed`, {
      column: "name",
    });
  }
  const { baselineDay: _, ...profile } = resolveProfile(base, fields);
  return { ...profile, name: name ?? profile.name };
}
