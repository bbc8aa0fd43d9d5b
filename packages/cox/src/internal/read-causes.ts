import { type Group, type GroupValue, InputError } from "@hcc/data";

/** Values of a cause, each in one of the lists. */
export interface CauseLists {
  /** Values that are the event of interest. */
  readonly event: readonly GroupValue[];
  /** Values after which the event can no longer happen. */
  readonly competing: readonly GroupValue[];
  /** Values of those who were last seen without any event. */
  readonly censored: readonly GroupValue[];
}

const NAMES = ["censored", "event", "competing"] as const;

/** Codes of the rows: 0 censored, 1 event, 2 competing. */
export function readCauses(rows: Int32Array, { codes, levels }: Group, lists: CauseLists): Uint8Array {
  const meaning = new Map<string, number>();
  NAMES.forEach((name, code) => {
    const list = lists?.[name];
    if (!Array.isArray(list)) {
      throw new InputError("option", `cause.${name} is no list: give the values that mean it, as ["death"]`, {
        column: "cause",
      });
    }
    for (const value of list.map(String)) {
      const other = meaning.get(value);
      if (other !== undefined && other !== code) {
        throw new InputError("option", `cause: "${value}" is listed as ${NAMES[other]} and as ${name}: keep one`, {
          column: "cause",
        });
      }
      meaning.set(value, code);
    }
  });
  const known = levels.map((level) => meaning.get(level) ?? -1);
  return Uint8Array.from(codes, (code, i) => {
    if (known[code]! >= 0) return known[code]!;
    throw new InputError(
      "unknown-level",
      `the cause is "${levels[code]}" at row ${rows[i]}, which is in none of the lists event, competing and censored: add it to one, or leave such rows out with where`,
      { column: "cause", row: rows[i]! },
    );
  });
}
