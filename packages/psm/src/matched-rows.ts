import { InputError, type RowOf } from "@hcc/data";
import type { Matching } from "./match-pairs.js";

/**
 * The rows that a matching kept, once each, in the order of the data.
 *
 * Equals R's `match_data` without its added columns; with replacement or several controls per treated row the analysis
 * needs `matching.weights` as well.
 *
 * @param data what `matchPairs` was given: rows, or an object of columns (its rows are returned as objects).
 * @throws InputError when the data do not have the rows of the matching.
 *
 * @example
 * ```ts
 * import { matchedRows, matchPairs } from "@hcc/psm";
 * const patients = [{ tki: 1, ps: 0.6 }, { tki: 0, ps: 0.2 }, { tki: 0, ps: 0.5 }];
 * matchedRows(patients, matchPairs(patients, { treatment: "tki", score: "ps" })); // => [{ tki: 1, ps: 0.6 }, { tki: 0, ps: 0.5 }]
 * ```
 */
export function matchedRows<D extends Iterable<unknown> | object>(
  data: D,
  matching: Pick<Matching, "weights">,
): RowOf<D>[] {
  if (typeof data !== "object" || data === null || !ArrayBuffer.isView(matching?.weights)) {
    throw new InputError("option", "matchedRows needs the data and the result of matchPairs on them");
  }
  const { weights } = matching;
  const rows = rowsOf(data, weights.length);
  if (rows.length !== weights.length) {
    throw new InputError(
      "length-mismatch",
      `the data have ${rows.length} rows but the matching was made from ${weights.length}: pass the same data`,
    );
  }
  return rows.filter((_, row) => weights[row]! > 0) as RowOf<D>[];
}

function rowsOf(data: object, expected: number): unknown[] {
  if ("getChild" in data) {
    const table = data as unknown as { numRows: number; get(row: number): unknown };
    return Array.from({ length: table.numRows }, (_, row) => table.get(row));
  }
  if (Symbol.iterator in data) return Array.from(data as Iterable<unknown>);
  const columns = Object.entries(data).filter(([, values]) => Array.isArray(values) || ArrayBuffer.isView(values));
  const length = (columns[0]?.[1] as ArrayLike<unknown> | undefined)?.length ?? expected;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, (values as ArrayLike<unknown>)[row]])),
  );
}
