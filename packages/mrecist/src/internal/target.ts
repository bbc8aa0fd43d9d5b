import type {
  ResolvedOptions,
  ResponseComponent,
  ResponseCriteria,
  ResponseFlag,
  TraceEntry,
  TumorResponse,
} from "../types.js";
import { CITATION, entry, mm, percent, plusMinus } from "./rules.js";
import { isGone, type Lesion, sizeAt } from "./series.js";

export interface TargetVisit {
  readonly response: TumorResponse | null;
  /** Tenths of mm; null = not all measured. */
  readonly sum: number | null;
  readonly nadir: number | null;
  readonly nadirDay: number | null;
  readonly flags: readonly ResponseFlag[];
  readonly trace: readonly TraceEntry[];
}

interface Sum {
  /** Sum of the lesions measured. */
  readonly part: number;
  readonly missing: readonly string[];
  readonly largest: number;
  readonly allGone: boolean;
}

function sumAt(lesions: readonly Lesion[], visit: number): Sum {
  let part = 0;
  let largest = 0;
  let allGone = true;
  const missing: string[] = [];
  for (const lesion of lesions) {
    const size = sizeAt(lesion, visit);
    if (size === null) {
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
  return { part, missing, largest, allGone };
}

/** Sum of the target lesions at baseline in tenths of mm, or null without target lesions. */
export function baselineSum(targets: readonly Lesion[]): number | null {
  return targets.length === 0 ? null : sumAt(targets, 0).part;
}

/** Responses of the target lesions at each visit after baseline: NE, CR, PD, PR, SD, the first that holds. */
export function assessTargets(
  targets: readonly Lesion[],
  days: readonly number[],
  criteria: ResponseCriteria,
  options: ResolvedOptions,
  component: ResponseComponent,
): TargetVisit[] {
  const none: TargetVisit = { response: null, sum: null, nadir: null, nadirDay: null, flags: [], trace: [] };
  if (targets.length === 0) return days.slice(1).map(() => none);
  const citation = criteria === "recist-1.1" ? CITATION.recist : CITATION.mrecist;
  const word = criteria === "recist-1.1" ? "total" : "viable";
  const absolute = Math.round(options.pdAbsMm * 10);
  const base = baselineSum(targets)!;
  let nadir: number | null = options.nadirIncludesBaseline ? base : null;
  let nadirDay: number | null = options.nadirIncludesBaseline ? days[0]! : null;
  let completeDay: number | null = null;
  const visits: TargetVisit[] = [];

  for (let v = 1; v < days.length; v++) {
    const { part, missing, largest, allGone } = sumAt(targets, v);
    const complete = missing.length === 0;
    const grown = nadir !== null && nadir > 0 && 5 * part >= 6 * nadir;
    const pd = grown && part - nadir! >= absolute;
    const pr = complete && 10 * part <= 7 * base;
    const flags: ResponseFlag[] = [];
    const alternatives: string[] = [];
    const values = {
      sum: part / 10,
      baseline: base / 10,
      nadir: nadir === null ? null : nadir / 10,
      measured: targets.length - missing.length,
      targets: targets.length,
      prAtOrBelow: (7 * base) / 100,
      pdAtOrAbove: nadir === null || nadir === 0 ? null : Math.max((6 * nadir) / 50, (nadir + absolute) / 10),
    };
    const done = (
      rule: string,
      response: TumorResponse,
      text: string,
      referenceDay: number | null,
      cite = citation,
    ): void => {
      const trace = [entry(component, rule, response, text, cite, { values, referenceDay, alternatives })];
      visits.push({ response, sum: complete ? part : null, nadir, nadirDay, flags, trace });
    };
    const sumText = complete
      ? `${word} sum ${mm(part)} mm`
      : `the measured part of the ${word} sum, ${mm(part)} mm without ${missing.join(", ")},`;
    const otherwise: TumorResponse = pr ? "PR" : "SD";

    if (allGone) {
      const nodes = part > 0 ? `; lymph nodes are below 10 mm (sum ${mm(part)} mm)` : "";
      done("target.cr", "CR", `CR: no ${word} tumour left in any target lesion${nodes}`, null);
      completeDay ??= days[v]!;
    } else if (completeDay !== null && largest > 0) {
      if (largest < 100) flags.push("reappearance-below-10mm");
      const text = `PD: ${word} tumour of ${mm(largest)} mm after complete response on day ${completeDay}`;
      alternatives.push(`without the rule of reappearance: ${complete ? otherwise : "NE"} (${sumText})`);
      done("target.pd-reappearance", "PD", text, completeDay, CITATION.recist);
    } else if (pd) {
      const change = part - nadir!;
      if (change < 50) {
        flags.push("increase-below-5mm");
        alternatives.push(
          `with the 5 mm rule of RECIST 1.1: ${complete ? otherwise : "NE"} (increase ${mm(change)} mm)`,
        );
      }
      if (pr)
        alternatives.push(
          `against baseline alone: PR (${percent(plusMinus(part, base))}); progression takes precedence`,
        );
      const limit = absolute > 0 ? `, by at least ${mm(absolute)} mm` : "; 5 mm rule of RECIST 1.1 not applied";
      done(
        complete ? "target.pd" : "target.pd-measured-part",
        "PD",
        `PD: ${sumText} is ${percent(plusMinus(part, nadir!))} against the nadir ${mm(nadir!)} mm of day ${nadirDay} (at least +20 %${limit})`,
        nadirDay,
      );
    } else if (!complete) {
      const text = `NE: ${missing.join(", ")} not evaluable, and ${sumText} is no progression by itself`;
      done("target.ne", "NE", text, nadirDay, CITATION.recist);
    } else {
      if (grown) {
        alternatives.push(
          `without the ${mm(absolute)} mm rule: PD (${percent(plusMinus(part, nadir!))} against the nadir ${mm(nadir!)} mm of day ${nadirDay})`,
        );
      }
      const change = percent(plusMinus(part, base));
      if (pr) {
        done(
          "target.pr",
          "PR",
          `PR: ${sumText} is ${change} against the baseline ${mm(base)} mm (at least -30 %)`,
          days[0]!,
        );
      } else {
        const ref =
          nadir === null || nadir === 0
            ? ""
            : `, ${percent(plusMinus(part, nadir))} against the nadir ${mm(nadir)} mm of day ${nadirDay}`;
        done("target.sd", "SD", `SD: ${sumText} is ${change} against the baseline ${mm(base)} mm${ref}`, nadirDay);
      }
    }
    if (complete && (nadir === null || part < nadir)) {
      nadir = part;
      nadirDay = days[v]!;
    }
  }
  return visits;
}
