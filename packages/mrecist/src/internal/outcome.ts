import type { BestResponse, ResolvedOptions, TumorResponse } from "../types.js";
import { bestResponse } from "./best-response.js";

/** What the responses of a component come to over all visits. */
export interface Outcome {
  readonly best: BestResponse;
  readonly firstProgressionDay: number | null;
  readonly lastAssessmentDay: number;
}

/** `days` begin with the baseline, `responses` with the first visit after it. */
export function outcomeOf(
  responses: readonly TumorResponse[],
  days: readonly number[],
  rules: ResolvedOptions,
): Outcome {
  const first = responses.indexOf("PD");
  let last = responses.length;
  while (last > 0 && responses[last - 1] === "NE") last--;
  return {
    best: bestResponse(responses, days, rules),
    firstProgressionDay: first < 0 ? null : days[first + 1]!,
    lastAssessmentDay: days[last]!,
  };
}
