/** What a caller can branch on when an input has no answer. */
export type InputErrorCode =
  | "empty-data"
  | "unknown-column"
  | "length-mismatch"
  | "missing-value"
  | "not-a-number"
  | "text-in-number"
  | "not-finite"
  | "negative-value"
  | "event-code"
  | "mixed-types"
  | "empty-text"
  | "numbers-as-text"
  | "unknown-level"
  | "too-few-groups"
  | "duplicate"
  | "weight"
  | "too-costly"
  | "date"
  | "option";

/** Where an input error was found. */
export interface InputErrorPlace {
  /** Name of the column or option. */
  readonly column?: string;
  /** Input row, from 0. */
  readonly row?: number;
}

/**
 * The one error of the family: thrown when the input has no answer. The message says what was found, where, and what to do.
 *
 * Test `error.name === "HccInputError"` and `error.code` instead of `instanceof`, which fails across copies of a package.
 *
 * @example
 * ```ts
 * import { InputError } from "@hcc/data";
 * const error = new InputError("event-code", "the event is 2 at row 3: recode it to 0 and 1", { column: "event", row: 3 });
 * error.name; // => "HccInputError"
 * error.row; // => 3
 * ```
 */
export class InputError extends Error {
  override readonly name = "HccInputError";
  readonly code: InputErrorCode;
  readonly column?: string;
  readonly row?: number;

  constructor(code: InputErrorCode, message: string, place: InputErrorPlace = {}) {
    super(message);
    this.code = code;
    if (place.column !== undefined) this.column = place.column;
    if (place.row !== undefined) this.row = place.row;
  }
}
