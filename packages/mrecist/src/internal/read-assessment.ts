import { InputError } from "@hcc/data";
import type { AssessmentSpec } from "../types.js";
import type { Assessment } from "./engine.js";
import { resolveProfile } from "./resolve-profile.js";

/** The rules and switches of an assessment, checked. */
export function readAssessment({ criteria, options = {}, strict = false, trace = true }: AssessmentSpec): Assessment {
  for (const [name, value] of Object.entries({ strict, trace })) {
    if (typeof value === "boolean") continue;
    throw new InputError("option", `${name} is ${String(value)}: give true or false`, { column: name });
  }
  return { rules: resolveProfile(criteria, options), strict, trace };
}
