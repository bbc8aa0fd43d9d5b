import { dayNumber } from "@hcc/data";

/**
 * Days from one calendar day to another: negative when `to` is the earlier one.
 *
 * Whole days of the Gregorian calendar; no time zone and no daylight saving enters. Equals R's `as.Date(to) -
 * as.Date(from)`. The day of origin is day 0 (CDISC's `AVAL` of some studies counts it as day 1).
 *
 * @param from "yyyy-mm-dd", or a `Date` at midnight UTC.
 * @param to the same.
 * @throws InputError when there is no such day, or a date has a time of day.
 *
 * @example
 * ```ts
 * import { daysBetween } from "@hcc/survival";
 * daysBetween("2020-02-28", "2020-03-01"); // => 2
 * ```
 */
export function daysBetween(from: string | Date, to: string | Date): number {
  return dayNumber(to) - dayNumber(from);
}
