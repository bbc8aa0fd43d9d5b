/** Mean length of a month of the Julian calendar: 365.25 / 12 days. */
const DAYS_PER_MONTH = 30.4375;

/**
 * Months in a number of days: days / 30.4375.
 *
 * 30.4375 = 365.25 / 12 is the usual divisor of oncology reports; calendar months, 30 and 30.44 are others, so name it.
 *
 * @example
 * ```ts
 * import { daysToMonths } from "@hcc/survival";
 * daysToMonths(487); // => 16
 * ```
 */
export function daysToMonths(days: number): number {
  return days / DAYS_PER_MONTH;
}
