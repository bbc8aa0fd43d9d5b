import { InputError } from "./input-error.js";

// 0000-01-01 and 9999-12-31, the first and the last day that "yyyy-mm-dd" can write.
const FIRST = -719_528;
const LAST = 2_932_896;

/**
 * Text "yyyy-mm-dd" of a day counted from 1970-01-01 = 0; the reverse of `dayNumber`. Equals R's
 * `format(as.Date(day, origin = "1970-01-01"))`.
 *
 * @param day a whole number of days.
 * @throws InputError for a fraction of a day, and for a day outside the years 0000 to 9999.
 *
 * @example
 * ```ts
 * import { calendarDate } from "@hcc/data";
 * calendarDate(18992); // => "2021-12-31"
 * ```
 */
export function calendarDate(day: number): string {
  if (!Number.isInteger(day) || day < FIRST || day > LAST) {
    throw new InputError("date", `the day is ${day}: give a whole number of days in the years 0000 to 9999`);
  }
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
