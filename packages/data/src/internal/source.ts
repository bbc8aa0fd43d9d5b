import { InputError } from "../input-error.js";

/** Rows or columns behind one face: how many rows, a field as an indexable list, a row as an object. */
export interface Source {
  readonly size: number;
  /** Values of a field, or undefined when there is no such field. */
  readonly field: (name: string) => ArrayLike<unknown> | undefined;
  readonly row: (index: number) => unknown;
  /** Names of the fields, for messages. */
  readonly names: () => readonly string[];
  /** A field as cells to read one at a time, where a list of it would have to be made first; else undefined. */
  readonly cells?: (name: string) => Cells | undefined;
}

/** Cells of a field, by row. */
interface Cells {
  /** Whether the row has the field. */
  readonly has: (row: number) => boolean;
  readonly value: (row: number) => unknown;
}

interface ArrowVector {
  readonly length: number;
  readonly nullCount: number;
  get(index: number): unknown;
  toArray(): ArrayLike<unknown>;
}

interface ArrowTable {
  readonly numRows: number;
  readonly schema?: { readonly fields: readonly { readonly name: string }[] };
  getChild(name: string): ArrowVector | null;
  get(index: number): unknown;
}

export function sourceOf(data: unknown): Source {
  if (typeof data !== "object" || data === null) {
    throw new InputError(
      "option",
      `data is ${data === null ? "null" : typeof data}: pass rows or an object of columns`,
    );
  }
  if (Symbol.iterator in data && !("getChild" in data))
    return rowsSource(Array.isArray(data) ? data : Array.from(data as Iterable<unknown>));
  if (typeof (data as Partial<ArrowTable>).getChild === "function") return arrowSource(data as ArrowTable);
  return columnsSource(data as Record<string, unknown>);
}

export function rowsSource(rows: readonly unknown[]): Source {
  const names = (): readonly string[] => {
    const seen = new Set<string>();
    for (const row of rows.slice(0, 100)) for (const name of Object.keys((row as object) ?? {})) seen.add(name);
    return [...seen];
  };
  const reader = (name: string): { has: (row: unknown) => boolean; value: (row: unknown) => unknown } => {
    // What every object inherits ("constructor", "toString") is no field, a getter of the caller's class is one.
    const inherited = name in Object.prototype;
    const has = (row: unknown): boolean =>
      typeof row === "object" && row !== null && (inherited ? Object.hasOwn(row, name) : name in row);
    const value = inherited
      ? (row: unknown): unknown => (has(row) ? (row as Record<string, unknown>)[name] : undefined)
      : (row: unknown): unknown => (row as Record<string, unknown> | null)?.[name];
    return { has, value };
  };
  return {
    size: rows.length,
    names,
    row: (index) => rows[index],
    field: (name) => {
      const { has, value } = reader(name);
      return rows.some(has) ? rows.map(value) : undefined;
    },
    cells: (name) => {
      const { has, value } = reader(name);
      return { has: (row) => has(rows[row]), value: (row) => value(rows[row]) };
    },
  };
}

function columnsSource(columns: Record<string, unknown>): Source {
  const names = Object.keys(columns).filter((name) => isList(columns[name]));
  const size = names.length === 0 ? 0 : (columns[names[0]!] as ArrayLike<unknown>).length;
  for (const name of names) {
    const { length } = columns[name] as ArrayLike<unknown>;
    if (length !== size) {
      throw new InputError(
        "length-mismatch",
        `column "${name}" has ${length} values but "${names[0]}" has ${size}: give columns of one length`,
        { column: name },
      );
    }
  }
  return {
    size,
    names: () => names,
    field: (name) => (names.includes(name) ? (columns[name] as ArrayLike<unknown>) : undefined),
    row: (index) => Object.fromEntries(names.map((name) => [name, (columns[name] as ArrayLike<unknown>)[index]])),
  };
}

function arrowSource(table: ArrowTable): Source {
  return {
    size: table.numRows,
    names: () => table.schema?.fields.map((field) => field.name) ?? [],
    row: (index) => table.get(index),
    field: (name) => {
      const vector = table.getChild(name);
      if (vector === null) return undefined;
      // Numeric vectors give a typed array; nulls would read as 0 there, so such columns are read one by one.
      const values = vector.nullCount === 0 ? vector.toArray() : undefined;
      if (values !== undefined && ArrayBuffer.isView(values)) return values as ArrayLike<unknown>;
      return Array.from({ length: vector.length }, (_, index) => vector.get(index));
    },
    cells: (name) => {
      const vector = table.getChild(name);
      if (vector === null || (vector.nullCount === 0 && /^(number|bigint)$/.test(typeof vector.get(0))))
        return undefined;
      return { has: () => true, value: (row) => vector.get(row) };
    },
  };
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
