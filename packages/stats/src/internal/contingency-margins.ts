import { InputError } from "@hcc/data";

/** Totals of a checked table of counts. */
export interface Margins {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly n: number;
  /** Smallest row total x column total, exact: expected count x n. */
  readonly smallest: number;
  /** Number of cells whose expected count is below 5. */
  readonly below5: number;
  /** What is said of empty rows and columns, as "column 0 is"; "" when there are none. */
  readonly empty: string;
}

const isTable = (table: unknown): boolean =>
  Array.isArray(table) && table.every((cells) => Array.isArray(cells) || ArrayBuffer.isView(cells));

/** Checks a table of counts and adds it up. */
export function contingencyMargins(table: readonly (readonly number[])[]): Margins {
  if (!isTable(table)) {
    throw new InputError("option", "the table is no list of rows: give rows of counts, as [[33, 15], [16, 32]]", {
      column: "table",
    });
  }
  const width = table[0]?.length ?? 0;
  if (table.length < 2 || width < 2) {
    throw new InputError(
      "too-few-groups",
      `the table is ${table.length} x ${width}: give at least two rows and two columns`,
      { column: "table" },
    );
  }
  const rows = new Array<number>(table.length).fill(0);
  const columns = new Array<number>(width).fill(0);
  table.forEach((cells, i) => {
    if (cells.length !== width) {
      throw new InputError(
        "length-mismatch",
        `row ${i} of the table has ${cells.length} cells but row 0 has ${width}: give rows of one length`,
        { column: "table", row: i },
      );
    }
    // Array.from, because forEach passes over holes.
    Array.from(cells).forEach((count, j) => {
      if (!Number.isSafeInteger(count) || count < 0) {
        throw new InputError(
          typeof count === "number" && count < 0 ? "negative-value" : "not-a-number",
          `the table holds ${String(count)} in row ${i}, column ${j}: give counts, whole numbers from 0`,
          { column: "table", row: i },
        );
      }
      rows[i]! += count;
      columns[j]! += count;
    });
  });
  const n = rows.reduce((sum, count) => sum + count, 0);
  if (n === 0) throw new InputError("empty-data", "every count of the table is 0: there is nothing to test");
  if (!Number.isSafeInteger(n)) {
    throw new InputError("too-costly", `the counts add up to ${n}, beyond the whole numbers that are kept exactly`, {
      column: "table",
    });
  }
  let smallest = Number.POSITIVE_INFINITY;
  let below5 = 0;
  for (const row of rows) {
    for (const column of columns) {
      smallest = Math.min(smallest, row * column);
      if (row * column < 5 * n) below5++;
    }
  }
  return { rows, columns, n, smallest, below5, empty: emptyMargins(rows, columns) };
}

function emptyMargins(rows: readonly number[], columns: readonly number[]): string {
  const names = [
    ...rows.flatMap((total, i) => (total === 0 ? [`row ${i}`] : [])),
    ...columns.flatMap((total, j) => (total === 0 ? [`column ${j}`] : [])),
  ];
  return names.length === 0 ? "" : `${names.join(" and ")} ${names.length === 1 ? "is" : "are"}`;
}
