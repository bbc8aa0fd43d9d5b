import type { Group } from "../frame.js";
import { InputError } from "../input-error.js";
import { isMissing } from "./convert.js";
import { smallNumbers } from "./small-numbers.js";

/** Codes and sorted levels of a categorical column: numbers by value, text by UTF-16 code units, false before true. */
export function toGroup(
  values: ArrayLike<unknown>,
  rows: ArrayLike<number>,
  column: string,
  fixedLevels?: readonly string[],
): Group {
  const small = fixedLevels === undefined ? smallNumbers(values, rows) : null;
  if (small !== null) return small;
  let kind: string | undefined;
  /** Each value with its place in the order in which they come, and there the row where it came. */
  const seen = new Map<unknown, number>();
  const firstRows: number[] = [];
  const orderOf = (raw: unknown, row: number): number => {
    if (isMissing(raw)) return -1;
    const value = typeof raw === "bigint" ? Number(raw) : raw;
    const known = seen.get(value);
    if (known !== undefined) return known;
    const type = typeof value;
    if (type !== "string" && type !== "number" && type !== "boolean") {
      throw new InputError(
        "mixed-types",
        `column "${column}" holds a ${type} at row ${row}: give text, numbers or booleans`,
        {
          column,
          row,
        },
      );
    }
    if (kind !== undefined && kind !== type) {
      throw new InputError(
        "mixed-types",
        `column "${column}" mixes ${kind} and ${type} (row ${row}): convert the column to one type`,
        { column, row },
      );
    }
    kind = type;
    if (value === "") {
      throw new InputError(
        "empty-text",
        `column "${column}" holds empty text at row ${row}: make it null or give it a name`,
        {
          column,
          row,
        },
      );
    }
    if (value === "NA" && !fixedLevels?.includes("NA")) {
      throw new InputError(
        "empty-text",
        `column "${column}" holds the text "NA" at row ${row}: make it null when reading the file, or list "NA" among the levels if it is a category`,
        { column, row },
      );
    }
    seen.set(value, firstRows.length);
    return firstRows.push(row) - 1;
  };
  const codes = new Int32Array(rows.length);
  // Rows of one group often follow each other.
  let before: unknown = null;
  let order = -1;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!];
    if (value !== before) {
      order = orderOf(value, rows[i]!);
      before = value;
    }
    codes[i] = order;
  }
  const found = [...seen.keys()];
  if (kind === "number") found.sort((a, b) => (a as number) - (b as number));
  else found.sort((a, b) => (a === b ? 0 : (a as string) < (b as string) ? -1 : 1));
  const codeAt = new Int32Array(found.length);
  if (fixedLevels === undefined) {
    found.forEach((value, code) => {
      codeAt[seen.get(value)!] = code;
    });
  } else {
    const codeOf = new Map(fixedLevels.map((level, index) => [level, index]));
    const list = fixedLevels.join(", ");
    if (codeOf.size < fixedLevels.length) {
      throw new InputError("duplicate", `the levels ${list} of column "${column}" repeat: list each once`, { column });
    }
    for (const value of found) {
      const code = codeOf.get(String(value));
      if (code === undefined) {
        const row = firstRows[seen.get(value)!]!;
        throw new InputError(
          "unknown-level",
          `column "${column}" holds "${value}" at row ${row}, which is none of its levels ${list}: add the level or recode the value`,
          { column, row },
        );
      }
      codeAt[seen.get(value)!] = code;
    }
  }
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) codes[i] = codeAt[codes[i]!]!;
  return { codes, levels: fixedLevels ?? found.map(String) };
}
