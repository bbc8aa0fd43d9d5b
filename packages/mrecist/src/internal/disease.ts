import type { NonTargetResponse, ResolvedOptions, TumorResponse } from "../types.js";
import type { Lesion } from "./lesion.js";
import { type NonTargetState, nonTargetResponse, nonTargetState } from "./non-target.js";
import { overallTable } from "./overall-table.js";
import { assessTargets, type TargetVisit } from "./target.js";

type NonTargetRule =
  | "non-target.pd"
  | "non-target.pd-reappearance"
  | "non-target.ne"
  | "non-target.marker"
  | "non-target.non-cr-non-pd"
  | "non-target.cr";

const RESPONSES: Readonly<Record<NonTargetRule, NonTargetResponse>> = {
  "non-target.pd": "PD",
  "non-target.pd-reappearance": "PD",
  "non-target.ne": "NE",
  "non-target.marker": "NON-CR/NON-PD",
  "non-target.non-cr-non-pd": "NON-CR/NON-PD",
  "non-target.cr": "CR",
};

/** Judgement of a set of target and non-target lesions at a visit; null where there are none of a kind. */
export interface DiseaseVisit {
  readonly target: TargetVisit | null;
  readonly nonTarget: NonTargetResponse | null;
  readonly nonTargetRule: NonTargetRule | null;
  readonly state: NonTargetState;
  /** Day of the complete response of both kinds before this visit. */
  readonly completeDay: number | null;
  /** By the overall table, without new lesions. */
  readonly response: TumorResponse | null;
}

/** Judges a set of target and non-target lesions at each visit after baseline. `abnormal`: whether a marker is raised then. */
export function assessDisease(
  targets: readonly Lesion[],
  nonTargets: readonly Lesion[],
  days: readonly number[],
  abnormal: (visit: number) => boolean,
  rules: ResolvedOptions,
): DiseaseVisit[] {
  const judged = assessTargets(targets, days, rules);
  let completeDay: number | null = null;
  const visits: DiseaseVisit[] = [];
  for (let v = 1; v < days.length; v++) {
    const target = judged[v - 1] ?? null;
    const state = nonTargetState(nonTargets, v);
    // Where there is no non-target lesion, the marker prevents the complete response of the targets.
    const cleared = nonTargets.length > 0 || target?.response === "CR";
    const nonTargetRule = judgeNonTargets(state, completeDay !== null, cleared && abnormal(v));
    const nonTarget = nonTargetRule === null ? null : RESPONSES[nonTargetRule];
    const response = overallTable(target?.response ?? null, nonTarget, false);
    visits.push({ target, nonTarget, nonTargetRule, state, completeDay, response });
    if (response === "CR") completeDay ??= days[v]!;
  }
  return visits;
}

function judgeNonTargets(state: NonTargetState, wasComplete: boolean, abnormalMarker: boolean): NonTargetRule | null {
  const response = nonTargetResponse(state);
  if (response === "PD") return "non-target.pd";
  if (wasComplete && state.present.length > state.effusions.length) return "non-target.pd-reappearance";
  if (response === "NE") return "non-target.ne";
  if (response === "NON-CR/NON-PD") return "non-target.non-cr-non-pd";
  if (abnormalMarker) return "non-target.marker";
  return response === null ? null : "non-target.cr";
}
