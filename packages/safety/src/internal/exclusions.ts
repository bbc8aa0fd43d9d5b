import type { EventExclusionReason, ExcludedEvents } from "../types.js";

/** Why an event can be no treatment-emergent one. */
export const NOT_EMERGENT: readonly EventExclusionReason[] = [
  "not-in-analysis",
  "not-treated",
  "before-treatment",
  "after-window",
];

/** Rows of events that were left out, by reason. */
export interface Exclusions {
  readonly add: (reason: EventExclusionReason, row: number) => void;
  /** One entry per reason, also where there are none. */
  readonly list: () => ExcludedEvents[];
}

export function exclusions(reasons: readonly EventExclusionReason[]): Exclusions {
  const excluded = new Map<EventExclusionReason, number[]>(reasons.map((reason) => [reason, []]));
  return {
    add: (reason, row) => excluded.get(reason)!.push(row),
    list: () => [...excluded].map(([reason, rows]) => ({ reason, count: rows.length, rows })),
  };
}
