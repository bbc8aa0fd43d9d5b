import type { BestResponse, LesionSite } from "../types.js";
import { BEST_RESPONSES } from "./responses.js";

/** Parts of the disease, with the endings of their parameters. */
export const PARTS = [
  { component: "overall", suffix: "", part: "" },
  { component: "intrahepatic", suffix: "IH", part: "Intrahepatic " },
  { component: "thrombus", suffix: "THR", part: "Thrombus " },
] as const;

/** AVAL of a response: CR 1, PR 2, SD 3, NON-CR/NON-PD 4, PD 5, NE 6, MISSING 7. */
export const responseCode = (response: BestResponse): number => BEST_RESPONSES.indexOf(response) + 1;

/** PARCAT3 of the named criteria; others go by their own name. */
const PARCAT3: Readonly<Record<string, string>> = {
  mrecist: "MRECIST",
  "recist-1.1": "RECIST 1.1",
  easl: "EASL",
  irecist: "iRECIST",
  "tki-i": "TKI-I",
  who: "WHO",
};

export const criteriaLabel = (name: string): string => (Object.hasOwn(PARCAT3, name) ? PARCAT3[name]! : name);

/** TULOC of the sites. */
export const LOCATIONS: Readonly<Record<LesionSite, string>> = {
  liver: "LIVER",
  "portal-vein": "PORTAL VEIN",
  "hepatic-vein": "HEPATIC VEIN",
  "porta-hepatis-node": "LYMPH NODE, PORTA HEPATIS",
  "lymph-node": "LYMPH NODE",
  lung: "LUNG",
  bone: "BONE",
  peritoneum: "PERITONEUM",
  adrenal: "ADRENAL GLAND",
  brain: "BRAIN",
  effusion: "EFFUSION",
  other: "OTHER",
};

/** What LDIAMn of the liver is under criteria called so; null = not known. */
export function measureOf(label: string): "viable" | "total" | null {
  const name = label.trim().toUpperCase();
  if (name === "MRECIST" || name === "TKI-I") return "viable";
  return name === "RECIST 1.1" || name === "IRECIST" || name === "WHO" ? "total" : null;
}
