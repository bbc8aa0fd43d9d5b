import published from "../../published.json" with { type: "json" };
import type { Random } from "../baseline/random.js";
import type { Slot } from "./slot.js";

const { implantations, seeds } = published.exposure.matched;
/** Matched patients by number of implantations: 143 in all, median 3, range 1 to 6. */
const COUNTS: readonly number[] = [6, 12, 15, 9, 4, 2].flatMap((patients, k) =>
  new Array<number>(patients).fill(k + 1),
);

/** Days and numbers of seeds of every implantation, for the matched patients in the order given. */
export function planImplantations(slots: readonly Slot[], random: Random): [day: number, seeds: number][][] {
  const days = implantationCounts(slots, COUNTS, random).map((count, k) => implantationDays(slots[k]!, count, random));
  const each = days.map((own) => own.map(() => 18 + random.below(26)));
  const total = (k: number): number => each[k]!.reduce((sum, n) => sum + n, 0);
  const order = slots.map((_, k) => k);
  const byTotal = (): number[] => [...order].sort((a, b) => total(a) - total(b) || a - b);
  const set = (k: number, goal: number): void => {
    const own = each[k]!;
    for (let j = 0; total(k) !== goal; j++) own[j % own.length]! += goal > total(k) ? 1 : -1;
  };
  // Smallest, middle and largest totals as published, then the sum, moving only within the halves.
  const [median, smallest, largest] = seeds.perPatient as [number, number, number];
  const ranked = byTotal();
  const low = Math.floor(median);
  set(ranked[0]!, smallest);
  ranked.slice(1, 23).forEach((k) => {
    set(k, Math.max(smallest + 2, Math.min(low - 1, total(k))));
  });
  set(ranked[23]!, low);
  set(ranked[24]!, low + 1);
  ranked.slice(25, 47).forEach((k) => {
    set(k, Math.max(low + 2, Math.min(largest - 8, total(k))));
  });
  set(ranked[47]!, largest);
  for (let guard = 0; guard < 100_000; guard++) {
    const rest = seeds.total - order.reduce((sum, k) => sum + total(k), 0);
    if (rest === 0) break;
    const upper = random.uniform() < 0.5;
    const k = ranked[(upper ? 25 : 1) + random.below(22)]!;
    const goal = total(k) + Math.sign(rest);
    const perImplantation = goal / each[k]!.length;
    if (perImplantation < 12 || perImplantation > 48) continue;
    if (upper ? goal > low + 1 && goal < largest : goal > smallest && goal < low) set(k, goal);
  }
  const sum = order.reduce((s, k) => s + total(k), 0);
  const procedures = days.reduce((s, own) => s + own.length, 0);
  if (sum !== seeds.total || procedures !== implantations.total)
    throw new Error(`seeds do not add up: ${sum} in ${procedures} implantations`);
  return days.map((own, k) => own.map((day, j) => [day, each[k]![j]!]));
}

/** Days and seeds for the unmatched patients, whose exposure the paper does not give. */
export function inventImplantations(slot: Slot, random: Random): [day: number, seeds: number][] {
  const count = Math.min(1 + random.below(4), room(slot));
  return implantationDays(slot, count, random).map((day) => [day, 15 + random.below(28)]);
}

/** Repeats follow a visit by a few days and lie well inside the observation. */
function repeatDays(slot: Slot): number[] {
  return slot.visits.filter((day) => day + 12 < slot.observed);
}

const room = (slot: Slot): number => 1 + repeatDays(slot).length;

function implantationDays(slot: Slot, count: number, random: Random): number[] {
  const shift = random.below(15) - 7;
  const first = Math.max(1, slot.start + shift);
  const visits = repeatDays(slot);
  const chosen = random
    .shuffle([...visits.keys()].slice(0, Math.max(count - 1, Math.min(visits.length, 3 * count))))
    .slice(0, count - 1);
  return [first, ...chosen.sort((a, b) => a - b).map((k) => visits[k]! + 3 + random.below(7))];
}

/** More implantations for those observed longer, as far as their visits allow. */
function implantationCounts(slots: readonly Slot[], counts: readonly number[], random: Random): number[] {
  const order = slots.map((slot, k) => ({ k, key: slot.visits.length + 12 * random.uniform() }));
  order.sort((a, b) => a.key - b.key);
  const out = new Array<number>(slots.length).fill(1);
  order.forEach(({ k }, rank) => {
    out[k] = counts[rank]!;
  });
  for (let k = 0; k < out.length; k++) {
    if (out[k]! <= room(slots[k]!)) continue;
    const j = out.findIndex((count, i) => count < out[k]! && count <= room(slots[k]!) && out[k]! <= room(slots[i]!));
    if (j < 0) throw new Error("too few visits for the implantations");
    [out[k], out[j]] = [out[j]!, out[k]!];
  }
  return out;
}
