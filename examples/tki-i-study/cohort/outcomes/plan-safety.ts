import published from "../../published.json" with { type: "json" };
import type { Random } from "../baseline/random.js";
import type { Safety } from "./outcome.js";
import { type Slot, tkiDuration } from "./slot.js";

const { safety, exposure } = published;

/** Adverse events of the patients of one arm (0 = TKI-I, 1 = TKI), with exactly the published numbers of patients. */
export function planSafety(slots: readonly Slot[], arm: 0 | 1, random: Random): Safety[] {
  const any = safety.anyTrae.counts[arm]!;
  const severe = safety.grade3plus.counts[arm]!;
  const seed = arm === 0 ? safety.seedImplantationRelated.patients : 0;
  // Discontinued patients first: their event is severe. Very short courses have no event or a mild one.
  const order = random.shuffle(slots.map((_, k) => k)).sort((a, b) => rank(slots[a]!) - rank(slots[b]!));
  const grades = new Map<number, 0 | 1 | 2 | 3>();
  const withSeedOnly = arm === 0 ? 2 : 0;
  order.forEach((k, place) => {
    grades.set(k, place < severe - withSeedOnly ? 3 : place >= any ? 0 : place < any - 12 ? 2 : 1);
  });
  const moderate = order.filter((k) => grades.get(k)! >= 2);
  const pick = (from: readonly number[], n: number): Set<number> => new Set(random.shuffle([...from]).slice(0, n));
  const interrupted = pick(moderate, exposure.total.interrupted[arm]!);
  const reduced = pick(moderate, exposure.total.doseReduced[arm]!);
  const seeds = [
    ...pick(
      order.filter((k) => grades.get(k)! === 2),
      seed,
    ),
  ];
  return slots.map((_, k) => {
    const place = seeds.indexOf(k);
    return {
      tkiGrade: grades.get(k)!,
      seed: place < 0 ? null : place === 0 ? "hemothorax" : place === 1 ? "seeding" : "minor",
      interrupted: interrupted.has(k),
      reduced: reduced.has(k),
    };
  });
}

const rank = (slot: Slot): number => (slot.discontinued !== null ? 0 : tkiDuration(slot) < 60 ? 2 : 1);
