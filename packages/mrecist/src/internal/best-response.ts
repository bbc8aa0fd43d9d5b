import type { BestResponse, ResolvedOptions, TumorResponse } from "../types.js";
import { BEST_RESPONSES } from "./responses.js";

/** Best response of the visits after baseline (`days` begin with it) up to the first PD. */
export function bestResponse(
  responses: readonly TumorResponse[],
  days: readonly number[],
  rules: ResolvedOptions,
): BestResponse {
  if (responses.length === 0) return rules.missingAsNe ? "NE" : "MISSING";
  const counted = countedResponses(responses, days, rules);
  let best = BEST_RESPONSES.indexOf("NE");
  for (let i = 0; i < counted.length; i++) {
    const response = counted[i]!;
    const stable = response === "SD" || response === "NON-CR/NON-PD";
    const counts = !stable || days[i + 1]! - days[0]! >= rules.minSdDays;
    if (counts) best = Math.min(best, BEST_RESPONSES.indexOf(response));
  }
  return BEST_RESPONSES[best]!;
}

/** Responses up to the first PD as they count with the confirmation that the rules ask for. */
export function countedResponses(
  responses: readonly TumorResponse[],
  days: readonly number[],
  { confirmDays }: Pick<ResolvedOptions, "confirmDays">,
): readonly TumorResponse[] {
  const first = responses.indexOf("PD");
  const seen = first < 0 ? responses : responses.slice(0, first + 1);
  return confirmDays === null ? seen : seen.map((_, i) => confirmed(seen, i, days, confirmDays));
}

/**
 * CR and PR as they count with confirmation: CR by a CR, PR by a PR or CR at least `confirmDays` later, with nothing worse
 * and at most one NE in between; SD otherwise.
 */
function confirmed(
  responses: readonly TumorResponse[],
  visit: number,
  days: readonly number[],
  confirmDays: number,
): TumorResponse {
  const response = responses[visit]!;
  if (response !== "CR" && response !== "PR") return response;
  let notEvaluable = 0;
  for (let v = visit + 1; v < responses.length; v++) {
    const next = responses[v]!;
    if (next === "NE") notEvaluable++;
    else if (next !== "CR" && next !== response) break;
    if (notEvaluable > 1) break;
    if (next !== "NE" && days[v + 1]! - days[visit + 1]! >= confirmDays) return response;
  }
  return "SD";
}
