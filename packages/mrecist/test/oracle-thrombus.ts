import type { CriteriaProfile, Measurement, TumorResponse } from "../src/index.js";
import { hasGrown, hasShrunk, type Lesion, lengthAt, tenths } from "./oracle-lesion.js";

interface Clot {
  /** Tenths of mm; 0 = gone. null = unknown. */
  readonly size: bigint | null;
  readonly level: NonNullable<Measurement["level"]> | null;
  readonly enhancing: boolean | null;
}

const rank = (level: string): number => Number(level[2]);
const tree = (level: string): string => level.slice(0, 2);

function clotAt(lesion: Lesion, day: number, rules: CriteriaProfile): Clot {
  const row = lesion.byDay.get(day)?.[0];
  if (row === undefined) return { size: null, level: null, enhancing: null };
  const level = row.level ?? null;
  if (row.enhancing === false) return { size: row.viable == null ? null : tenths(row.viable), level, enhancing: false };
  return { size: lengthAt(lesion, day, rules), level, enhancing: true };
}

const seen = (clot: Clot): boolean => clot.enhancing === true && clot.size !== 0n;
const levelsOf = (clots: readonly Clot[], of: string): number[] =>
  clots.filter((it) => seen(it) && it.level !== null && tree(it.level) === of).map((it) => rank(it.level!));

/** Responses of the thrombi of `lesions` taken together. */
function together(lesions: readonly Lesion[], start: number, days: readonly number[], rules: CriteriaProfile) {
  const at = (day: number) => lesions.map((it) => clotAt(it, day, rules));
  const total = (clots: readonly Clot[]) =>
    clots.some((it) => it.size === null && it.enhancing !== false)
      ? null
      : clots.filter(seen).reduce((sum, it) => sum + it.size!, 0n);
  const first = at(start);
  const base = total(first)!;
  let smallest = base;
  // Most peripheral extent seen so far in each venous tree.
  const best = new Map(
    ["Vp", "Vv"]
      .map((of) => [of, levelsOf(first, of)] as const)
      .filter(([, it]) => it.length > 0)
      .map(([of, it]) => [of, Math.max(...it)]),
  );
  const initial = new Map(best);
  const answers: TumorResponse[] = [];
  for (const day of days) {
    const clots = at(day);
    const sum = total(clots);
    const largest = new Map<string, number>();
    for (const of of ["Vp", "Vv"]) {
      const levels = levelsOf(clots, of);
      if (levels.length > 0) largest.set(of, Math.max(...levels));
    }
    const unknown = clots.some((it) => it.size === null && it.enhancing !== false);
    const bland = clots.some(
      (it, i) =>
        it.enhancing === false &&
        it.size !== null &&
        hasGrown(it.size, first[i]!.size ?? 0n, rules.thrombusPdIncreasePercent, true),
    );
    const reference = rules.levelReference === "baseline" ? initial : best;
    const against = rules.thrombusPdReference === "baseline" ? base : smallest;
    const known = initial.size > 0;
    const higher = known && [...largest].some(([of, it]) => !reference.has(of) || it > reference.get(of)!);
    const lower = known && [...largest].some(([of, it]) => initial.has(of) && it < initial.get(of)!);
    const grown =
      sum !== null &&
      hasGrown(sum, against, rules.thrombusPdIncreasePercent, true) &&
      sum - against >= tenths(rules.thrombusPdAbsMm);
    if (!unknown && !clots.some(seen)) answers.push(bland ? rules.blandExtension : "CR");
    else if (answers.includes("CR") && clots.some((it) => seen(it) && it.size !== null)) answers.push("PD");
    else if (grown || higher) answers.push("PD");
    else if (unknown) answers.push("NE");
    else if (hasShrunk(sum!, base, rules.thrombusPrDecreasePercent) || lower) answers.push("PR");
    else answers.push("SD");
    if (sum !== null && sum < smallest) smallest = sum;
    for (const [of, it] of largest) best.set(of, Math.min(it, best.get(of) ?? it));
  }
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
