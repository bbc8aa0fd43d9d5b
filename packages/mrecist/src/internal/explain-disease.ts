import type { ResolvedOptions, TraceEntry } from "../types.js";
import type { DiseaseVisit } from "./disease.js";
import { explainTarget } from "./explain-target.js";
import { CITATION, entry } from "./rules.js";

/** What the explanations of all visits of a set of lesions need. */
export interface DiseaseBase {
  readonly sum: number | null;
  readonly day: number;
  readonly targets: number;
}

/** The trace of a judgement of `assessDisease`. */
export function explainDisease(visit: DiseaseVisit, base: DiseaseBase, rules: ResolvedOptions): TraceEntry[] {
  const { target, nonTarget, nonTargetRule, state, completeDay } = visit;
  const trace = target === null ? [] : [explainTarget(target, base.sum!, base.targets, base.day, rules)];
  if (nonTargetRule === null) return trace;
  const tissue = rules.measure.startsWith("total") ? "tumor" : "enhancement";
  const unproven =
    state.unproven.length === 0
      ? ""
      : `; ${state.unproven.join(", ")} worsened, but an effusion is progression only with malignant cytology`;
  const texts = {
    "non-target.pd": `unequivocal progression of ${state.progressed.join(", ")}, as stated by the reader`,
    "non-target.pd-reappearance": `${tissue} in ${state.present.join(", ")} after complete response on day ${completeDay}`,
    "non-target.ne": `${state.missing.join(", ")} not evaluable`,
    "non-target.marker": "a tumor marker is not normal, which complete response needs",
    "non-target.non-cr-non-pd": `${tissue} persists in ${state.present.join(", ")}`,
    "non-target.cr": `no ${tissue} left in any non-target lesion`,
  };
  const ofRecist = ["non-target.pd-reappearance", "non-target.ne", "non-target.marker"].includes(nonTargetRule);
  trace.push(
    entry(
      "non-target",
      nonTargetRule,
      nonTarget,
      `${nonTarget}: ${texts[nonTargetRule]}${unproven}`,
      ofRecist ? CITATION.recist : rules.citation,
    ),
  );
  return trace;
}
