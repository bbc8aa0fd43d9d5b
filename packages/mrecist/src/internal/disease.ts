import type { NonTargetResponse, ResolvedOptions, ResponseCriteria, TraceEntry, TumorResponse } from "../types.js";
import { nonTargetResponse, nonTargetState } from "./non-target.js";
import { overallTable } from "./overall-table.js";
import { CITATION, entry } from "./rules.js";
import type { Lesion } from "./series.js";
import { assessTargets, type TargetVisit } from "./target.js";

export interface DiseaseVisit {
  readonly target: TargetVisit;
  readonly nonTarget: NonTargetResponse | null;
  /** By the overall table, without new lesions. */
  readonly response: TumorResponse | null;
  readonly trace: readonly TraceEntry[];
}

/** Responses of a set of target and non-target lesions at each visit after baseline. */
export function assessDisease(
  targets: readonly Lesion[],
  nonTargets: readonly Lesion[],
  days: readonly number[],
  criteria: ResponseCriteria,
  options: ResolvedOptions,
): DiseaseVisit[] {
  const tissue = criteria === "recist-1.1" ? "tumour" : "enhancement";
  const citation = criteria === "recist-1.1" ? CITATION.recist : CITATION.mrecist;
  let completeDay: number | null = null;
  return assessTargets(targets, days, criteria, options, "target").map((target, i) => {
    const day = days[i + 1]!;
    const state = nonTargetState(nonTargets, i + 1);
    let nonTarget = nonTargetResponse(state);
    const trace = [...target.trace];
    const note = (rule: string, text: string, cite = citation): void => {
      trace.push(entry("non-target", rule, nonTarget, `${nonTarget}: ${text}`, cite));
    };
    if (nonTarget === "PD") {
      note("non-target.pd", `unequivocal progression of ${state.progressed.join(", ")}, as stated by the reader`);
    } else if (completeDay !== null && state.present.length > 0) {
      nonTarget = "PD";
      note(
        "non-target.pd-reappearance",
        `${tissue} in ${state.present.join(", ")} after complete response on day ${completeDay}`,
        CITATION.recist,
      );
    } else if (nonTarget === "NE") note("non-target.ne", `${state.missing.join(", ")} not evaluable`, CITATION.recist);
    else if (nonTarget === "NON-CR/NON-PD")
      note("non-target.non-cr-non-pd", `${tissue} persists in ${state.present.join(", ")}`);
    else if (nonTarget === "CR") note("non-target.cr", `no ${tissue} left in any non-target lesion`);
    const response = overallTable(target.response, nonTarget, false);
    if (response === "CR") completeDay ??= day;
    return { target, nonTarget, response, trace };
  });
}
