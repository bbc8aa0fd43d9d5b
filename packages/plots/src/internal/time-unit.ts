import { InputError } from "@hcc/data";

/** Unit of a time axis; a month has 30.4375 days. */
export type TimeUnit = "days" | "weeks" | "months";

const DAYS: Readonly<Record<TimeUnit, number>> = { days: 1, weeks: 7, months: 30.4375 };

/** Days in a unit of time. */
export function daysIn(unit: TimeUnit): number {
  const days = Object.hasOwn(DAYS, unit) ? DAYS[unit] : undefined;
  if (days !== undefined) return days;
  throw new InputError("option", `unit is "${String(unit)}": give "days", "weeks" or "months"`, { column: "unit" });
}

/** A unit as an axis begins with it. */
export const unitName = (unit: TimeUnit): string => `${unit[0]!.toUpperCase()}${unit.slice(1)}`;
