import type { Group } from "./frame.js";
import { isMissing, toEvent, toNumber } from "./internal/convert.js";
import { channelName, readChannel } from "./internal/read-channel.js";
import { whereRows } from "./internal/select-rows.js";
import { sourceOf } from "./internal/source.js";
import { toGroup } from "./internal/to-group.js";

/**
 * A column with one value per input row whose missing values are kept: NaN in numbers, -1 in events and groups; of kind "any"
 * the values as they are.
 */
export type NullableColumnOf<Kind extends "number" | "event" | "group" | "any"> = Kind extends "number"
  ? Float64Array
  : Kind extends "event"
    ? Int8Array
    : Kind extends "group"
      ? Group
      : readonly unknown[];

/**
 * Reads one channel over all input rows and keeps its missing values, where a missing value is an answer of its own
 * (a lesion that could not be measured, an event whose grade was not recorded).
 *
 * @param data rows, an object of equally long columns, or an Arrow-like table; an iterable that can be read only once
 * must be made an array before.
 * @param role what the channel is called in messages when it is not the name of a field.
 * @param levels for a group: its levels in order; a value outside them is an error.
 * @throws InputError naming the column, the row and the remedy.
 *
 * @example
 * ```ts
 * import { readColumn } from "@hcc/data";
 * Array.from(readColumn([{ mm: 23.5 }, { mm: null }], "number", "mm", "viable")); // => [23.5, NaN]
 * ```
 */
export function readColumn<Kind extends "number" | "event" | "group" | "any">(
  data: unknown,
  kind: Kind,
  channel: unknown,
  role: string,
  levels?: readonly string[],
): NullableColumnOf<Kind> {
  const source = sourceOf(data);
  const raw = readChannel(source, channel, role);
  if (kind === "any") return Array.from(raw) as readonly unknown[] as NullableColumnOf<Kind>;
  const name = channelName(channel, role);
  if (kind === "group") return toGroup(raw, whereRows(source, undefined), name, levels) as NullableColumnOf<Kind>;
  const event = kind === "event";
  const values = event ? new Int8Array(source.size).fill(-1) : new Float64Array(source.size).fill(Number.NaN);
  for (let row = 0; row < values.length; row++) {
    const value = raw[row];
    if (!isMissing(value)) values[row] = event ? toEvent(value, name, row) : toNumber(value, name, row);
  }
  return values as NullableColumnOf<Kind>;
}
