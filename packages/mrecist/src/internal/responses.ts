import type { BestResponse } from "../types.js";

/** From the best to the worst, then those without an evaluable response. */
export const BEST_RESPONSES: readonly BestResponse[] = ["CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE", "MISSING"];

/** CR or PR: what the objective response rate counts. */
export const isObjective = (response: BestResponse): boolean => response === "CR" || response === "PR";

/** A response or stable disease: what the disease control rate counts. */
export const isControlled = (response: BestResponse): boolean =>
  isObjective(response) || response === "SD" || response === "NON-CR/NON-PD";
