import type { SurvivalRows } from "./read-survival.js";

/** The first event after which the subject is at risk again, with input rows; null where there is none. */
export function repeatedEvent({
  event,
  id,
  next,
  frame,
}: SurvivalRows): { readonly subject: string; readonly row: number; readonly next: number } | null {
  if (next === null) return null;
  const at = event.findIndex((value, row) => value === 1 && next[row]! >= 0);
  if (at < 0) return null;
  return { subject: id!.levels[id!.codes[at]!]!, row: frame.rows[at]!, next: frame.rows[next[at]!]! };
}
