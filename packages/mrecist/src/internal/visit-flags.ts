import type { ResponseFlag } from "../types.js";
import type { DiseaseVisit } from "./disease.js";
import { isViable, type Series } from "./lesion.js";
import type { NewLesionCourse } from "./new-lesions.js";
import type { ThrombusVisit } from "./thrombus.js";

const NONE: readonly ResponseFlag[] = Object.freeze([]);

/** What a reader of a visit should look at, sorted. */
export function visitFlags(
  { lesions, days }: Series,
  visit: number,
  disease: DiseaseVisit,
  clots: readonly ThrombusVisit[],
  courses: readonly NewLesionCourse[],
): readonly ResponseFlag[] {
  const flags: ResponseFlag[] = [];
  for (const flag of disease.target?.flags ?? NONE) flags.push(flag);
  if (disease.nonTargetRule === "non-target.marker") flags.push("marker-not-normal");
  const { unproven, effusions } = disease.state;
  if (unproven.length > 0 || (disease.completeDay !== null && effusions.length > 0)) {
    flags.push("effusion-without-cytology");
  }
  for (const clot of clots) flags.push(...clot.flags);
  for (const course of courses) if (course.firstDetectedDay === days[visit]) flags.push(...course.flags);
  for (const lesion of lesions) {
    const cell = lesion.cells[visit] ?? null;
    if (cell === null) {
      if (lesion.role !== "new") flags.push("lesion-not-measured");
      continue;
    }
    const thrombus = lesion.role === "thrombus";
    for (const flag of cell.flags) {
      const concerns =
        flag === "too-small"
          ? lesion.role === "target"
          : flag === "viable-without-enhancement"
            ? isViable(lesion) && !thrombus
            : isViable(lesion) || thrombus;
      if (concerns) flags.push(flag);
    }
  }
  if (flags.length === 0) return NONE;
  // A copy takes only the room that it needs, of results that are kept.
  return flags.length === 1 ? flags.slice() : [...new Set(flags)].sort();
}
