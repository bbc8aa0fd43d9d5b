import type { ResolvedOptions, ResponseFlag, TraceEntry, TumorResponse } from "../types.js";
import { CITATION, entry, mm, percent, plusMinus } from "./rules.js";
import type { Cell, Lesion } from "./series.js";

export interface ThrombusVisit {
  readonly response: TumorResponse | null;
  /** Sum of the enhancing thrombi in tenths of mm; null = not all measured. */
  readonly sum: number | null;
  readonly flags: readonly ResponseFlag[];
  readonly trace: readonly TraceEntry[];
}

type Tree = "Vp" | "Vv";
const TREES: readonly Tree[] = ["Vp", "Vv"];

/** Most proximal level in a venous tree: 0 = no thrombus there; not complete when a level is not known. */
interface Extent {
  readonly level: number;
  readonly complete: boolean;
}

interface State {
  /** Sum of what was measured of enhancing thrombi, and of all thrombi, bland ones included. */
  readonly part: number;
  readonly raw: number;
  readonly active: readonly string[];
  readonly missing: readonly string[];
  readonly extent: Readonly<Record<Tree, Extent>>;
  /** The same with bland thrombi counted. */
  readonly rawExtent: Readonly<Record<Tree, Extent>>;
}

const levelText = (tree: Tree, level: number): string => (level === 0 ? `no thrombus in ${tree}` : `${tree}${level}`);

function treeOf(lesion: Lesion, cell: Cell | null): Tree {
  if (cell?.level) return cell.level.startsWith("Vp") ? "Vp" : "Vv";
  return lesion.site === "hepatic-vein" ? "Vv" : "Vp";
}

function stateAt(thrombi: readonly Lesion[], visit: number): State {
  let part = 0;
  let raw = 0;
  const active: string[] = [];
  const missing: string[] = [];
  const extents = { active: newExtents(), raw: newExtents() };
  for (const lesion of thrombi) {
    const cell = lesion.cells[visit] ?? null;
    const unknown = cell === null || cell.notEvaluable || (cell.enhancing === null && cell.viable === null);
    const there = !unknown && cell.enhancing !== false && cell.viable !== 0;
    const bland = !unknown && cell.enhancing === false && cell.viable !== 0;
    const tree = treeOf(lesion, cell);
    const level = unknown || cell.level === null ? null : Number(cell.level[2]);
    if (unknown || (there && cell.viable === null)) missing.push(lesion.id);
    if (there) active.push(lesion.id);
    if (there) part += cell.viable ?? 0;
    if (!unknown) raw += cell.viable ?? 0;
    if (unknown || there) extents.active[tree] = extended(extents.active[tree], level);
    if (unknown || there || bland) extents.raw[tree] = extended(extents.raw[tree], level);
  }
  return { part, raw, active, missing, extent: extents.active, rawExtent: extents.raw };
}

const newExtents = (): Record<Tree, Extent> => ({
  Vp: { level: 0, complete: true },
  Vv: { level: 0, complete: true },
});

const extended = (extent: Extent, level: number | null): Extent =>
  level === null ? { ...extent, complete: false } : { ...extent, level: Math.max(extent.level, level) };

/** Sum of the thrombi at baseline in tenths of mm, or null without a thrombus. */
export function baselineThrombusSum(thrombi: readonly Lesion[]): number | null {
  return thrombi.length === 0 ? null : stateAt(thrombi, 0).part;
}

/**
 * Responses of the tumour thrombi at each visit after baseline by the study's criteria; the first rule that holds.
 *
 * @param newThrombusDay first detection of a new tumour thrombus, or null.
 */
