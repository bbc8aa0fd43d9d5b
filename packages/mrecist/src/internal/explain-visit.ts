import type { NonTargetResponse, ResolvedOptions, TraceEntry, TumorResponse } from "../types.js";
import type { DiseaseVisit } from "./disease.js";
import type { ImmuneVisit } from "./immune.js";
import type { NewLesionCourse } from "./new-lesions.js";
import { CITATION, entry } from "./rules.js";

const say = (response: TumorResponse | null): string => response ?? "none";
const yes = (value: boolean): string => (value ? "yes" : "no");

export const explainNewLesion = (course: NewLesionCourse): TraceEntry =>
  entry("new-lesion", course.rule, course.criteriaMetDay === null ? null : "PD", course.text, course.citation, {
    referenceDay: course.firstDetectedDay,
  });

export function explainIntrahepatic(
  response: TumorResponse | null,
  liver: DiseaseVisit,
  newHepatic: boolean,
  hasLiver: boolean,
  rules: ResolvedOptions,
): TraceEntry {
  const text = hasLiver
    ? `${response}: liver targets ${say(liver.target?.response ?? null)}, liver non-targets ${say(liver.nonTarget)}, new hepatic lesion ${yes(newHepatic)}`
    : "no lesion of the liver at baseline";
  return entry("intrahepatic", "intrahepatic.table", response, text, rules.citation);
}

export const explainImmune = ({ response, overall, text }: ImmuneVisit): TraceEntry =>
  entry("immune", `immune.${response.toLowerCase()}`, overall, `${response}: ${text}`, CITATION.irecist);

/** `other`: what the other rule of joining the components would have answered, where it differs. */
export function explainOverall(
  overall: TumorResponse,
  from: {
    readonly rules: ResolvedOptions;
    readonly target: TumorResponse | null;
    readonly nonTarget: NonTargetResponse | null;
    readonly thrombus: TumorResponse | null;
    readonly newLesion: boolean;
    readonly other: TumorResponse | null;
    readonly immune: ImmuneVisit | null;
  },
): TraceEntry {
  const { rules, target, nonTarget, thrombus, newLesion, other, immune } = from;
  const worst = rules.thrombus === "component" && rules.overallRule === "worst";
  const rule = immune !== null ? "overall.immune" : worst ? "overall.worst" : "overall.table";
  const alternatives =
    other === null ? [] : [worst ? `by the mRECIST table: ${other}` : `by the worst of the components: ${other}`];
  const text = `${overall}: targets ${say(target)}, non-targets ${say(nonTarget)}, thrombus ${say(thrombus)}, new lesion ${yes(newLesion)}`;
  return entry("overall", rule, overall, text, thrombus !== null ? CITATION.here : rules.citation, { alternatives });
}
