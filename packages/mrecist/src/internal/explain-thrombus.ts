import type { ResolvedOptions, TraceEntry } from "../types.js";
import { levelText, TREES, type Tree } from "./levels.js";
import { CITATION, entry, mm, percent, plusMinus } from "./rules.js";
import { changedBy } from "./thresholds.js";
import type { ThrombusVisit } from "./thrombus.js";

/** The trace of a judgement of `assessThrombus`. */
export function explainThrombus(visit: ThrombusVisit, baseDay: number, rules: ResolvedOptions): TraceEntry {
  const { rule, response, now, base, reference, referenceDay, bland, larger, smaller, peripheral } = visit;
  const alternatives: string[] = [];
  const absolute = rules.thrombusPdAbsMm;
  const values: Record<string, number | null> = {
    diameter: now.part / 10,
    baseline: base.part / 10,
    reference: reference / 10,
    prAtOrBelow: changedBy(base.part, -rules.thrombusPrDecreasePercent, 10),
    pdAtOrAbove:
      reference === 0
        ? null
        : Math.max(changedBy(reference, rules.thrombusPdIncreasePercent, 10), reference / 10 + absolute),
  };
  for (const tree of TREES) {
    values[`level${tree}`] = now.extent[tree].complete ? now.extent[tree].level : null;
    values[`level${tree}Baseline`] = base.extent[tree].complete ? base.extent[tree].level : null;
  }
  const done = (text: string, day: number | null, citation: string = CITATION.study): TraceEntry =>
    entry("thrombus", rule, response, `${response}: ${text}`, citation, { values, referenceDay: day, alternatives });
  const named = (tree: Tree, rank: number): string => levelText(tree, rank, rules.levels);
  const against = `against the baseline ${mm(base.part)} mm`;

  switch (rule) {
    case "thrombus.pd-new":
      return done(`a new tumor thrombus was detected on day ${visit.newDay}`, null);
    case "thrombus.cr":
    case "thrombus.bland-growth":
      if (bland && response !== "CR") alternatives.push("CR: no enhancement is left inside the thrombus");
      if (bland && response === "CR") alternatives.push("PD: the thrombus grew, although it does not enhance");
      return done(bland ? "the thrombus grew without enhancement" : "no enhancing thrombus is left", null);
    case "thrombus.pd-reappearance": {
      const text = `${now.active.join(", ")} enhances after complete response on day ${visit.completeDay}`;
      return done(text, visit.completeDay, CITATION.here);
    }
    case "thrombus.pd-diameter":
    case "thrombus.pd-level": {
      const change = percent(plusMinus(now.part, reference));
      const reasons = visit.proximal.map(
        (tree) => `${named(tree, now.extent[tree].level)} is more proximal than ${named(tree, visit.best[tree]!)}`,
      );
      if (larger) {
        reasons.unshift(
          `diameter ${mm(now.part)} mm is ${change} against ${mm(reference)} mm of day ${referenceDay} (at least +${rules.thrombusPdIncreasePercent} %)`,
        );
      }
      if (smaller || peripheral.length > 0) {
        alternatives.push("PR: the criteria of partial response are met too; progression takes precedence");
      }
      return done(reasons.join("; "), larger ? referenceDay : null);
    }
    case "thrombus.ne":
      return done(`${now.missing.join(", ")} not evaluable`, null, CITATION.recist);
    case "thrombus.pr-diameter":
    case "thrombus.pr-level": {
      const change = percent(plusMinus(now.part, base.part));
      const reasons = peripheral.map((tree) => {
        const [level, before] = [now.extent[tree].level, base.extent[tree].level];
        return `${named(tree, level)} is more peripheral than ${named(tree, before)}`;
      });
      if (smaller) {
        reasons.unshift(
          `diameter ${mm(now.part)} mm is ${change} ${against} (at least -${rules.thrombusPrDecreasePercent} %)`,
        );
      }
      return done(reasons.join("; "), baseDay);
    }
    case "thrombus.sd": {
      const change = percent(plusMinus(now.part, base.part));
      return done(`diameter ${mm(now.part)} mm is ${change} ${against}, no change of level that counts`, referenceDay);
    }
  }
}
