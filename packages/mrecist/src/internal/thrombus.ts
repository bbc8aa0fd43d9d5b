import type { ResolvedOptions, ResponseFlag, TumorResponse } from "../types.js";
import { type Lesion, sizeAt } from "./lesion.js";
import { TREES, type Tree } from "./levels.js";
import { decreased, increased } from "./thresholds.js";
import { type ThrombusState, thrombusState } from "./thrombus-state.js";

type ThrombusRule =
  | "thrombus.pd-new"
  | "thrombus.cr"
  | "thrombus.bland-growth"
  | "thrombus.pd-reappearance"
  | "thrombus.pd-diameter"
  | "thrombus.pd-level"
  | "thrombus.ne"
  | "thrombus.pr-diameter"
  | "thrombus.pr-level"
  | "thrombus.sd";

/** Judgement of the tumor thrombi at a visit; diameters in tenths of mm. */
export interface ThrombusVisit {
  readonly rule: ThrombusRule;
  readonly response: TumorResponse;
  /** Sum of the enhancing thrombi; null = not all measured. */
  readonly sum: number | null;
  readonly now: ThrombusState;
  readonly base: ThrombusState;
  /** Diameter that progression is compared with, and its day. */
  readonly reference: number;
  readonly referenceDay: number;
  /** Level that a more proximal one is compared with; null = not known. */
  readonly best: Readonly<Record<Tree, number | null>>;
  readonly newDay: number | null;
  readonly completeDay: number | null;
  readonly larger: boolean;
  readonly smaller: boolean;
  readonly proximal: readonly Tree[];
  readonly peripheral: readonly Tree[];
  readonly bland: boolean;
  readonly flags: readonly ResponseFlag[];
}

/** Sum of the thrombi at baseline in tenths of mm, or null without a thrombus. */
export function baselineThrombusSum(thrombi: readonly Lesion[]): number | null {
  return thrombi.length === 0 ? null : thrombusState(thrombi, 0).part;
}

/** The thrombi that count as one: all of them, the largest, or each for itself. */
export function thrombusGroups(thrombi: readonly Lesion[], rules: ResolvedOptions): readonly (readonly Lesion[])[] {
  if (thrombi.length < 2 || rules.severalThrombi === "sum") return thrombi.length === 0 ? [] : [thrombi];
  if (rules.severalThrombi === "worst") return thrombi.map((lesion) => [lesion]);
  const size = (lesion: Lesion): number => sizeAt(lesion, 0) ?? 0;
  return [[thrombi.reduce((largest, it) => (size(it) > size(largest) ? it : largest))]];
}

/**
 * Judges the tumor thrombi at each visit after baseline by the study's criteria; the first rule that holds.
 *
 * @param newDay first detection of a new tumor thrombus, or null.
 */
export function assessThrombus(
  thrombi: readonly Lesion[],
  days: readonly number[],
  rules: ResolvedOptions,
  newDay: number | null,
): ThrombusVisit[] {
  const base = thrombusState(thrombi, 0);
  const absolute = Math.round(rules.thrombusPdAbsMm * 10);
  const grown = (current: number, reference: number): boolean =>
    increased(current, reference, rules.thrombusPdIncreasePercent, true) && current - reference >= absolute;
  let nadir = base.part;
  let nadirDay = days[0]!;
  let rawNadir = base.raw!;
  const best: Record<Tree, number | null> = { Vp: null, Vv: null };
  for (const tree of TREES) if (base.extent[tree].complete) best[tree] = base.extent[tree].level;
  let completeDay: number | null = null;
  const visits: ThrombusVisit[] = [];

  for (let v = 1; v < days.length; v++) {
    const now = thrombusState(thrombi, v);
    const complete = now.missing.length === 0;
    const atBaseline = rules.thrombusPdReference === "baseline";
    const reference = atBaseline ? base.part : nadir;
    const larger = grown(now.part, reference);
    const smaller = complete && decreased(now.part, base.part, rules.thrombusPrDecreasePercent);
    const proximal = TREES.filter((tree) => best[tree] !== null && now.extent[tree].level > best[tree]);
    const known = complete && TREES.every((tree) => base.extent[tree].complete && now.extent[tree].complete);
    const peripheral = known ? TREES.filter((tree) => now.extent[tree].level < base.extent[tree].level) : [];
    const gone = complete && now.active.length === 0;
    const bland =
      gone &&
      ((now.raw !== null && grown(now.raw, atBaseline ? base.raw! : rawNadir)) ||
        TREES.some((tree) => best[tree] !== null && best[tree] > 0 && now.rawExtent[tree].level > best[tree]));
    const decide = (): [ThrombusRule, TumorResponse] => {
      if (newDay !== null && days[v]! >= newDay) return ["thrombus.pd-new", "PD"];
      if (gone && bland && rules.blandExtension !== "CR") return ["thrombus.bland-growth", rules.blandExtension];
      if (gone) return ["thrombus.cr", "CR"];
      if (completeDay !== null && now.active.length > 0) return ["thrombus.pd-reappearance", "PD"];
      if (larger) return ["thrombus.pd-diameter", "PD"];
      if (proximal.length > 0) return ["thrombus.pd-level", "PD"];
      if (!complete) return ["thrombus.ne", "NE"];
      if (smaller) return ["thrombus.pr-diameter", "PR"];
      return peripheral.length > 0 ? ["thrombus.pr-level", "PR"] : ["thrombus.sd", "SD"];
    };
    const [rule, response] = decide();
    const flags: ResponseFlag[] = [];
    if (thrombi.some((lesion) => lesion.cells[v]?.finding === "unequivocal-progression"))
      flags.push("finding-not-used");
    if (bland && rule !== "thrombus.pd-new") flags.push("bland-growth");
    const progressed = rule === "thrombus.pd-diameter" || rule === "thrombus.pd-level";
    if (progressed && (smaller || peripheral.length > 0)) flags.push("conflict");
    if (progressed && larger && now.part - reference < 50) flags.push("change-below-5mm");
    if (rule === "thrombus.pr-diameter" && base.part - now.part < 50 && peripheral.length === 0) {
      flags.push("change-below-5mm");
    }
    visits.push({
      rule,
      response,
      sum: complete ? now.part : null,
      now,
      base,
      reference,
      referenceDay: atBaseline ? days[0]! : nadirDay,
      best: { ...best },
      newDay,
      completeDay,
      larger,
      smaller,
      proximal,
      peripheral,
      bland,
      flags,
    });
    if (rule === "thrombus.cr") completeDay ??= days[v]!;
    if (complete && now.part < nadir) {
      nadir = now.part;
      nadirDay = days[v]!;
    }
    if (now.raw !== null && now.raw < rawNadir) rawNadir = now.raw;
    if (!complete || rules.levelReference === "baseline") continue;
    for (const tree of TREES) {
      const { level, complete: sure } = now.extent[tree];
      if (sure && best[tree] !== null && level < best[tree]) best[tree] = level;
    }
  }
  return visits;
}
