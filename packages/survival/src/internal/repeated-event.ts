import { InputError } from "@hcc/data";
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

/** Refuses a subject who is at risk again after the event. */
export function refuseRepeatedEvents(rows: SurvivalRows): void {
  const again = repeatedEvent(rows);
  if (again === null) return;
  throw new InputError(
    "duplicate",
    `id "${again.subject}" has an event at row ${again.row} and is at risk again at row ${again.next}: end the subject with the first event, or count events by cumulativeHazard`,
    { column: "id", row: again.next },
  );
}
