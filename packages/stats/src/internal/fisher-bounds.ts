/** For rounding: far below the tolerance of equal tables. */
const SLACK = 1e-8;

/** Logarithms of the whole numbers, and of their factorials. */
export interface FisherLogs {
  readonly logs: Float64Array;
  readonly logFactorial: Float64Array;
}

/** Log of the number of ways to choose x of `of`. */
export function logChoices({ logFactorial }: FisherLogs, of: number, x: number): number {
  return logFactorial[of]! - logFactorial[x]! - logFactorial[of - x]!;
}

/** No way to the end has a log weight above `most`, none one below `least`. */
export interface Bounds {
  readonly most: number;
  readonly least: number;
}

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
  { logs, logFactorial }: FisherLogs,
): (stage: number, remaining: readonly number[]) => Bounds {
  // Of each stage, the columns from it on in ascending order.
  const left = columns.map((_, stage) => columns.slice(stage).sort((a, b) => a - b));
  return (stage, remaining) => {
    const counts = left[stage]!;
    let n = 0;
    for (const count of remaining) n += count;
    const logN = logs[n]!;
    let product = 0;
    let constant = n * logN;
    let columnFill = 0;
    for (let j = 0; j < counts.length; j++) {
      const count = counts[j]!;
      product += logFactorial[count]!;
      constant -= count * logs[counts[j]!]!;
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
      const own = logs[count]!;
      constant -= count * own;
      const shift = own - logN;
      for (let j = 0; j < counts.length; j++) {
        const x = Math.floor((count * counts[j]!) / n);
        cells += x * (shift + logs[counts[j]!]!) - logFactorial[x]!;
      }
      for (let j = counts.length - 1, rest = count; rest > 0; j--) {
        const x = Math.min(rest, counts[j]!);
        rowFill += logFactorial[x]!;
        rest -= x;
      }
    }
    return { most: product + cells + constant + SLACK, least: product - Math.min(columnFill, rowFill) - SLACK };
  };
}

/**
 * By how much at least a table with the bound `most` falls short of it when `x` of the `own` subjects of a row are in a
 * column of `count`: the term of that cell in the bound above is not at its largest.
 */
export function fisherLoss(
  own: number,
  count: number,
  n: number,
  { logs, logFactorial }: FisherLogs,
): (x: number) => number {
  if (own === 0 || count === 0) return () => 0;
  const t = logs[own]! + logs[count]! - logs[n]!;
  const likely = Math.floor((own * count) / n);
  const most = likely * t - logFactorial[likely]!;
  return (x) => most - x * t + logFactorial[x]!;
}
