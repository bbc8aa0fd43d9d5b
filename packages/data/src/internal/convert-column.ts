import type { ColumnRequest } from "../frame.js";
import { InputError } from "../input-error.js";
import type { TermColumn } from "../term-columns.js";
import { isNumericText, toEvent, toNumber } from "./convert.js";
import { channelName } from "./read-channel.js";
import type { RawColumn } from "./select-rows.js";
import { toGroup } from "./to-group.js";

/** A column of the rows in use as its kind demands. */
export function convertColumn(
  { raw, finite, name }: RawColumn,
  rows: Int32Array,
  request: ColumnRequest<unknown>,
): unknown {
  switch (request.kind) {
    case "group":
      return toGroup(raw, rows, name, request.levels);
    case "event": {
      const events = new Uint8Array(rows.length);
      if (raw instanceof Float64Array) return doubleEvents(raw, rows, events, name);
      for (let i = 0; i < rows.length; i++) events[i] = toEvent(raw[rows[i]!], name, rows[i]!);
      return events;
    }
    case "covariate": {
      const first = raw[rows[0]!];
      if (typeof first !== "string" && typeof first !== "boolean" && request.levels === undefined) {
        // Nothing is changed in place, so complete finite doubles are used where they are.
        if (finite && raw.length === rows.length) return raw;
        return numbers(raw, rows, name, false);
      }
      const group = toGroup(raw, rows, name, request.levels);
      if (request.levels === undefined && typeof first === "string" && group.levels.every(isNumericText)) {
        throw new InputError(
          "numbers-as-text",
          `column "${name}" holds numbers as text ("${first}" at row ${rows[0]}): convert it to numbers, or wrap it in factor() if it names categories`,
          { column: name, row: rows[0]! },
        );
      }
      return group;
    }
    default:
      return numbers(raw, rows, name, request.kind === "time");
  }
}

function doubleEvents(raw: Float64Array, rows: Int32Array, events: Uint8Array, name: string): Uint8Array {
  for (let i = 0; i < rows.length; i++) {
    const value = raw[rows[i]!]!;
    events[i] = value === 0 ? 0 : value === 1 ? 1 : toEvent(value, name, rows[i]!);
  }
  return events;
}

function numbers(raw: ArrayLike<unknown>, rows: Int32Array, name: string, time: boolean): Float64Array {
  const values = new Float64Array(rows.length);
  // Arrays of doubles need no look at each type; what is wrong with a value is said below.
  if (raw instanceof Float64Array) {
    const least = time ? 0 : Number.NEGATIVE_INFINITY;
    let fine = true;
    for (let i = 0; i < rows.length; i++) {
      const value = raw[rows[i]!]!;
      values[i] = value;
      if (!(value >= least) || value - value !== 0) fine = false;
    }
    if (fine) return values;
  }
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const value = raw[row];
    if (typeof value === "string" || (typeof value === "boolean" && !time)) mixed(raw, rows, name, row);
    const number = toNumber(value, name, row);
    if (time && number < 0) {
      throw new InputError("negative-value", `time "${name}" is ${number} at row ${row}: times are 0 or more`, {
        column: name,
        row,
      });
    }
    values[i] = number;
  }
  return values;
}

/** Throws where a column whose logarithm is wanted is not positive. */
export function checkPositive(
  values: Float64Array,
  rows: Int32Array,
  { name, channel }: Pick<TermColumn, "name" | "channel">,
): void {
  const at = values.findIndex((value) => !(value > 0));
  if (at < 0) return;
  const row = rows[at]!;
  throw new InputError(
    "not-finite",
    `${name} needs positive values but one is ${values[at]} at row ${row}: add an offset in an accessor`,
    { column: channelName(channel, name), row },
  );
}

function mixed(raw: ArrayLike<unknown>, rows: Int32Array, name: string, row: number): void {
  if (!rows.some((other) => typeof raw[other] === "number")) return;
  throw new InputError(
    "mixed-types",
    `column "${name}" mixes numbers with ${typeof raw[row] === "string" ? JSON.stringify(raw[row]) : raw[row]} (row ${row}): convert the column to one type`,
    { column: name, row },
  );
}
