import { InputError } from "./input-error.js";

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MILLISECONDS = 86_400_000;

/**
 * Number of a calendar day, counted from 1970-01-01 = 0.
 *
 * Whole days of the proleptic Gregorian calendar; no time zone and no daylight saving enters. Equals R's
 * `as.integer(as.Date(x))`.
 *
 * @param date "yyyy-mm-dd", or a `Date` at midnight UTC (what a typed CSV reader makes of such text).
 * @throws InputError when there is no such day, or the date has a time of day.
 *
 * @example
 * ```ts
 * import { dayNumber } from "@hcc/data";
 * dayNumber("2021-12-31"); // => 18992
 * ```
 */
export function dayNumber(date: string | Date): number {
  if (date instanceof Date) {
    const day = date.getTime() / MILLISECONDS;
    if (Number.isInteger(day)) return day;
    const found = Number.isNaN(day) ? "invalid" : date.toISOString();
    throw new InputError("date", `the date is ${found}: give a calendar day as text, "yyyy-mm-dd"`);
  }
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (parts === null) {
    throw new InputError(
      "date",
      `the date is ${JSON.stringify(date)}: write it as "yyyy-mm-dd", without a time of day`,
    );
  }
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
  if (day < 1 || day > length) throw new InputError("date", `the date is "${date}": there is no such day, correct it`);
  // Years from March on, so that the leap day is the last of its year.
  const shifted = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return 365 * shifted + leapDays + dayOfYear - 719_468;
}
