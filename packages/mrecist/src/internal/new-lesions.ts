import type { NewLesion, ResolvedOptions, ResponseFlag } from "../types.js";
import { isExtrahepatic, isNode, isVessel, type Lesion, type Series } from "./lesion.js";
import type { Cell } from "./read-cell.js";
import { CITATION } from "./rules.js";

/** A new lesion with what the visits need to know of it. */
export interface NewLesionCourse extends NewLesion {
  readonly group: "hepatic" | "vascular" | "extrahepatic";
  readonly text: string;
  readonly citation: string;
  readonly flags: readonly ResponseFlag[];
}

/** Longest diameter known, in tenths of mm. */
const sizeOf = (cell: Cell): number | null =>
  cell.total ?? (cell.enhancing === false && cell.viable === null ? 0 : cell.viable);

function isSeen(cell: Cell | null): cell is Cell {
  if (cell === null || cell.notEvaluable) return false;
  return cell.finding !== null || sizeOf(cell) !== 0;
}

/** The new lesions of a patient: first detection, and the visit at which each met the criteria of progression. */
export function newLesionCourses(series: Series, rules: ResolvedOptions): NewLesionCourse[] {
  const courses: NewLesionCourse[] = [];
  for (const lesion of series.lesions) {
    if (lesion.role !== "new") continue;
    const first = lesion.cells.findIndex(isSeen);
    if (first < 0) continue;
    const group = isVessel(lesion.site) ? "vascular" : isExtrahepatic(lesion.site) ? "extrahepatic" : "hepatic";
    const judge = group === "hepatic" ? judgeHepatic : group === "vascular" ? judgeVascular : judgeExtrahepatic;
    const seen: Seen = { first: lesion.cells[first]!, typical: false, pattern: false, flags: [] };
    let met: Verdict | null = null;
    let metDay: number | null = null;
    for (let v = first; v < series.days.length && met === null; v++) {
      const cell = lesion.cells[v] ?? null;
      if (!isSeen(cell)) continue;
      met = judge(cell, lesion, rules, seen);
      if (met !== null) metDay = series.days[v]!;
    }
    if (group === "hepatic" && !seen.pattern) seen.flags.push("new-lesion-pattern-not-stated");
    const day = series.days[first]!;
    if (metDay !== null && metDay > day) seen.flags.push("retrospective-progression");
    if (met === null) seen.flags.push(group === "vascular" ? "bland-new-thrombus" : "new-lesion-pending");
    const dated = metDay === null || metDay === day ? "" : `; met on day ${metDay}, dated at its first detection`;
    courses.push({
      lesion: lesion.id,
      site: lesion.site,
      group,
      firstDetectedDay: day,
      criteriaMetDay: metDay,
      rule: met?.rule ?? "new-lesion.pending",
      text: `${lesion.id}: ${met?.text ?? "new, does not meet the criteria of progression"}${dated}`,
      citation: met?.citation ?? rules.citation,
      flags: seen.flags,
    });
  }
  return courses;
}

interface Seen {
  readonly first: Cell;
  typical: boolean;
  pattern: boolean;
  readonly flags: ResponseFlag[];
}

interface Verdict {
  readonly rule: string;
  readonly text: string;
  readonly citation: string;
}

type Judge = (cell: Cell, lesion: Lesion, rules: ResolvedOptions, seen: Seen) => Verdict | null;

const judgeHepatic: Judge = (cell, _lesion, rules, seen) => {
  const size = sizeOf(cell);
  const firstSize = sizeOf(seen.first);
  const least = Math.round(rules.newHepaticMinMm * 10);
  const growth = Math.round(rules.newHepaticGrowthMm * 10);
  if (cell.finding === "new-lesion-typical") seen.typical = true;
  if (cell.finding !== null) seen.pattern = true;
  if (cell.finding === "unequivocal-progression") {
    return {
      rule: "new-lesion.unequivocal",
      text: "new hepatic lesion, unequivocal as stated",
      citation: CITATION.recist,
    };
  }
  if (rules.newHepaticPattern === "any") {
    if (cell.finding !== "new-lesion-atypical" && (seen.typical || seen.first.finding === null)) {
      return { rule: "new-lesion.recist", text: "new hepatic lesion", citation: CITATION.recist };
    }
  } else if (seen.typical && (size === null || size >= least)) {
    if (size === null) seen.flags.push("new-lesion-size-missing");
    const diameter = size === null ? "diameter not given" : `${size / 10} mm (at least ${least / 10} mm)`;
    return {
      rule: "new-lesion.typical",
      text: `new hepatic lesion of typical pattern, ${diameter}`,
      citation: CITATION.mrecist,
    };
  }
  if (size !== null && firstSize !== null && size - firstSize >= growth) {
    return {
      rule: "new-lesion.growth",
      text: `new hepatic lesion grown from ${firstSize / 10} mm to ${size / 10} mm (at least ${growth / 10} mm)`,
      citation: CITATION.mrecist,
    };
  }
  return null;
};

const judgeVascular: Judge = (cell) =>
  cell.enhancing === false && cell.finding !== "unequivocal-progression"
    ? null
    : { rule: "new-lesion.thrombus", text: "new tumor thrombus", citation: CITATION.here };

const judgeExtrahepatic: Judge = (cell, lesion, rules, seen) => {
  const size = sizeOf(cell);
  const porta = lesion.site === "porta-hepatis-node";
  const least = porta
    ? Math.round(rules.portaHepatisNodeMinMm * 10)
    : isNode(lesion.site)
      ? Math.round(rules.newNodeMinMm * 10)
      : 0;
  if (lesion.site === "effusion") {
    if (cell.cytology === "malignant") {
      return { rule: "new-lesion.effusion", text: "new effusion, malignant by cytology", citation: CITATION.mrecist };
    }
    if (!seen.flags.includes("effusion-without-cytology")) seen.flags.push("effusion-without-cytology");
    return null;
  }
  if (cell.finding === "unequivocal-progression") {
    return {
      rule: "new-lesion.unequivocal",
      text: "new extrahepatic lesion, unequivocal as stated",
      citation: CITATION.recist,
    };
  }
  if (size !== null && size < least) return null;
  if (size === null && least > 0) seen.flags.push("new-lesion-size-missing");
  const text =
    least > 0 && size !== null
      ? `new lymph node of ${size / 10} mm (at least ${least / 10} mm)`
      : "new extrahepatic lesion";
  return { rule: "new-lesion.extrahepatic", text, citation: porta ? CITATION.mrecist : CITATION.recist };
};
