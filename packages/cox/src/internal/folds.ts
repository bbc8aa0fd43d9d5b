import { InputError, readColumn } from "@hcc/data";
import type { CoxRows } from "./read-rows.js";

/** Fold of each row in use, and the names of the folds. */
export interface Folds {
  readonly codes: Int32Array;
  readonly names: readonly string[];
}

/** How folds are asked for. */
export interface FoldOptions {
  readonly folds?: number;
  readonly foldId?: unknown;
  readonly random?: () => number;
}

/** Folds as given, or drawn so that their sizes differ by one at most; the rows of a subject are in one fold. */
export function readFolds(call: string, data: unknown, read: CoxRows, options: FoldOptions): Folds {
  const { folds = 10, foldId, random } = options;
  if (foldId !== undefined) {
    if (options.folds !== undefined || random !== undefined) {
      throw new InputError("option", `${call}: foldId is given, so folds and random have no meaning: leave them out`, {
        column: "foldId",
      });
    }
    return givenFolds(data, read, foldId);
  }
  if (typeof random !== "function") {
    throw new InputError(
      "option",
      `${call} needs random: give a seeded generator of numbers in [0, 1), or the fold of each row as foldId`,
      { column: "random" },
    );
  }
  const { subject, frame } = read;
  const units = subject ?? Int32Array.from({ length: frame.n }, (_, i) => i);
  const count = units.reduce((most, unit) => Math.max(most, unit + 1), 0);
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= count)) {
    throw new InputError(
      "option",
      `folds is ${folds}: give a whole number from 2 to ${count}, the ${subject === null ? "rows" : "subjects"} in use`,
      {
        column: "folds",
      },
    );
  }
  const drawn = Int32Array.from({ length: count }, (_, i) => i % folds);
  // Fisher-Yates.
  for (let i = count - 1; i > 0; i--) {
    const uniform = random();
    if (!(uniform >= 0 && uniform < 1)) {
      throw new InputError("option", `random gave ${String(uniform)}: it must give numbers in [0, 1)`, {
        column: "random",
      });
    }
    const other = Math.floor(uniform * (i + 1));
    [drawn[i], drawn[other]] = [drawn[other]!, drawn[i]!];
  }
  return {
    codes: units.map((unit) => drawn[unit]!),
    names: Array.from({ length: folds }, (_, k) => String(k + 1)),
  };
}

function givenFolds(data: unknown, { frame, subject }: CoxRows, foldId: unknown): Folds {
  const { codes: all, levels } = readColumn(data, "group", foldId, "foldId");
  const codes = frame.rows.map((row) => all[row]!);
  const missing = codes.indexOf(-1);
  if (missing >= 0) {
    const row = frame.rows[missing]!;
    throw new InputError("missing-value", `the fold is missing at row ${row}: give one to every row in use`, {
      column: "foldId",
      row,
    });
  }
  const used = levels.map((_, code) => code).filter((code) => codes.includes(code));
  if (used.length < 2) {
    throw new InputError("too-few-groups", `foldId has the one value "${levels[used[0]!]}": give two folds or more`, {
      column: "foldId",
    });
  }
  if (subject !== null) {
    const own = new Map<number, number>();
    for (let i = 0; i < codes.length; i++) {
      const before = own.get(subject[i]!) ?? codes[i]!;
      if (before !== codes[i]) {
        const row = frame.rows[i]!;
        throw new InputError(
          "option",
          `a subject has rows in two folds, the second in row ${row}: give all rows of an id one fold`,
          {
            column: "foldId",
            row,
          },
        );
      }
      own.set(subject[i]!, before);
    }
  }
  return { codes: codes.map((code) => used.indexOf(code)), names: used.map((code) => levels[code]!) };
}
