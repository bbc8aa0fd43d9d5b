import type { DoseAction, DoseActionLists } from "../types.js";

/** CDISC's terms for what was done about the dose, by what they mean; "UNKNOWN" is missing. */
export const ACTION_TERMS: Required<DoseActionLists> = {
  interruption: ["DRUG INTERRUPTED"],
  reduction: ["DOSE REDUCED", "DOSE RATE REDUCED"],
  discontinuation: ["DRUG WITHDRAWN"],
  none: ["DOSE NOT CHANGED", "DOSE INCREASED", "NOT APPLICABLE"],
};

/** The term of an action; a value that is one already stays. */
export function actionTerm(value: string, action: DoseAction | null): string {
  const terms = ACTION_TERMS[action ?? "none"];
  return terms.includes(value) ? value : String(terms[0]);
}
