import type { CriteriaProfile, TumorResponse } from "../src/index.js";
import { hasGrown, hasShrunk, type Lesion, lengthAt, smallest, tenths } from "./oracle-lesion.js";

type Tree = "Vp" | "Vv";
const TREES: readonly Tree[] = ["Vp", "Vv"];

interface Clot {
  /** Whether anything is known of it. */
  readonly known: boolean;
  /** Tumor that enhances; false also when unknown. */
  readonly alive: boolean;
  /** Tenths of mm, bland or not; null = not measured. */
  readonly size: bigint | null;
  readonly tree: Tree;
  /** 0 = none in any tree; null = not known. */
  readonly level: number | null;
}

function clotAt(lesion: Lesion, day: number, rules: CriteriaProfile): Clot {
  const row = lesion.byDay.get(day)?.[0];
  const level = row?.level ?? null;
  const meaning = level === null ? null : rules.levels[level]!;
  const hepatic = meaning === null ? lesion.site === "hepatic-vein" : meaning.tree === "hepatic";
  const tree = hepatic ? "Vv" : "Vp";
  const rank = meaning?.rank ?? null;
  if (row === undefined || row.notEvaluable || row.finding === "not-assessable") {
    return { known: false, alive: false, size: null, tree, level: null };
  }
  const size =
    row.enhancing === false ? (row.viable == null ? null : tenths(row.viable)) : lengthAt(lesion, day, rules);
  const known = row.enhancing != null || size !== null;
  return { known, alive: known && row.enhancing !== false && size !== 0n, size, tree, level: known ? rank : null };
}

/** How far the thrombi reach in a tree: 0 = not at all, null = not known. */
function reach(clots: readonly Clot[], of: Tree, bland: boolean): { readonly level: number; readonly sure: boolean } {
  const there = clots.filter((it) => it.tree === of && (!it.known || it.alive || (bland && it.size !== 0n)));
  const levels = there.map((it) => it.level).filter((level) => level !== null);
  return { level: Math.max(0, ...levels), sure: levels.length === there.length };
}

/** Responses of the thrombi of `lesions` taken together. */
function together(lesions: readonly Lesion[], start: number, days: readonly number[], rules: CriteriaProfile) {
  const at = (day: number) => lesions.map((it) => clotAt(it, day, rules));
  const living = (clots: readonly Clot[]) =>
    clots.filter((it) => it.alive).reduce((sum, it) => sum + (it.size ?? 0n), 0n);
  const whole = (clots: readonly Clot[]) => clots.every((it) => it.known && !(it.alive && it.size === null));
  /** Sum with bland thrombi; null = one of them was not measured. */
  const everything = (clots: readonly Clot[]) =>
    clots.some((it) => it.size === null) ? null : clots.reduce((sum, it) => sum + it.size!, 0n);
  const first = at(start);
  const grown = (now: bigint, from: bigint) =>
    from > 0n &&
    hasGrown(now, from, rules.thrombusPdIncreasePercent, true) &&
    now - from >= tenths(rules.thrombusPdAbsMm);
  const answers: TumorResponse[] = [];
  days.forEach((day, visit) => {
    const clots = at(day);
    const earlier = [first, ...days.slice(0, visit).map(at)];
    const least = (sums: readonly (bigint | null)[]) => smallest(sums.filter((sum) => sum !== null));
    const from = rules.thrombusPdReference === "baseline" ? [first] : earlier;
    const reference = least(from.map((it) => (whole(it) ? living(it) : null)));
    const levelsFrom = rules.levelReference === "baseline" ? [first] : earlier;
    const best = (of: Tree) => {
      if (!reach(first, of, false).sure) return null;
      const known = levelsFrom.filter((it, i) => i === 0 || whole(it)).map((it) => reach(it, of, false));
      return Math.min(...known.filter((it) => it.sure).map((it) => it.level));
    };
    const higher = TREES.some((of) => best(of) !== null && reach(clots, of, false).level > best(of)!);
    const sure = TREES.every((of) => reach(first, of, false).sure && reach(clots, of, false).sure);
    const lower = sure && TREES.some((of) => reach(clots, of, false).level < reach(first, of, false).level);
    const gone = whole(clots) && !clots.some((it) => it.alive);
    const now = everything(clots);
    const bland =
      (now !== null && grown(now, least(from.map(everything)))) ||
      TREES.some((of) => best(of) !== null && best(of)! > 0 && reach(clots, of, true).level > best(of)!);
    if (gone) answers.push(bland ? rules.blandExtension : "CR");
    else if (answers.some((it, i) => it === "CR" && i < visit) && clots.some((it) => it.alive)) answers.push("PD");
    else if (grown(living(clots), reference) || higher) answers.push("PD");
    else if (!whole(clots)) answers.push("NE");
    else answers.push(hasShrunk(living(clots), living(first), rules.thrombusPrDecreasePercent) || lower ? "PR" : "SD");
  });
  return answers;
}

const WORST: readonly TumorResponse[] = ["PD", "NE", "SD", "PR", "CR"];

/** Responses of the thrombi as a component; null without a thrombus at baseline. */
export function thrombusResponses(
  lesions: readonly Lesion[],
  start: number,
  days: readonly number[],
  rules: CriteriaProfile,
): (TumorResponse | null)[] {
  if (lesions.length === 0) return days.map(() => null);
  if (rules.severalThrombi === "sum") return together(lesions, start, days, rules);
  if (rules.severalThrombi === "dominant") {
    const size = (it: Lesion) => clotAt(it, start, rules).size!;
    const largest = lesions.reduce((a, b) => (size(b) > size(a) ? b : a));
    return together([largest], start, days, rules);
  }
  const each = lesions.map((it) => together([it], start, days, rules));
  return days.map((_, i) => WORST.find((answer) => each.some((of) => of[i] === answer))!);
}
