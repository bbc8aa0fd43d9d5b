import type { CriteriaProfile, NonTargetResponse, TumorResponse } from "../src/index.js";
import {
  contribution,
  cytologyAt,
  hasGrown,
  hasShrunk,
  isInLiver,
  isNode,
  isPresent,
  isVessel,
  type Lesion,
  leastPresent,
  smallest,
  states,
  tenths,
} from "./oracle-lesion.js";

/** Responses of the targets at the visits `days` after the day `start`. */
export function targetResponses(
  targets: readonly Lesion[],
  start: number,
  days: readonly number[],
  rules: CriteriaProfile,
): (TumorResponse | null)[] {
  if (targets.length === 0) return days.map(() => null);
  const baseline = targets.map((it) => contribution(it, start, rules)!).reduce((a, b) => a + b);
  const product = rules.measure.endsWith("product");
  const least = tenths(rules.reappearanceMinMm);
  const seen = days.map((day) => {
    const sizes = targets.map((it) => contribution(it, day, rules));
    const left = sizes.filter((size, i) => size !== null && size >= leastPresent(targets[i]!, rules));
    const measured = sizes.filter((size) => size !== null);
    return {
      sum: measured.reduce((a, b) => a + b, 0n),
      whole: measured.length === targets.length,
      gone: measured.length === targets.length && left.length === 0,
      back: left.some((size) => size! >= (product ? least * least : least)),
      newEnhancement: rules.measure === "viable-product" && targets.some((it) => states(it, day, "new-enhancement")),
    };
  });
  const answers: TumorResponse[] = [];
  // Partial response is carried on over visits that are not evaluable, up to any other answer.
  const isCarried = () => rules.carryForwardPr && answers.filter((it) => it !== "NE").at(-1) === "PR";
  // Visits whose sums and complete responses count.
  const before: { readonly sum: bigint; readonly gone: boolean }[] = [];
  seen.forEach(({ sum, whole, gone, back, newEnhancement }, visit) => {
    if (gone && rules.reclassifyFalseCr && seen.some((it, later) => later > visit && it.back)) {
      answers.push("PR");
      return;
    }
    const sums = [...(rules.nadirIncludesBaseline ? [baseline] : []), ...before.map((it) => it.sum)];
    const nadir = sums.length === 0 ? null : smallest(sums);
    const grown =
      nadir !== null &&
      nadir > 0n &&
      hasGrown(sum, nadir, rules.pdIncreasePercent, rules.pdInclusive) &&
      sum - nadir >= tenths(rules.pdAbsMm);
    if (gone) answers.push("CR");
    else if (back && before.some((it) => it.gone)) answers.push("PD");
    else if (grown || newEnhancement) answers.push("PD");
    else if (!whole) answers.push("NE");
    else if (hasShrunk(sum, baseline, rules.prDecreasePercent)) answers.push("PR");
    else answers.push(isCarried() ? "PR" : "SD");
    if (whole) before.push({ sum, gone });
  });
  return answers;
}

/** Responses of the non-target lesions; `cleared` says at which visits there was no target tumor. */
export function nonTargetResponses(
  lesions: readonly Lesion[],
  days: readonly number[],
  targets: readonly (TumorResponse | null)[],
  markerNormal: (day: number) => boolean | null,
  rules: CriteriaProfile,
): (NonTargetResponse | null)[] {
  const complete: boolean[] = [];
  return days.map((day, visit) => {
    const target = targets[visit]!;
    const marked = rules.normalMarkerForCr && markerNormal(day) === false;
    const answer = (): NonTargetResponse | null => {
      // A marker leaves no complete response, even where there is nothing but targets.
      if (lesions.length === 0) return marked && target === "CR" ? "NON-CR/NON-PD" : null;
      const present = lesions.map((it) => isPresent(it, day, rules));
      const counts = (it: Lesion) => it.site !== "effusion" || cytologyAt(it, day);
      if (lesions.some((it) => states(it, day, "unequivocal-progression") && counts(it))) return "PD";
      if (complete.includes(true) && lesions.some((it, i) => present[i] === true && counts(it))) return "PD";
      if (present.includes(null)) return "NE";
      return present.includes(true) || marked ? "NON-CR/NON-PD" : "CR";
    };
    const now = answer();
    complete.push((target ?? "CR") === "CR" && (now ?? "CR") === "CR");
    return now;
  });
}

export interface OracleNewLesion {
  readonly lesion: Lesion;
  readonly firstDetectedDay: number;
  readonly criteriaMetDay: number | null;
}

/** Longest diameter of a new lesion; of a node its short axis. null = not measured. */
function newLength(lesion: Lesion, day: number): bigint | null {
  const row = lesion.byDay.get(day)![0]!;
  const mm =
    row.shortAxis ??
    (isNode(lesion) ? row.totalPerpendicular : null) ??
    row.total ??
    (row.tooSmall ? 5 : isNode(lesion) ? null : row.viable);
  return mm == null ? null : tenths(mm);
}

/** Whether a new lesion is there: it has a row that is evaluable and not of 0 mm. */
export function isSeen(lesion: Lesion, day: number): boolean {
  const row = lesion.byDay.get(day)?.[0];
  if (row === undefined || row.notEvaluable || row.finding === "not-assessable") return false;
  const length = newLength(lesion, day);
  return length === null ? row.enhancing !== false : length > 0n;
}

/** Lesions first seen after baseline, with the day that proved each. */
export function newLesions(
  lesions: readonly Lesion[],
  days: readonly number[],
  rules: CriteriaProfile,
): OracleNewLesion[] {
  const found: OracleNewLesion[] = [];
  for (const lesion of lesions) {
    const seen = days.filter((day) => isSeen(lesion, day));
    if (seen.length === 0) continue;
    const first = newLength(lesion, seen[0]!);
    let typical = false;
    const proof = seen.find((day) => {
      const length = newLength(lesion, day);
      const atLeast = (mm: number) => length === null || length >= tenths(mm);
      typical ||= states(lesion, day, "new-lesion-typical");
      if (lesion.site === "effusion") return cytologyAt(lesion, day);
      if (states(lesion, day, "unequivocal-progression")) return true;
      if (isVessel(lesion)) return lesion.byDay.get(day)![0]!.enhancing !== false;
      if (isNode(lesion)) {
        return atLeast(lesion.site === "porta-hepatis-node" ? rules.portaHepatisNodeMinMm : rules.newNodeMinMm);
      }
      if (!isInLiver(lesion)) return true;
      if (rules.newHepaticPattern === "any") {
        if (typical || !states(lesion, seen[0]!, "new-lesion-atypical")) return true;
      } else if (typical && atLeast(rules.newHepaticMinMm)) return true;
      return first !== null && length !== null && length - first >= tenths(rules.newHepaticGrowthMm);
    });
    found.push({ lesion, firstDetectedDay: seen[0]!, criteriaMetDay: proof ?? null });
  }
  return found;
}

/** Size of a new lesion that is there, for iRECIST. */
export const newSize = (lesion: Lesion, day: number): bigint | null => newLength(lesion, day);

/** Overall response by the table of mRECIST. */
export function byTable(
  target: TumorResponse | null,
  nonTarget: NonTargetResponse | null,
  isNew: boolean,
): TumorResponse {
  if (target === "PD" || nonTarget === "PD" || isNew) return "PD";
  if (target === null) return nonTarget ?? "NE";
  if (target !== "CR") return target;
  return nonTarget === null || nonTarget === "CR" ? "CR" : "PR";
}
