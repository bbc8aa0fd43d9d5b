import { InputError } from "@hcc/data";

/** Checks a table of counts of the given shape and returns its sum. */
export function readCounts(
  table: readonly (readonly number[])[],
  name: string,
  { square = false, size }: { readonly square?: boolean; readonly size?: number } = {},
): number {
  const isRow = (row: unknown): boolean => Array.isArray(row) || ArrayBuffer.isView(row);
  if (!Array.isArray(table) || !table.every(isRow)) {
    throw new InputError("option", `the ${name} is no list of rows: give rows of counts, as [[33, 15], [16, 32]]`, {
      column: name,
    });
  }
  const height = table.length;
  const width = size ?? (square ? height : (table[0]?.length ?? 0));
  if (height < (square || size !== undefined ? 2 : 1) || width < 2 || (size !== undefined && height !== size)) {
    const shape = size === undefined ? "at least two rows and columns" : `${size} rows and ${size} columns`;
    throw new InputError("too-few-groups", `the ${name} is ${height} x ${table[0]?.length ?? 0}: give ${shape}`, {
      column: name,
    });
  }
  let n = 0;
  table.forEach((row, i) => {
    if (row.length !== width) {
      throw new InputError("length-mismatch", `row ${i} of the ${name} has ${row.length} cells: give ${width}`, {
        column: name,
        row: i,
      });
    }
    for (let j = 0; j < width; j++) {
      const count = row[j]!;
      if (!Number.isSafeInteger(count) || count < 0) {
        throw new InputError(
          typeof count === "number" && count < 0 ? "negative-value" : "not-a-number",
          `the ${name} holds ${String(count)} in row ${i}, column ${j}: give counts, whole numbers from 0`,
          { column: name, row: i },
        );
      }
      n += count;
    }
  });
  return n;
}

/** The same, and refuses a table without observations. */
export function readSome(
  table: readonly (readonly number[])[],
  name: string,
  shape: { readonly square?: boolean; readonly size?: number } = {},
): number {
  const n = readCounts(table, name, shape);
  if (n === 0) throw new InputError("empty-data", `every count of the ${name} is 0: there is nothing to test`);
  return n;
}
