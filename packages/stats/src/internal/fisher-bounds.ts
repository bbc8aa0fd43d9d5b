import { log } from "@hcc/numerics";

/** For rounding: far below the tolerance of equal tables. */
const SLACK = 1e-8;

/**
 * Bounds on the log weight, sum of log c_j! - sum of log x_ij!, of every table with the row totals left and the columns from
 * a stage on.
 *
 * Above: with t_ij = log(u_i c_j / N) the sum of x_ij t_ij is the same for all tables, so no table exceeds the sum of the
 * largest x t_ij - log x! of each cell, which is at the whole number below u_i c_j / N. Below: sum of log x! is largest
 * where as much as possible is in one cell, by column or by row.
 */
export function fisherBounds(
  columns: readonly number[],
  logFactorial: Float64Array,
): (stage: number, remaining: readonly number[]) => { readonly most: number; readonly least: number } {
  const logs = columns.map((count) => log(count));
  return (stage, remaining) => {
    let n = 0;
    for (const count of remaining) n += count;
    let product = 0;
    let constant = n * log(n);
    let columnFill = 0;
    for (let j = stage; j < columns.length; j++) {
      const count = columns[j]!;
      product += logFactorial[count]!;
      constant -= count * logs[j]!;
      // Row totals ascend.
      for (let i = remaining.length - 1, rest = count; rest > 0; i--) {
        const x = Math.min(rest, remaining[i]!);
        columnFill += logFactorial[x]!;
        rest -= x;
      }
    }
    let cells = 0;
    let rowFill = 0;
    for (const count of remaining) {
      if (count === 0) continue;
      const own = log(count);
      constant -= count * own;
      const shift = own - log(n);
      for (let j = stage; j < columns.length; j++) {
        const x = Math.floor((count * columns[j]!) / n);
        cells += x * (shift + logs[j]!) - logFactorial[x]!;
      }
      // Column totals ascend too.
      for (let j = columns.length - 1, rest = count; rest > 0; j--) {
        const x = Math.min(rest, columns[j]!);
        rowFill += logFactorial[x]!;
        rest -= x;
      }
    }
    return { most: product + cells + constant + SLACK, least: product - Math.min(columnFill, rowFill) - SLACK };
  };
}
