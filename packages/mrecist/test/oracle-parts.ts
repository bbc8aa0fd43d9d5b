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
  lengthAt,
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
  const sums: bigint[] = rules.nadirIncludesBaseline ? [baseline] : [];
  const answers: TumorResponse[] = [];
  const reappeared: number[] = [];
  days.forEach((day, visit) => {
    const sizes = targets.map((it) => contribution(it, day, rules));
    const measured = sizes.filter((size) => size !== null);
    const sum = measured.reduce((a, b) => a + b, 0n);
    const whole = measured.length === targets.length;
    const present = targets.map((it) => contribution(it, day, rules) !== null && isPresent(it, day, rules) === true);
    const nadir = sums.length === 0 ? null : sums.reduce((a, b) => (b < a ? b : a));
    const afterCr = answers.includes("CR");
    const back = targets.some((it, i) => present[i] && lengthAt(it, day, rules)! >= tenths(rules.reappearanceMinMm));
    const grown =
      nadir !== null &&
      nadir > 0n &&
      measured.length > 0 &&
      hasGrown(sum, nadir, rules.pdIncreasePercent, rules.pdInclusive) &&
      sum - nadir >= tenths(rules.pdAbsMm);
    const newEnhancement =
      rules.measure === "viable-product" && targets.some((it) => states(it, day, "new-enhancement"));
    if (whole && present.every((it) => !it)) answers.push("CR");
    else if (afterCr && back) {
      answers.push("PD");
      reappeared.push(visit);
    } else if (grown || newEnhancement) answers.push("PD");
    else if (!whole) answers.push("NE");
    else if (hasShrunk(sum, baseline, rules.prDecreasePercent)) answers.push("PR");
    else answers.push("SD");
    if (whole) sums.push(sum);
  });
  if (!rules.reclassifyFalseCr) return answers;
  const last = reappeared.at(-1) ?? -1;
  return answers.map((answer, i) => (answer === "CR" && i < last ? "PR" : answer));
}

/** Responses of the non-target lesions; `cleared` says at which visits there was no target tumour. */
export function nonTargetResponses(
  lesions: readonly Lesion[],
  days: readonly number[],
  targets: readonly (TumorResponse | null)[],
  markerNormal: (day: number) => boolean | null,
  rules: CriteriaProfile,
): (NonTargetResponse | null)[] {
  if (lesions.length === 0) return days.map(() => null);
  const answers: NonTargetResponse[] = [];
  days.forEach((day, visit) => {
    const present = lesions.map((it) => isPresent(it, day, rules));
    const stated = lesions.some(
      (it) => states(it, day, "unequivocal-progression") && (it.site !== "effusion" || cytologyAt(it, day)),
    );
    const cleared = answers.some((answer, i) => i < visit && answer === "CR" && (targets[i] ?? "CR") === "CR");
    const effusionsOnly = lesions.every(
      (it, i) => present[i] !== true || (it.site === "effusion" && !cytologyAt(it, day)),
    );
    if (stated || (cleared && present.includes(true) && !effusionsOnly)) answers.push("PD");
    else if (present.includes(null)) answers.push("NE");
    else if (present.includes(true)) answers.push("NON-CR/NON-PD");
    else if (rules.normalMarkerForCr && markerNormal(day) === false) answers.push("NON-CR/NON-PD");
    else answers.push("CR");
  });
  return answers;
}

export interface OracleNewLesion {
  readonly lesion: Lesion;
  readonly firstDetectedDay: number;
  readonly criteriaMetDay: number | null;
}

/** Lesions first seen after baseline, with the day that proved each. */
export function newLesions(
  lesions: readonly Lesion[],
  days: readonly number[],
  rules: CriteriaProfile,
): OracleNewLesion[] {
  const found: OracleNewLesion[] = [];
  for (const lesion of lesions) {
    const seen = days.filter((day) => {
      if (!lesion.byDay.has(day)) return false;
      if (lengthAt(lesion, day, rules) === 0n) return false;
      return !states(lesion, day, "not-assessable") && !lesion.byDay.get(day)!.some((row) => row.notEvaluable);
    });
    if (seen.length === 0) continue;
    const first = seen.map((day) => lengthAt(lesion, day, rules)).find((length) => length !== null) ?? null;
    let typical = false;
    const proof = seen.find((day) => {
      const length = lengthAt(lesion, day, rules);
      const atLeast = (mm: number) => length === null || length >= tenths(mm);
      typical ||= states(lesion, day, "new-lesion-typical");
      if (lesion.site === "effusion") return cytologyAt(lesion, day);
      if (states(lesion, day, "unequivocal-progression") || isVessel(lesion)) return true;
      if (isNode(lesion)) {
        return atLeast(lesion.site === "porta-hepatis-node" ? rules.portaHepatisNodeMinMm : rules.newNodeMinMm);
      }
      if (!isInLiver(lesion) || rules.newHepaticPattern === "any") return true;
      if (typical && atLeast(rules.newHepaticMinMm)) return true;
      return first !== null && length !== null && length - first >= tenths(rules.newHepaticGrowthMm);
    });
    found.push({ lesion, firstDetectedDay: seen[0]!, criteriaMetDay: proof ?? null });
  }
  return found;
}

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
