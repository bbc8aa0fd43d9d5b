import { type DateColumn, dayNumber, InputError, readColumn } from "@hcc/data";

/** Lists of days, one list per input row: those of row r are `days` from `starts[r]` up to `starts[r + 1]`. */
export interface DayLists {
  readonly days: Float64Array;
  readonly starts: Int32Array;
  /** As of `readDates`. */
  readonly scale: DateColumn["scale"];
}

/** Reads a channel of lists of dates; a missing list is an empty one, and missing dates in a list are passed over. */
export function readDayLists(source: unknown, channel: unknown, role: string, size: number): DayLists {
  const lists = readColumn(source, "any", channel, role);
  const column = typeof channel === "string" ? channel : role;
  const starts = new Int32Array(size + 1);
  const days: number[] = [];
  let scale: DateColumn["scale"] = null;
  for (let row = 0; row < size; row++) {
    for (const value of listOf(lists[row], column, row)) {
      if (value === null || value === undefined || Number.isNaN(value)) continue;
      const found = typeof value === "number" ? "number" : "calendar";
      if (scale !== null && scale !== found) fail("dates and day numbers are mixed: use one of them", column, row);
      scale = found;
      days.push(dayOf(value, column, row));
    }
    starts[row + 1] = days.length;
  }
  return { days: Float64Array.from(days), starts, scale };
}

/** The latest day of a row's list that is not after `limit`; -Infinity where there is none. */
export function latestDay({ days, starts }: DayLists, row: number, limit: number): number {
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = starts[row]!; i < starts[row + 1]!; i++) {
    if (days[i]! <= limit && days[i]! > latest) latest = days[i]!;
  }
  return latest;
}

function listOf(list: unknown, column: string, row: number): Iterable<unknown> {
  if (list === null || list === undefined) return [];
  if (typeof list === "object" && Symbol.iterator in list) return list as Iterable<unknown>;
  return fail(
    `${JSON.stringify(list) ?? typeof list} is no list: give all days of the subject, [day, ...]`,
    column,
    row,
  );
}

function dayOf(value: unknown, column: string, row: number): number {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? value : fail(`the day number is ${value}: give a whole number`, column, row);
  }
  if (typeof value !== "string" && !(value instanceof Date))
    return fail(`a date cannot be a ${typeof value}: give text such as "2021-12-31"`, column, row);
  try {
    return dayNumber(value);
  } catch (error) {
    return fail((error as Error).message, column, row);
  }
}

function fail(message: string, column: string, row: number): never {
  throw new InputError("date", `column "${column}", row ${row}: ${message}`, { column, row });
}
