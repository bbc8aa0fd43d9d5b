import type { ResolvedOptions, ResponseFlag, TumorResponse } from "../types.js";
import { isGone, isProduct, type Lesion, sizeAt } from "./lesion.js";
import { decreased, increased } from "./thresholds.js";

type TargetRule =
  | "target.cr"
  | "target.pr-reclassified"
  | "target.pd-reappearance"
  | "target.pd-new-enhancement"
  | "target.pd"
  | "target.pd-measured-part"
  | "target.ne"
  | "target.pr"
  | "target.pr-carried"
  | "target.sd";

const RESPONSES: Readonly<Record<TargetRule, TumorResponse>> = {
  "target.cr": "CR",
  "target.pr-reclassified": "PR",
  "target.pd-reappearance": "PD",
  "target.pd-new-enhancement": "PD",
  "target.pd": "PD",
  "target.pd-measured-part": "PD",
  "target.ne": "NE",
  "target.pr": "PR",
  "target.pr-carried": "PR",
  "target.sd": "SD",
};

/** Judgement of the target lesions at a visit; sums in tenths of mm (products: their squares). */
export interface TargetVisit {
  readonly rule: TargetRule;
  readonly response: TumorResponse;
  /** Sum of what was measured. */
  readonly part: number;
  readonly missing: readonly string[];
  /** Largest lesion left. */
  readonly largest: number;
  /** Before this visit; null = none. */
  readonly nadir: number | null;
  readonly nadirDay: number | null;
  /** Day of the complete response before this visit. */
  readonly completeDay: number | null;
  /** Whether the sum is that of partial response, and of progression apart from the least increase in mm. */
  readonly pr: boolean;
  readonly grown: boolean;
  /** Treated lesions that enhance anew. */
  readonly enhanced: readonly string[];
  readonly flags: readonly ResponseFlag[];
}

const NONE: readonly string[] = [];

/** Sum of the target lesions at baseline, or null without target lesions. */
export function baselineSum(targets: readonly Lesion[]): number | null {
  return targets.length === 0 ? null : sumAt(targets, 0).part;
}

/** Judges the target lesions at each visit after baseline: the first that holds of CR, PD, NE, PR and SD; [] without any. */
export function assessTargets(
  targets: readonly Lesion[],
  days: readonly number[],
  rules: ResolvedOptions,
): TargetVisit[] {
  if (targets.length === 0) return [];
  let visits = judge(targets, days, rules, 0);
  while (rules.reclassifyFalseCr) {
    const again = visits.findIndex(({ rule }) => rule === "target.pd-reappearance");
    if (again < 0) break;
    visits = judge(targets, days, rules, again + 1);
  }
  return visits;
}

/** `falseUntil`: complete responses before this visit have turned out to be partial. */
function judge(
  targets: readonly Lesion[],
  days: readonly number[],
  rules: ResolvedOptions,
  falseUntil: number,
): TargetVisit[] {
  const area = isProduct(rules.measure);
  const absolute = Math.round(rules.pdAbsMm * 10);
  const least = Math.round(rules.reappearanceMinMm * 10);
  const base = sumAt(targets, 0).part;
  let nadir: number | null = rules.nadirIncludesBaseline ? base : null;
  let nadirDay: number | null = rules.nadirIncludesBaseline ? days[0]! : null;
  let completeDay: number | null = null;
  let responded = false;
  const visits: TargetVisit[] = [];
  for (let v = 1; v < days.length; v++) {
    const { part, missing, largest, allGone } = sumAt(targets, v);
    const complete = missing.length === 0;
    const wasFalse = allGone && v < falseUntil;
    const grown = nadir !== null && increased(part, nadir, rules.pdIncreasePercent, rules.pdInclusive);
    const pr = complete && decreased(part, base, rules.prDecreasePercent);
    const enhanced = rules.measure === "viable-product" ? newlyEnhanced(targets, v) : NONE;
    const reappeared = completeDay !== null && largest > 0 && largest >= (area ? least * least : least);
    const pd = grown && part - nadir! >= absolute;
    const rule: TargetRule = wasFalse
      ? "target.pr-reclassified"
      : allGone
        ? "target.cr"
        : reappeared
          ? "target.pd-reappearance"
          : enhanced.length > 0
            ? "target.pd-new-enhancement"
            : pd
              ? complete
                ? "target.pd"
                : "target.pd-measured-part"
              : !complete
                ? "target.ne"
                : pr
                  ? "target.pr"
                  : responded
                    ? "target.pr-carried"
                    : "target.sd";
    const flags: ResponseFlag[] = [];
    if (wasFalse) flags.push("cr-reclassified");
    if (completeDay !== null && largest > 0 && largest < (area ? 10_000 : 100)) flags.push("reappearance-below-10mm");
    if (!area && (rule === "target.pd" || rule === "target.pd-measured-part") && part - nadir! < 50) {
      flags.push("increase-below-5mm");
    }
    visits.push({
      rule,
      response: RESPONSES[rule],
      part,
      missing,
      largest,
      nadir,
      nadirDay,
      completeDay,
      pr,
      grown,
      enhanced,
      flags,
    });
    if (rules.carryForwardPr) responded = RESPONSES[rule] === "PR" || (responded && rule === "target.ne");
    if (wasFalse) continue;
    if (allGone) completeDay ??= days[v]!;
    if (complete && (nadir === null || part < nadir)) {
      nadir = part;
      nadirDay = days[v]!;
    }
  }
  return visits;
}

interface Sum {
  readonly part: number;
  readonly missing: readonly string[];
  readonly largest: number;
  readonly allGone: boolean;
}

function sumAt(lesions: readonly Lesion[], visit: number): Sum {
  let part = 0;
  let largest = 0;
  let allGone = true;
  let missing: string[] | null = null;
  for (const lesion of lesions) {
    const size = sizeAt(lesion, visit);
    if (size === null) {
      missing ??= [];
      missing.push(lesion.id);
      allGone = false;
      continue;
    }
    part += size;
    if (!isGone(lesion, size)) {
      allGone = false;
      if (size > largest) largest = size;
    }
  }
  return { part, missing: missing ?? NONE, largest, allGone };
}

const newlyEnhanced = (targets: readonly Lesion[], visit: number): string[] =>
  targets.filter((lesion) => lesion.cells[visit]?.finding === "new-enhancement").map(({ id }) => id);
