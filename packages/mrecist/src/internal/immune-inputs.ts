import type { DiseaseVisit } from "./disease.js";
import type { ImmuneInput } from "./immune.js";
import type { Series } from "./lesion.js";
import type { NewLesionCourse } from "./new-lesions.js";

/** What iRECIST needs of each visit after baseline. */
export function immuneInputs(
  { lesions, days }: Series,
  disease: readonly DiseaseVisit[],
  counted: readonly NewLesionCourse[],
): ImmuneInput[] {
  return disease.map(({ target, nonTarget, response }, i): ImmuneInput => {
    let newLesions = 0;
    let newSum = 0;
    let newComplete = true;
    let newProgressed = 0;
    for (const { lesion, firstDetectedDay } of counted) {
      const cell = lesions.find(({ id }) => id === lesion)!.cells[i + 1] ?? null;
      const size = cell === null ? null : (cell.total ?? cell.viable);
      const gone = size === 0 || (size === null && cell?.enhancing === false);
      if (firstDetectedDay > days[i + 1]! || cell === null || cell.notEvaluable || gone) continue;
      newLesions++;
      newSum += size ?? 0;
      if (size === null) newComplete = false;
      if (cell.finding === "unequivocal-progression") newProgressed++;
    }
    return {
      target: target?.response ?? null,
      sum: target?.part ?? 0,
      complete: target === null || target.missing.length === 0,
      nonTarget,
      newLesions,
      newSum,
      newComplete,
      newProgressed,
      withoutNew: response,
    };
  });
}
