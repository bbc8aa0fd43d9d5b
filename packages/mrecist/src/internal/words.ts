import type { InputErrorCode } from "@hcc/data";
import type { Cytology, LesionFinding, LesionRole, LesionSite } from "../types.js";

/** Raises an InputError that says where the value is. */
export type Fail = (code: InputErrorCode, text: string, column: string) => never;

export const ROLES: readonly string[] = ["target", "non-target", "thrombus", "new"] satisfies LesionRole[];
export const CYTOLOGIES: readonly string[] = ["malignant", "benign", "not-done"] satisfies Cytology[];
export const MODALITIES: readonly string[] = ["CT", "MRI"];
export const NEW_FINDINGS: readonly string[] = [
  "new-lesion-typical",
  "new-lesion-atypical",
  "new-extrahepatic",
] satisfies LesionFinding[];
export const FINDINGS: readonly string[] = [
  ...NEW_FINDINGS,
  ...(["unequivocal-progression", "new-enhancement", "not-assessable"] satisfies LesionFinding[]),
];
export const SITES: readonly string[] = [
  "liver",
  "portal-vein",
  "hepatic-vein",
  "porta-hepatis-node",
  "lymph-node",
  "lung",
  "bone",
  "peritoneum",
  "adrenal",
  "brain",
  "effusion",
  "other",
] satisfies LesionSite[];

/** A value as a message shows it: texts in quotes, so that "5" is not taken for 5. */
export const quoted = (value: unknown): string => (typeof value === "string" ? JSON.stringify(value) : String(value));

export function checkWord(value: unknown, allowed: readonly string[], column: string, fail: Fail): void {
  if (allowed.includes(value as string)) return;
  fail("unknown-level", `${column} is ${quoted(value)}: give one of ${allowed.join(", ")}`, column);
}
