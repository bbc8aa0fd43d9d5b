import type { NonTargetResponse, TumorResponse } from "../types.js";

/**
 * Overall response of target lesions, non-target lesions and new lesions by the table of mRECIST (Lencioni & Llovet
 * 2010), with the rows of RECIST 1.1 for not evaluable lesions and for patients without target lesions. null = no such
 * lesion at baseline; null for both and no new lesion gives null.
 */
export function overallTable(
  target: TumorResponse | null,
  nonTarget: NonTargetResponse | null,
  newLesion: boolean,
): TumorResponse | null {
  if (newLesion || target === "PD" || nonTarget === "PD") return "PD";
  if (target === null) return nonTarget;
  if (target === "CR") return nonTarget === "CR" || nonTarget === null ? "CR" : "PR";
  return target;
}

/** One response for two groups of non-target lesions. */
export function joinNonTarget(a: NonTargetResponse | null, b: NonTargetResponse | null): NonTargetResponse | null {
  if (a === null || b === null) return a ?? b;
  for (const response of ["PD", "NE", "NON-CR/NON-PD"] as const) if (a === response || b === response) return response;
  return a;
}

/** A thrombus as a non-target lesion: it persists unless it is gone or progresses. */
export function asNonTarget(thrombus: TumorResponse | null): NonTargetResponse | null {
  return thrombus === "PR" || thrombus === "SD" ? "NON-CR/NON-PD" : thrombus;
}

/** The worst of the components that are there: PD, then NE, then the least response. */
export function worstOf(responses: readonly (TumorResponse | null)[]): TumorResponse | null {
  for (const response of ["PD", "NE", "NON-CR/NON-PD", "SD", "PR", "CR"] as const) {
    if (responses.includes(response)) return response;
  }
  return null;
}
