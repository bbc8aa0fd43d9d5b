import { dayNumber } from "./day-number.js";
import { InputError } from "./input-error.js";
import { isMissing } from "./internal/convert.js";
import { channelName, readChannel } from "./internal/read-channel.js";
import { sourceOf } from "./internal/source.js";

/** A day: "yyyy-mm-dd", a `Date` at midnight UTC, or a whole number of days on an axis of the caller's. */
export type DateValue = string | Date | number;

/** Days of one channel, one per input row. */
export interface DateColumn {
  /** Day numbers; NaN where the date is missing. */
  readonly days: Float64Array;
  /** "calendar" counts from 1970-01-01, "number" is the caller's own axis; null when every date is missing. */
  readonly scale: "calendar" | "number" | null;
}

/**
 * Reads a channel of dates over all input rows and keeps missing ones, which have a meaning of their own (no death so far).
 *
 * @param data rows, an object of equally long columns, or an Arrow-like table; an iterable that can be read only once
 * must be made an array before.
 * @param role what the channel is called in messages when it is not the name of a field.
 * @throws InputError for a date that does not exist or has a time of day, a fractional day number, or a mixture of both.
 *
 * @example
 * ```ts
 * import { readDates } from "@hcc/data";
 * const rows = [{ death: "1970-01-31" }, { death: null }];
 * Array.from(readDates(rows, "death", "date of death").days); // => [30, NaN]
 * ```
 */
export function readDates(data: unknown, channel: unknown, role: string): DateColumn {
  const source = sourceOf(data);
  const raw = readChannel(source, channel, role);
  const column = channelName(channel, role);
  const days = new Float64Array(source.size).fill(Number.NaN);
  let scale: DateColumn["scale"] = null;
  for (let row = 0; row < source.size; row++) {
    const value = raw[row];
    if (isMissing(value)) continue;
    const fail = (message: string): never => {
      throw new InputError("date", `column "${column}", row ${row}: ${message}`, { column, row });
    };
    const found = typeof value === "number" ? "number" : "calendar";
    if (scale !== null && scale !== found) fail("dates and day numbers are mixed: use one of them");
    scale = found;
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value)) fail(`the day number is ${value}: give a whole number`);
      days[row] = value;
    } else if (typeof value === "string" || value instanceof Date) {
      try {
        days[row] = dayNumber(value);
      } catch (error) {
        fail((error as Error).message);
      }
    } else fail(`a date cannot be a ${typeof value}: give text such as "2021-12-31"`);
  }
  return { days, scale };
}
