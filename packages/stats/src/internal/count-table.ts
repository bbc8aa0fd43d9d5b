/** Cross table of two codings of the same rows, and its column sums. */
export function countTable(
  rowCodes: Int32Array,
  rows: number,
  columnCodes: Int32Array,
  columns: number,
  frequencies: Float64Array | null,
): { readonly counts: readonly (readonly number[])[]; readonly totals: readonly number[] } {
  const counts = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  const totals = new Array<number>(columns).fill(0);
  for (let i = 0; i < rowCodes.length; i++) {
    const count = frequencies?.[i] ?? 1;
    counts[rowCodes[i]!]![columnCodes[i]!]! += count;
    totals[columnCodes[i]!]! += count;
  }
  return { counts, totals };
}
