import * as v from "valibot";

/** How the text of a cell becomes a value. */
export interface Cell<T> {
  /** The message of the first issue says what was found. */
  readonly schema: v.GenericSchema<string, T>;
  /** What to write instead, given the text found. */
  readonly remedy: (text: string) => string;
}

const EMPTY = v.pipe(
  v.string(),
  v.transform(() => null),
);
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** Text that must not be empty. */
export function text(what: string): Cell<string> {
  return { schema: v.pipe(v.string(), v.nonEmpty("is empty")), remedy: () => `write ${what}` };
}

/** One of a few words. */
export function choice<const T extends string>(...options: T[]): Cell<T> {
  const list = options.join(", ");
  return {
    schema: v.pipe(v.string(), v.nonEmpty("is empty"), v.picklist(options, "is not an accepted word")),
    remedy: (found) => {
      const near = options.find((option) => option.toLowerCase() === found.toLowerCase());
      return near === undefined ? `write one of ${list}` : `write ${near}`;
    },
  };
}

/** A number with a decimal point; `min` and `max` are inclusive. */
export function decimal(what: string, min: number, max: number): Cell<number> {
  return {
    schema: v.pipe(
      v.string(),
      v.nonEmpty("is empty"),
      v.regex(NUMBER, "is not a number"),
      v.transform(Number),
      v.minValue(min, `is below ${min}`),
      v.maxValue(max, `is above ${max}`),
    ),
    remedy: (found) => {
      const point = found.replace(",", ".");
      return found.includes(",") && NUMBER.test(point)
        ? `write ${point} (a decimal point)`
        : `write ${what}, a number from ${min} to ${max}`;
    },
  };
}

/** A whole number; `min` and `max` are inclusive. */
export function whole(what: string, min: number, max: number): Cell<number> {
  const cell = decimal(what, min, max);
  return {
    schema: v.pipe(cell.schema, v.integer("is not a whole number")),
    remedy: () => `write ${what}, a whole number from ${min} to ${max}`,
  };
}

/** A calendar date in ISO form; the value is the same text. */
export function isoDate(what: string): Cell<string> {
  return {
    schema: v.pipe(
      v.string(),
      v.nonEmpty("is empty"),
      v.regex(/^\d{4}-\d{2}-\d{2}$/, "is not a date in the form YYYY-MM-DD"),
      v.check((date) => isCalendarDate(date), "is not a day of the calendar"),
    ),
    remedy: () => `write ${what} as YYYY-MM-DD, for example 2019-04-30`,
  };
}

/** A cell that may be empty, then `null`. */
export function optional<T>(cell: Cell<T>): Cell<T | null> {
  return {
    schema: v.lazy((found) => (found === "" ? EMPTY : cell.schema)),
    remedy: (found) => `${cell.remedy(found)}, or leave the cell empty`,
  };
}

function isCalendarDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === date;
}
