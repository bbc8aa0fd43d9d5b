import type { Baseline } from "../baseline/patient.js";
import { type Random, random } from "../baseline/random.js";
import { type Assigned, assignmentFigures, assignSlots } from "./assign-slots.js";
import { buildSlots } from "./build-slots.js";
import type { Outcome, Outcomes } from "./outcome.js";
import { CELLS, CUT_OFF, LAST_INCLUSION } from "./plan.js";
import { inventImplantations, planImplantations } from "./plan-implantations.js";
import { planSafety } from "./plan-safety.js";
import { respond } from "./respond.js";
import { type Slot, tkiStop } from "./slot.js";
import { cost, type Figure, slotFigures, tuneSlots } from "./tune-slots.js";

/** How long the two annealings run. */
export interface SearchLength {
  readonly slots: number;
  readonly assignment: number;
}

/** The outcomes found and the figures that were tuned. */
export interface SearchResult {
  readonly outcomes: Outcomes;
  readonly figures: readonly Figure[];
}

/** Finds outcomes for the patients of `baseline.json`: courses that meet the published figures, then who has which. */
export function searchOutcomes(baseline: Baseline, seed: number, length: SearchLength): SearchResult {
  const source = random(seed);
  const drafts = CELLS.flatMap((cell) => buildSlots(cell, source));
  const slots = tuneSlots(drafts, source, length.slots);
  const assigned = assignSlots(baseline.patients, slots, source, length.assignment);
  const figures = [...slotFigures(slots), ...assignmentFigures(assigned)];
  const note =
    "Synthetic outcomes, calibrated to published aggregates; no patient data. Written by cohort/search.ts outcomes.";
  return { outcomes: { note, seed, outcomes: complete(assigned, source) }, figures };
}

/** Cost of a set of figures. */
export const searchCost: (figures: readonly Figure[]) => number = cost;

function complete(assigned: readonly Assigned[], source: Random): Outcome[] {
  const indices = assigned.map((_, k) => k);
  const slot = (k: number): Slot => assigned[k]!.slot;
  const inArm = (arm: string): number[] => indices.filter((k) => assigned[k]!.patient.arm === arm);
  const implantations = new Map<number, readonly (readonly [number, number])[]>();
  const matched = inArm("TKI-I").filter((k) => assigned[k]!.patient.designatedMatched);
  planImplantations(matched.map(slot), source).forEach((own, j) => {
    implantations.set(matched[j]!, own);
  });
  for (const k of inArm("TKI-I")) if (!implantations.has(k)) implantations.set(k, inventImplantations(slot(k), source));
  const safety = new Map<number, Outcome["safety"]>();
  for (const [arm, name] of [
    [0, "TKI-I"],
    [1, "TKI"],
  ] as const) {
    const own = inArm(name);
    planSafety(own.map(slot), arm, source).forEach((events, j) => {
      safety.set(own[j]!, events);
    });
  }
  return assigned.map(({ patient, slot }, k) => {
    const stop = tkiStop(slot);
    return {
      id: patient.id,
      origin: originDay(slot, source),
      observed: slot.observed,
      dead: slot.dead,
      baselineScan: Math.max(0, slot.start - 1 - source.below(6)),
      start: slot.start,
      stop,
      stopReason: stop === null ? null : slot.discontinued !== null ? "adverse-event" : "progression",
      visits: respond(slot, source),
      // An event of the implantation lies inside the treatment, so it is not before the TKI.
      implantations: (implantations.get(k) ?? []).map(([day, seeds], j) => [
        j === 0 && safety.get(k)!.seed !== null ? Math.max(day, slot.start + 1) : day,
        seeds,
      ]),
      safety: safety.get(k)!,
    };
  });
}

/** Alive patients are followed to within two weeks of the cut-off, so their observed time fixes the time origin. */
function originDay(slot: Slot, source: Random): number {
  const latest = Math.min(LAST_INCLUSION, CUT_OFF - slot.observed);
  if (slot.dead) return source.below(latest + 1);
  if (slot.lost) return source.below(Math.min(LAST_INCLUSION, latest - 60));
  const earliest = Math.max(0, CUT_OFF - slot.observed - 14);
  return slot.observed === CUT_OFF ? 0 : earliest + source.below(latest - earliest + 1);
}
