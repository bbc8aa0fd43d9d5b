import type { Random } from "../baseline/random.js";
import type { Response, Visit } from "./outcome.js";
import type { Slot } from "./slot.js";

/** Response of both components at every visit, so that the best responses and first progressions are the slot's. */
export function respond(slot: Slot, random: Random): Visit[] {
  const { visits, pdI, pdT, bestI, bestT } = slot;
  const index = (day: number | null): number => (day === null ? visits.length : visits.indexOf(day));
  const endI = index(pdI);
  const endT = index(pdT);
  const tumor = course(visits.length, bestI, endI, endT === 0 ? endI : Math.min(endI, endT), random);
  const thrombus = bestT === null ? null : course(visits.length, bestT, endT, endT, random);
  return visits.map((day, k) => [day, tumor[k]!, thrombus?.[k] ?? null] as const);
}

/** Stable disease, then the best response before visit `by`, then progression from visit `end` on. */
function course(n: number, best: Response, end: number, by: number, random: Random): Response[] {
  const u = random.uniform();
  const partial = best === "SD" || best === "PD" ? end : Math.min(Math.floor(u * u * 4), by - 1);
  const complete = best === "CR" ? Math.min(by - 1, partial + 1 + random.below(3)) : end;
  return Array.from({ length: n }, (_, k) => (k >= end ? "PD" : k >= complete ? "CR" : k >= partial ? "PR" : "SD"));
}
