import type { Random } from "../baseline/random.js";
import type { Response } from "./outcome.js";
import { type Cell, CUT_OFF, LAST_INCLUSION } from "./plan.js";

/** The course of one patient before it is given to a patient; days count from the time origin. */
export interface Slot {
  readonly cell: Cell;
  readonly bestI: Response;
  /** `null` = no thrombus. */
  readonly bestT: Response | null;
  readonly free: boolean;
  readonly lost: boolean;
  /** Day after the start on which the TKI is stopped for an adverse event; `null` = it is not. */
  readonly discontinued: number | null;
  /** Whether the observed time may not change. */
  readonly fixed: boolean;
  readonly dead: boolean;
  start: number;
  /** Day of the first follow-up visit. */
  first: number;
  pdI: number | null;
  pdT: number | null;
  observed: number;
  /** Days of all follow-up visits. */
  visits: readonly number[];
}

/** Day of the first progression of any component. */
export function progression({ pdI, pdT }: Slot): number | null {
  return pdI === null ? pdT : pdT === null ? pdI : Math.min(pdI, pdT);
}

/** Day on which the TKI ends: adverse event, two days after the progression, or `null` = it goes on. */
export function tkiStop(slot: Slot): number | null {
  const pd = progression(slot);
  const end = pd === null ? null : Math.min(pd + 2, slot.observed);
  if (slot.discontinued === null) return end;
  const day = slot.start + slot.discontinued;
  return end === null ? day : Math.min(day, end);
}

/** Days on TKI. */
export function tkiDuration(slot: Slot): number {
  return (tkiStop(slot) ?? slot.observed) - slot.start;
}

const LIMITS: Readonly<Record<Cell, readonly [number, number]>> = {
  mI: [43, 1190],
  mT: [27, 523],
  uI: [35, 1180],
  uT: [27, 523],
};

/** Whether the days of a slot agree with each other and with the study's calendar. */
export function isPossible(slot: Slot): boolean {
  const { start, first, pdI, pdT, observed, dead, bestI, bestT, cell, lost, free } = slot;
  if (start < 3 || start > 27 || first - start < 28 || first - start > 56) return false;
  const fits = (pd: number | null, best: Response | null): boolean =>
    best === "PD" ? pd === first : pd === null || pd >= first + 28;
  if (!fits(pdI, bestI) || !fits(pdT, bestT) || (bestT === null && pdT !== null)) return false;
  if (pdI !== null && pdT !== null && pdI !== pdT && Math.abs(pdI - pdT) < 28) return false;
  if (free !== (pdI === null && pdT === null)) return false;
  const last = Math.max(first, pdI ?? 0, pdT ?? 0);
  if (observed < last + (dead ? 14 : 0)) return false;
  if (observed < 98 && !slot.fixed) return false;
  if (dead ? observed > 1190 : lost ? observed < 150 || observed > 700 : observed < CUT_OFF - LAST_INCLUSION)
    return false;
  if (observed > CUT_OFF - 5 && !slot.fixed) return false;
  if (slot.discontinued !== null && start + slot.discontinued >= (progression(slot) ?? observed)) return false;
  const [shortest, longest] = LIMITS[cell];
  const days = tkiDuration(slot);
  if (slot.fixed && cell === "mI" && !dead) return days === longest;
  return slot.discontinued !== null || (days > shortest && days <= longest);
}

/** Visits every 4 to 8 weeks that hit the first visit and the progressions, to the end of the observation. */
export function planVisits(slot: Slot, random: Random): number[] {
  const anchors = [...new Set([slot.first, slot.pdI, slot.pdT])].filter((day) => day !== null).sort((a, b) => a - b);
  const visits = [anchors[0]!];
  for (let k = 1; k < anchors.length; k++) {
    const from = anchors[k - 1]!;
    const gap = anchors[k]! - from;
    const steps = Math.max(
      Math.ceil(gap / 56),
      Math.min(Math.floor(gap / 28), Math.round(gap / (36 + 10 * random.uniform()))),
    );
    for (let j = 1; j < steps; j++) visits.push(from + Math.round((gap * j) / steps));
    visits.push(anchors[k]!);
  }
  const end = slot.observed - (slot.dead ? 7 + random.below(25) : random.below(10));
  for (let day = visits.at(-1)!; ; ) {
    day += 30 + random.below(26);
    if (day > end) return visits;
    visits.push(day);
  }
}
