import { InputError, readDates } from "@hcc/data";

/** Values of a channel as they are in the data, one per input row: for lists of days, and for fields that are handed on. */
export function rawValues(source: unknown, channel: unknown, role: string, size: number): readonly unknown[] {
  if (Array.isArray(channel) || ArrayBuffer.isView(channel)) {
    const values = Array.from(channel as unknown as ArrayLike<unknown>);
    if (values.length === size) return values;
    throw new InputError(
      "length-mismatch",
      `${role} has ${values.length} values but the data have ${size} rows: give one value per row`,
      { column: role },
    );
  }
  const values = new Array<unknown>(size).fill(undefined);
  let found = typeof channel !== "string";
  const read = (row: unknown, index: number): unknown => {
    if (typeof channel === "function") return (channel as (row: unknown, index: number) => unknown)(row, index);
    const fields = typeof row === "object" && row !== null ? (row as Record<string, unknown>) : {};
    found ||= (channel as string) in fields;
    return fields[channel as string];
  };
  // The reader of dates walks rows, columns and tables alike; what it is told here is that no row has a date.
  const walk = (row: unknown, index: number): null => {
    values[index] = read(row, index);
    return null;
  };
  readDates(source, typeof channel === "string" || typeof channel === "function" ? walk : channel, role);
  if (found) return values;
  throw new InputError("unknown-column", `${role}: there is no column "${channel}"`, { column: channel as string });
}
