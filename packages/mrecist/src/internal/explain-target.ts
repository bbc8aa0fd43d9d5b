import type { ResolvedOptions, TraceEntry, TumorResponse } from "../types.js";
import { isProduct } from "./lesion.js";
import { CITATION, entry, percent, plusMinus, unitOf } from "./rules.js";
import type { TargetVisit } from "./target.js";
import { changedBy } from "./thresholds.js";

/** The trace of a judgement of `assessTargets`. */
export function explainTarget(
  visit: TargetVisit,
  base: number,
  targets: number,
  baseDay: number,
  rules: ResolvedOptions,
): TraceEntry {
  const { rule, response, part, missing, nadir, nadirDay, completeDay, pr, grown } = visit;
  const { text: size, scale } = unitOf(rules);
  const complete = missing.length === 0;
  const word = rules.measure.startsWith("total") ? "total" : "viable";
  const absolute = rules.pdAbsMm * 10;
  const otherwise: TumorResponse = !complete ? "NE" : pr ? "PR" : "SD";
  const sum = isProduct(rules.measure) ? `sum of ${word} products` : `${word} sum`;
  const sumText = complete
    ? `${sum} ${size(part)}`
    : `the measured part of the ${sum}, ${size(part)} without ${missing.join(", ")},`;
  const alternatives: string[] = [];
  const done = (text: string, referenceDay: number | null, citation = rules.citation): TraceEntry => {
    const values = {
      sum: part / scale,
      baseline: base / scale,
      nadir: nadir === null ? null : nadir / scale,
      measured: targets - missing.length,
      targets,
      prAtOrBelow: changedBy(base, -rules.prDecreasePercent, scale),
      [rules.pdInclusive ? "pdAtOrAbove" : "pdAbove"]:
        nadir === null || nadir === 0
          ? null
          : Math.max(changedBy(nadir, rules.pdIncreasePercent, scale), (nadir + absolute) / scale),
    };
    return entry("target", rule, response, `${response}: ${text}`, citation, { values, referenceDay, alternatives });
  };
  const againstNadir = (): string =>
    `${percent(plusMinus(part, nadir!))} against the nadir ${size(nadir!)} of day ${nadirDay}`;

  if (rule === "target.cr") {
    const nodes = part > 0 ? `; lymph nodes are below 10 mm (sum ${size(part)})` : "";
    return done(`no ${word} tumor left in any target lesion${nodes}`, null);
  }
  if (rule === "target.pr-reclassified") {
    return done("no tumor seen, but it was seen again later: no complete response", null, CITATION.recist);
  }
  if (rule === "target.pd-reappearance") {
    alternatives.push(`without the rule of reappearance: ${otherwise} (${sumText})`);
    const text = `${word} tumor of ${size(visit.largest)} after complete response on day ${completeDay}`;
    return done(text, completeDay, CITATION.recist);
  }
  if (rule === "target.pd-new-enhancement") {
    return done(`new enhancement in ${visit.enhanced.join(", ")}, as stated by the reader`, null);
  }
  if (rule === "target.pd" || rule === "target.pd-measured-part") {
    if (visit.flags.includes("increase-below-5mm")) {
      alternatives.push(`with the 5 mm rule of RECIST 1.1: ${otherwise} (increase ${size(part - nadir!)})`);
    }
    if (pr) {
      alternatives.push(`against baseline alone: PR (${percent(plusMinus(part, base))}); progression takes precedence`);
    }
    const least = rules.pdInclusive ? "at least" : "more than";
    const limit = isProduct(rules.measure)
      ? ""
      : absolute > 0
        ? `, by at least ${size(absolute)}`
        : "; 5 mm rule of RECIST 1.1 not applied";
    return done(`${sumText} is ${againstNadir()} (${least} +${rules.pdIncreasePercent} %${limit})`, nadirDay);
  }
  if (rule === "target.ne") {
    const text = `${missing.join(", ")} not evaluable, and ${sumText} is no progression by itself`;
    return done(text, nadirDay, CITATION.recist);
  }
  if (grown) alternatives.push(`without the ${size(absolute)} rule: PD (${againstNadir()})`);
  const change = `${sumText} is ${percent(plusMinus(part, base))} against the baseline ${size(base)}`;
  if (rule === "target.pr-carried") {
    alternatives.push(`without carrying forward: SD (${sumText})`);
    return done(`${change}, neither PR nor PD: the partial response stays`, nadirDay, CITATION.here);
  }
  if (rule === "target.pr") return done(`${change} (at least -${rules.prDecreasePercent} %)`, baseDay);
  return done(nadir === null || nadir === 0 ? change : `${change}, ${againstNadir()}`, nadirDay);
}
