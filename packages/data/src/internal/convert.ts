import { InputError } from "../input-error.js";

const show = (value: unknown): string => {
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
};

export const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));

/** A finite number, or an error that names column, row and remedy. */
export function toNumber(value: unknown, column: string, row: number): number {
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    throw new InputError("not-finite", `column "${column}" is ${value} at row ${row}: give a finite number`, {
      column,
      row,
    });
  }
  if (typeof value === "bigint") {
    const number = Number(value);
    if (BigInt(number) === value) return number;
    throw new InputError("not-finite", `column "${column}" is ${value} at row ${row}: too large for an exact number`, {
      column,
      row,
    });
  }
  if (typeof value === "string") {
    throw new InputError(
      "text-in-number",
      `column "${column}" holds the text ${show(value)} at row ${row}: convert it to a number when reading the file`,
      { column, row },
    );
  }
  throw new InputError("not-a-number", `column "${column}" holds ${show(value)} at row ${row}: give a number`, {
    column,
    row,
  });
}

/** 1 for an event, 0 for a censored time. */
export function toEvent(value: unknown, column: string, row: number): number {
  if (value === true || value === 1 || value === 1n) return 1;
  if (value === false || value === 0 || value === 0n) return 0;
  throw new InputError(
    "event-code",
    `event "${column}" is ${show(value)} at row ${row}: code it as 1 or true (event) and 0 or false (censored)`,
    { column, row },
  );
}

export const isNumericText = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));
