import type { NonTargetResponse, ResolvedOptions, TraceEntry, TumorResponse } from "../types.js";
import type { DiseaseVisit } from "./disease.js";
import { type DiseaseBase, explainDisease } from "./explain-disease.js";
import { explainThrombus } from "./explain-thrombus.js";
import { explainImmune, explainIntrahepatic, explainNewLesion, explainOverall } from "./explain-visit.js";
import type { ImmuneVisit } from "./immune.js";
import type { NewLesionCourse } from "./new-lesions.js";
import type { ThrombusVisit } from "./thrombus.js";

/** What the explanations of all visits of a patient need. */
export interface CourseFacts {
  readonly rules: ResolvedOptions;
  readonly base: DiseaseBase;
  /** Of the lesions of the liver; null where there are no others. */
  readonly liverBase: DiseaseBase | null;
  readonly hasLiver: boolean;
  readonly courses: readonly NewLesionCourse[];
}

/** What was found at a visit. */
export interface VisitFacts {
  readonly day: number;
  readonly disease: DiseaseVisit;
  readonly liver: DiseaseVisit;
  readonly clots: readonly ThrombusVisit[];
  readonly thrombus: TumorResponse | null;
  readonly nonTarget: NonTargetResponse | null;
  readonly newLesion: boolean;
  readonly newHepatic: boolean;
  readonly intrahepatic: TumorResponse | null;
  readonly overall: TumorResponse;
  /** What the other rule of joining the components would have answered, where it differs. */
  readonly other: TumorResponse | null;
  readonly immune: ImmuneVisit | null;
}

/** The trace of a visit. */
export function explainCourse(
  { rules, base, liverBase, hasLiver, courses }: CourseFacts,
  visit: VisitFacts,
): TraceEntry[] {
  const { day, disease, liver, clots, immune } = visit;
  const trace = explainDisease(disease, base, rules);
  for (const clot of clots) trace.push(explainThrombus(clot, base.day, rules));
  for (const course of courses) if (course.firstDetectedDay <= day) trace.push(explainNewLesion(course));
  for (const it of liverBase === null ? [] : explainDisease(liver, liverBase, rules)) {
    trace.push({ ...it, component: "intrahepatic", text: `in the liver: ${it.text}` });
  }
  trace.push(explainIntrahepatic(visit.intrahepatic, liver, visit.newHepatic, hasLiver, rules));
  if (immune !== null) trace.push(explainImmune(immune));
  trace.push(explainOverall(visit.overall, { ...visit, rules, target: disease.target?.response ?? null }));
  return trace;
}