export function assessThrombus(
  thrombi: readonly Lesion[],
  days: readonly number[],
  options: ResolvedOptions,
  newThrombusDay: number | null,
): ThrombusVisit[] {
  if (thrombi.length === 0) return days.slice(1).map(() => ({ response: null, sum: null, flags: [], trace: [] }));
  const base = stateAt(thrombi, 0);
  const absolute = Math.round(options.thrombusPdAbsMm * 10);
  let nadir = base.part;
  let nadirDay = days[0]!;
  let rawNadir = base.raw;
  const best: Record<Tree, number | null> = { Vp: null, Vv: null };
  for (const tree of TREES) if (base.extent[tree].complete) best[tree] = base.extent[tree].level;
  let completeDay: number | null = null;
  const visits: ThrombusVisit[] = [];

  for (let v = 1; v < days.length; v++) {
    const day = days[v]!;
    const now = stateAt(thrombi, v);
    const complete = now.missing.length === 0;
    const reference = options.thrombusPdReference === "baseline" ? base.part : nadir;
    const referenceDay = options.thrombusPdReference === "baseline" ? days[0]! : nadirDay;
    const larger = grown(now.part, reference, absolute);
    const proximal = TREES.filter((tree) => best[tree] !== null && now.extent[tree].level > best[tree]);
    const smaller = complete && 10 * now.part <= 7 * base.part;
    const levels = TREES.map((tree) => ({ tree, before: base.extent[tree], now: now.extent[tree] }));
    const known = complete && levels.every((it) => it.before.complete && it.now.complete);
    const peripheral = known ? levels.filter((it) => it.now.level < it.before.level) : [];
    const flags: ResponseFlag[] = [];
    const alternatives: string[] = [];
    const values: Record<string, number | null> = {
      diameter: now.part / 10,
      baseline: base.part / 10,
      reference: reference / 10,
      prAtOrBelow: (7 * base.part) / 100,
      pdAtOrAbove: reference === 0 ? null : Math.max((6 * reference) / 50, (reference + absolute) / 10),
    };
    for (const tree of TREES) {
      values[`level${tree}`] = now.extent[tree].complete ? now.extent[tree].level : null;
      values[`level${tree}Baseline`] = base.extent[tree].complete ? base.extent[tree].level : null;
    }
    const done = (
      rule: string,
      response: TumorResponse,
      text: string,
      ref: number | null,
      cite: string = CITATION.study,
    ): void => {
      const trace = [
        entry("thrombus", rule, response, `${response}: ${text}`, cite, { values, referenceDay: ref, alternatives }),
      ];
      visits.push({ response, sum: complete ? now.part : null, flags, trace });
    };
    if (thrombi.some((lesion) => lesion.cells[v]?.finding === "unequivocal-progression"))
      flags.push("finding-not-used");

    if (newThrombusDay !== null && day >= newThrombusDay) {
      done("thrombus.pd-new", "PD", `a new tumour thrombus was detected on day ${newThrombusDay}`, null);
    } else if (complete && now.active.length === 0) {
      const bland =
        grown(now.raw, rawNadir, absolute) ||
        TREES.some((tree) => best[tree] !== null && best[tree] > 0 && now.rawExtent[tree].level > best[tree]);
      if (bland) flags.push("bland-growth");
      if (bland && options.blandExtension !== "CR") alternatives.push("CR: no enhancement is left inside the thrombus");
      if (bland && options.blandExtension === "CR")
        alternatives.push("PD: the thrombus grew, although it does not enhance");
      const response = bland ? options.blandExtension : "CR";
      const rule = response === "CR" ? "thrombus.cr" : "thrombus.bland-growth";
      done(rule, response, bland ? "the thrombus grew without enhancement" : "no enhancing thrombus is left", null);
      if (response === "CR") completeDay ??= day;
    } else if (completeDay !== null && now.active.length > 0) {
      done(
        "thrombus.pd-reappearance",
        "PD",
        `${now.active.join(", ")} enhances after complete response on day ${completeDay}`,
        completeDay,
        CITATION.here,
      );
    } else if (larger || proximal.length > 0) {
      const reasons: string[] = [];
      if (larger) {
        const change = now.part - reference;
        if (change < 50) flags.push("change-below-5mm");
        reasons.push(
          `diameter ${mm(now.part)} mm is ${percent(plusMinus(now.part, reference))} against ${mm(reference)} mm of day ${referenceDay} (at least +20 %)`,
        );
      }
      for (const tree of proximal) {
        reasons.push(
          `${levelText(tree, now.extent[tree].level)} is more proximal than ${levelText(tree, best[tree]!)}`,
        );
      }
      if (smaller || peripheral.length > 0) {
        flags.push("conflict");
        alternatives.push("PR: the criteria of partial response are met too; progression takes precedence");
      }
      done(
        larger ? "thrombus.pd-diameter" : "thrombus.pd-level",
        "PD",
        reasons.join("; "),
        larger ? referenceDay : null,
      );
    } else if (!complete) {
      done("thrombus.ne", "NE", `${now.missing.join(", ")} not evaluable`, null, CITATION.recist);
    } else if (smaller || peripheral.length > 0) {
      const reasons: string[] = [];
      if (smaller) {
        if (base.part - now.part < 50 && peripheral.length === 0) flags.push("change-below-5mm");
        reasons.push(
          `diameter ${mm(now.part)} mm is ${percent(plusMinus(now.part, base.part))} against the baseline ${mm(base.part)} mm (at least -30 %)`,
        );
      }
      for (const it of peripheral) {
        reasons.push(
          `${levelText(it.tree, it.now.level)} is more peripheral than ${levelText(it.tree, it.before.level)}`,
        );
      }
      done(smaller ? "thrombus.pr-diameter" : "thrombus.pr-level", "PR", reasons.join("; "), days[0]!);
    } else {
      const change = percent(plusMinus(now.part, base.part));
      const text = `diameter ${mm(now.part)} mm is ${change} against the baseline ${mm(base.part)} mm, no change of level that counts`;
      done("thrombus.sd", "SD", text, referenceDay);
    }

    if (complete && now.part < nadir) {
      nadir = now.part;
      nadirDay = day;
    }
    if (complete && now.raw < rawNadir) rawNadir = now.raw;
    if (options.levelReference === "nadir") {
      for (const tree of TREES) {
        const level = now.extent[tree];
        if (complete && level.complete && best[tree] !== null && level.level < best[tree]) best[tree] = level.level;
      }
    }
  }
  return visits;
}

/** At least 20 % more than the reference, and at least `absolute` more. */
function grown(current: number, reference: number, absolute: number): boolean {
  return reference > 0 && 5 * current >= 6 * reference && current - reference >= absolute;
}
