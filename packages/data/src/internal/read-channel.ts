import { InputError } from "../input-error.js";
import type { Source } from "./source.js";

/** The name by which messages call a channel: its field, or the role it plays. */
export function channelName(channel: unknown, role: string): string {
  return typeof channel === "string" ? channel : role;
}

/** Raw values of a channel, one per input row; an accessor is called for `rows` only (default: all rows). */
export function readChannel(
  source: Source,
  channel: unknown,
  role: string,
  rows?: ArrayLike<number>,
): ArrayLike<unknown> {
  if (typeof channel === "string") {
    const values = source.field(channel);
    if (values !== undefined) return values;
    if (source.size === 0) return [];
    throw unknownColumn(source, channel, role);
  }
  if (typeof channel === "function") {
    const accessor = channel as (row: unknown, index: number) => unknown;
    const values = new Array<unknown>(source.size).fill(undefined);
    const count = rows?.length ?? source.size;
    for (let i = 0; i < count; i++) {
      const index = rows?.[i] ?? i;
      values[index] = accessor(source.row(index), index);
    }
    return values;
  }
  if (Array.isArray(channel) || ArrayBuffer.isView(channel)) {
    const values = channel as unknown as ArrayLike<unknown>;
    if (values.length !== source.size) {
      throw new InputError(
        "length-mismatch",
        `${role} has ${values.length} values but the data have ${source.size} rows: give one value per row`,
        { column: role },
      );
    }
    return values;
  }
  throw new InputError(
    "option",
    `${role} is ${channel === undefined ? "not given" : `a ${typeof channel}`}: give a field name, an accessor or an array`,
    { column: role },
  );
}

/** The error of a field that no row has. */
export function unknownColumn(source: Source, column: string, role: string): InputError {
  const names = source.names();
  return new InputError(
    "unknown-column",
    `${role}: there is no column "${column}"; ${names.length === 0 ? "the rows have no fields" : `the columns are ${names.slice(0, 30).join(", ")}${names.length > 30 ? ", ..." : ""}`}`,
    { column },
  );
}
