import type { Group } from "./frame.js";
import { InputError } from "./input-error.js";
import type { Channel, GroupValue } from "./types.js";

/** Values of a cause, each in one of the lists. */
export interface CauseLists {
  /** Values that are the event of interest. */
  readonly event: readonly GroupValue[];
  /** Values after which the event can no longer happen. */
  readonly competing: readonly GroupValue[];
  /** Values of those who were last seen without any event. */
  readonly censored: readonly GroupValue[];
}

/** Which values of a column are the event, which compete with it, and which mean that follow-up ended. */
export interface CauseChannel<Row> extends CauseLists {
  /** What ended the follow-up of each row. */
  readonly channel: Channel<Row, GroupValue>;
}

const NAMES = ["censored", "event", "competing"] as const;

/**
 * What ended the follow-up of each row, from a column that names it and lists that say what a name means.
 *
 * A value in none of the lists is an error, so that a new or misspelled one is not silently censored.
 *
 * @param rows input row number of each row, for messages: `rows` of a frame.
 * @param group the column of causes, as `readFrame` reads a "group".
 * @returns code of each row: 0 censored, 1 event, 2 competing event.
 * @throws InputError for a value in none of the lists or in two of them, and for a list that is none.
 *
 * @example
 * ```ts
 * import { column, readCauses, readFrame } from "@hcc/data";
 * const rows = [{ end: "progression" }, { end: "alive" }, { end: "death" }];
 * const frame = readFrame(rows, { cause: column("group", "end") });
 * const lists = { event: ["progression"], competing: ["death"], censored: ["alive"] };
 * Array.from(readCauses(frame.rows, frame.columns.cause, lists)); // => [1, 0, 2]
 * ```
 */
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
  const known = Int8Array.from(levels, (level) => meaning.get(level) ?? -1);
  const causes = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const cause = known[codes[i]!]!;
    if (cause < 0) {
      throw new InputError(
        "unknown-level",
        `the cause is "${levels[codes[i]!]}" at row ${rows[i]}, which is in none of the lists event, competing and censored: add it to one, or leave such rows out with where`,
        { column: "cause", row: rows[i]! },
      );
    }
    causes[i] = cause;
  }
  return causes;
}
